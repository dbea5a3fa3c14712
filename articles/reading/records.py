"""JSONL: one article a line, or our own export's records, read line by line."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from datetime import time
from functools import lru_cache
from typing import Any, BinaryIO

import orjson
from django.utils.translation import gettext as _

from articles.reading.columns import explain, make_draft, map_columns, placed
from articles.reading.drafts import Draft, Refused, Unfit
from articles.reading.encoding import detect_encoding, lines_of
from articles.reading.plain import note_encoding
from articles.reading.proposing import propose

_SURROGATE = re.compile(r"surrogate", re.IGNORECASE)
_PLACE = re.compile(r": line 1 column (?P<column>\d+).*", re.DOTALL)
_TO_THE_SECOND = re.compile(r"\d{2}:\d{2}:[0-5]\d(\.\d{6})?", re.ASCII)
_OWN = ("title", "source", "story", "url", "byline", "published_on", "published_time", "language")


def read_records(file: BinaryIO, name: str) -> Iterator[Draft]:
    """Yield an article a line. Raises Refused, with the line, at the first that can't go in."""
    encoding = detect_encoding(file, name)
    is_first = True
    for number, line in enumerate(lines_of(file, encoding), start=1):
        if not line.strip("\ufeff \t\r\n"):
            continue
        record = _record(line, name, number)
        try:
            draft = _own(record) if _is_own(record) else propose(make_draft(record, _mapped(tuple(record))))
        except Unfit as unfit:
            raise placed(unfit, name, number) from unfit
        draft.raw, draft.raw_name, draft.line = line.encode(encoding), name, number
        if is_first:
            draft.notes += _explanation(record)
            note_encoding(draft, encoding)
            is_first = False
        yield draft


def _record(line: str, name: str, number: int) -> dict[str, Any]:
    """The JSON object on a line. Raises Refused."""
    try:
        record = orjson.loads(line.strip("\ufeff \t\r\n"))
    except orjson.JSONDecodeError as error:
        if _SURROGATE.search(str(error)):
            why = _("half of a surrogate pair (such as \\ud800), which is no character; mend the file")
        else:
            why = _("this is not JSON: %(error)s") % {
                "error": _PLACE.sub(r", at character \g<column>", str(error))
            }
        raise Refused(name, why, number) from error
    if not isinstance(record, dict):
        raise Refused(
            name, _('a JSON object is needed on each line, such as {"title": …, "text": …}'), number
        )
    if not _is_own(record):
        _check_once(record, line, name, number)
    return record


def _check_once(record: Mapping[str, Any], line: str, name: str, number: int) -> None:
    """Raise Refused if a field stands twice on the line: one of them would be lost in silence."""
    if all(line.count(f'"{field}"') == 1 for field in record):
        return  # That is so of nearly every line, and takes no second reading of it.
    try:
        pairs = json.loads(line.strip("\ufeff \t\r\n"), object_pairs_hook=list)
    except RecursionError as error:
        raise Refused(name, _("it holds lists within lists, too deep to be read"), number) from error
    seen: set[str] = set()
    for field, _value in pairs:
        if field in seen:
            raise Refused(name, _("“%(field)s” stands there twice") % {"field": field[:60]}, number)
        seen.add(field)


def _is_own(record: Mapping[str, Any]) -> bool:
    return isinstance(record.get("article"), dict) and isinstance(record.get("text"), str)


def _own(record: Mapping[str, Any]) -> Draft:
    """An article of our own export: the text exactly as it was, nothing guessed, nothing cut."""
    row = {"text": record["text"]} | {field: record["article"].get(field) for field in _OWN}
    draft = make_draft(row, {field: field for field in row})
    if (hashed := record.get("sha256")) and hashed != hashlib.sha256(draft.text.encode()).hexdigest():
        raise Unfit(_("the text is not the one that its sha256 was made of"))
    clock = row["published_time"]
    if draft.published_time and _TO_THE_SECOND.fullmatch(clock):
        draft.published_time = time.fromisoformat(clock)
    if not draft.title:
        propose(draft).cuts = []
    return draft


@lru_cache(maxsize=64)
def _mapped(names: tuple[str, ...]) -> dict[str, str]:
    """Which field each name holds; most lines of a file have the same names."""
    return map_columns(names)


def _explanation(record: Mapping[str, Any]) -> list[str]:
    """What the person should know of how the first line, and so the others, was read."""
    if _is_own(record):
        return [_("From an export of this desk: the article is taken, its annotation is not.")]
    return explain(_mapped(tuple(record)), record)
