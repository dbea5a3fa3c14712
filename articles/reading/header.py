"""The lines above a report: headline, byline, dates, and what else stands there. Pure."""

import re
from collections.abc import Container
from dataclasses import dataclass, field
from datetime import date, time

from django.utils.translation import gettext as _

from articles.reading.boilerplate import ends_with_plug, is_reading_time
from articles.reading.dates import find_date, parse_time, written_date
from articles.reading.drafts import Unfit
from articles.reading.lines import Line, is_sentence, same_words

_ZONE = 14  # lines that can belong to a header
_STANDFIRST = 250  # characters: a longer line above a date is part of the report
_META = 120
_SECTION_LENGTH = 40
_LABEL = re.compile(r"\s*(?:first\s+)?(?:published|posted|dated?|issued)(?:\s+(?:on|at))?\s*:?\s*", re.I)
_UPDATE = re.compile(r"\b(?:last\s+)?(?:updated|modified|edited)(?:\s+(?:on|at))?\s*:?\s*\Z", re.I)
_UPDATED_AT = re.compile(
    r"(?:last\s+)?(?:updated|modified)(?:\s+at)?\s*:?\s*\d{1,2}\s?[:.h]\s?\d{2}(?:\s?[ap]m)?", re.I
)
_BY = re.compile(
    r"(?:by|von|par|por|di|door|af|av|yazan|автор|بقلم|كتبه?|نویسنده|به قلم)(?:\s*:\s*|\s+)(?P<name>\S.*)",
    re.I,
)
_CORRESPONDENT = re.compile(
    r"from our (?:\w+ )?correspondents?(?: (?:in|at) [^,]{2,40})?, (?P<name>\S.*)", re.I
)
_SEPARATOR = re.compile(r"\s*[|•·,;]\s*|(?:^|\s)[–—-]+(?:\s|$)")
_NAME_WORD = re.compile(r"[^\W\d_]['’.]?[^\W\d_.]*(?:['’-][^\W\d_]+)*\.?")
_SMALL = re.compile(
    r"al|bin|ibn|el|del?|della|der|den|d[iau]|dos|l[ae]|van|von|and|in|of|for|the|y|e|und|et", re.I
)
_YEAR = re.compile(r"\d{4}")
_WORD = re.compile(r"[^\W\d_]{4,}")
# “KSB | News | Regions”, or a name and which of its editions this is.
_TRAIL = re.compile(
    r"[^|/›»>·]{1,30}(?:\s[|/›»>·]\s[^|/›»>·]{1,30}){2,}|[^|·]{1,60}\s[|·]\s[^|·]{0,30}\b(?:edition|online|digital)\W*",
    re.I,
)
_SECTION = re.compile(
    r"(?:world|politics|news|opinion|business|middle east|africa|asia|europe|americas|sports?|culture|science"
    r"|health|breaking|exclusive|live|analysis|top story|featured)(?: news| updates?)?\W*",
    re.I,
)
_SLOGAN = re.compile(r"\b(?:since|est\.?|established|founded(?: in)?)\s+\d{4}\W*\Z", re.I)


@dataclass
class Header:
    """What the lines above a report say. `headline` is a place among the lines, `cut` places and reasons."""

    headline: int | None = None
    byline: str = ""
    published_on: date | None = None
    published_time: time | None = None
    cut: dict[int, str] = field(default_factory=dict)
    guesses: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)


@dataclass
class Meta:
    """A line with a byline, a date, or both."""

    byline: str = ""
    on: date | None = None
    at: time | None = None
    doubt: str = ""
    is_labelled: bool = False
    is_update: bool = False


def read_header(lines: list[Line], boilerplate: Container[int], language: str, title: str = "") -> Header:
    """Find the headline (or the title that is known already), the byline and the date of publication.

    `boilerplate` has the places of the lines that are certainly none of these.
    """
    metas: dict[int, Meta] = {}
    candidates: list[int] = []
    sentences = 0
    for number, line in enumerate(_zone(lines, boilerplate)):
        if number in boilerplate or any(same_words(line.words, lines[other].words) for other in candidates):
            continue
        if meta := read_meta(line.words, language, below_headline=bool(candidates or title)):
            metas[number] = meta
        elif is_sentence(line.words) or ends_with_plug(line.words):
            sentences += 1
        elif not sentences:
            candidates.append(number)
    header = Header(headline=_headline(lines, candidates, metas, title))
    if header.headline is not None:
        _take_lines_above(header, lines, candidates)
        _take_name(header, lines, candidates, metas)
    _take_metas(header, lines, metas)
    return header


def read_meta(words: str, language: str, *, below_headline: bool) -> Meta | None:
    """What a line says if it holds nothing but a byline, dates and their labels."""
    if len(words) > _META or not (_YEAR.search(words) or _BY.match(words) or _CORRESPONDENT.match(words)):
        return None
    if (by := _CORRESPONDENT.fullmatch(words)) and _is_name(by["name"]):
        return Meta(byline=by["name"])
    meta, rest, is_dated = Meta(), words, False
    while found := find_date(rest):
        before, after = rest[: found.start], rest[found.end :]
        is_update = _UPDATE.search(before) is not None
        if not is_dated or (meta.is_update and not is_update):
            meta.on, meta.at, meta.doubt, meta.is_update = found.on, found.at, found.doubt, is_update
        is_dated = True
        rest = f"{_UPDATE.sub('', before)} | {after}"
    if not is_dated and not _BY.match(words) and (on := written_date(words, language)):
        return Meta(on=on)
    for part in filter(None, (part.strip(" –—-") for part in _SEPARATOR.split(rest))):
        if not _take_part(meta, part, is_dated, below_headline):
            return None
    return meta if is_dated or meta.byline else None


def _take_part(meta: Meta, part: str, is_dated: bool, below_headline: bool) -> bool:
    """Whether a part of a line without its dates belongs to a line of that kind."""
    if _LABEL.fullmatch(part) or _UPDATED_AT.fullmatch(part):
        meta.is_labelled = True
    elif (by := _BY.fullmatch(part)) and not meta.byline and _is_name(by["name"], longest=8):
        meta.byline = by["name"]
    elif is_dated and below_headline and not meta.byline and not part.isupper() and _is_name(part):
        meta.byline = part
    elif is_dated and meta.at is None and (clock := _clock(part)):
        meta.at = clock
    else:
        return part.lower() in {"at", "on"} or is_reading_time(part)
    return True


def _clock(part: str) -> time | None:
    try:
        return parse_time(part)
    except Unfit:
        return None


def _is_name(words: str, longest: int = 4) -> bool:
    """Whether it could be a person's or a desk's name: a few words, with capitals if the script has any."""
    parts = words.split()
    return (
        1 < len(parts) + (longest > 4) <= longest + 1
        and len(words) <= 80
        and all(_NAME_WORD.fullmatch(part) for part in parts)
        and all(
            _SMALL.fullmatch(part) or part.lower().startswith("al-") or not part[0].islower()
            for part in parts
        )
        and not parts[0][0].islower()
    )


def _zone(lines: list[Line], boilerplate: Container[int]) -> list[Line]:
    """The lines in which a header is looked for: up to the second that reads as part of the report."""
    sentences = 0
    for number, line in enumerate(lines[:_ZONE]):
        if number not in boilerplate and is_sentence(line.words):
            sentences += 1
            if sentences == 2 or len(line.words) > _STANDFIRST:
                return lines[: number + 1]
    return lines[:_ZONE]


def _above_metas(candidates: list[int], metas: dict[int, Meta]) -> list[int]:
    """The candidates down to the first byline or date below one: the headline is not below that."""
    below = [number for number in metas if number > candidates[0]]
    return [number for number in candidates if number < min(below, default=candidates[-1] + 1)]


def _headline(lines: list[Line], candidates: list[int], metas: dict[int, Meta], title: str) -> int | None:
    """The place of the headline among the lines, or None."""
    if title:
        return next(
            (number for number, line in enumerate(lines[:_ZONE]) if same_words(line.words, title)), None
        )
    if not candidates or len(lines) == 1:
        return None
    while len(candidates) > 1 and _is_above_headlines(lines[candidates[0]].words, lines[candidates[1]].words):
        candidates = candidates[1:]
    candidates = _above_metas(candidates, metas)
    if len(candidates) > 1 and _is_repeated_less(lines, *candidates[:2]):
        return candidates[1]
    return candidates[0]


def _is_above_headlines(words: str, below: str) -> bool:
    """Whether a line is a section's name or a slogan rather than the headline."""
    is_shouted = words.isupper() and len(words) <= _SECTION_LENGTH and not below.isupper()
    return is_shouted or bool(_SECTION.fullmatch(words) or _TRAIL.fullmatch(words) or _SLOGAN.search(words))


def _is_repeated_less(lines: list[Line], first: int, second: int) -> bool:
    """Whether the report repeats words of the second line and none of the first, no headline then."""
    report = " ".join(line.words for line in lines[second + 1 : 20]).casefold()
    own, other = (set(_WORD.findall(lines[number].words.casefold())) for number in (first, second))
    is_apart = lines[first].end - lines[first].body_end > 1  # A standfirst follows without a blank line.
    return is_apart and not any(word in report for word in own) and sum(word in report for word in other) >= 2


def _take_lines_above(header: Header, lines: list[Line], candidates: list[int]) -> None:
    """Cut what is surely none of the report above the headline; what only may be none is kept, and named."""
    assert header.headline is not None
    headline = lines[header.headline].words
    for number in candidates:
        if number >= header.headline:
            return
        if _is_above_headlines(lines[number].words, headline):
            header.cut[number] = _("a section's name or a slogan above the headline")
        else:
            note = _("“%(line)s” above the headline may be a slogan. It is kept.")
            header.notes.append(note % {"line": lines[number].words})


def _take_name(header: Header, lines: list[Line], candidates: list[int], metas: dict[int, Meta]) -> None:
    """A bare name beside a date or a reading time, below the headline, is the byline."""
    if any(meta.byline for meta in metas.values()):
        return
    for number in candidates:
        if number == header.headline or number in header.cut or not _is_name(lines[number].words):
            continue
        beside = [other for other in (number - 1, number + 1) if 0 <= other < len(lines)]
        if any(other in metas or is_reading_time(lines[other].words) for other in beside):
            header.byline = lines[number].words
            header.guesses["byline"] = _("a name beside the date or the reading time")
            header.cut[number] = _("the byline: it is kept as a field")
            return


def _take_metas(header: Header, lines: list[Line], metas: dict[int, Meta]) -> None:
    for number, meta in metas.items():
        words = lines[number].words
        if meta.byline and not header.byline:
            header.byline = meta.byline
            header.guesses["byline"] = _("the line “%(line)s”") % {"line": words}
        if meta.doubt:
            header.notes.append(meta.doubt)
            continue
        if meta.is_update and meta.on:
            header.notes.append(
                _("“%(line)s” is when the article was changed, so it is not taken for the date")
                % {"line": words}
            )
            continue
        above = header.headline is not None and number < header.headline
        if meta.on and above and not meta.is_labelled and not meta.byline:
            header.cut[number] = _("a date above the headline: the day the page was read")
            header.notes.append(
                _("“%(line)s” above the headline is when the page was read, so it is not taken for the date")
                % {"line": words}
            )
            continue
        if meta.on and header.published_on is None:
            header.published_on, header.published_time = meta.on, meta.at
            header.guesses["published_on"] = _("the line “%(line)s”") % {"line": words}
            if meta.at:
                header.guesses["published_time"] = header.guesses["published_on"]
        elif meta.on and meta.on != header.published_on:
            continue
        header.cut[number] = _reason(meta)


def _reason(meta: Meta) -> str:
    if meta.on and meta.byline:
        return _("the byline and the date: they are kept as fields")
    return _("the date: it is kept as a field") if meta.on else _("the byline: it is kept as a field")
