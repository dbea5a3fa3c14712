"""A page of a list that is as fast at the list's end as at its start.

A page begins after a row of the page before, not after so many rows: what comes before is never read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import Combinable

AnyModel = TypeVar("AnyModel", bound=Model)


@dataclass(frozen=True)
class Order:
    """What a list is sorted by, all in one direction: expressions, never null, the last one unique."""

    keys: Mapping[str, Combinable]
    is_descending: bool = False

    def names(self, backwards: bool = False) -> list[str]:
        """The names for `order_by`."""
        sign = "-" if self.is_descending != backwards else ""
        return [sign + name for name in self.keys]

    def beyond(self, row: Mapping[str, Any], backwards: bool = False) -> Q:
        """What comes after a row, or before it."""
        comparison = "lt" if self.is_descending != backwards else "gt"
        first = next(iter(self.keys))
        same, rest = Q(), Q()
        for name in self.keys:
            rest |= same & Q(**{f"{name}__{comparison}": row[name]})
            same &= Q(**{name: row[name]})
        # Says the same once more about the first key alone, which an index can answer.
        return Q(**{f"{first}__{comparison}e": row[first]}) & rest


@dataclass(frozen=True)
class Page:
    """Rows as the fields that were asked for, by name."""

    rows: list[dict[str, Any]]
    has_previous: bool
    has_next: bool


def page_of(
    queryset: QuerySet[AnyModel],
    order: Order,
    fields: Mapping[str, Combinable],
    *,
    after: QuerySet[AnyModel] | None = None,
    before: QuerySet[AnyModel] | None = None,
    size: int = 30,
) -> Page:
    """Return the rows after, or before, the one that a queryset finds; the first page if it finds none.

    Takes one query, and one more for the row to begin at. The fields are read for the page's rows alone.
    """
    start = after if before is None else before
    row = start.values(**order.keys).first() if start is not None else None
    backwards = before is not None and row is not None
    keyed = queryset.alias(**order.keys)
    if row is not None:
        keyed = keyed.filter(order.beyond(row, backwards))
    chosen = keyed.order_by(*order.names(backwards)).values("pk")[: size + 1]
    found = queryset.model._default_manager.filter(pk__in=chosen).alias(**order.keys)
    rows = list(found.order_by(*order.names(backwards)).values(**fields))
    if not backwards:
        return Page(rows[:size], has_previous=row is not None, has_next=len(rows) > size)
    if len(rows) < size:  # The list's start is reached in the middle of a page: begin with a whole one.
        return page_of(queryset, order, fields, size=size)
    return Page(rows[:size][::-1], has_previous=len(rows) > size, has_next=True)
