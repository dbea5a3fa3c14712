"""JSONL: what was written is what any reader reads, however it finds its lines."""

import json
from io import BytesIO
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from annotator.datasets import as_jsonl
from annotator.datasets.records import Record
from articles.reading.records import read_records
from articles.text import is_visible, normalise
from tests.annotator.records import make_record
from tests.hostile import hostile_texts

hostile_records = st.builds(make_record, hostile_texts, st.randoms(use_true_random=False), note=hostile_texts)


def lines(*records: Record) -> bytes:
    return b"".join(as_jsonl.write(records))


@given(st.lists(hostile_records, max_size=4))
def test_json_reads_back_what_was_written(records: list[Record]) -> None:
    read = [json.loads(line) for line in lines(*records).split(b"\n")[:-1]]
    assert read == records
    for record in read:
        for span in record["spans"]:
            assert record["text"][span["start"] : span["end"]] == span["text"]


@given(st.lists(hostile_records, min_size=1, max_size=4))
def test_a_reader_that_breaks_lines_at_anything_finds_the_same_lines(records: list[Record]) -> None:
    text = lines(*records).decode()
    assert [json.loads(line) for line in text.splitlines()] == records


def test_other_separators_are_escaped_and_letters_are_not() -> None:
    line = lines(make_record("قاآنی\u0085\u2028\u2029\x0b\x1c🧯")).decode()
    assert r"قاآنی\u0085\u2028\u2029\u000b\u001c🧯" in line


def test_it_is_utf_8_without_a_bom_and_ends_with_a_line_end() -> None:
    written = lines(make_record("é"))
    assert written.startswith(b'{"id":')
    assert written.endswith(b"}\n")


# As an import stores them: something can be seen, and a byte order mark at the start is none of the text.
stored_texts = hostile_texts.map(lambda text: normalise(text).lstrip("\ufeff")).filter(is_visible)


@given(st.lists(stored_texts, min_size=1, max_size=3))
def test_our_import_takes_the_articles_as_they_were(texts: list[str]) -> None:
    """The other side of the agreement, in articles/reading: text and title, nothing guessed, nothing cut."""
    file = BytesIO(lines(*(make_record(text, title="Fire at the harbour") for text in texts)))
    drafts = list(read_records(file, "harbour.jsonl"))
    assert [(draft.text, draft.title, draft.cuts, draft.guesses) for draft in drafts] == [
        (text, "Fire at the harbour", [], {}) for text in texts
    ]


def test_no_record_is_an_empty_file() -> None:
    nothing: list[Any] = []
    assert lines(*nothing) == b""
