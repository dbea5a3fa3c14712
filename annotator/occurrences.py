"""Every other place where the same words stand. Pure; offsets in code points of the text given."""

import re
from collections.abc import Iterable
from itertools import accumulate

from articles.words import Term, Words, highlighted

Place = tuple[int, int]
_LONGEST_JOINED = 60
_HYPHEN = "[-\u2010\u2011]"
_JOINED_BEFORE = re.compile(rf"\w(?:\w|{_HYPHEN}(?=\w))*{_HYPHEN}\Z")
_JOINED_AFTER = re.compile(rf"(?:{_HYPHEN}\w+)+")


def occurrences(text: str, words: str, *, exact: bool = True) -> list[Place]:
    """Return the ranges, in order, where the words stand as whole words.

    With `exact` letter for letter; otherwise as search folds them: without case, marks and punctuation. What
    has neither letter nor digit is found as it is written.
    """
    term = Term(tuple(Words(words).words))
    if not term.words:
        sign = words.strip()
        return [match.span() for match in re.finditer(re.escape(sign), text)] if sign else []
    found = _places(text, term)
    if not exact:
        return found
    # Quotation marks or a comma around the words do not count.
    (start, end), *_rest = _places(words, term)
    return [place for place in found if text[slice(*place)] == words[start:end]]


def joined(text: str, start: int, end: int) -> Place:
    """Return the range with the words that hyphens join to it, as in “al-Hakim” around “Hakim”."""
    before = _JOINED_BEFORE.search(text, max(0, start - _LONGEST_JOINED), start)
    after = _JOINED_AFTER.match(text, end, end + _LONGEST_JOINED)
    return before.start() if before else start, after.end() if after else end


def inside(places: Iterable[Place], spans: Iterable[Place]) -> dict[Place, Place]:
    """Return for each place that is a part of a longer span, by place, that span. Both come in text order."""
    found = {}
    coming = iter(spans)
    following = next(coming, None)
    furthest: Place | None = None
    for place in places:
        while following is not None and following[0] <= place[0]:
            if furthest is None or following[1] > furthest[1]:
                furthest = following
            following = next(coming, None)
        if furthest is not None and furthest[1] >= place[1] and furthest != place:
            found[place] = furthest
    return found


def surroundings(text: str, start: int, end: int, most: int) -> tuple[str, str]:
    """Return what stands before and after a range, at most so many code points each, in whole words.

    Dots say that there is more.
    """
    before, after = text[max(0, start - most) : start], text[end : end + most]
    if start > most:
        cut = re.search(r"\s", before)
        before = f"… {before[cut.end() :] if cut else before}"
    if end + most < len(text):
        cut = re.search(r"\s\S*\Z", after)
        after = f"{after[: cut.start()] if cut else after} …"
    return before, after


def _places(text: str, term: Term) -> list[Place]:
    pieces = highlighted(text, [term])
    ends = accumulate(len(piece.text) for piece in pieces)
    matches = zip(pieces, ends, strict=True)
    return [(end - len(piece.text), end) for piece, end in matches if piece.is_match]
