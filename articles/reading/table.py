"""CSV: one article a row, read row by row."""

import csv
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO

from django.utils.translation import gettext as _

from articles.reading.columns import explain, make_draft, map_columns, placed
from articles.reading.drafts import MAX_TEXT, Draft, Refused, Unfit
from articles.reading.encoding import detect_encoding, lines_of
from articles.reading.plain import note_encoding
from articles.reading.proposing import propose

if TYPE_CHECKING:
    from _csv import Reader as CsvReader

# Our export puts an apostrophe before a cell that a spreadsheet would run, or that looks so escaped already.
_ESCAPED = re.compile(r"'(?='*[=+\-@\t\r\n])")
_DELIMITERS = ",;\t|"
# What Excel is told its delimiter by, in a line of its own before the header.
_DECLARED = re.compile(rf'\ufeff?"?sep=(?P<delimiter>[{_DELIMITERS}])"?[\r\n]*', re.IGNORECASE)


class _Lines:
    """The lines of a file, remembering those of the row that is being read."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self.of_row: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.of_row.append(line)
            yield line

    def take(self) -> str:
        taken, self.of_row = "".join(self.of_row), []
        return taken


def read_table(file: BinaryIO, name: str) -> Iterator[Draft]:
    """Yield an article a row. Raises Refused, with the line, at the first row that can't go in."""
    encoding = detect_encoding(file, name)
    csv.field_size_limit(MAX_TEXT)
    first = _first_line(file, encoding)
    declared = _DECLARED.fullmatch(first)
    # Or else the one that cuts the first line into most pieces.
    delimiter = declared["delimiter"] if declared else max(_DELIMITERS, key=first.count)
    lines = _Lines(lines_of(file, encoding))
    if declared:
        next(iter(lines))
    begin = len(lines.of_row)  # lines before the header
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    header = [cell.strip().removeprefix("\ufeff") for cell in _next_row(rows, name, begin + 1) or []]
    mapped = _map(header, name, begin + 1)
    notes = explain(mapped, header)
    lines.take()
    while True:
        start = begin + rows.line_num + 1
        row = _next_row(rows, name, start)
        if row is None:
            break
        raw = lines.take()
        if not row:
            continue
        draft = _draft(row, header, mapped, name, start)
        draft.raw, draft.raw_name, draft.line = raw.encode(encoding), name, start
        draft.notes += notes
        if notes:
            note_encoding(draft, encoding)
        notes = []  # They stand at the first row alone.
        yield propose(draft)


def _first_line(file: BinaryIO, encoding: str) -> str:
    lines = lines_of(file, encoding)
    first = next(lines, "")
    lines.close()
    file.seek(0)
    return first


def _next_row(rows: "CsvReader", name: str, line: int) -> list[str] | None:
    """The next row, or None at the end. Raises Refused for what is no CSV, saying where."""
    try:
        return next(rows, None)
    except csv.Error as error:
        if "field limit" in str(error):
            why = _("a cell holds more than %(limit)d characters") % {"limit": MAX_TEXT}
        elif "unexpected end of data" in str(error):
            why = _("a quotation mark is opened here and never closed")
        else:
            why = _("this is not CSV: %(error)s") % {"error": error}
        raise Refused(name, why, line) from error


def _map(header: list[str], name: str, line: int) -> dict[str, str]:
    """Which column holds which field. Raises Refused if a name stands twice or the text is missing."""
    columns = {column.lower() for column in header}
    if {"span_id", "start", "end"} <= columns:
        why = _(
            "this is an export of spans, without the texts of the articles; import the JSONL export instead"
        )
        raise Refused(name, why, line)
    seen: set[str] = set()
    for column in header:
        if column and column.lower() in seen:
            raise Refused(
                name, _("the column “%(column)s” stands there twice") % {"column": column[:60]}, line
            )
        seen.add(column.lower())
    try:
        return map_columns(filter(None, header))
    except Unfit as unfit:
        raise placed(unfit, name, line) from unfit


def _draft(row: list[str], header: list[str], mapped: dict[str, str], name: str, line: int) -> Draft:
    if len(row) != len(header):
        why = _("the row has %(cells)d cells and the header %(columns)d")
        raise Refused(name, why % {"cells": len(row), "columns": len(header)}, line)
    cells = {
        column: _ESCAPED.sub("", cell, count=1) if cell[:1] == "'" else cell
        for column, cell in zip(header, row, strict=True)
    }
    try:
        return make_draft(cells, mapped)
    except Unfit as unfit:
        raise placed(unfit, name, line) from unfit
