"""CSV: the spans as a table for people and spreadsheets, a row a span (RFC 4180, UTF-8)."""

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO

from annotator.datasets.records import Record, SpanRecord

CONTEXT = 40  # code points before and after a span
COLUMNS = (
    *("article_id", "title", "source", "story", "url", "published_on", "language", "version", "sha256"),
    *("project", "layer", "annotator", "status"),
    *("span_id", "kind", "label", "start", "end", "text", "before", "after", "fragments"),
    *("entity_id", "entity", "claimant", "attribution", "via", "claim_type", "polarity", "certainty"),
    *("check_worthy", "quantity", "unit", "date", "place", "statement_ids", "stances"),
    *("review", "reviewer", "note", "origin", "created_at", "updated_at"),
)
_NO_SPAN = ("",) * (len(COLUMNS) - COLUMNS.index("span_id"))
# From entity_id to stances: empty as long as spans carry neither.
_NO_ENTITY_AND_CLAIM = ("",) * (COLUMNS.index("review") - COLUMNS.index("entity_id"))
# What a spreadsheet would run, and what looks as if it had been escaped before: the reader of our imports
# takes one apostrophe off from all of these, so that each cell comes back as it was.
_ESCAPED = re.compile(r"'*[=+\-@\t\r]|'+\n")
_FIRST = frozenset("=+-@\t\r'")


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Yield the header, then the rows a record at a time: one a span, or one with empty span columns."""
    rows = StringIO(newline="")
    writer = csv.writer(rows)
    writer.writerow(COLUMNS)
    for record in records:
        start = _start(record)
        for span in record["spans"]:
            rows.write(start)
            writer.writerow(_of_span(span, record["text"]))
        if not record["spans"]:
            rows.write(start)
            writer.writerow(_NO_SPAN)
        yield rows.getvalue().encode()
        rows.seek(0)
        rows.truncate()
    yield rows.getvalue().encode()


def _start(record: Record) -> str:
    """What the rows of an assignment begin with, up to the comma before the columns of the span."""
    article = record["article"]
    row = StringIO(newline="")
    csv.writer(row).writerow(
        (
            article["id"],
            cell(article["title"]),
            cell(article["source"]),
            cell(article["story"]),
            cell(article["url"]),
            article["published_on"],
            cell(article["language"]),
            record["version"],
            record["sha256"],
            cell(record["project"]),
            record["layer"],
            cell(record["annotator"] or ""),
            record["status"],
        )
    )
    return row.getvalue().removesuffix("\r\n") + ","


def _of_span(span: SpanRecord, text: str) -> tuple[object, ...]:
    start, end, review = span["start"], span["end"], span["review"]
    return (
        span["id"],
        span["kind"],
        cell(span["label"]),
        start,
        end,
        cell(span["text"]),
        cell(text[max(0, start - CONTEXT) : start]),
        cell(text[end : end + CONTEXT]),
        ";".join(
            [f"{first} {last}" for first, last in span["fragments"]]
        ),  # brat's way: no date to any reader
        *_NO_ENTITY_AND_CLAIM,
        review["decision"] if review else "",
        cell(review["by"]) if review else "",
        cell(span["note"]),
        span["origin"],
        span["created_at"],
        span["updated_at"],
    )


def cell(text: str) -> str:
    """The text as a cell that no spreadsheet runs: with an apostrophe before it where needed."""
    return f"'{text}" if text[:1] in _FIRST and _ESCAPED.match(text) else text
