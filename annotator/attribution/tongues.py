"""Reports in Persian and Arabic: who says, with which verb, before it or behind it, and to whom. Pure.

Persian puts the verb last (“قذواری به رویترز گفت”), Arabic mostly first (“قال الوزير لرويترز”). Letters that
are written in two ways are read as one, each in its own place, so that offsets stay.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

# One letter for one: Arabic ي and ك against Persian ی and ک, alef with its signs, the narrow no-break space.
_ALIKE = str.maketrans("يىكأإآٱة\u202f", "ییکااااه\u200c")


class Told(NamedTuple):
    """A report: where its source (alike for none) and the words that tell stand; the outlet between or ""."""

    source: tuple[int, int]
    said: tuple[int, int]
    via: str


def _read(pattern: str) -> re.Pattern[str]:
    """A pattern for text whose letters were made alike; a blank in it may be a half-space."""
    return re.compile(pattern.translate(_ALIKE).replace("~", "[\u200c ]?"))


_WORD = r"[^\s،؛:.!؟«»”]+"
_FA_VERB = _read(
    r"(?<!\w)(?:(?:گفت|افزود|نوشت|گفته|افزوده|نوشته)(?:~?اند|ند)?(?: (?:است|بود))?"
    r"|می~?(?:گوید|گویند|افزاید|افزایند|نویسد|نویسند)"
    r"|(?:اعلام|اظهار|تاکید|تأکید|تصریح|تایید|تأیید|عنوان|بیان|ادعا|تکذیب|رد|اذعان|اعتراف|خاطرنشان|ابراز|فاش|"
    r"اضافه|پیش~?بینی|برآورد|روایت|نقل) (?:کرد|کرده|داشت|داشته|نمود)(?:~?اند|ند)?(?: است)?"
    r"|(?:خبر|گزارش|هشدار|توضیح|پاسخ|اطلاع|شهادت) (?:داد|داده|می~?دهد|می~?دهند)(?:~?اند|ند)?(?: است)?"
    r"|(?:مدعی|یادآور|متذکر) (?:شد|شده|شدند)(?: است)?|(?:معتقد|مدعی) (?:است|هستند|اند))(?!\w)"
)
_FA_ACCORDING = _read(
    r"(?<!\w)(?:(?:به|بنا به|طبق|بر اساس) (?:گفته|اعلام|اظهارات|ادعای)(?:~?ی|ٔ)?|به نقل از|از قول|از زبان) "
    r"(?P<source>[^،.؛:«»”\n]+?)(?= که |،|؛|\.|:|”|$)"
)
_FA_VIA = _read(
    r"(?<!\w)(?:به گزارش (?P<report>[^،.؛:«»”\n]+?)(?=،|؛|\.| به نقل| از قول| به گفته|$)"
    rf"|(?:به|با) (?P<told>(?:خبرگزاری|شبکه|روزنامه|تلویزیون|رادیو)~?ی? {_WORD}(?: {_WORD})?"
    r"|رویترز|آسوشیتدپرس|فرانس پرس|ایسنا|ایرنا|تسنیم|فارس|مهر|بی~?بی~?سی|الجزیره|العربیه|ای~?پی)(?= |،|$))"
)
# What stands between a subject and its verb, and belongs to neither.
_FA_ASIDE = _read(
    r"(?:^|\s)(?:به|با|در|از جمله|روز|شامگاه|صبح|عصر|امروز|دیروز|دوشنبه|سه~?شنبه|چهارشنبه|پنجشنبه|"
    r"جمعه|شنبه|یکشنبه|همچنین|نیز|هم|سپس|ضمن|طی|پس از|پیش از|درباره|بعدا|قبلا|بار دیگر|که|را)(?=\s|$)"
)
_FA_LEAD = _read(r"^(?:(?:اما|ولی|و|همچنین|سپس|با این حال|در همین حال|در این حال|در مقابل|پیشتر)[\s،]+)+")
_AR_VERB = _read(
    r"(?<!\w)(?:كما )?[وف]?(?:(?:قال|أعلن|أكد|أفاد|صرح|صرّح|أضاف|ذكر|أوضح|كشف|حذر|حذّر|زعم|شدد|شدّد|"
    r"اعتبر|كتب|غرد|لفت|نوه|أبلغ|أخبر|أقر|أقرّ|تابع|أشار|رجح|رجّح|اتهم|روى|اعترف|ادعى|نفى|رأى)(?:ت|وا|ا)?|ادعت|نفت|رأت|روت"
    r"|[يت](?:قول|ؤكد|ضيف|رى|شير|عتقد|زعم|وضح|علن)(?:ون)?)(?!\w)"
)
_AR_QUOTES = _read(
    rf"(?<!\w)[وف]?(?:نقل|نقلت|ينقل|تنقل) (?P<via>{_WORD}(?: (?!عن ){_WORD}){{0,4}}) عن "
    r"(?P<source>[^،.؛:«»”\n]+?)(?= أن| إن| قول| تأكيد|،|؛|\.|:|”|$)"
)
_AR_ACCORDING = _read(
    # “وفقا لوزارة”: the preposition is not the name's.
    r"(?<!\w)[وف]?(?:(?:وفقا|وفقاً|طبقا|طبقاً) ل|(?:نقلا عن|نقلاً عن|بحسب|حسب|وفق|على حد قول|على لسان) )"
    r"(?P<source>[^،.؛:«»”\n]+?)(?= أن| إن| فإن|،|؛|\.|:|”|$)"
)
_AR_VIA = _read(
    rf"(?<!\w)ل(?P<told>(?:وكالة|صحيفة|قناة|تلفزيون|إذاعة|شبكة|موقع) (?:الأنباء )?{_WORD}(?: برس)?"
    r"|لجزيرة|لعربية|رويترز|فرانس برس|أسوشيتد برس|بي بي سي|سانا|إرنا|سي إن إن)(?!\w)"
)
_AR_OUTLET = _read(r"^(?:وكالة|صحيفة|قناة|تلفزيون|إذاعة|شبكة|موقع|رويترز|فرانس برس|أسوشيتد برس)(?!\w)")
_AGENCY = _read(
    r"^(?:ال)?(?:وكالة|صحيفة|قناة|تلفزيون|إذاعة|شبكة|موقع|خبرگزاری|روزنامه|شبكه)~?ی? (?:الأنباء )?"
)
# Where the subject behind an Arabic verb ends.
_AR_END = _read(
    r"\s(?:[بلف]?[أإ]ن(?:ه|ها|هم|ه[ما]ا|ّ|نا|ني|ك)?|إنّ|عن|إلى|قد|اليوم|أمس|يوم|صباح|مساء|ليل|"
    r"فجر|الأحد|الاثنين|الإثنين|الثلاثاء|الأربعاء|الخميس|الجمعة|السبت|على|مع|خلال|عبر|بعد|قبل|للصحفيين|للصحافيين|وجود|وقوع|مقتل|إصابة|سقوط|مسؤوليته"
    r"|في (?:بيان|تصريح|تصريحات|مؤتمر|حديث|مقابلة|تغريدة|وقت|كلمة|خطاب|اتصال|تقرير|منشور))(?!\w)"
)
_AR_LEAD = _read(
    r"^(?:(?:لكن|ولكن|وكان|وكانت|كان|كانت|غير أن|إلا أن|من جهته|من جهتها|من جانبه|من جانبها|"
    r"بدوره|بدورها|و(?=\s))[\s،]+)+"
)
_AR_KAD = _read(r"\s(?:قد|قد كان)$")
_PRONOUNS = _read(r"^(?:او|وی|آن~?ها|ایشان|هو|هي|هم)$")
_BREAK = re.compile("[”«».؛:!؟\n]")
_LONGEST = 9  # words of a source


def is_pronoun(words: str) -> bool:
    """Whether the words only point to somebody named before."""
    return _PRONOUNS.match(words.translate(_ALIKE)) is not None


def outlet_named(words: str) -> str:
    """The outlet's own name: without “agency”, “newspaper” or “channel”."""
    found = _AGENCY.match(words.translate(_ALIKE))
    name = words[found.end() if found else 0 :].strip(" ،.")
    return f"ا{name}" if name.startswith(("لجزيرة", "لعربية")) else name  # “للجزيرة”: to it.


def reports_in(text: str, language: str, first: int, last: int, claim: tuple[int, int]) -> Iterator[Told]:
    """The reports of a stretch of a text whose quotations are masked with ”; none in a claim's own words."""
    read = text.translate(_ALIKE)
    yield from (_persian if language == "fa" else _arabic)(text, read, first, last, claim)


def _persian(text: str, read: str, first: int, last: int, claim: tuple[int, int]) -> Iterator[Told]:
    via = ""
    for match in _FA_VIA.finditer(read, first, last):
        via = via or outlet_named(text[slice(*match.span("report" if match["report"] else "told"))])
    for match in _FA_ACCORDING.finditer(read, first, last):
        yield Told(_trimmed(text, *match.span("source")), match.span(), via)
    is_told = False
    for match in _FA_VERB.finditer(read, first, last):
        if claim[0] <= match.start() < claim[1]:
            continue
        is_told = True
        source = _persian_subject(read, _clause(read, first, match.start(), claim), match.start())
        yield Told(source, (min(source[0], match.start()), match.end()), via)
    if via and not is_told:
        yield Told((first, first), (first, first), via)


def _persian_subject(read: str, begin: int, verb: int) -> tuple[int, int]:
    """The first words between commas that are no aside, up to the first aside among them."""
    at = begin
    for chunk in read[begin:verb].split("،"):
        lead = _FA_LEAD.match(chunk.lstrip())
        start = at + len(chunk) - len(chunk.lstrip()) + (lead.end() if lead else 0)
        at += len(chunk) + 1
        words = read[start : min(at - 1, verb)]
        aside = _FA_ASIDE.search(words)
        found = _trimmed(read, start, start + (aside.start() if aside else len(words)))
        if found[0] < found[1] and len(read[slice(*found)].split()) <= _LONGEST:
            return found
    return verb, verb


def _arabic(text: str, read: str, first: int, last: int, claim: tuple[int, int]) -> Iterator[Told]:
    told = _AR_VIA.search(read, first, last)
    via = outlet_named(text[slice(*told.span("told"))]) if told else ""
    for match in _AR_QUOTES.finditer(read, first, last):
        yield Told(
            _trimmed(text, *match.span("source")), match.span(), outlet_named(text[slice(*match.span("via"))])
        )
    for match in _AR_ACCORDING.finditer(read, first, last):
        start, end = _trimmed(text, *match.span("source"))
        if _AR_OUTLET.match(read[start:end]):
            via = via or outlet_named(text[start:end])
        else:
            yield Told((start, end), match.span(), via)
    for match in _AR_VERB.finditer(read, first, last):
        if claim[0] <= match.start() < claim[1]:
            continue
        source = _arabic_subject(read, match.end(), last, claim)
        # “وأضاف أن”: who said what was told before adds this.
        if source[0] == source[1] and match[0][0] not in "وف":
            source = _before_arabic_verb(read, _clause(read, first, match.start(), claim), match.start())
        words = read[slice(*source)]
        between = via or (outlet_named(text[slice(*source)]) if _AR_OUTLET.match(words) else "")
        said = min(source[0], match.start()), max(source[1], match.end())
        yield Told(source, said, between)
    if via and not _AR_VERB.search(read, first, last):
        yield Told((first, first), (first, first), via)


def _arabic_subject(read: str, verb: int, last: int, claim: tuple[int, int]) -> tuple[int, int]:
    """The words behind the verb, up to what is said, when, where and to whom; none where it has none."""
    until = claim[0] if verb <= claim[0] < last else last
    stops = (
        _BREAK.search(read, verb, until),
        _AR_END.search(read, verb, until),
        _AR_VIA.search(read, verb, until),
    )
    end = min(
        [stop.start() for stop in stops if stop]
        + [until, *(read.find("،", verb, until),) * ("،" in read[verb:until])]
    )
    start, end = _trimmed(read, verb, end)
    return (start, end) if len(read[start:end].split()) <= _LONGEST else (verb, verb)


def _before_arabic_verb(read: str, begin: int, verb: int) -> tuple[int, int]:
    words = _AR_KAD.sub("", read[begin:verb].rstrip())
    lead = _AR_LEAD.match(words.lstrip())
    start = begin + len(words) - len(words.lstrip()) + (lead.end() if lead else 0)
    start, end = _trimmed(read, start, begin + len(words))
    comma = read.find("،", start, end)
    end = _trimmed(read, start, comma)[1] if comma > start else end
    return (start, end) if 0 < len(read[start:end].split()) <= _LONGEST else (verb, verb)


def _clause(read: str, first: int, verb: int, claim: tuple[int, int]) -> int:
    """Where the clause of a verb begins: behind the last mark, or behind the claim that it closes."""
    marks = [match.end() for match in _BREAK.finditer(read, first, verb)]
    return max([first, *marks, *([claim[1]] if first <= claim[0] and claim[1] <= verb else [])])


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    left = start + len(words) - len(words.lstrip(" ،\u200c"))
    return left, max(left, start + len(words.rstrip(" ،.\u200c")))
