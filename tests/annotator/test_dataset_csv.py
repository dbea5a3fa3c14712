"""CSV: the contract's columns; Python reads back what was written, and a spreadsheet runs none of it."""

import csv
import re
from collections import Counter
from io import BytesIO, StringIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.datasets import as_claims, as_csv
from annotator.datasets.records import Record
from articles.reading.table import read_table
from tests.annotator.records import make_record
from tests.hostile import hostile_texts

hostile_records = st.builds(
    make_record, hostile_texts, st.randoms(use_true_random=False), title=hostile_texts, note=hostile_texts
)


def table(*records: Record) -> str:
    return b"".join(as_csv.write(records)).decode("utf-8")


def rows(*records: Record) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(table(*records), newline=""), strict=True))


def as_it_was(cell: str) -> str:
    """What our import makes of a cell."""
    return re.sub(r"^'(?='*[=+\-@\t\r\n])", "", cell)


def test_the_columns_are_those_of_the_contract() -> None:
    assert table() == (
        "article_id,title,source,story,url,published_on,language,version,sha256,project,layer,annotator,status,"
        "span_id,kind,label,start,end,text,before,after,fragments,entity_id,entity,claimant,attribution,via,"
        "claim_type,polarity,certainty,check_worthy,quantity,unit,date,place,statement_ids,stances,"
        "review,reviewer,note,origin,created_at,updated_at\r\n"
    )


def test_a_row_has_the_label_beside_the_text_and_its_context() -> None:
    text = "x" * 50 + "Ada Marlow" + "y" * 50
    (row,) = rows(make_record(text, spans=[(50, 60)], note="who?"))
    wanted = {
        "title": "A title",
        "annotator": "alice",
        "status": "accepted",
        "kind": "entity",
        "label": "Person",
        "start": "50",
        "end": "60",
        "text": "Ada Marlow",
        "before": "x" * 40,
        "after": "y" * 40,
        "fragments": "50 60",
        "note": "who?",
        "review": "accepted",
        "reviewer": "bob",
        "entity": "",
        "stances": "",
    }
    assert {name: row[name] for name in wanted} == wanted


def test_context_ends_where_the_text_does() -> None:
    (row,) = rows(make_record("Ada", spans=[(0, 3)]))
    assert (row["before"], row["text"], row["after"]) == ("", "Ada", "")


def test_an_article_without_spans_keeps_one_row() -> None:
    (row,) = rows(make_record("Ada Marlow", spans=[]))
    assert row["sha256"]
    assert row["status"] == "accepted"
    assert {row[name] for name in as_csv.COLUMNS[as_csv.COLUMNS.index("span_id") :]} == {""}


def test_fragments_are_named_one_by_one() -> None:
    record = make_record("Six were hurt, she said", spans=[(0, 23)])
    record["spans"][0]["fragments"] = [[0, 13], [19, 23]]
    assert rows(record)[0]["fragments"] == "0 13;19 23"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\tx", "=HYPERLINK(0)", "'=1", "''-x"])
def test_a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe(text: str) -> None:
    record = make_record(text, spans=[(0, len(text))], title=text, note=text)
    record["annotator"] = record["article"]["source"] = record["article"]["story"] = text
    (row,) = rows(record)
    for name in ("title", "source", "story", "annotator", "text", "note"):
        assert row[name] == f"'{text}"
        assert as_it_was(row[name]) == text


@pytest.mark.parametrize("columns", [as_csv.COLUMNS, as_claims.COLUMNS])
def test_no_column_holds_what_a_spreadsheet_would_run(columns: tuple[str, ...]) -> None:
    text = "=1+1"
    record = make_record(text * 3, spans=[(4, 8)], title=text, note=text)
    for name in ("source", "story", "url", "language"):
        record["article"][name] = text
    record["project"] = record["annotator"] = text
    record["statements"] = [{"id": 1, "text": text, "read": True}]
    (span,) = record["spans"]
    span["label"] = text
    span["entity"] = {"id": 1, "name": text, "wikidata": None}
    assert span["review"] is not None
    span["review"]["by"] = text
    span["claim"] = {
        "claimant": span["entity"],
        "attribution": None,
        "via": text,
        "type": None,
        "polarity": None,
        "certainty": None,
        "check_worthy": None,
        "quantity": {"value": -6, "low": -6, "high": -6, "unit": text, "about": False},
        "date": None,
        "place": text,
        "placements": [{"statement": 1, "stance": "affirms"}],
    }
    written = as_csv.write([record]) if columns == as_csv.COLUMNS else as_claims.write([record], Counter())
    (row,) = csv.DictReader(StringIO(b"".join(written).decode(), newline=""), strict=True)
    assert tuple(row) == columns
    run = {name for name, cell in row.items() if cell[:1] in set("=+-@\t\r")}
    assert run <= {"quantity_low", "quantity_high", "quantity"}
    assert all(row[name] == "-6" for name in run)
    assert {"label", "claimant", "via", "place", "unit", "reviewer", "note"} <= {
        name for name, cell in row.items() if cell == f"'{text}"
    }


@pytest.mark.parametrize("text", ["Ada", "'tis", "'", "", "1-1", "\nx", " =1", "’s"])
def test_any_other_cell_is_as_it_was(text: str) -> None:
    assert as_csv.cell(text) == text == as_it_was(as_csv.cell(text))


def test_a_carriage_return_is_guarded() -> None:
    assert as_csv.cell("\r=1") == "'\r=1"


@given(st.text())
def test_each_cell_comes_back_and_none_is_run(text: str) -> None:
    cell = as_csv.cell(text)
    assert cell[:1] not in set("=+-@\t\r")
    assert as_it_was(cell) == text


@given(st.lists(hostile_records, min_size=1, max_size=4))
def test_pythons_reader_reads_back_what_was_written(records: list[Record]) -> None:
    read = iter(rows(*records))
    for record in records:
        if not record["spans"]:
            assert as_it_was(next(read)["title"]) == record["article"]["title"]
        for span in record["spans"]:
            row = {name: as_it_was(cell) for name, cell in next(read).items()}
            assert row["title"] == record["article"]["title"]
            start, end = int(row["start"]), int(row["end"])
            assert record["text"][start:end] == row["text"] == span["text"]
            assert row["before"] == record["text"][max(0, start - 40) : start]
            assert row["after"] == record["text"][end : end + 40]
            assert row["note"] == span["note"]
    assert next(read, None) is None


@given(st.lists(hostile_records, min_size=1, max_size=3))
def test_rows_end_as_the_rfc_says(records: list[Record]) -> None:
    """Outside of quotation marks there is no line end but CRLF."""
    outside = re.sub(r'"(?:[^"]|"")*"', "", table(*records))
    assert outside.endswith("\r\n")
    assert "\n" not in outside.replace("\r\n", "")
    assert "\r" not in outside.replace("\r\n", "")


def test_it_is_utf_8_without_a_bom() -> None:
    assert b"".join(as_csv.write([make_record("é 🧯", spans=[(0, 3)])])).startswith(b"article_id,")


def test_our_import_takes_off_the_same_apostrophes() -> None:
    """The other side of the agreement, in articles/reading: title and text as they were."""
    written = "'=SUM(1) is the title", "''-six were hurt"
    file = StringIO(newline="")
    csv.writer(file).writerows([("title", "text"), [as_csv.cell(cell) for cell in written]])
    (draft,) = read_table(BytesIO(file.getvalue().encode()), "x.csv")
    assert (draft.title, draft.text.strip()) == written
