"""One generator of records, which every format is written from."""

import json
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypedDict

from django.db import DEFAULT_DB_ALIAS
from django.db.models import F, TextField, Value
from django.db.models.functions import Cast, Replace
from django.utils.translation import gettext as _

from annotator.datasets.selection import IN, Selection
from annotator.models import Label, User


class ArticleRecord(TypedDict):
    """What is not known is an empty string; a date, null."""

    id: int
    title: str
    source: str
    story: str
    url: str
    byline: str
    published_on: str | None
    language: str


class ReviewRecord(TypedDict):
    decision: str
    by: str
    at: str
    comment: str


class SpanRecord(TypedDict):
    """`text` is the record's `text[start:end]`, always; `fragments` are the stretches of it that are meant.

    `review` is null unless it is of the span as it is now; `entity` and `claim` are null as long as spans
    carry none.
    """

    id: str
    kind: str
    label: str
    start: int
    end: int
    text: str
    fragments: list[list[int]]
    origin: str
    derived_from: str | None
    note: str
    created_at: str
    updated_at: str
    entity: None
    claim: None
    review: ReviewRecord | None


class Record(TypedDict):
    """One assignment with its text, and its spans in text order. Gold has no annotator.

    Times are ISO 8601 in UTC. `relations` and `statements` are empty as long as there are none.
    """

    id: str
    layer: str
    project: str
    annotator: str | None
    status: str
    text: str
    sha256: str
    version: int
    article: ArticleRecord
    spans: list[SpanRecord]
    relations: list[None]
    statements: list[None]


class BrokenSpan(Exception):
    """A span that is not what stands in the text at its place; the message names it. No file is made then."""


def _text(path: str) -> Cast:
    return Cast(path, TextField())


def _time_text(path: str) -> Replace:
    return Replace(_text(path), Value(" "), Value("T"), output_field=TextField())


# Ids, times and JSON are read as the database's own text: making Python objects of them would take most of
# the time. Each row of a query has the columns of one of these lists.
_COMPUTED = {
    "minus_end": 0 - F("end"),
    "uid_text": _text("uid"),
    "fragments_text": _text("fragments"),
    "derived_from_text": _text("derived_from__uid"),
    "created_text": _time_text("created_at"),
    "updated_text": _time_text("updated_at"),
    "reviewed_text": _time_text("review__at"),
}
# The rows of spans sort by themselves: by assignment and start, of those the longest first, then the oldest.
_SPAN = (
    *(
        "assignment_id",
        "start",
        "minus_end",
        "pk",
        "uid_text",
        "label_id",
        "quote",
        "fragments_text",
        "origin",
    ),
    *("derived_from_text", "note", "created_text", "updated_text", "version"),
    *("review__span_version", "review__decision", "review__reviewer_id", "reviewed_text", "review__comment"),
    "reason",
)
_ASSIGNMENT = (
    *("pk", "uid", "kind", "task__project__slug", "annotator__username", "state"),
    *("version__text", "version__sha256", "version__number"),
    *("task__article", "task__article__title", "task__article__source__name", "task__article__story__title"),
    *(
        "task__article__url",
        "task__article__byline",
        "task__article__published_on",
        "task__article__language",
    ),
)
_NO_LAYER: tuple[int | None, Iterator[tuple[Any, ...]]] = (None, iter(()))


class Names(NamedTuple):
    """What is looked up here rather than joined to every span."""

    labels: dict[int, tuple[str, str]]  # kind and name
    users: dict[int, str]


def records(
    selection: Selection, using: str = DEFAULT_DB_ALIAS, counted: Counter[str] | None = None
) -> Iterator[Record]:
    """Yield the records in the order of the assignments, in four queries and a few at a time in memory.

    `using` is the alias of a snapshot. On the way the spans are counted by reason. Raises BrokenSpan.
    """
    counted = Counter() if counted is None else counted
    labels = Label.objects.using(using).values_list("pk", "kind", "name")
    names = Names(
        {pk: (kind, name) for pk, kind, name in labels},
        dict(User.objects.using(using).values_list("pk", "username")),
    )
    assignments = selection.assignments(using).order_by("pk").values_list(*_ASSIGNMENT)
    # Within an assignment they are sorted here: the database would sort all of them before the first.
    spans = selection.spans(using).order_by("assignment_id").annotate(**_COMPUTED).values_list(*_SPAN)
    layers = groupby(spans.iterator(chunk_size=250), key=itemgetter(0))
    owner, layer = next(layers, _NO_LAYER)
    for assignment in assignments.iterator(chunk_size=20):  # whole texts
        key = assignment[0]
        while owner is not None and owner < key:  # Came in between the queries; never so in a snapshot.
            owner, layer = next(layers, _NO_LAYER)
        record = _record(assignment)
        if owner == key:
            text = record["text"]
            rows = sorted(layer)
            record["spans"] = [_span(row, text, names) for row in rows if row[-1] == IN]
            counted[IN] += len(record["spans"])
            if len(record["spans"]) < len(rows):
                counted.update(row[-1] for row in rows if row[-1] != IN)
            owner, layer = next(layers, _NO_LAYER)
        yield record


def _record(row: tuple[Any, ...]) -> Record:
    (_pk, uid, kind, project, annotator, state, text, sha256, number,
     article, title, source, story, url, byline, published_on, language) = row  # fmt: skip
    return {
        "id": str(uid),
        "layer": kind,
        "project": project,
        "annotator": annotator,
        "status": state,
        "text": text,
        "sha256": sha256,
        "version": number,
        "article": {
            "id": article,
            "title": title,
            "source": source or "",
            "story": story or "",
            "url": url,
            "byline": byline,
            "published_on": published_on.isoformat() if published_on else None,
            "language": language,
        },
        "spans": [],
        "relations": [],
        "statements": [],
    }


def _span(row: tuple[Any, ...], text: str, names: Names) -> SpanRecord:
    (_owner, start, minus_end, _pk, uid, label_id, quote, fragments, origin, derived_from, note, created,
     updated, version, reviewed_version, decision, reviewer, reviewed_at, comment, _reason) = row  # fmt: skip
    end = -minus_end
    stretches = [[start, end]] if fragments == "[]" else _stretches(fragments, start, end)
    if text[start:end] != quote or not stretches:
        raise BrokenSpan(_broken(_uuid(uid), start, end, fragments, quote, text))
    kind, label = names.labels[label_id]
    review: ReviewRecord | None = None
    if reviewed_version == version:
        by = names.users[reviewer]
        review = {"decision": decision, "by": by, "at": _time(reviewed_at), "comment": comment}
    return {
        "id": _uuid(uid),
        "kind": kind,
        "label": label,
        "start": start,
        "end": end,
        "text": quote,
        "fragments": stretches,
        "origin": origin,
        "derived_from": derived_from and _uuid(derived_from),
        "note": note,
        "created_at": _time(created),
        "updated_at": _time(updated),
        "entity": None,
        "claim": None,
        "review": review,
    }


def _stretches(fragments: str, start: int, end: int) -> list[list[int]]:
    """The fragments, or none if they do not begin and end where the span does."""
    stretches: list[list[int]] = json.loads(fragments)
    return stretches if (stretches[0][0], stretches[-1][1]) == (start, end) else []


def _broken(uid: str, start: int, end: int, fragments: str, quote: str, text: str) -> str:
    if text[start:end] != quote:
        what = _("The span %(uid)s should be “%(quote)s”, but its place in the text holds “%(text)s”.")
    else:
        what = _("The fragments of the span %(uid)s, %(fragments)s, do not begin and end where it does.")
    what %= {"uid": uid, "quote": quote[:80], "text": text[start:end][:80], "fragments": fragments}
    return f"{what} {_('Nothing was exported; tell your administrator.')}"


def _uuid(text: str) -> str:
    """A UUID as it is usually written; one of the databases keeps just its 32 digits."""
    if len(text) == 32:
        return f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}"
    return text


def _time(text: str) -> str:
    """A time in UTC as ISO 8601 has it; one of the databases writes the distance from UTC behind it."""
    return text.removesuffix("+00") + "Z"
