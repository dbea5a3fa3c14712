"""Who says what a claim says: the reporting verb near it, the source, and the agency between. Pure.

Rules, no parser: they read the sentence of the claim for “X said”, “said X”, “according to X”, “quoting X”
and “told AP”. What they find is a proposal that a person confirms.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from annotator.attribution.patterns import (
    ABBREVIATION,
    ACCORDING,
    AGENCIES,
    ANONYMOUS,
    AUXILIARY,
    BREAK,
    CLAUSE,
    LEAD,
    NAME_BEGINS,
    NAMED,
    NO_OUTLETS,
    OTHER_TONGUES,
    OUTLET,
    OUTLET_WORD,
    PERSON,
    PRONOUN,
    QUOTED,
    RELAYED,
    REPORTING,
    SENTENCE_END,
    UNNAMED,
    UNNAMED_ELSEWHERE,
    UNNAMED_NOUN,
)
from annotator.attribution.tongues import is_pronoun, reports_in
from articles.text import fold


class Attribution(NamedTuple):
    """Who a claim is by: `start` and `end` of the source in the text (alike if there is none), its words,
    whether it is named, the outlet it is relayed by, and the words that tell (“two officials told AP”)."""

    start: int
    end: int
    source: str
    kind: str
    via: str
    said: str


class _Report(NamedTuple):
    """A source and its verb in a text."""

    source: tuple[int, int]
    verb: tuple[int, int]

    def distance(self, text: str, start: int, end: int) -> int:
        """How far a range lies from the report: in characters, a semicolon being a hundred."""
        first, last = min(self.source[0], self.verb[0]), max(self.source[1], self.verb[1])
        if start <= first and last <= end:
            return 1000  # It is part of what is claimed, unless there is no other.
        if start < last and end > first:
            return 0
        between = (end, first) if first >= end else (last, start)
        return between[1] - between[0] + 100 * text[slice(*between)].count(";")


def sentence_at(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence, or the sentences, that hold a range; a line's end ends a sentence."""
    first, last = 0, len(text)
    for match in SENTENCE_END.finditer(text):
        if "\n" not in match[0] and ABBREVIATION.search(text[max(0, match.start() - 8) : match.start() + 1]):
            continue
        if match.end() <= start:
            first = match.end()
        elif match.start() >= end - 1:
            last = match.end() - len(match[0]) + len(match[0].rstrip())
            break
    return first, last


def attribution_of(text: str, start: int, end: int, language: str = "en", outlet: str = "") -> Attribution:
    """Who says what stands from start to end. `outlet` is the article's own, which relays nothing to itself.

    Without a reporting verb in its sentence the claim is in the outlet's own voice, unless it is quoted: then
    the sentence before or after may name the speaker.
    """
    language = language.partition("-")[0].lower()
    first, last = sentence_at(text, start, end)
    if language in OTHER_TONGUES:
        return _elsewhere(text, first, last, start, end, language, outlet)
    beside = list(_beside(text, first, last)) if _is_quoted(text, start) else []
    text = QUOTED.sub(lambda quoted: "”" * len(quoted[0]), text)  # What is quoted reports nothing.
    reports = list(_reports(text, first, last))
    via, via_said = _via(text, first, last, outlet)
    for near in beside:
        reports = reports or list(_reports(text, *near))
    if not reports:
        return Attribution(start, start, "", "" if via else OUTLET, via, via_said)
    report = min(reports, key=lambda one: one.distance(text, start, end))
    return _attributed(text, report, reports, (first, last), via, outlet)


def _beside(text: str, first: int, last: int) -> Iterator[tuple[int, int]]:
    """The sentences of the same line around one: those before it, the nearest first, and the one after."""
    begin = first
    while (before := text[:begin].rstrip(" ")) and before[-1] != "\n":
        near = sentence_at(text, len(before) - 1, len(before))
        yield near
        begin = min(near[0], begin - 1)
    after = text[last:].lstrip(" ")
    if after and after[0] != "\n":
        begin = len(text) - len(after)
        yield sentence_at(text, begin, begin + 1)


def _attributed(
    text: str, report: _Report, reports: list[_Report], sentence: tuple[int, int], via: str, outlet: str
) -> Attribution:
    """What a report says of the source; an outlet that quotes somebody is how that one's words came."""
    words = text[slice(*report.source)]
    said = text[min(report.source[0], report.verb[0]) : max(report.source[1], report.verb[1])]
    if _is_outlet(words):
        if not _is_same(words, outlet):
            via = via or _name(words)
        quoted = [
            one for one in reports if one.source != report.source and not _is_outlet(text[slice(*one.source)])
        ]
        if not quoted:
            return Attribution(*report.source, words, NAMED, via, " ".join(said.split()))
        report = quoted[0]
        words = text[slice(*report.source)]
    elif not via and text[slice(*report.verb)].lower().startswith(("quoting", "citing")):
        relays = [text[slice(*one.source)] for one in reports]
        via = next((_name(one) for one in relays if _is_outlet(one) and not _is_same(one, outlet)), "")
    if PRONOUN.fullmatch(words):
        report = _Report(_meant(text, sentence[0]) or (report.verb[0],) * 2, report.verb)
        words = text[slice(*report.source)]
    kind = "" if not words else _kind(words, text[slice(*sentence)])
    return Attribution(*report.source, words, kind, via, " ".join(said.split()))


def _meant(text: str, before: int) -> tuple[int, int] | None:
    """Whom “he” or “she” means: the last source, or the last person, of the paragraph before an offset."""
    line = at = text.rfind("\n", 0, before) + 1
    sources: list[tuple[int, int]] = []
    while at < before:
        first, last = sentence_at(text, at, at + 1)
        sources += [one.source for one in _reports(text, first, last)]
        at = max(last, at + 1)
        at += len(text[at:before]) - len(text[at:before].lstrip())
    named = [source for source in sources if not PRONOUN.fullmatch(text[slice(*source)])]
    people = [match.span() for match in PERSON.finditer(text, line, before)]
    found = named or people
    return found[-1] if found else None


def _kind(words: str, sentence: str) -> str:
    unnamed = UNNAMED_NOUN.search(words)
    is_role = unnamed is not None and unnamed["of"] is not None  # “a source at the State Security Agency”
    has_person = PERSON.search(words) is not None
    return UNNAMED if is_role or ((unnamed or ANONYMOUS.search(sentence)) and not has_person) else NAMED


def _reports(text: str, first: int, last: int) -> Iterator[_Report]:
    """The sources with their verbs in a stretch of a text without its quotations."""
    stretch = text[first:last]
    for match in ACCORDING.finditer(stretch):
        until = BREAK.search(stretch, match.end())
        source = _trimmed(stretch, match.end(), until.start() if until else len(stretch))
        if source[0] < source[1]:
            yield _Report(_moved(source, first), _moved(match.span(), first))
    latest = None
    for match in REPORTING.finditer(stretch):
        found = _subject_before(stretch, match.start()) or _subject_behind(stretch, match.end())
        if found is None and re.search(r"\b(?:and|but|then)\s*$", stretch[: match.start()]):
            found = latest  # “Qadhwari called it a crime and said …”
        if found:
            latest = found
            yield _Report(_moved(found, first), _moved(match.span(), first))


def _subject_before(stretch: str, verb: int) -> tuple[int, int] | None:
    """The words before the verb. “Ghaslani, who heads the Directorate, confirmed”: past what describes them,
    unless the name stands there: “a spokeswoman, Capt. Renske Oduvar, said”."""
    breaks = [match for match in BREAK.finditer(stretch, 0, verb) if match.end() <= verb]
    begin = breaks[-1].end() if breaks else 0
    if stretch[begin:verb].strip() or not breaks or "," not in breaks[-1][0]:
        return _noun_phrase(stretch, begin, verb)
    described = _chunk_before(breaks, len(breaks) - 1)
    if described is None:
        return None
    subject = _chunk_before(breaks, described.number)
    inner = stretch[described.start : breaks[-1].start()]
    outer = stretch[subject.start : breaks[described.number].start()] if subject else ""
    is_clause = re.match(r"(?:who|which|whose|whom|an?|and|director|head|secretary)\b", inner) is not None
    if subject and (is_clause or PERSON.search(outer) or not PERSON.search(inner)):
        return _noun_phrase(stretch, subject.start, breaks[described.number].start())
    return _noun_phrase(stretch, described.start, breaks[-1].start())


class _Chunk(NamedTuple):
    """A stretch between commas: where it begins, and the number of the comma before it."""

    start: int
    number: int


def _chunk_before(breaks: list[re.Match[str]], number: int) -> _Chunk | None:
    """The words that end at a break, back to the comma or the quotation before them."""
    if number < 0:
        return None
    for at in range(number - 1, -1, -1):
        if re.search(r"[,;:“”\"«»()–—]", breaks[at][0]):
            return _Chunk(breaks[at].end(), at)
    return _Chunk(0, -1)


def _noun_phrase(stretch: str, begin: int, end: int) -> tuple[int, int] | None:
    """The subject among the words before a verb, without auxiliaries; None if they are another clause."""
    words = AUXILIARY.sub("", AUXILIARY.sub("", stretch[begin:end].rstrip()))
    words = re.sub(r"(?<=\w)\s+(?:who|which|whom)\s.*$", "", words)
    lead = LEAD.match(words)
    start, stop = _trimmed(stretch[:begin] + words, begin + (lead.end() if lead else 0), begin + len(words))
    phrase = stretch[start:stop]
    if phrase in ("who", "which"):
        name = re.search(r"((?:the\s+)?(?:[A-Z][\w’'-]*\s?)+),?\s*$", stretch[:start])
        return name and _trimmed(stretch, name.start(1), name.end(1))
    if re.match(r"(?:Nobody|No|None|There|Not|In|On|At|After|For|With|During|From|By)\b", phrase):
        return None
    if not phrase or "”" in phrase or len(phrase.split()) > 9 or CLAUSE.search(phrase):
        return None
    return (start, stop) if NAME_BEGINS.match(phrase) else None


def _subject_behind(stretch: str, verb: int) -> tuple[int, int] | None:
    """“…, said the secretary of the union”."""
    before = stretch[:verb].rstrip().rpartition(" ")[0].rstrip()
    if before and before[-1] not in ',”"»':
        return None
    match = re.match(r"\s+((?:the\s+|an?\s+)?[A-Zal\w-][\w’'.-]*(?:\s+[\w’'.-]+){0,5})", stretch[verb:])
    if not match or not re.match(r"\s+(?:[A-Z]|the\b|an?\b|two\b|al-)", match[0]):
        return None
    until = BREAK.search(stretch, verb + 1)
    return _trimmed(
        stretch, verb + match.start(1), min(verb + match.end(), until.start() if until else len(stretch))
    )


def _via(text: str, first: int, last: int, outlet: str) -> tuple[str, str]:
    """The agency or outlet that was told, or that is quoted, and the words that say so."""
    for match in RELAYED.finditer(text[first:last]):
        name = _name(match["outlet"])
        by = re.search(r"by\s", match[0]) is not None
        if (_is_outlet(name) or by or "agency" in match[0]) and not _is_same(name, outlet):
            return name, match[0]
    return "", ""


def _is_outlet(words: str) -> bool:
    if NO_OUTLETS.search(words) or UNNAMED_NOUN.search(words):
        return False
    name = _name(words)
    is_short = re.fullmatch(r"[A-Z]{2,6}", name) is not None
    return is_short or name.casefold() in AGENCIES or OUTLET_WORD.search(words) is not None


def _is_same(name: str, outlet: str) -> bool:
    """Whether a name is the article's own outlet, words of its name, or its initials."""
    initials = "".join(word[0] for word in outlet.split())
    return f" {fold(name)} " in f" {fold(outlet)} " or name == initials


def _name(words: str) -> str:
    return re.sub(r"^(?:the|The|agency|state television)\s+", "", words).strip(" .,’'")


def _is_quoted(text: str, start: int) -> bool:
    """Whether a quotation of the line is open at an offset."""
    before = text[text.rfind("\n", 0, start) + 1 : start]
    return any(before.count(a) > before.count(b) for a, b in ("“”", "«»")) or before.count('"') % 2 == 1


def _elsewhere(
    text: str, first: int, last: int, start: int, end: int, language: str, outlet: str
) -> Attribution:
    """The same by the words of another language."""
    places: list[tuple[int, int]] = [
        (first, last),
        *(_beside(text, first, last) if _is_quoted(text, start) else ()),
    ]
    line = text.rfind("\n", 0, first) + 1
    text = QUOTED.sub(lambda quoted: "”" * len(quoted[0]), text)
    claim = (start, end)
    via, report = "", None
    for place in places:
        reports = reports_in(text, language, place[0], place[1], claim)
        found = [one._replace(via="") if _is_same(one.via, outlet) else one for one in reports]
        via = via or next((one.via for one in found if one.via), "")
        told = [one for one in found if one.said[0] < one.said[1]]
        if told:
            report = min(told, key=lambda one: _Report(one.source, one.said).distance(text, start, end))
            break
    if report is None:
        return Attribution(start, start, "", "" if via else OUTLET, via, via)
    source, via = report.source, report.via or via
    if source[0] == source[1] or is_pronoun(text[slice(*source)]):
        earlier = [one.source for one in reports_in(text, language, line, report.said[0], claim)]
        named = [one for one in earlier if one[0] < one[1] and not is_pronoun(text[slice(*one)])]
        source = named[-1] if named else (report.said[0],) * 2
    words = text[slice(*source)]
    kind = "" if not words else UNNAMED if UNNAMED_ELSEWHERE.search(words) else NAMED
    return Attribution(*source, words, kind, via, " ".join(text[slice(*report.said)].split()))


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    words = text[start:end]
    return start + len(words) - len(words.lstrip()), start + len(words.rstrip(" .,"))


def _moved(place: tuple[int, int], by: int) -> tuple[int, int]:
    return place[0] + by, place[1] + by
