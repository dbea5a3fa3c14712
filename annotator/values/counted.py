"""What is counted by a number, and which numbers count nothing: names, times, places in an order. Pure."""

from collections.abc import Iterator

from annotator.values.numbers import NUMBER_WORDS, Number, Token
from annotator.values.units import IRREGULAR_PLURALS, MEASURES, canonical, is_people, known

# A noun that is counted does not lie beyond these, and is none of them.
_STOP_WORDS = """
    a an the this that these those his her its their our my your ours theirs them us him it he she they who
    which whom whose what in on at by for from to of with within without into onto over under after before
    since until during near around about between against as than and or but nor so if when while where because
    is are was were be been being am has have had do does did will would shall should can could may might must
    not no said says told reported early earlier late later today yesterday tomorrow ago again only alone
    together also there here off out up down away back per each were went came took got left made
    monday tuesday wednesday thursday friday saturday sunday another others
"""
_STOPS = set(_STOP_WORDS.split())
HURT = {
    "hurt", "injured", "wounded", "killed", "dead", "missing", "arrested", "detained", "rescued", "displaced",
    "زخمی", "کشته", "مجروح", "قتلى", "جرحى",
}  # fmt: skip
_SINGULAR_ENDS = ("ss", "us", "is", "'s")
_BEFORE_PRONOUNS = {
    "no", "the", "this", "that", "which", "any", "every", "not", "first", "second", "third", "last", "next",
}  # fmt: skip
_HOURS = {"بامداد", "صبح", "عصر", "ظهر", "صباحا", "مساء"}
_NO_NOUNS = {"more", "other", "further", "additional", "new", "single", "one", "extra"}
_NUMBERED = {
    "berth", "gate", "silo", "silos", "page", "number", "no", "article", "room", "flight", "chapter", "phase",
    "zone", "line", "section", "route", "group", "type", "version", "highway", "channel", "day", "level",
}  # fmt: skip


def names_something(tokens: list[Token], at: int, number: Number, is_hedged: bool) -> bool:
    """Whether the number is a name, a place in an order, a time of day or a part of a word."""
    token, until = tokens[at], number.until
    before = tokens[at - 1] if at else None
    if before is not None and before.end == token.start and before.word in "-/.:,#'’":
        return True  # F-16, 24/7, ’91
    if token.lower in ("one", "یک", "واحد") and not is_hedged:
        return _is_pronoun(tokens, at, until)
    if until < len(tokens) and tokens[until].lower in _HOURS:
        return True
    if not token.is_digits:
        return False
    return _is_time_or_rank(tokens, at, until) or (not is_hedged and _follows_name(tokens, at, until))


def stands_for_itself(tokens: list[Token], at: int, number: Number) -> bool:
    """Whether a number without unit and hedge is a pronoun (“a single one”), a year, an hour or nothing."""
    token = tokens[at]
    if number.value == 1 or (at and tokens[at - 1].lower == "at"):
        return True
    if token.is_digits and len(token.word) == 4 and 1300 <= number.value <= 2100:
        return True
    alone = at == 0 or tokens[at - 1].word == "\n"
    return alone and (number.until >= len(tokens) or tokens[number.until].word == "\n")


def _is_time_or_rank(tokens: list[Token], at: int, until: int) -> bool:
    """12:27, 3 a.m., 16 h, 7th, 1990s, and the 1. of a list."""
    before = tokens[at - 1].lower if at else "\n"
    if before == "h" or until >= len(tokens):
        return before == "h"
    behind = tokens[until]
    if behind.start == tokens[until - 1].end and behind.word in (":", "/", "st", "nd", "rd", "th", "s"):
        return True
    if (behind.word == "." and before == "\n") or _reads(tokens, until, "-", "year", "-", "old"):
        return True
    if behind.lower == "h":
        return before == "at" or (until + 1 < len(tokens) and tokens[until + 1].is_digits)
    if behind.lower in ("a", "p"):
        return _reads(tokens, until + 1, ".", "m")
    return behind.lower in ("am", "pm", "o'clock")


def _follows_name(tokens: list[Token], at: int, until: int) -> bool:
    """Silo 4, Silos 3 and 4: a number in digits behind a name, with no noun behind itself."""
    if until < len(tokens) and tokens[until].is_word and tokens[until].lower not in _STOPS:
        return False
    before = tokens[at - 1] if at else None
    if (
        before is not None
        and before.lower in ("and", "or", ",", "-", "–")
        and at > 1
        and tokens[at - 2].is_digits
    ):
        return _follows_name(tokens, at - 2, until)
    if before is None or not before.is_word:
        return False
    return before.lower in _NUMBERED or (before.word[0].isupper() and at > 1)


def _is_pronoun(tokens: list[Token], at: int, until: int) -> bool:
    """“one of them”, “the third one”, “no one”: no count. In Persian it is the article, but for people."""
    before = tokens[at - 1].lower if at else ""
    behind = tokens[until].lower if until < len(tokens) else ""
    if tokens[at].lower == "یک":
        return canonical(behind) != "people"
    return behind in ("of", "another") or before in _BEFORE_PRONOUNS


def _reads(tokens: list[Token], at: int, *words: str) -> bool:
    return tuple(token.lower for token in tokens[at : at + len(words)]) == words


def unit_at(tokens: list[Token], at: int, number: Number, language: str) -> tuple[str, int]:
    """What is counted or measured by the words from a token on, and the token behind it; "" if not said."""
    here = at
    if here < len(tokens) and tokens[here].word == "-" and here + 1 < len(tokens):
        # “48-hour”, but not “30-year-old”.
        unit = canonical(tokens[here + 1].lower)
        if unit in MEASURES and not _reads(tokens, here + 2, "-", "old"):
            return unit, here + 2
        return "", at
    if _reads(tokens, here, "per", "cent"):
        return "percent", here + 2
    if here + 1 < len(tokens) and tokens[here].lower in ("square", "cubic"):
        unit = canonical(f"{tokens[here].lower} {canonical(tokens[here + 1].lower)}")
        return unit, here + 2
    if here < len(tokens) and (unit := canonical(_without_of(tokens[here], language))) in MEASURES:
        is_letter = len(tokens[here].word) == 1 and tokens[here].is_word
        if not is_letter or tokens[here - 1].is_digits:
            return unit, here + 1
    if here < len(tokens) and tokens[here].lower in HURT and language == "en":
        return "people", here
    return _noun_at(tokens, here, number, language)


def _noun_at(tokens: list[Token], at: int, number: Number, language: str) -> tuple[str, int]:
    """The noun that is counted: in English the first plural among the next words, elsewhere the next word."""
    if language != "en":
        is_noun = at < len(tokens) and tokens[at].is_word and len(tokens[at].word) > 2
        return (known(_without_of(tokens[at], language)), at + 1) if is_noun else ("", at)
    here = at
    if _reads(tokens, here, "of"):
        here += 1
        while here < len(tokens) and tokens[here].lower in _STOPS | {"four", "three", "two"}:
            if tokens[here].lower in ("them", "us", "ours", "theirs"):
                return "", here + 1
            here += 1
    words = list(_words_from(tokens, here))
    if number.value == 1:
        nouns = [n for n in words if tokens[n].lower not in _NO_NOUNS and not tokens[n].lower.endswith("ly")]
        return (canonical(tokens[nouns[-1]].lower), nouns[-1] + 1) if nouns else ("", at)
    plurals = [n for n in words if _is_plural(tokens[n].lower)]
    if not plurals:
        return "", at
    noun = plurals[0]
    if noun + 1 in plurals and is_people(tokens[noun + 1].lower):
        noun += 1  # “staff members”
    return canonical(tokens[noun].lower), noun + 1


def _without_of(token: Token, language: str) -> str:
    """The word without the “of” that Romance languages write as its beginning: “500 millions d’euros”."""
    return token.lower.removeprefix("d'") if language in ("fr", "it", "ca") else token.lower


def _words_from(tokens: list[Token], at: int) -> Iterator[int]:
    """The places of the words that may belong to one noun: up to the next verb, preposition or mark."""
    for n in range(at, min(at + 5, len(tokens))):
        if _is_inner_hyphen(tokens, n):
            continue  # “one Iran-backed group”
        lower = tokens[n].lower
        if not tokens[n].is_word or lower in _STOPS or lower in NUMBER_WORDS or (n > at and lower in HURT):
            return
        yield n


def _is_inner_hyphen(tokens: list[Token], at: int) -> bool:
    """Whether a hyphen joins two words here, as in “Iran-backed”."""
    if tokens[at].word not in "-‑" or not 0 < at < len(tokens) - 1:
        return False
    return tokens[at - 1].end == tokens[at].start and tokens[at].end == tokens[at + 1].start


def _is_plural(word: str) -> bool:
    return word in IRREGULAR_PLURALS or (
        len(word) > 3 and word.endswith("s") and not word.endswith(_SINGULAR_ENDS)
    )
