"""JSONL: a record a line, lossless, in UTF-8."""

from collections.abc import Iterable, Iterator

import orjson

from annotator.datasets.records import Record

# JSON may hold these as they are, and many readers (str.splitlines() too) take them for line ends. No other
# character's UTF-8 contains these bytes.
_LINE_ENDS = ((b"\xc2\x85", rb"\u0085"), (b"\xe2\x80\xa8", rb"\u2028"), (b"\xe2\x80\xa9", rb"\u2029"))


def write(records: Iterable[Record]) -> Iterator[bytes]:
    """Yield a line a record. Only a line's own end looks like one, to any reader."""
    for record in records:
        line = orjson.dumps(record, option=orjson.OPT_APPEND_NEWLINE)
        for character, escaped in _LINE_ENDS:
            if character[-1:] in line:  # One byte is looked for much faster than three.
                line = line.replace(character, escaped)
        yield line
