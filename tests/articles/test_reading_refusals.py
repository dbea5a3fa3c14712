"""A file goes in whole or not at all, and a refusal is one sentence with the file and the line."""

import io
import os
from pathlib import Path

import pytest

from articles.models import Article, Source, Story
from articles.reading import MAX_FILE_BYTES, Refused, is_readable, read, read_pasted
from articles.reading.drafts import MAX_LENGTHS, MAX_TEXT
from tests.articles.drafts import drafts_of, refusal_of


class Untouchable(io.BytesIO):
    """A file that must be refused before it is read."""

    def read(self, size: int | None = -1, /) -> bytes:
        raise AssertionError("the file was read")


@pytest.mark.parametrize("name", ["big.txt", "big.html", "big.csv", "big.jsonl"])
def test_a_file_that_is_too_large_is_refused_before_it_is_read(name: str) -> None:
    with pytest.raises(Refused) as caught:
        next(read(Untouchable(), name, 200 * 2**20))
    limit = f"at most {MAX_FILE_BYTES // 2**20} MB are read. Split it into smaller ones"
    assert str(caught.value) == f"{name}: the file has 200 MB; {limit}"


@pytest.mark.parametrize(
    "name", ["report.docx", "report.pdf", "report.json", "report", "report.exe", ".txt/.."]
)
def test_a_file_of_another_kind_is_refused(name: str) -> None:
    assert "files of this kind are not read" in refusal_of("A crane fell.", name)
    assert not is_readable(name)


@pytest.mark.parametrize("name", ["REPORT.TXT", "a.b.Html", "x.jsonl"])
def test_the_case_of_a_name_does_not_matter(name: str) -> None:
    assert is_readable(name)


def test_a_text_that_is_too_long_is_refused() -> None:
    assert refusal_of("x" * (MAX_TEXT + 1)).startswith(f"report.txt: the text has {MAX_TEXT + 1} characters")
    assert refusal_of("x" * (5 * MAX_TEXT)).startswith("report.txt: this is too much text for one article")


def test_a_name_of_any_bytes_can_be_shown() -> None:
    name = os.fsdecode(b"caf\xe9-\0.txt")
    with pytest.raises(Refused) as caught:
        list(read(io.BytesIO(b""), name, 0))
    str(caught.value).encode()
    assert "\0" not in str(caught.value)


def test_a_long_name_is_cut_so_that_it_can_be_stored() -> None:
    [draft] = drafts_of('{"text": "It fell."}', "x" * 300 + ".jsonl")
    assert len(draft.place) <= 255
    assert draft.place.endswith(".jsonl:1")


def test_a_refusal_says_nothing_of_the_machine() -> None:
    with pytest.raises(Refused) as caught:
        list(read(io.BytesIO(b"PK\x03\x04"), "report.txt", 4))
    assert str(Path.cwd()) not in str(caught.value)
    assert "Traceback" not in str(caught.value)


@pytest.mark.parametrize("text", ["", " \n", "\ufeff"])
def test_pasting_nothing_is_refused(text: str) -> None:
    with pytest.raises(Refused, match="there is no text in it"):
        list(read_pasted(text))


def test_pasting_a_nul_is_refused() -> None:
    with pytest.raises(Refused, match="a NUL character at character 4, line 2"):
        list(read_pasted("It\n\0fell."))


def test_pasting_half_of_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(Refused, match="half of a surrogate pair at character 3, line 1"):
        list(read_pasted("It\ud800 fell."))


def test_pasted_text_is_an_article() -> None:
    [draft] = read_pasted("Crane falls\r\n\r\nIt fell onto the quay, and nobody was hurt.\r\n")
    assert draft.text == "Crane falls\n\nIt fell onto the quay, and nobody was hurt.\n"
    assert (draft.title, draft.place) == ("Crane falls", "pasted text")
    assert draft.raw == b"Crane falls\r\n\r\nIt fell onto the quay, and nobody was hurt.\r\n"


def test_the_pasted_source_of_a_page_is_read_as_a_page() -> None:
    body = "<p>A crane fell onto the quay on Friday evening, and two berths were closed.</p>" * 3
    [draft] = read_pasted(f"<!DOCTYPE html><html><body><h1>Crane falls</h1>{body}</body></html>")
    assert draft.text.startswith("Crane falls\n\nA crane fell")


def test_the_readers_take_what_the_database_takes() -> None:
    fields = {field.name: field for field in Article._meta.fields}
    fields |= {"source": Source._meta.fields[1], "story": Story._meta.fields[1]}
    assert {name: fields[name].max_length for name in MAX_LENGTHS} == MAX_LENGTHS
