"""Whatever a text holds, a reader keeps it exactly, and cuts take away just what they cover."""

import csv
import io
import json
from contextlib import suppress
from datetime import date
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from articles.reading import Draft, Refused, read_pasted
from articles.reading.cuts import Range, apply, kept, pieces, touching, united, without
from articles.reading.drafts import MAX_LENGTHS, clean_field
from articles.reading.proposing import propose
from articles.text import is_visible, normalise
from tests.articles.drafts import draft_of, drafts_of
from tests.hostile import hostile_texts

readable = hostile_texts.filter(lambda text: is_visible(normalise(text)))


@st.composite
def texts_with_ranges(draw: st.DrawFn) -> tuple[str, list[Range]]:
    text = draw(hostile_texts)
    places = st.integers(0, len(text))
    return text, draw(st.lists(st.tuples(places, places), max_size=8))


@given(readable, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32"]))
def test_plain_text_is_kept(text: str, encoding: str) -> None:
    raw = text.encode(encoding)
    draft = draft_of(raw)
    # These write a mark before the text; one that stands in the text itself is a character of it then.
    marked = text if encoding == "utf-8" else f"\ufeff{text}"
    assert draft.text == normalise(marked)
    assert draft.raw == raw


@given(readable)
def test_pasted_text_is_kept(text: str) -> None:
    if text.lstrip("\ufeff \t\r\n").lower().startswith(("<!doctype html", "<html")):
        return
    [draft] = read_pasted(text)
    assert draft.text == normalise(text)


@given(st.lists(readable, min_size=1, max_size=4), st.sampled_from(["\n", "\r\n"]))
def test_cells_are_kept(texts: list[str], ends: str) -> None:
    file = io.StringIO(newline="")
    writer = csv.writer(file, lineterminator=ends)
    writer.writerow(["text", "title"])
    writer.writerows([[f"'{text}" if text[0] in "=+-@\t\r\n'" else text, "Crane"] for text in texts])
    drafts = drafts_of(file.getvalue(), "rows.csv")
    wanted = [text if text[0] != "'" or _looks_escaped(text) else f"'{text}" for text in texts]
    assert [draft.text for draft in drafts] == [normalise(text) for text in wanted]


def _looks_escaped(text: str) -> bool:
    return text.lstrip("'")[:1] in tuple("=+-@\t\r\n")


@given(st.lists(readable, min_size=1, max_size=4), st.booleans())
def test_records_are_kept(texts: list[str], ascii_only: bool) -> None:
    raw = "\n".join(json.dumps({"title": "Crane", "text": text}, ensure_ascii=ascii_only) for text in texts)
    assert [draft.text for draft in drafts_of(raw, "rows.jsonl")] == [normalise(text) for text in texts]


@given(readable)
def test_what_is_proposed_fits_the_text(text: str) -> None:
    draft = propose(Draft(text=normalise(text)))
    ends = [0, *(cut.end for cut in draft.cuts)]
    assert all(
        end <= cut.start < cut.end <= len(draft.text) for end, cut in zip(ends, draft.cuts, strict=False)
    )
    assert all(cut.why for cut in draft.cuts)
    assert apply(draft.text, [(cut.start, cut.end) for cut in draft.cuts]).strip()
    assert 0 < len(draft.title) <= 500
    assert set(draft.guesses) <= {"title", "source", "byline", "published_on", "published_time", "language"}
    assert draft.published_on or not draft.published_time


@given(texts_with_ranges())
def test_cuts_keep_everything_outside_them(drawn: tuple[str, list[Range]]) -> None:
    text, ranges = drawn
    wanted = "".join(
        character
        for place, character in enumerate(text)
        if not any(start <= place < end for start, end in ranges)
    )
    assert apply(text, ranges) == wanted
    assert "".join(text[start:end] for start, end in kept(text, ranges)) == wanted


@given(texts_with_ranges())
def test_ranges_are_united_to_the_same_characters(drawn: tuple[str, list[Range]]) -> None:
    text, ranges = drawn
    joined = united(ranges)
    assert apply(text, joined) == apply(text, ranges)
    assert all(start < end for start, end in joined)
    assert all(first[1] < second[0] for first, second in pairwise(joined))
    assert united(joined) == joined


@given(texts_with_ranges(), st.data())
def test_what_is_taken_back_is_back(drawn: tuple[str, list[Range]], data: st.DataObject) -> None:
    text, ranges = drawn
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    before = {place for first, last in ranges for place in range(first, last)}
    after = {place for first, last in without(united(ranges), start, end) for place in range(first, last)}
    assert after == before - set(range(start, end))


@given(texts_with_ranges(), st.data())
def test_pieces_are_the_whole_stretch(drawn: tuple[str, list[Range]], data: st.DataObject) -> None:
    text, ranges = drawn
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    joined = united(ranges)
    found = list(pieces(start, end, touching(joined, start, end)))
    assert "".join(text[first:last] for first, last, _ in found) == text[start:end]
    cut = {place for first, last, is_cut in found if is_cut for place in range(first, last)}
    assert cut == {place for first, last in joined for place in range(first, last)} & set(range(start, end))


@given(readable, st.dates(min_value=date(1000, 1, 1)))
def test_what_our_export_writes_is_read_back(text: str, day: date) -> None:
    record = {
        "text": normalise(text),
        "article": {
            "id": 1,
            "title": "Crane",
            "source": None,
            "published_on": day.isoformat(),
            "language": "fa",
        },
    }
    draft = draft_of(json.dumps(record), "rows.jsonl")
    assert (draft.text, draft.cuts, draft.published_on) == (normalise(text), [], day)


FRAGMENTS = [
    "<!doctype html>", "<html>", "<p>", "</p>", "<div class='article-body'>", "</div>", "<h1>", "<br>",
    "<article lang=fa>", "<table>", "<td>", "<ul><li>", "<pre>", "<svg>", "<figure><figcaption>",
    "<script type='application/ld+json'>", "</script>", "<!-- x -->", "<![CDATA[x]]>", "<?php x ?>",
    "<meta name=author content='\u200c\x1b'>", "<link rel=canonical href='javascript:x'>",
    "<meta property='article:published_time' content='2021-02-31'>", "<", "&#0;", "&#xD800;", "&nbsp;",
    '{"@type": "NewsArticle", "datePublished": "08/11/2021", "author": {"name": [1]}}', "\u202f",
    "A crane fell onto the quay on Friday evening, she said. ", "Most read", "By A B - 8 Nov 2021",
    "\x0c", "🧯", 'text,title\n"', '{"text": "', '"}\n', "\r", "\n\n",
]  # fmt: skip
STARTS = [b"", b"text\n", b"\xff\xfe", b"\xef\xbb\xbf"]
NAMES = ["report.txt", "report.html", "report.csv", "report.tsv", "report.jsonl"]


@settings(deadline=None)
@given(st.lists(st.sampled_from(FRAGMENTS), max_size=40).map("".join), st.sampled_from(NAMES))
def test_any_soup_of_a_page_is_read_or_refused(soup: str, name: str) -> None:
    read_or_refused(soup.encode(), name)


@settings(deadline=None)
@given(st.binary(max_size=200), st.sampled_from(NAMES), st.sampled_from(STARTS))
def test_any_bytes_are_read_or_refused(raw: bytes, name: str, start: bytes) -> None:
    read_or_refused(start + raw, name)


def read_or_refused(raw: bytes, name: str) -> None:
    """Nothing but a refusal may come of a file, and what is read can be stored."""
    with suppress(Refused):
        for draft in drafts_of(raw, name):
            assert draft.text.strip()
            assert draft.title
            assert not set("\0\r") & set(draft.text)
            fields = {field: getattr(draft, field) for field in MAX_LENGTHS}
            assert {field: clean_field(field, value) for field, value in fields.items()} == fields
