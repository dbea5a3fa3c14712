"""Stretches of one span that lie apart: “X,” he said, “Y”. Pure; offsets in code points."""

from collections.abc import Iterable, Sequence
from itertools import pairwise

from articles.text import trim

Fragments = list[tuple[int, int]]


def apart(text: str, ranges: Iterable[tuple[int, int]]) -> Fragments:
    """Return the stretches in text order, without outer white space, those that touch made one.

    Raises ValueError for a stretch that is not in the text or holds nothing to see, and for no stretch.
    """
    joined: Fragments = []
    for start, end in sorted(ranges):
        if not 0 <= start < end <= len(text):
            raise ValueError(f"characters {start} to {end} are not in this text")
        left, right = trim(text, start, end)
        if left == right:
            raise ValueError(f"characters {start} to {end} are white space")
        if joined and left <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(right, joined[-1][1]))
        else:
            joined.append((left, right))
    if not joined:
        raise ValueError("a span needs at least one stretch of text")
    return joined


def ties(fragments: Iterable[Sequence[int]]) -> Fragments:
    """Return what lies between the fragments of a span: in its hull, but not meant."""
    return [(end, start) for (_, end), (start, _) in pairwise(fragments)]


def words_of(quote: str, start: int, fragments: Iterable[Sequence[int]]) -> str:
    """Return what a span says whose quote begins at `start`: of fragments the words of these alone."""
    return " ".join(quote[left - start : right - start] for left, right in fragments) or quote


def shown(quote: str, start: int, fragments: Iterable[Sequence[int]]) -> str:
    """Return the same for people to read: with an ellipsis between fragments."""
    return " … ".join(quote[left - start : right - start] for left, right in fragments) or quote
