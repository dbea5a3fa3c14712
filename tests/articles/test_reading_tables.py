"""CSV: one article a row, by the names of its columns; what is wrong is said with its row."""

from datetime import date, time

import pytest

from articles.reading.drafts import MAX_TEXT
from tests.articles.drafts import draft_of, drafts_of, refusal_of

NAME = "rows.csv"


def test_every_column_is_read() -> None:
    raw = (
        "title,text,source,story,url,byline,published_on,published_time,language\r\n"
        'Crane falls,"It fell.\n\nNobody was hurt.",Veldt Post,Harbour,https://veldt.example/1,Ida Brandt,'
        "2023-03-04,21:40,en\r\n"
    )
    draft = draft_of(raw, NAME)
    assert (draft.title, draft.text) == ("Crane falls", "It fell.\n\nNobody was hurt.")
    assert (draft.source, draft.story, draft.byline) == ("Veldt Post", "Harbour", "Ida Brandt")
    assert (draft.url, draft.language) == ("https://veldt.example/1", "en")
    assert (draft.published_on, draft.published_time) == (date(2023, 3, 4), time(21, 40))
    assert draft.guesses == {}
    assert draft.notes == []


def test_a_date_that_the_text_settles_is_not_said_to_be_left_empty() -> None:
    report = "Crane falls\n\nMarch 4, 2023\n\nA crane fell at the harbour on Saturday. Nobody was hurt."
    draft = draft_of(f'title,text,date\nCrane falls,"{report}",04/03/2023\n', NAME)
    assert draft.published_on == date(2023, 3, 4)
    assert "“04/03/2023” may be day or month first, so it is not taken for the date" in draft.notes


@pytest.mark.parametrize(
    ("column", "field"),
    [
        ("Headline", "title"),
        ("body", "text"),
        ("Content", "text"),
        ("date", "published_on"),
        ("Published At", "published_on"),
        ("author", "byline"),
        ("outlet", "source"),
        ("Publisher", "source"),
        ("link", "url"),
        ("lang", "language"),
    ],
)
def test_other_names_of_a_column_are_known_and_that_is_said(column: str, field: str) -> None:
    values = {
        "title": "Crane falls",
        "text": "It fell.",
        "published_on": "2023-03-04",
        "url": "https://a.example/",
    }
    values |= {"language": "en", "byline": "Ida Brandt", "source": "Veldt Post"}
    header = [column if name == field else name for name in values]
    first, second = drafts_of(",".join(header) + "\n" + f"{','.join(values.values())}\n" * 2, NAME)
    assert str(getattr(first, field)) == values[field]
    assert f"“{column}” → {field}" in first.notes[0]
    assert second.notes == []


def test_columns_that_are_not_read_are_named() -> None:
    assert any("“id”, “mood”" in note for note in draft_of("id,text,mood\n7,It fell.,grim\n", NAME).notes)


@pytest.mark.parametrize(("delimiter", "name"), [(",", NAME), (";", NAME), ("\t", "rows.tsv"), ("|", NAME)])
def test_the_delimiter_is_found(delimiter: str, name: str) -> None:
    draft = draft_of(f'title{delimiter}text\nCrane falls{delimiter}"It fell, she said; all|of\tit."\n', name)
    assert (draft.title, draft.text) == ("Crane falls", "It fell, she said; all|of\tit.")


@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_only_line_ends_end_a_row(ends: str) -> None:
    text = "It\u2028fell\x85over\x0bthere\x1c."
    draft = draft_of(f"title,text{ends}Crane,{text}{ends}", NAME)
    assert draft.text == text


def test_line_ends_in_a_cell_become_plain_ones() -> None:
    assert draft_of('title,text\r\nCrane,"It\r\nfell.\rThere."\r\n', NAME).text == "It\nfell.\nThere."


def test_the_raw_original_of_an_article_is_its_row() -> None:
    raw = 'title,text\r\n"Crane","It\r\nfell."\r\n\r\nShip,It sank.\r\n'.encode("utf-16")
    first, second = drafts_of(raw, NAME)
    assert first.raw.decode("utf-16-le") == '"Crane","It\r\nfell."\r\n'
    assert second.raw.decode("utf-16-le") == "Ship,It sank.\r\n"
    assert (first.place, second.place) == ("rows.csv:2", "rows.csv:5")


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@x", "\t=x", "'=1"])
def test_the_apostrophe_before_a_formula_is_taken_off(cell: str) -> None:
    draft = draft_of(f'title,text\n"\'{cell}","\'{cell} and more."\n', NAME)
    assert draft.text == f"{cell} and more."
    assert draft.title == cell.strip()


@pytest.mark.parametrize("cell", ["'tis the season", "’=1", "'", "''tis"])
def test_an_apostrophe_that_belongs_to_the_text_stays(cell: str) -> None:
    assert draft_of(f'text\n"{cell} so."\n', NAME).text == f"{cell} so."


def test_a_missing_title_is_proposed_from_the_text() -> None:
    draft = draft_of("text\nThe crane at the harbour of Veldt fell.\n", NAME)
    assert draft.title == "The crane at the harbour of Veldt fell."
    assert "title" in draft.guesses


def test_a_day_that_can_be_read_in_two_ways_is_left_empty_and_said() -> None:
    draft = draft_of("text,date\nIt fell.,03/04/2023\n", NAME)
    assert draft.published_on is None
    assert any("day or month" in note for note in draft.notes)


@pytest.mark.parametrize(
    ("raw", "refusal"),
    [
        ("title,words\nA,It fell.\n", "line 1: no column holds the text. There are: “title”, “words”."),
        ("title,text,Title\nA,B,C\n", "line 1: the column “Title” stands there twice"),
        ("title,text\nCrane\n", "line 2: the row has 1 cells and the header 2"),
        ("title,text\nA,It fell.\nB,It sank.,more\n", "line 3: the row has 3 cells and the header 2"),
        ("title,text\nA,It fell.\n\nB,\n", "line 4: there is no text in it"),
        ('title,text\nA,It fell.\nB,"It sank.\n\n', "line 3: a quotation mark is opened here and never"),
        ('title,text\nA,"It" fell.\n', "line 2: this is not CSV: "),
        ("text,date\nIt fell.,2023-03-04\nIt sank.,someday\n", "line 3: “someday” is not a date"),
        ("text,time\nIt fell.,noon\n", "line 2: “noon” is not a time of day"),
        ("text,url\nIt fell.,javascript:alert(1)\n", "line 2: “javascript:alert(1)” is not an address"),
        ("text,lang\nIt fell.,English please\n", "line 2: “English please” is not a language tag"),
        (f"text,title\nIt fell.,{'x' * 501}\n", "line 2: “title” has 501 characters; at most 500 are kept"),
        (f"text\n{'x' * (MAX_TEXT + 1)}\n", f"line 2: a cell holds more than {MAX_TEXT} characters"),
        ("text\nIt \0 fell.\n", "line 2: a NUL character"),
        ("span_id,article_id,start,end,text\n1,1,0,2,It\n", "line 1: this is an export of spans"),
        ("title,text\n", "there is no article in this file"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said_with_file_and_line(raw: str, refusal: str) -> None:
    assert refusal_of(raw, NAME).startswith(
        f"{NAME}, {refusal}" if refusal.startswith("line") else f"{NAME}: {refusal}"
    )


@pytest.mark.parametrize("first", ["sep=;", '"sep=;"', "SEP=;\r", "\ufeffsep=;"])
def test_the_line_that_tells_excel_its_delimiter_is_no_header(first: str) -> None:
    draft = draft_of(f"{first}\ntitle;text;date\nCrane, falls;It fell, all of it.;08.11.2021\n", NAME)
    assert (draft.title, draft.text, draft.published_on) == (
        "Crane, falls",
        "It fell, all of it.",
        date(2021, 11, 8),
    )
    assert draft.line == 3


def test_the_delimiter_that_is_told_is_the_one_that_is_taken() -> None:
    raw = "sep=|\ntitle, or so|text|byline;source;story\nCrane|It fell.|\n"
    assert "line 2" in refusal_of(raw.replace("text", "title, or so"), NAME)
    assert draft_of(raw, NAME).text == "It fell."
