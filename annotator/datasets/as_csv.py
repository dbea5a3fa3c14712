"""CSV: the spans as a table for people and spreadsheets, a row a span (RFC 4180, UTF-8).

`text` is that of the article from `start` to `end`, as in JSONL: of a span of several stretches with what
stands between them. `fragments` names each stretch, “10 25;31 42”.

A quantity is 6, 6..7, >=7 or <=20, with ~ before it for “about”; a date is as exact as it is known, 2021,
2021-11 or 2021-11-07, and first/last where there are several (ISO 8601). Statements stand in one cell with
semicolons, and their stances in the same order.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from io import StringIO

from annotator.datasets.claims import ClaimRecord, DateRecord, Number, QuantityRecord
from annotator.datasets.records import Record, SpanRecord

CONTEXT = 40  # code points before and after a span
OF_ASSIGNMENT = (
    *("article_id", "title", "source", "story", "url", "published_on", "language", "version", "sha256"),
    *("project", "layer", "annotator", "status"),
)
COLUMNS = (
    *OF_ASSIGNMENT,
    *("span_id", "kind", "label", "start", "end", "text", "before", "after", "fragments"),
    *("entity_id", "entity", "claimant", "attribution", "via", "claim_type", "polarity", "certainty"),
    *("check_worthy", "quantity", "unit", "date", "place", "statement_ids", "stances"),
    *("review", "reviewer", "note", "origin", "created_at", "updated_at"),
)
_NO_SPAN = ("",) * (len(COLUMNS) - COLUMNS.index("span_id"))
_NO_CLAIM = ("",) * (COLUMNS.index("review") - COLUMNS.index("claimant"))
_LENGTHS = {"year": 4, "month": 7, "day": 10}  # of a date in ISO 8601, by how exactly it is known
# What a spreadsheet would run, and what looks as if it had been escaped before: the reader of our imports
# takes one apostrophe off from all of these, so that each cell comes back as it was.
_ESCAPED = re.compile(r"'*[=+\-@\t\r]|'+\n")
_FIRST = frozenset("=+-@\t\r'")


class Table:
    """Rows on their way into a file: what `take` hands out is forgotten."""

    def __init__(self, columns: tuple[str, ...]) -> None:
        self.rows = StringIO(newline="")
        self.add = csv.writer(self.rows).writerow
        self.add(columns)

    def take(self) -> bytes:
        """The rows since the last time; at first the header too."""
        taken = self.rows.getvalue().encode()
        self.rows.seek(0)
        self.rows.truncate()
        return taken


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Yield the header, then the rows a record at a time: one a span, or one with empty span columns."""
    table = Table(COLUMNS)
    for record in records:
        start = _start(record)
        for span in record["spans"]:
            table.rows.write(start)
            table.add(_of_span(span, record["text"]))
        if not record["spans"]:
            table.rows.write(start)
            table.add(_NO_SPAN)
        yield table.take()
    yield table.take()


def _start(record: Record) -> str:
    """What the rows of an assignment begin with, up to the comma before the columns of the span."""
    row = StringIO(newline="")
    csv.writer(row).writerow(of_assignment(record))
    return row.getvalue().removesuffix("\r\n") + ","


def of_assignment(record: Record) -> tuple[object, ...]:
    """The cells of OF_ASSIGNMENT."""
    article = record["article"]
    return (
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


def _of_span(span: SpanRecord, text: str) -> tuple[object, ...]:
    start, end = span["start"], span["end"]
    entity, claim = span["entity"], span["claim"]
    return (
        span["id"],
        span["kind"],
        cell(span["label"]),
        start,
        end,
        cell(span["text"]),
        cell(text[max(0, start - CONTEXT) : start]),
        cell(text[end : end + CONTEXT]),
        fragments_text(span),
        entity["id"] if entity else "",
        cell(entity["name"]) if entity else "",
        *(_of_claim(claim) if claim else _NO_CLAIM),
        *of_review(span),
        span["origin"],
        span["created_at"],
        span["updated_at"],
    )


def of_review(span: SpanRecord) -> tuple[str, ...]:
    """What was decided about a span, and its note."""
    review = span["review"]
    return (
        review["decision"] if review else "",
        cell(review["by"]) if review else "",
        cell(span["note"]),
    )


def fragments_text(span: SpanRecord) -> str:
    """The stretches as brat writes them, which no spreadsheet takes for a date: 10 25;31 42."""
    return ";".join([f"{start} {end}" for start, end in span["fragments"]])


def _of_claim(claim: ClaimRecord) -> tuple[object, ...]:
    claimant, quantity, placements = claim["claimant"], claim["quantity"], claim["placements"]
    return (
        cell(claimant["name"]) if claimant else "",
        claim["attribution"] or "",
        cell(claim["via"] or ""),
        claim["type"] or "",
        claim["polarity"] or "",
        claim["certainty"] or "",
        yes_or_no(claim["check_worthy"]),
        cell(quantity_text(quantity)) if quantity else "",
        cell(quantity["unit"]) if quantity else "",
        date_text(claim["date"]) if claim["date"] else "",
        cell(claim["place"] or ""),
        ";".join([str(placed["statement"]) for placed in placements]),
        ";".join([placed["stance"] for placed in placements]),
    )


def yes_or_no(value: bool | None) -> str:
    """true, false, or nothing where nothing was said."""
    return "" if value is None else str(value).lower()


def quantity_text(quantity: QuantityRecord) -> str:
    """The quantity without its unit: 6, 6..7, >=7, <=20, ~40."""
    low, high = number_text(quantity["low"]), number_text(quantity["high"])
    if low == high:
        text = low
    elif not low or not high:
        text = f">={low}" if low else f"<={high}"
    else:
        text = f"{low}..{high}"
    return f"~{text}" if quantity["about"] else text


def number_text(number: Number | None) -> str:
    """All its digits; nothing for none."""
    return "" if number is None else str(number) if isinstance(number, int) else f"{number:f}"


def date_text(date: DateRecord) -> str:
    """The date as exactly as it is known; first/last where there are several of that length."""
    length = _LENGTHS[date["precision"]]
    first, last = date["start"][:length], date["end"][:length]
    return first if first == last else f"{first}/{last}"


def cell(text: str) -> str:
    """The text as a cell that no spreadsheet runs: with an apostrophe before it where needed."""
    return f"'{text}" if text[:1] in _FIRST and _ESCAPED.match(text) else text
