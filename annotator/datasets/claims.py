"""What a layer says beside its spans: entities, claims, placements, readings, and the story's statements."""

from collections.abc import Collection
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, TypedDict

from django.db.models import F, QuerySet

from annotator.datasets.streams import Order, Rank
from annotator.models import Assignment, Claim, Entity, Placement, Reading

Number = int | Decimal


class EntityRecord(TypedDict):
    """The entity that stands today: one that was merged is read through the merge."""

    id: int
    name: str
    wikidata: str | None


class QuantityRecord(TypedDict):
    """`value` is the number if there is just one; “at least” has no `high`, “at most” no `low`.

    In JSON all are numbers with every digit that was stored.
    """

    value: Number | None
    low: Number | None
    high: Number | None
    unit: str
    about: bool


class DateRecord(TypedDict):
    """The first and the last day that it may be, and how exactly it is known (day, month, year)."""

    start: str
    end: str
    precision: str


class PlacementRecord(TypedDict):
    statement: int
    stance: str


class ClaimRecord(TypedDict):
    """What was not said, or not asked for, is null. The choices are those of `annotator.models.Claim`."""

    claimant: EntityRecord | None
    attribution: str | None
    via: str | None
    type: str | None
    polarity: str | None
    certainty: str | None
    check_worthy: bool | None
    quantity: QuantityRecord | None
    date: DateRecord | None
    place: str | None
    placements: list[PlacementRecord]


class StatementRecord(TypedDict):
    """A statement of the article's story. What is `read` and has no placement is silent; else it is unread.

    Read means: there is a placement under it, or the annotator wrote down to have read the article for it.
    Where all that was placed under it stands on claims that are left out of the dataset, it counts as unread:
    the dataset can't call an article silent that somebody found something in.
    """

    id: int
    text: str
    read: bool


class PlacementRow(NamedTuple):
    span: int
    statement: int
    stance: str


class SaidInLayer(NamedTuple):
    """What was said in one layer; claims and placements by the keys of their spans, whether in or out.

    `moved` is the number of placements under statements of a story that the article was in before: they wait
    for it to come back, and no record has them.
    """

    claims: dict[int, ClaimRecord]
    placed: list[PlacementRow]
    readings: set[int]
    statements: list[tuple[int, str]]
    moved: int

    def read(self, spans: Collection[int]) -> list[StatementRecord]:
        """The story's statements, if these are the spans that are in."""
        inside, outside = set[int](), set[int]()
        for span, statement, _stance in self.placed:
            (inside if span in spans else outside).add(statement)
        read = inside | (self.readings - outside)
        return [{"id": key, "text": text, "read": key in read} for key, text in self.statements]

    def left_out(self, spans: Collection[int]) -> int:
        """How many placements are of claims that are not among these."""
        return sum(placed.span not in spans for placed in self.placed)


_NOTHING_SAID = SaidInLayer({}, [], set(), [], 0)


class Said:
    """The claims, placements, readings and statements of the layers, in four queries."""

    def __init__(
        self,
        layers: QuerySet[Assignment],
        order: Order,
        using: str,
        standing: dict[int, EntityRecord],
    ) -> None:
        chosen = layers.values("pk")
        claims = Claim.objects.using(using).filter(span__assignment__in=chosen)
        self._claims = order.stream(claims, "span__assignment__", *_CLAIM)
        self._placed = order.stream(
            Placement.objects.using(using).filter(claim__span__assignment__in=chosen),
            "claim__span__assignment__",
            *("claim__span_id", "statement_id", "stance"),
            then=("statement_id",),
        )
        self._readings = order.stream(
            Reading.objects.using(using).filter(assignment__in=chosen), "assignment__", "statement_id"
        )
        path = "task__article__story__statements"
        self._statements = order.stream(
            layers.filter(**{f"{path}__project": F("task__project")}),
            "",
            *(f"{path}__pk", f"{path}__text"),
            then=(f"{path}__pk",),
        )
        self._width, self._standing = order.width, standing

    def take(self, rank: Rank) -> SaidInLayer:
        """What was said in the layer of this rank; ask in order."""
        own = self._width
        rows = self._claims.take(rank)
        claims = {row[own]: _claim(row[own + 1 :], self._standing) for row in rows}
        wherever = [PlacementRow(*row[own:]) for row in self._placed.take(rank)]
        readings = {row[own] for row in self._readings.take(rank)}
        statements = [row[own:] for row in self._statements.take(rank)]
        if not claims and not statements:
            return _NOTHING_SAID
        of_story = {statement for statement, _text in statements}
        placed = [row for row in wherever if row.statement in of_story]
        for span, statement, stance in placed:
            claims[span]["placements"].append({"statement": statement, "stance": stance})
        says_something = {span: claim for span, claim in claims.items() if any(_said(claim))}
        return SaidInLayer(says_something, placed, readings, statements, len(wherever) - len(placed))


_CLAIM = (
    "span_id",
    *("claimant_id", "claimant__name", "claimant__wikidata_id", "claimant__merged_into_id"),
    *("attribution", "via", "type", "polarity", "certainty", "check_worthy"),
    *("quantity_low", "quantity_high", "quantity_unit", "quantity_about"),
    *("date_start", "date_end", "date_precision", "place"),
)


def standing_entities(using: str) -> dict[int, EntityRecord]:
    """Those that others were merged into; few, so that they are looked up and joined to no row."""
    rows = Entity.objects.using(using).filter(merged__isnull=False).order_by().distinct()
    return {row[0]: entity_record(*row, None, {}) for row in rows.values_list("pk", "name", "wikidata_id")}


def entity_record(
    key: int, name: str, wikidata: str, merged_into: int | None, standing: dict[int, EntityRecord]
) -> EntityRecord:
    """The entity that stands for this one."""
    if merged_into is not None:
        return standing[merged_into]
    return {"id": key, "name": name, "wikidata": wikidata or None}


def _claim(row: tuple[Any, ...], standing: dict[int, EntityRecord]) -> ClaimRecord:
    (claimant, name, wikidata, merged_into, attribution, via, type_, polarity, certainty, check_worthy,
     low, high, unit, about, start, end, precision, place) = row  # fmt: skip
    return {
        "claimant": entity_record(claimant, name, wikidata, merged_into, standing) if claimant else None,
        "attribution": attribution or None,
        "via": via or None,
        "type": type_ or None,
        "polarity": polarity or None,
        "certainty": certainty or None,
        "check_worthy": check_worthy,
        "quantity": None if low is None and high is None else _quantity(low, high, unit, about),
        "date": _date(start, end, precision) if start else None,
        "place": place or None,
        "placements": [],
    }


def _quantity(low: Decimal | None, high: Decimal | None, unit: str, about: bool) -> QuantityRecord:
    low_number, high_number = _number(low), _number(high)
    value = low_number if low_number == high_number else None
    return {"value": value, "low": low_number, "high": high_number, "unit": unit, "about": about}


def _number(stored: Decimal | None) -> Number | None:
    """A whole number, or a fraction without the zeros that a column adds behind the point."""
    if stored is None:
        return None
    return int(stored) if stored == stored.to_integral_value() else stored.normalize()


def _date(start: date, end: date, precision: str) -> DateRecord:
    return {"start": start.isoformat(), "end": end.isoformat(), "precision": precision}


def _said(claim: ClaimRecord) -> list[bool]:
    """Of each thing, whether it is said: a claim that was emptied, or never filled in, says nothing."""
    return [value is not None and value != [] for value in claim.values()]
