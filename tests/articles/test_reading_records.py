"""JSONL: one article a line, or a line of our own export; what is wrong is said with its line."""

import hashlib
import json
from contextlib import suppress
from datetime import date, time
from typing import Any

import pytest

from articles.reading import Refused
from tests.articles.drafts import draft_of, drafts_of, refusal_of

NAME = "rows.jsonl"
GOOD = json.dumps({"title": "Crane falls", "text": "It fell."})


def own(text: str = "It fell.\n\nClose\n", **fields: Any) -> dict[str, Any]:
    """A record as our export writes it."""
    article = {
        "id": 1,
        "title": "Crane falls",
        "source": "Veldt Post",
        "story": "Harbour",
        "url": "",
        "byline": "",
    }
    return {
        "id": "d0a2",
        "layer": "annotator",
        "text": text,
        "sha256": hashlib.sha256(text.encode()).hexdigest(),
        "version": 1,
        "article": {**article, "published_on": "2023-03-04", "language": "en", **fields},
        "spans": [],
    }


def test_every_field_is_read() -> None:
    record = {
        "headline": "Crane falls",
        "body": "It fell.",
        "date": "4 March 2023",
        "authors": ["Ida Brandt", "Tom Kray"],
        "url": None,
        "id": 7,
    }
    draft = draft_of(json.dumps(record), NAME)
    assert (draft.title, draft.text, draft.byline) == ("Crane falls", "It fell.", "Ida Brandt, Tom Kray")
    assert draft.published_on == date(2023, 3, 4)
    assert any("“id”" in note for note in draft.notes)


def test_each_line_is_an_article_and_blank_ones_are_none() -> None:
    raw = f"\ufeff{GOOD}\r\n\n  \n{GOOD}".encode()
    assert [(draft.line, draft.title) for draft in drafts_of(raw, NAME)] == [
        (1, "Crane falls"),
        (4, "Crane falls"),
    ]


def test_the_raw_original_of_an_article_is_its_line() -> None:
    first, second = drafts_of(f"{GOOD}\r\n{GOOD}\n", NAME)
    assert (first.raw, second.raw) == (f"{GOOD}\r\n".encode(), f"{GOOD}\n".encode())
    assert second.place == "rows.jsonl:2"


def test_separators_of_unicode_do_not_end_a_line() -> None:
    text = "It\u2028fell\u2029over\x85there."
    assert draft_of(json.dumps({"text": text}, ensure_ascii=False), NAME).text == text


def test_an_article_of_our_own_export_comes_back_exactly() -> None:
    record = own()
    draft = draft_of(json.dumps(record), NAME)
    assert draft.text == record["text"]
    assert draft.cuts == []
    assert (draft.title, draft.source, draft.story) == ("Crane falls", "Veldt Post", "Harbour")
    assert (draft.published_on, draft.language) == (date(2023, 3, 4), "en")
    assert draft.guesses == {}
    assert any("export of this desk" in note for note in draft.notes)


def test_a_text_that_is_not_the_exported_one_is_refused() -> None:
    record = own() | {"text": "It rose."}
    assert refusal_of(json.dumps(record), NAME) == (
        f"{NAME}, line 1: the text is not the one that its sha256 was made of"
    )


@pytest.mark.parametrize(
    ("clock", "read"), [("12:30:05", time(12, 30, 5)), ("12:30", time(12, 30)), ("١٢:30:05", time(12, 30))]
)
def test_the_time_of_a_record_of_ours_is_kept_to_the_second(clock: str, read: time) -> None:
    assert draft_of(json.dumps(own(published_time=clock)), NAME).published_time == read


@pytest.mark.parametrize(
    ("line", "refusal"),
    [
        ('{"text": "It fell."', "this is not JSON: "),
        ('{"text": "It fell.",}', "this is not JSON: "),
        ("It fell.", "this is not JSON: "),
        ('{"text": "It \\ud800 fell."}', "half of a surrogate pair (such as \\ud800)"),
        ('{"text": "It \\u0000 fell."}', "it holds a NUL character"),
        ('{"title": "It \\u0000 fell.", "text": "It fell."}', "“title” holds a NUL character"),
        ('["It fell."]', "a JSON object is needed on each line"),
        ('{"title": "Crane"}', "no column holds the text. There are: “title”. Needed: “text”"),
        ('{"text": ""}', "there is no text in it"),
        ('{"text": " \\n"}', "there is no text in it"),
        ('{"text": null}', "there is no text in it"),
        ('{"text": 7}', "“text” must be text, and is 7"),
        ('{"text": "It fell.", "title": {"en": "Crane"}}', '“title” must be text, and is {"en": "Crane"}'),
        ('{"text": "It fell.", "date": "someday"}', "“someday” is not a date"),
        ("[" * 100_000, "this is not JSON: "),
    ],
)
def test_what_is_wrong_is_said_with_file_and_line(line: str, refusal: str) -> None:
    lines = [GOOD] * 40 + [line, GOOD]
    assert refusal_of("\n".join(lines), NAME).startswith(f"{NAME}, line 41: {refusal}")


def test_the_place_in_a_broken_line_is_told_once() -> None:
    why = "this is not JSON: unexpected character, expected a JSON value, at character 10"
    assert refusal_of('{"text": }', NAME) == f"{NAME}, line 1: {why}"


def test_a_field_that_a_line_gives_twice_is_refused_rather_than_one_of_them_lost() -> None:
    line = '{"title": "Crane falls", "text": "It fell.", "text": "It stood."}'
    assert refusal_of(f"{GOOD}\n{line}\n", NAME) == "rows.jsonl, line 2: “text” stands there twice"
    nested = '{"title": "Crane falls", "text": "It fell.", "more": {"text": "x", "title": "y"}}'
    assert draft_of(nested, NAME).text == "It fell."


def test_a_line_of_lists_within_lists_is_read_or_refused_however_deep_this_python_looks() -> None:
    line = '{"text": "It fell.", "kind": "text", "x": ' + "[" * 1015 + "]" * 1015 + "}"
    with suppress(Refused):
        assert draft_of(line, NAME).text == "It fell."
