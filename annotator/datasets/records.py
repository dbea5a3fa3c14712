"""One generator of records, which every format is written from."""

import json
from collections import Counter
from collections.abc import Generator, Iterator
from typing import Any, NamedTuple, TypedDict

from django.db import DEFAULT_DB_ALIAS
from django.db.models import TextField, Value
from django.db.models.functions import Cast, Replace
from django.utils.translation import gettext as _

from annotator.datasets.claims import (
    ClaimRecord,
    EntityRecord,
    Said,
    StatementRecord,
    entity_record,
    standing_entities,
)
from annotator.datasets.selection import IN, Selection
from annotator.datasets.streams import Order, Rank, Stream
from annotator.models import Label, Relation, User


class ArticleRecord(TypedDict):
    """What is not known is an empty string; a date or a time, null. A time is the outlet's own: HH:MM:SS."""

    id: int
    title: str
    source: str
    story: str
    url: str
    byline: str
    published_on: str | None
    published_time: str | None
    language: str


class ReviewRecord(TypedDict):
    decision: str
    by: str
    at: str
    comment: str


class SpanRecord(TypedDict):
    """`text` is the record's `text[start:end]`, always; `fragments` are the stretches of it that are meant.

    `review` is null unless it is of the span as it is now; `entity` is null unless the span is linked to one,
    and `claim` unless something is said in it.
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
    entity: EntityRecord | None
    claim: ClaimRecord | None
    review: ReviewRecord | None


# A relation between two spans, by their ids. It goes in if both of them do.
RelationRecord = TypedDict("RelationRecord", {"id": str, "label": str, "from": str, "to": str})


class Record(TypedDict):
    """One assignment with its text, and its spans in text order. Gold has no annotator.

    Times are ISO 8601 in UTC. `statements` are all those of the article's story in the project.
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
    relations: list[RelationRecord]
    statements: list[StatementRecord]


class BrokenSpan(Exception):
    """A span that is not what stands in the text at its place; the message names it. No file is made then."""


def _text(path: str) -> Cast:
    return Cast(path, TextField())


def _time_text(path: str) -> Replace:
    return Replace(_text(path), Value(" "), Value("T"), output_field=TextField())


# Ids, times and JSON are read as the database's own text: making Python objects of them would take most of
# the time. Each row of a query has the columns of one of these lists.
_COMPUTED = {
    "uid_text": _text("uid"),
    "fragments_text": _text("fragments"),
    "derived_from_text": _text("derived_from__uid"),
    "created_text": _time_text("created_at"),
    "updated_text": _time_text("updated_at"),
    "reviewed_text": _time_text("review__at"),
}
# After the rank. A layer's spans are sorted by start, of those the longest first, then the oldest.
_SPAN = (
    *(
        "start",
        "end",
        "pk",
        "uid_text",
        "label_id",
        "quote",
        "fragments_text",
        "origin",
        "entity_id",
        "entity__name",
        "entity__wikidata_id",
        "entity__merged_into_id",
    ),
    *("derived_from_text", "note", "created_text", "updated_text", "version"),
    *("review__span_version", "review__decision", "review__reviewer_id", "reviewed_text", "review__comment"),
    "reason",
)
_ASSIGNMENT = (
    *("uid", "kind", "task__project__slug", "annotator__username", "state"),
    *("version__text", "version__sha256", "version__number"),
    *("task__article", "task__article__title", "task__article__source__name", "task__article__story__title"),
    *(
        "task__article__url",
        "task__article__byline",
        "task__article__published_on",
        "task__article__published_time",
        "task__article__language",
    ),
)
_RELATION = ("uid_text", "label_id", "source_id", "target_id")


class Names(NamedTuple):
    """What is looked up here rather than joined to every span."""

    labels: dict[int, tuple[str, str]]  # kind and name
    users: dict[int, str]
    entities: dict[int, EntityRecord]  # those that others were merged into

    @classmethod
    def read(cls, using: str) -> "Names":
        labels = Label.objects.using(using).values_list("pk", "kind", "name")
        users = User.objects.using(using).values_list("pk", "username")
        kinds_and_names = {pk: (kind, name) for pk, kind, name in labels}
        return cls(kinds_and_names, dict(users), standing_entities(using))


class Streams(NamedTuple):
    """All that is read of the layers beside their texts."""

    spans: Stream
    said: Said
    relations: Stream

    @classmethod
    def of(
        cls,
        selection: Selection,
        order: Order,
        using: str,
        kinds: tuple[str, ...],
        standing: dict[int, EntityRecord],
    ) -> "Streams":
        """With the spans of these kinds of labels; none means all."""
        layers = selection.assignments(using)
        spans = selection.spans(using).annotate(**_COMPUTED)
        relations = Relation.objects.using(using).filter(assignment__in=layers.values("pk"))
        return cls(
            # Within a layer they are sorted later: the database would sort all of them before the first.
            order.stream(spans.filter(label__kind__in=kinds) if kinds else spans, "assignment__", *_SPAN),
            Said(layers, order, using, standing),
            order.stream(relations.annotate(uid_text=_text("uid")), "assignment__", *_RELATION, then=("pk",)),
        )


def records(
    selection: Selection, using: str = DEFAULT_DB_ALIAS, counted: Counter[str] | None = None
) -> Iterator[Record]:
    """Yield the records in the order of the assignments, a few at a time in memory.

    `using` is the alias of a snapshot. On the way the spans are counted by reason, and what is lost with
    those that are out (see LOSSES). Raises BrokenSpan. Takes ten queries, whatever the size.
    """
    for _rank, record in ranked(selection, using, counted):
        yield record


def ranked(
    selection: Selection,
    using: str,
    counted: Counter[str] | None = None,
    *,
    order: Order | None = None,
    kinds: tuple[str, ...] = (),
) -> Generator[tuple[Rank, Record]]:
    """Yield each record with its rank, in an order of layers; with spans of these kinds of labels alone."""
    counted = Counter() if counted is None else counted
    order = order or Order()
    names = Names.read(using)
    streams = Streams.of(selection, order, using, kinds, names.entities)
    layers = order.rows(selection.assignments(using), "", *_ASSIGNMENT, chunk_size=20)  # whole texts
    try:
        for row in layers:
            rank = order.rank_of(row)
            record = _record(row[order.width :])
            _fill(record, rank, order.width, streams, names, counted)
            yield rank, record
    finally:
        order.close()


def _fill(
    record: Record, rank: Rank, width: int, streams: Streams, names: Names, counted: Counter[str]
) -> None:
    """Put into a layer's record what goes in, and count it and what stays out."""
    rows = streams.spans.take(rank)
    rows.sort(key=lambda row: (row[width], -row[width + 1], row[width + 2]))
    said = streams.said.take(rank)
    chosen = [row[width:] for row in rows if row[-1] == IN]
    record["spans"] = [_span(row, record["text"], names, said.claims) for row in chosen]
    counted[IN] += len(chosen)
    if len(chosen) < len(rows):
        counted.update(row[-1] for row in rows if row[-1] != IN)
    relations = streams.relations.take(rank)
    counted["moved"] += said.moved
    if not relations and not said.statements:
        return
    uids = {row[2]: _uuid(row[3]) for row in chosen}
    record["relations"] = [
        {"id": _uuid(uid), "label": names.labels[label][1], "from": uids[source], "to": uids[target]}
        for *_rank, uid, label, source, target in relations
        if source in uids and target in uids
    ]
    record["statements"] = said.read(uids)
    counted["relations"] += len(relations) - len(record["relations"])
    counted["placements"] += said.left_out(uids)


def _record(row: tuple[Any, ...]) -> Record:
    (uid, kind, project, annotator, state, text, sha256, number,
     article, title, source, story, url, byline, published_on, published_time,
     language) = row  # fmt: skip
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
            "published_time": published_time.isoformat() if published_time else None,
            "language": language,
        },
        "spans": [],
        "relations": [],
        "statements": [],
    }


def _span(
    row: tuple[Any, ...],
    text: str,
    names: Names,
    claims: dict[int, ClaimRecord],
) -> SpanRecord:
    (start, end, pk, uid, label_id, quote, fragments, origin,
     entity, name, wikidata, merged_into, derived_from, note, created,
     updated, version, reviewed_version, decision, reviewer, reviewed_at, comment, _reason) = row  # fmt: skip
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
        "entity": entity_record(entity, name, wikidata, merged_into, names.entities) if entity else None,
        "claim": claims.get(pk),
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
