"""Ranges that are cut out of a text: united, taken back, applied. Pure; offsets are code points."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, TypeVar

Range = tuple[int, int]
AnyRange = TypeVar("AnyRange", bound=Sequence[Any])


def united(ranges: Iterable[Range]) -> list[Range]:
    """The same ranges sorted, apart and none empty: those that touch or overlap become one."""
    result: list[Range] = []
    for start, end in sorted(ranges):
        if start >= end:
            continue
        if result and start <= result[-1][1]:
            result[-1] = (result[-1][0], max(end, result[-1][1]))
        else:
            result.append((start, end))
    return result


def without(ranges: Iterable[Range], start: int, end: int) -> list[Range]:
    """The ranges with [start, end) taken back."""
    pieces = [
        piece for first, last in ranges for piece in ((first, min(last, start)), (max(first, end), last))
    ]
    return united(pieces)


def kept(text: str, ranges: Iterable[Range]) -> list[Range]:
    """What the ranges leave of the text, in order."""
    result, at = [], 0
    for start, end in united(ranges):
        result.append((at, min(start, len(text))))
        at = end
    result.append((at, len(text)))
    return [(start, end) for start, end in result if start < end]


def apply(text: str, ranges: Iterable[Range]) -> str:
    """The text without the ranges; every other character stays as it is."""
    return "".join(text[start:end] for start, end in kept(text, ranges))


def touching(ranges: Sequence[AnyRange], start: int, end: int) -> list[AnyRange]:
    """Those of the ranges (start, end, …), sorted and apart, that share a character with [start, end)."""
    found = []
    for place in range(bisect_right(ranges, start, key=lambda one: one[1]), len(ranges)):
        if ranges[place][0] >= end:
            break
        found.append(ranges[place])
    return found


def pieces(start: int, end: int, ranges: Iterable[Range]) -> Iterator[tuple[int, int, bool]]:
    """Cut [start, end) at every border of the ranges: (start, end, whether it is cut out), in order.

    `ranges` are sorted and apart.
    """
    at = start
    for first, last in ranges:
        first, last = max(first, at), min(last, end)
        if first >= last:
            continue
        if at < first:
            yield at, first, False
        yield first, last, True
        at = last
    if at < end:
        yield at, end, False
