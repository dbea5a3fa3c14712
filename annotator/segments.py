"""Overlapping spans → the ordered segments that the template draws. Pure functions; offsets in code points.

A paragraph is cut at every border of a span. Spans that overlap get lanes, numbered from 0 at the text
downwards, so that each keeps a line of its own under the words: the shortest lies nearest to the text.
"""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import chain, pairwise
from typing import NamedTuple


class Correction(NamedTuple):
    """What a span should be, as a reviewer says."""

    label_id: int
    words: str


class DrawnSpan(NamedTuple):
    """What is needed of a span to draw it in the text and in the list beside it."""

    uid: str
    start: int
    end: int
    label_id: int
    version: int
    note: str = ""
    origin: str = "human"
    decision: str | None = None
    comment: str | None = None
    reviewed_version: int | None = None
    fragments: Sequence[Sequence[int]] = ()
    entity: str | None = None
    correction: Correction | None = None

    def is_tie_at(self, offset: int) -> bool:
        """Whether the offset lies between two fragments: in the hull, but not meant."""
        return bool(self.fragments) and not any(start <= offset < end for start, end in self.fragments)

    def borders(self) -> Iterable[int]:
        """Every offset where the span, or a fragment of it, begins or ends."""
        return chain((self.start, self.end), *self.fragments)


class Segment(NamedTuple):
    """A stretch with the same spans from its start to its end.

    `spans` holds (lane, span), the outermost lane first; `opens` those of them that begin here.
    """

    start: int
    end: int
    spans: tuple[tuple[int, DrawnSpan], ...]
    opens: tuple[DrawnSpan, ...]


def lanes(spans: Sequence[DrawnSpan]) -> list[int]:
    """Return a lane for each span, in the order given, such that spans that overlap differ.

    The shortest spans choose first, so that a name keeps the lane at the text when a claim spans it.
    O(n · depth · log n).
    """
    chosen = [0] * len(spans)
    taken: list[tuple[list[int], list[int]]] = []  # For each lane its starts and ends, in order and apart.
    for index in sorted(range(len(spans)), key=lambda index: _length_and_place(spans[index])):
        start, end = spans[index].start, spans[index].end
        free = (lane for lane, there in enumerate(taken) if _is_free(there, start, end))
        lane = next(free, len(taken))
        if lane == len(taken):
            taken.append(([], []))
        starts, ends = taken[lane]
        place = bisect_left(starts, end)
        starts.insert(place, start)
        ends.insert(place, end)
        chosen[index] = lane
    return chosen


def segments(start: int, end: int, spans: Iterable[DrawnSpan]) -> list[Segment]:
    """Cut the range at every border of the spans that touch it; the segments follow on one another.

    A span that began before the range is drawn from its start, and opens in the range where it began only.
    """
    touching = [span for span in spans if span.start < end and span.end > start]
    if not touching:
        return [Segment(start, end, (), ())] if start < end else []
    lane_of = dict(zip((span.uid for span in touching), lanes(touching), strict=True))
    borders = sorted(
        {start, end} | {border for span in touching for border in span.borders() if start < border < end}
    )
    waiting = sorted(touching, key=lambda span: span.start, reverse=True)
    live: list[DrawnSpan] = []
    cut = []
    for left, right in pairwise(borders):
        live = [span for span in live if span.end > left]
        while waiting and waiting[-1].start <= left:
            live.append(waiting.pop())
        drawn = sorted(((lane_of[span.uid], span) for span in live), reverse=True)
        opens = tuple(span for _, span in drawn if span.start == left)
        cut.append(Segment(left, right, tuple(drawn), opens))
    return cut


def _length_and_place(span: DrawnSpan) -> tuple[int, int, str]:
    return span.end - span.start, span.start, span.uid


def _is_free(there: tuple[list[int], list[int]], start: int, end: int) -> bool:
    starts, ends = there
    place = bisect_left(starts, end)
    return place == 0 or ends[place - 1] <= start
