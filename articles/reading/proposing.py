"""A draft's text → its other fields, each with its reason, and what is probably not the report. Pure."""

import re
from itertools import islice

from django.utils.translation import gettext as _

from articles.reading import boilerplate, cuts
from articles.reading.dates import find_date
from articles.reading.drafts import MAX_LENGTHS, Cut, Draft, one_line
from articles.reading.header import Header, read_header, read_meta
from articles.reading.languages import detect_language
from articles.reading.lines import Line, is_sentence, lines_of_text, same_words
from articles.text import is_visible

_FIRST_WORDS = 80
_GLUE = re.compile(
    r"\s*(?:(?P<label>(?:first\s+)?(?:published|posted|dated?)(?:\s+on)?)\s*:?\s*)?\Z", re.IGNORECASE
)
_AFTER_GLUE = re.compile(r"(?P<mark>\s*[–—|:-]\s*|\s+)(?=[\"“‘'«(\[]?\w)")
_CAPTION = re.compile(
    r"[\[(][^\])]{3,120}[\])]\.?\Z|\b(?:Photo|Image|Picture|File photo|Getty Images|AP Photo)\b[^.]{0,80}\Z"
)
_SOURCE = re.compile(
    r"""source\s*:\s*(?P<label>[^:]{2,80})
    |switch\ to\ (?P<bar>.{2,60}?)\ (?:light|lite|mobile|amp)\b.{0,20}
    |(?:(?:©|\(c\)|copyright)\s*)+(?:\d{4}(?:\s*[–-]\s*\d{4})?)?,?\s*(?:by\ )?
    (?P<copyright>[^\W\d_][^.,|©\n]{1,60}?)(?:\s*[.,|].*|\s+all\ rights.*)?""",
    re.IGNORECASE | re.VERBOSE,
)
_CAPTION_HINTS = ("]", ")", "hoto", "mage", "icture")
_PLACE_OR_SOURCE = re.compile(r"(?P<name>[^\W\d_][\w.'’-]*(?: [A-Z][\w.'’-]*){0,3}) [–—-] (?=[\"“‘«]?\w)")


def propose(draft: Draft) -> Draft:
    """Fill the empty fields of a draft with guesses, each with its reason, and mark likely boilerplate."""
    lines = lines_of_text(draft.text)
    if not draft.language and (language := detect_language(_sample(lines))):
        draft.language = language
        draft.guesses["language"] = _("the words it uses")
    rules = boilerplate.matching_rules(lines)
    header = read_header(lines, rules, draft.language, draft.title)
    whole = _repeated(lines, header) | boilerplate.whole_lines(lines, rules, header.headline) | header.cut
    _take_fields(draft, header)
    _take_source(draft, lines, whole)
    first = next(
        (line for number, line in enumerate(lines) if number not in whole and number != header.headline), None
    )
    start = _glued_date(draft, first) if first else None
    if draft.published_on is None:
        _take_date_at_the_end(draft, lines, whole)
    report = [line for number, line in enumerate(lines) if number not in whole and number != header.headline]
    found = [Cut(lines[number].start, lines[number].end, why) for number, why in whole.items()]
    draft.cuts = _apart([*found, *([start] if start else []), *boilerplate.tails(draft.text, report)])
    if not is_visible(cuts.apply(draft.text, [(cut.start, cut.end) for cut in draft.cuts])):
        draft.cuts = []
        draft.notes.append(_("All of it looks like what stands around a report, so nothing was cut."))
    _take_title(draft, lines, header)
    _note_captions(draft, report)
    return draft


def _apart(found: list[Cut]) -> list[Cut]:
    """The cuts in order; where two overlap, the later one begins at the end of the other."""
    result: list[Cut] = []
    for cut in sorted(found):
        start = max(cut.start, result[-1].end) if result else cut.start
        if start < cut.end:
            result.append(Cut(start, cut.end, cut.why))
    return result


def _sample(lines: list[Line]) -> str:
    """Words of the report rather than of the page around it: the first lines that read as sentences."""
    sentences = (line.words for line in lines if is_sentence(line.words) and len(line.words) > 60)
    return " ".join(islice(sentences, 5)) or " ".join(line.words for line in lines[:20])


def _repeated(lines: list[Line], header: Header) -> dict[int, str]:
    """The lines after the headline that say the same once more."""
    if header.headline is None:
        return {}
    title = lines[header.headline].words
    return {
        number: _("the title a second time")
        for number, line in enumerate(lines)
        if number > header.headline and same_words(line.words, title)
    }


def _take_fields(draft: Draft, header: Header) -> None:
    draft.notes += header.notes
    if not draft.byline and header.byline:
        draft.byline = one_line(header.byline)[: MAX_LENGTHS["byline"]]
        draft.guesses["byline"] = header.guesses["byline"]
    if draft.published_on is None and header.published_on:
        draft.published_on, draft.published_time = header.published_on, header.published_time
        draft.guesses |= {name: why for name, why in header.guesses.items() if name.startswith("published")}


def _take_source(draft: Draft, lines: list[Line], whole: dict[int, str]) -> None:
    """The outlet's name where a line says it: a label at either end, a copyright notice, the page's bar."""
    last = max(len(lines) - 4, 0)
    for number in sorted({*whole, *range(min(8, last)), *range(last, len(lines))}):
        match = _SOURCE.fullmatch(lines[number].words) if len(lines[number].words) <= 150 else None
        if not match or not (match["label"] or number in whole):
            continue
        name = one_line(match[match.lastgroup or 0])[: MAX_LENGTHS["source"]]
        if not draft.source:
            draft.source = name
            draft.guesses["source"] = _("the line “%(line)s”") % {"line": lines[number].words}
        if match["label"] and name == draft.source:
            whole[number] = _("the source: it is kept as a field")


def _take_date_at_the_end(draft: Draft, lines: list[Line], whole: dict[int, str]) -> None:
    """“Published on 8 November 2021” below the report."""
    for number in range(max(len(lines) - 4, 0), len(lines)):
        if number in whole:
            continue
        meta = read_meta(lines[number].words, draft.language, below_headline=False)
        if meta and meta.on and meta.is_labelled and not meta.is_update:
            draft.published_on, draft.published_time = meta.on, meta.at
            draft.guesses["published_on"] = _("the line “%(line)s”") % {"line": lines[number].words}
            whole[number] = _("the date: it is kept as a field")
            return


def _glued_date(draft: Draft, line: Line) -> Cut | None:
    """A date that stands before the first sentence without belonging to it."""
    start = draft.text[line.start : line.start + 80]
    found = find_date(start)
    before = found and _GLUE.match(start[: found.start])
    after = found and _AFTER_GLUE.match(start, found.end)
    if not found or not before or not after:
        return None
    begins_sentence = start[after.end()].isupper() or not start[after.end()].isalpha()
    if not (before["label"] or after["mark"].strip() or begins_sentence):
        return None
    words = start[: found.end].strip()
    if found.doubt:
        draft.notes.append(found.doubt)
        return None
    if draft.published_on is None:
        draft.published_on, draft.published_time = found.on, found.at
        draft.guesses["published_on"] = _("“%(words)s” before the first sentence") % {"words": words}
    elif draft.published_on != found.on:
        return None
    reason = _("the date, run into the first sentence: it is kept as a field")
    return Cut(line.start, line.start + after.end(), reason)


def _take_title(draft: Draft, lines: list[Line], header: Header) -> None:
    if draft.title:
        return
    if header.headline is not None and is_visible(lines[header.headline].words):
        draft.title = one_line(lines[header.headline].words)
        draft.guesses["title"] = _("the first line that can be a headline")
        return
    ranges = [(cut.start, cut.end) for cut in draft.cuts]
    kept = cuts.apply(draft.text, ranges)
    first = next(filter(is_visible, f"{kept}\n{draft.text}".split("\n"))).strip()
    if len(first) > _FIRST_WORDS:
        shortened = first[:_FIRST_WORDS].rsplit(None, 1)[0]
        first = f"{shortened.rstrip(' ,;:–—-')}…"
    draft.title = one_line(first)
    draft.guesses["title"] = _("the first words")
    draft.notes.append(_("No headline was found: the title is made of the first words."))


def _note_captions(draft: Draft, report: list[Line]) -> None:
    """Say what may not be the report but is kept, because it may be."""
    for line in report[:8]:
        last = line.words[-150:]
        if len(line.words) < 400 and any(map(last.__contains__, _CAPTION_HINTS)) and _CAPTION.search(last):
            draft.notes.append(
                _("“%(line)s” may be a picture's caption. It is kept.")
                % {"line": f"{line.words[:60].rstrip()}…"}
            )
            break
    if report and not draft.source and (match := _PLACE_OR_SOURCE.match(report[0].words[:80])):
        draft.notes.append(
            _("The report starts with “%(name)s”: the source, or the place it was reported from?")
            % {"name": match["name"]}
        )
