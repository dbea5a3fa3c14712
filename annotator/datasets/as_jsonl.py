"""JSONL: a record a line, lossless, in UTF-8."""

from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import Any

import orjson

from annotator.datasets.records import Record

# JSON may hold these as they are, and many readers (str.splitlines() too) take them for line ends. No other
# character's UTF-8 contains these bytes.
_LINE_ENDS = ((b"\xc2\x85", rb"\u0085"), (b"\xe2\x80\xa8", rb"\u2028"), (b"\xe2\x80\xa9", rb"\u2029"))


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Yield a line a record."""
    return map(line, records)


def line(thing: Any) -> bytes:
    """The thing as JSON in one line. Only its own end looks like a line's end, to any reader."""
    written = dumps(thing, orjson.OPT_APPEND_NEWLINE)
    for character, escaped in _LINE_ENDS:
        if character[-1:] in written:  # One byte is looked for much faster than three.
            written = written.replace(character, escaped)
    return written


def dumps(thing: Any, option: int | None = None) -> bytes:
    """The thing as JSON; a decimal is a number with all its digits."""
    return orjson.dumps(thing, default=_fraction, option=option)


def _fraction(number: Decimal) -> orjson.Fragment:
    return orjson.Fragment(f"{number:f}")
