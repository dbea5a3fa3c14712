"""Numbers as texts write them: digits in any script, number words, dozens and hundreds. Pure.

A text is cut into tokens, and `number_at` reads the number that begins at one of them.
"""

import re
from decimal import Decimal
from typing import NamedTuple

_TOKEN = re.compile(
    r"""\d{1,3}(?:[,٬'’\u0020\u00a0\u2009\u202f]\d{3})+(?:[.٫]\d+)?(?!\d)  # 1,500 and 1 500 and 1,500.5
      | \d{1,3}(?:\.\d{3}){2,}(?!\d)                                   # 1.500.000
      | \d{1,2}(?:,\d{2})+,\d{3}(?!\d)                                 # 1,50,000
      | \d+(?:[.,٫]\d+)?
      | [^\W\d_]+(?:[\u200c'’][^\W\d_]+)*[\u0300-\u036f\u064b-\u0652]*
      | \n | \S""",
    re.VERBOSE,
)
_GROUPED = re.compile(r"[,٬'’\u0020\u00a0\u2009\u202f]")
_LARGEST = Decimal(10) ** 17  # what the database's column holds, with six places behind the point

# Languages that write 1.500 for fifteen hundred.
_COMMA_DECIMALS = {
    "de",
    "fr",
    "es",
    "it",
    "pt",
    "nl",
    "ru",
    "uk",
    "tr",
    "pl",
    "cs",
    "sv",
    "da",
    "nb",
    "ro",
    "id",
}

_EN_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen"
)
_EN_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_FA_ONES = "صفر یک دو سه چهار پنج شش هفت هشت نه ده یازده دوازده سیزده چهارده پانزده شانزده هفده هجده نوزده"
_FA_TENS = "بیست سی چهل پنجاه شصت هفتاد هشتاد نود"
_FA_HUNDREDS = "صد دویست سیصد چهارصد پانصد ششصد هفتصد هشتصد نهصد"
_AR_ONES = "صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة"
_AR_FEMININE = "صفر واحدة اثنتان ثلاث أربع خمس ست سبع ثماني تسع عشر"
_AR_TENS = "عشرون ثلاثون أربعون خمسون ستون سبعون ثمانون تسعون"


def _numbered(words: str, start: int = 0, step: int = 1) -> dict[str, int]:
    return {word: start + step * at for at, word in enumerate(words.split())}


# The value of each word, by language; joined by a hyphen, a blank or “and” they add up.
_WORDS = {
    "en": _numbered(_EN_ONES) | _numbered(_EN_TENS, 20, 10),
    "fa": _numbered(_FA_ONES) | _numbered(_FA_TENS, 20, 10) | _numbered(_FA_HUNDREDS, 100, 100),
    "ar": _numbered(_AR_ONES)
    | _numbered(_AR_FEMININE)
    | _numbered(_AR_TENS, 20, 10)
    | {f"{word[:-2]}ين": value for word, value in _numbered(_AR_TENS, 20, 10).items()}
    | {"اثنين": 2, "اثنتين": 2},
}
_SCALES = {
    "en": {"hundred": 100, "thousand": 1000, "million": 10**6, "billion": 10**9, "trillion": 10**12},
    "fa": {"هزار": 1000, "میلیون": 10**6, "میلیارد": 10**9},
    "ar": {
        "مئة": 100, "مائة": 100, "ألف": 1000, "آلاف": 1000, "مليون": 10**6, "ملايين": 10**6, "مليار": 10**9,
    },
    # Behind digits alone: other words for numbers are not read in these.
    "de": {"tausend": 1000, "million": 10**6, "millionen": 10**6, "mio": 10**6, "milliarde": 10**9,
           "milliarden": 10**9, "mrd": 10**9, "billionen": 10**12},
    "fr": {"mille": 1000, "million": 10**6, "millions": 10**6, "milliard": 10**9, "milliards": 10**9},
    "es": {"mil": 1000, "millón": 10**6, "millones": 10**6, "billones": 10**12},
    "it": {"mila": 1000, "milione": 10**6, "milioni": 10**6, "miliardo": 10**9, "miliardi": 10**9},
    "pt": {"mil": 1000, "milhão": 10**6, "milhões": 10**6, "bilhão": 10**9, "bilhões": 10**9},
    "nl": {"duizend": 1000, "miljoen": 10**6, "miljard": 10**9},
    "ru": {"тысяча": 1000, "тысячи": 1000, "тысяч": 1000, "тыс": 1000, "миллион": 10**6, "миллиона": 10**6,
           "миллионов": 10**6, "млн": 10**6, "миллиард": 10**9, "миллиарда": 10**9, "миллиардов": 10**9,
           "млрд": 10**9},
    "uk": {"тисяча": 1000, "тисячі": 1000, "тисяч": 1000, "тис": 1000, "мільйон": 10**6, "мільйони": 10**6,
           "мільйонів": 10**6, "млн": 10**6, "мільярд": 10**9, "мільярди": 10**9, "мільярдів": 10**9,
           "млрд": 10**9},
    "tr": {"bin": 1000, "milyon": 10**6, "milyar": 10**9},
    "pl": {"tysiąc": 1000, "tysiące": 1000, "tysięcy": 1000, "milion": 10**6, "miliony": 10**6,
           "milionów": 10**6, "miliard": 10**9, "miliardy": 10**9, "miliardów": 10**9},
    "cs": {"tisíc": 1000, "tisíce": 1000, "milion": 10**6, "miliony": 10**6, "milionů": 10**6,
           "miliarda": 10**9, "miliardy": 10**9, "miliard": 10**9},
    "sv": {"tusen": 1000, "miljon": 10**6, "miljoner": 10**6, "miljard": 10**9, "miljarder": 10**9},
    "da": {"tusind": 1000, "million": 10**6, "millioner": 10**6, "milliard": 10**9, "milliarder": 10**9},
    "nb": {"tusen": 1000, "million": 10**6, "millioner": 10**6, "milliard": 10**9, "milliarder": 10**9},
    "ro": {"mii": 1000, "milion": 10**6, "milioane": 10**6, "miliard": 10**9, "miliarde": 10**9},
    "id": {"ribu": 1000, "juta": 10**6, "miliar": 10**9},
}  # fmt: skip
_OF = {
    "fr": "de",
    "es": "de",
    "pt": "de",
    "ro": "de",
    "it": "di",
}  # stands between millions and what is counted
_ABBREVIATED = {"mio", "mrd", "тыс", "тис", "млн", "млрд"}  # and a point may follow
_AND = {"en": {"and", "-"}, "fa": {"و"}, "ar": {"و"}}
_SHORT_SCALES = {"k": 1000, "m": 10**6, "mn": 10**6, "bn": 10**9, "b": 10**9, "tn": 10**12}
# At least so many, and nobody counted.
_VAGUE = {
    "dozens": 24, "scores": 40, "hundreds": 200, "thousands": 2000, "millions": 2 * 10**6,
    "ده‌ها": 20, "دهها": 20, "صدها": 200, "هزاران": 2000,
    "عشرات": 20, "العشرات": 20, "مئات": 200, "المئات": 200,
}  # fmt: skip
_PHRASES: dict[tuple[str, ...], int] = {
    ("half", "a", "dozen"): 6,
    ("half", "dozen"): 6,
    ("a", "half", "dozen"): 6,
    ("a", "dozen"): 12,
    ("one", "dozen"): 12,
    ("a", "couple", "of"): 2,
    ("a", "single"): 1,
    ("a", "hundred"): 100,
    ("a", "thousand"): 1000,
    ("a", "million"): 10**6,
}
_MANY: dict[tuple[str, ...], int] = {
    ("tens", "of", "thousands"): 20_000,
    ("hundreds", "of", "thousands"): 200_000,
    ("tens", "of", "millions"): 2 * 10**7,
}
# What a number can begin with that is not written in digits.
BEGINNINGS = frozenset(
    [
        *(word for words in _WORDS.values() for word in words),
        *_VAGUE,
        *(first for first, *_ in [*_PHRASES, *_MANY]),
    ]
)
_FRACTIONS = {
    "third",
    "thirds",
    "quarter",
    "quarters",
    "fifth",
    "fifths",
    "tenth",
    "tenths",
    "half",
    "halves",
}


NUMBER_WORDS = frozenset(_WORDS["en"])


class Token(NamedTuple):
    """A word, a number in digits, a mark or the end of a line; `lower` is how it is compared."""

    start: int
    end: int
    word: str
    lower: str

    @property
    def is_digits(self) -> bool:
        return self.word[0].isdecimal()

    @property
    def is_word(self) -> bool:
        return self.word[0].isalpha()


class Number(NamedTuple):
    """What stands from one token to before another; `at_least` for dozens that nobody counted."""

    value: Decimal
    until: int
    at_least: bool = False


def tokens_of(text: str) -> list[Token]:
    return [
        Token(match.start(), match.end(), match[0], match[0].casefold().replace("’", "'"))
        for match in _TOKEN.finditer(text)
    ]


def number_at(tokens: list[Token], at: int, language: str, is_money: bool = False) -> Number | None:
    """The number that begins at a token. `is_money` reads 490m as millions, which else are metres."""
    token = tokens[at]
    if token.is_digits:
        digits = _of_digits(token.word, language)
        return None if digits is None else _scaled(tokens, at + 1, digits, language, is_money)
    lowered = tuple(one.lower for one in tokens[at : at + 3])
    for phrase in (lowered, lowered[:2]):
        if value := _MANY.get(phrase):
            return Number(Decimal(value), at + len(phrase), at_least=True)
        if value := _PHRASES.get(phrase):
            return _scaled(tokens, at + len(phrase), Decimal(value), language)
    if value := _VAGUE.get(token.lower):
        return Number(Decimal(value), at + 1, at_least=True)
    return _of_words(tokens, at, language)


def _of_digits(word: str, language: str) -> Decimal | None:
    """The number that digits with their points and commas mean; None if it is beyond every count."""
    if re.fullmatch(r"\d{1,3}(\.\d{3})+", word) and (word.count(".") > 1 or language in _COMMA_DECIMALS):
        word = word.replace(".", "")
    elif re.fullmatch(r"\d+,\d{1,2}|\d+,\d{4,}|0,\d+", word):
        word = word.replace(",", ".")
    value = Decimal(_GROUPED.sub("", word).replace("٫", "."))
    return value if value < _LARGEST else None


def _scaled(
    tokens: list[Token], at: int, value: Decimal, language: str, is_money: bool = False
) -> Number | None:
    """With the dozen, thousand or million after it."""
    while at < len(tokens):
        lower = tokens[at].lower
        scale = _SCALES.get(language, _SCALES["en"]).get(lower) or (12 if lower == "dozen" else None)
        if is_money and scale is None and tokens[at].start == tokens[at - 1].end:
            scale = _SHORT_SCALES.get(lower)
        if scale is None:
            break
        value, at = value * scale, at + 1
        follower = tokens[at].lower if at < len(tokens) - 1 else None
        if follower and follower == ("." if lower in _ABBREVIATED else _OF.get(language)):
            at += 1
    if value >= _LARGEST or _is_fraction(tokens, at):
        return None
    return Number(value.quantize(Decimal(1) if value % 1 == 0 else Decimal("0.000001")), at)


def _of_words(tokens: list[Token], at: int, language: str) -> Number | None:
    """Number words: each adds to the group before it unless it is a scale, which multiplies the group."""
    words, scales = _WORDS.get(language, _WORDS["en"]), _SCALES.get(language, _SCALES["en"])
    joints = _AND.get(language, _AND["en"])
    total = group = 0
    smallest = 10**18  # the next word must be smaller than the last: “two three” are two numbers
    until = at
    here = at
    while here < len(tokens):
        lower = tokens[here].lower
        if language == "ar" and until > at and lower.startswith("و") and lower[1:] in words:
            lower = lower[1:]
        is_joint = lower in joints and until > at
        if is_joint:
            here += 1
            continue
        value = words.get(lower)
        if value is not None and value < smallest and _may_join(tokens, until, here, smallest):
            group, smallest = group + value, _room_after(value, language)
        elif (scale := scales.get(lower)) and until > at and here == until:
            total, group = (total, group * scale) if scale == 100 else (total + group * scale, 0)
            smallest = scale
        else:
            break
        here += 1
        until = here
    return None if until == at else _scaled(tokens, until, Decimal(total + group), language)


def _room_after(value: int, language: str) -> int:
    """Below what the next word must be to belong to the same number: twenty leaves room for one to nine."""
    if value >= 100:
        return 100
    if value >= 20 and value % 10 == 0:
        return 20 if language == "ar" else 10
    return 0 if language != "ar" or value >= 10 else 91


def _may_join(tokens: list[Token], until: int, here: int, smallest: int) -> bool:
    """Only a hundred and more take “and” in English; the hyphen joins tens and ones."""
    between = {token.lower for token in tokens[until:here]}
    return "and" not in between or smallest >= 100


def _is_fraction(tokens: list[Token], at: int) -> bool:
    """Whether what stands before makes thirds or quarters: “two-thirds” is no two."""
    behind = [token.lower for token in tokens[at : at + 2]]
    return bool(behind) and (behind[0] in _FRACTIONS or (behind[0] == "-" and behind[-1] in _FRACTIONS))
