"""The first records of a dataset, cut to what a page can show."""

from dataclasses import dataclass, replace
from typing import NamedTuple

import orjson

from annotator.datasets.as_csv import CONTEXT
from annotator.datasets.as_jsonl import dumps
from annotator.datasets.records import Record, SpanRecord, records
from annotator.datasets.selection import Selection

RECORDS = 3
ROWS = 3  # of each record in the table
SPANS = 2  # of the record that is shown as JSON, and as many of its relations and statements
TEXT = 240  # characters of it, and of what else may be long


class Row(NamedTuple):
    """A row of the table; without a span, of an assignment that has none."""

    record: Record
    span: SpanRecord | None = None
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Preview:
    """The first records as the two formats show them."""

    records: list[Record]

    def rows(self) -> list[Row]:
        return [row for record in self.records for row in _rows(record)]

    def json(self) -> str:
        """The first record in lines for a reader, its texts and its lists cut off."""
        first = self.records[0]
        cut: Record = {
            **first,
            "text": _cut(first["text"]),
            "spans": [
                {**span, "text": _cut(span["text"]), "note": _cut(span["note"])}
                for span in first["spans"][:SPANS]
            ],
            "relations": first["relations"][:SPANS],
            "statements": first["statements"][:SPANS],
        }
        return dumps(cut, orjson.OPT_INDENT_2).decode()


def first_records(selection: Selection, using: str) -> list[Record]:
    """The first records, whole. Raises BrokenSpan."""
    assignments = selection.assignments(using).order_by("pk")
    first = list(assignments.values_list("pk", flat=True)[:RECORDS])
    return list(records(replace(selection, scope=selection.scope.filter(pk__in=first)), using))


def _cut(text: str) -> str:
    return text if len(text) <= TEXT else f"{text[:TEXT]}…"


def _rows(record: Record) -> list[Row]:
    text = record["text"]
    spans = record["spans"][:ROWS]
    return [
        Row(
            record, span, text[max(0, span["start"] - CONTEXT) : span["start"]], text[span["end"] :][:CONTEXT]
        )
        for span in spans
    ] or [Row(record)]
