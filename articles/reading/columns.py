"""A row of named values → a draft. What CSV and JSONL have in common. Pure."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from articles.reading.dates import parse_date, parse_time
from articles.reading.drafts import MAX_LENGTHS, Draft, Refused, Unfit, clean_field, clean_text

# The names under which a field is found, the best first.
FIELDS = {
    "text": ("text", "body", "content", "article_text", "article_body", "full_text", "fulltext", "article"),
    "title": ("title", "headline", "heading"),
    "source": ("source", "outlet", "publisher", "publication", "newspaper", "site_name", "sitename"),
    "story": ("story", "event"),
    "url": ("url", "link", "permalink", "uri", "address"),
    "byline": ("byline", "author", "authors", "writer"),
    "published_on": (
        *("published_on", "date", "published", "published_at", "publication_date", "date_published"),
        *("datepublished", "publish_date", "pub_date", "pubdate", "datetime"),
    ),
    "published_time": ("published_time", "time"),
    "language": ("language", "lang"),
}
_SHOWN = 20  # names of columns in a message


def map_columns(names: Iterable[str]) -> dict[str, str]:
    """Which field each column holds: field → the column's own name. Raises Unfit if none holds the text."""
    columns: dict[str, str] = {}
    for name in names:
        columns.setdefault(name.strip().lower().replace(" ", "_").replace("-", "_"), name)
    mapped = {
        field: columns[known[0]]
        for field, synonyms in FIELDS.items()
        if (known := [synonym for synonym in synonyms if synonym in columns])
    }
    if "text" not in mapped:
        there = ", ".join(f"“{name[:40]}”" for name in list(columns.values())[:_SHOWN])
        raise Unfit(
            _(
                "no column holds the text. There are: %(there)s. Needed: “text” (or body, content); "
                "welcome: %(welcome)s"
            )
            % {"there": there, "welcome": ", ".join(field for field in FIELDS if field != "text")}
        )
    return mapped


def explain(mapped: Mapping[str, str], names: Iterable[str]) -> list[str]:
    """What the person should know of how the columns were read."""
    renamed = [f"“{name}” → {field}" for field, name in mapped.items() if name != field]
    unread = [f"“{name[:40]}”" for name in names if name not in mapped.values()]
    notes = []
    if renamed:
        notes.append(_("Columns were taken so: %(columns)s.") % {"columns": ", ".join(renamed)})
    if unread:
        notes.append(_("Columns that were not read: %(columns)s.") % {"columns": ", ".join(unread[:_SHOWN])})
    return notes


def make_draft(row: Mapping[str, Any], mapped: Mapping[str, str]) -> Draft:
    """The draft that a row holds, its values checked, nothing guessed. Raises Unfit."""
    values = {field: _as_text(field, row.get(name)) for field, name in mapped.items()}
    draft = Draft(text=clean_text(values["text"]))
    for field in MAX_LENGTHS:
        if value := values.get(field, ""):
            setattr(draft, field, clean_field(field, value))
    if clock := values.get("published_time", "").strip():
        draft.published_time = parse_time(clock)
    if day := values.get("published_on", "").strip():
        found = parse_date(day, draft.language)
        draft.published_on = found.on
        draft.published_time = draft.published_time or found.at
        if found.doubt:
            draft.notes.append(found.doubt)
    if draft.published_on is None and draft.published_time:
        draft.published_time = None  # A time without a day says nothing.
    return draft


def placed(refusal: Unfit, name: str, line: int) -> Refused:
    """The refusal of a row, with its file and line."""
    return Refused(name, str(refusal), line)


def _as_text(field: str, value: Any) -> str:
    """A value as text; a list of names, as JSON has them, is joined. Raises Unfit for anything else."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if field == "byline" and isinstance(value, list) and all(isinstance(name, str) for name in value):
        return ", ".join(value)
    shown = json.dumps(value, ensure_ascii=False)[:60]
    raise Unfit(_("“%(field)s” must be text, and is %(value)s") % {"field": field, "value": shown})
