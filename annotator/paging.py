"""A page of a list that is as fast at the list's end as at its start.

A page begins after a row of the page before, not after so many rows: what comes before is never read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self, TypeVar

from django.db.models import Model, Q, QuerySet
from django.db.models.expressions import Combinable

AnyModel = TypeVar("AnyModel", bound=Model)

SIZE = 30  # rows on a page


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
    """Rows as the fields that were asked for, by name; `number` is that of all pages' rows, if counted."""

    rows: list[dict[str, Any]]
    has_previous: bool
    has_next: bool
    number: int | None = None

    @classmethod
    def first(cls, rows: list[dict[str, Any]], size: int = SIZE, number: int | None = None) -> Self:
        """The page of `rows_from_the_start`."""
        return cls(rows[:size], has_previous=False, has_next=len(rows) > size, number=number)


def rows_from_the_start(
    queryset: QuerySet[AnyModel], order: Order, fields: Mapping[str, Combinable], size: int = SIZE
) -> QuerySet[AnyModel, dict[str, Any]]:
    """The rows of the first page, and one more that tells whether there is a next one."""
    keyed = queryset.alias(**order.keys)
    return _rows(keyed, _chosen(keyed, order)[: size + 1], order, fields)


def page_of(
    queryset: QuerySet[AnyModel],
    order: Order,
    fields: Mapping[str, Combinable],
    *,
    after: QuerySet[AnyModel] | None = None,
    before: QuerySet[AnyModel] | None = None,
    size: int = SIZE,
    count_to: int = 0,
) -> Page:
    """Return the rows after, or before, the one that a queryset finds; the first page if it finds none.

    With `count_to` the first page tells how many rows there are in all, up to one more than that. Takes one
    query, and one more to count, or for the row to begin at. The fields are read for the page's rows alone.
    """
    keyed = queryset.alias(**order.keys)
    start = after if before is None else before
    row = start.values(**order.keys).first() if start is not None else None
    if row is None:
        if not count_to:
            return Page.first(list(rows_from_the_start(queryset, order, fields, size)), size)
        keys = list(_chosen(keyed, order)[: count_to + 1])
        return Page.first(list(_rows(keyed, keys[: size + 1], order, fields)), size, len(keys))
    backwards = before is not None
    beyond = keyed.filter(order.beyond(row, backwards))
    rows = list(_rows(beyond, _chosen(beyond, order, backwards)[: size + 1], order, fields, backwards))
    if not backwards:
        return Page(rows[:size], has_previous=True, has_next=len(rows) > size)
    if len(rows) < size:  # The list's start is reached in the middle of a page: begin with a whole one.
        return page_of(queryset, order, fields, size=size, count_to=count_to)
    return Page(rows[:size][::-1], has_previous=len(rows) > size, has_next=True)


def _chosen(keyed: QuerySet[AnyModel], order: Order, backwards: bool = False) -> QuerySet[AnyModel, Any]:
    return keyed.order_by(*order.names(backwards)).values_list("pk", flat=True)


def _rows(
    keyed: QuerySet[AnyModel],
    chosen: QuerySet[AnyModel, Any] | list[Any],
    order: Order,
    fields: Mapping[str, Combinable],
    backwards: bool = False,
) -> QuerySet[AnyModel, dict[str, Any]]:
    found: QuerySet[AnyModel] = keyed.model._default_manager.filter(pk__in=chosen).alias(**order.keys)
    return found.order_by(*order.names(backwards)).values(**fields)
