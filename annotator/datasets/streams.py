"""Rows of several queries side by side: each query once, and of each a layer's rows at a time in memory."""

from collections.abc import Generator, Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import F, QuerySet, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce

# Where a layer comes in the order of an export: its key; or what `by_story` puts before it. Never None.
Rank = Any
Row = tuple[Any, ...]

CHUNK = 250  # rows fetched at once


class Order:
    """The order of the layers: by their age; or with `by_story` by project, story, annotator and age.

    What has no story, and gold, which has no annotator, come first. `width` columns make a rank.
    """

    def __init__(self, by_story: bool = False) -> None:
        self.by_story = by_story
        self.width = 4 if by_story else 1
        self.rank_of = itemgetter(*range(self.width))
        self._reading: list[Generator[Row]] = []

    def columns(self, path: str) -> dict[str, Combinable]:
        """The rank as columns of a query; `path` leads to the assignment, as in "span__assignment__"."""
        own = F(f"{path}pk")
        if not self.by_story:
            return {"rank_1": own}
        return {
            "rank_1": F(f"{path}task__project_id"),
            "rank_2": Coalesce(F(f"{path}task__article__story_id"), Value(0)),
            "rank_3": Coalesce(F(f"{path}annotator_id"), Value(0)),
            "rank_4": own,
        }

    def rows(
        self,
        query: QuerySet[Any],
        path: str,
        *columns: str,
        then: tuple[str, ...] = (),
        chunk_size: int = CHUNK,
    ) -> Iterator[Row]:
        """The query's rows in this order: the rank's columns, then these."""
        ranks = self.columns(path)
        ordered = query.annotate(**ranks).order_by(*ranks, *then)
        rows = each(ordered.values_list(*ranks, *columns).iterator(chunk_size=chunk_size))
        self._reading.append(rows)
        return rows

    def close(self) -> None:
        """End all that is being read: the cursors must not outlive their connection."""
        for rows in self._reading:
            rows.close()

    def stream(self, query: QuerySet[Any], path: str, *columns: str, then: tuple[str, ...] = ()) -> "Stream":
        return Stream(self.rows(query, path, *columns, then=then), self.rank_of)


def each(rows: Iterator[Row]) -> Generator[Row]:
    """The rows, as something that can be closed."""
    yield from rows


class Stream:
    """Rows in the order of their ranks, handed out a rank at a time."""

    def __init__(self, rows: Iterator[Row], rank_of: "itemgetter[Any]") -> None:
        self._groups = groupby(rows, key=rank_of)
        self._rank: Rank = None
        self._rows: Iterator[Row] = iter(())
        self._next()

    def take(self, rank: Rank) -> list[Row]:
        """The rows of this rank; ask in order.

        Those of ranks that nobody asked for are passed over: without a snapshot, they may have come in
        between the queries.
        """
        while self._rank is not None and self._rank < rank:
            self._next()
        if self._rank != rank:
            return []
        rows = list(self._rows)
        self._next()
        return rows

    def _next(self) -> None:
        self._rank, self._rows = next(self._groups, (None, iter(())))
