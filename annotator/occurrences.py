"""Every other place where the same words stand. Pure; offsets in code points of the text given."""

import re
from itertools import accumulate

from articles.words import Term, highlighted, parse


def occurrences(text: str, words: str, *, exact: bool = True) -> list[tuple[int, int]]:
    """Return the ranges, in order, where the words stand as whole words.

    With `exact` letter for letter; otherwise as search folds them: without case, marks and punctuation.
    """
    term = Term(words=tuple(word for part in parse(words) for word in part.words))
    if not term.words:
        return []
    found = _places(text, term)
    if not exact:
        return found
    # Quotation marks or a comma around the words do not count.
    (start, end), *_rest = _places(words, term)
    return [place for place in found if text[slice(*place)] == words[start:end]]


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


def _places(text: str, term: Term) -> list[tuple[int, int]]:
    pieces = highlighted(text, [term])
    ends = accumulate(len(piece.text) for piece in pieces)
    matches = zip(pieces, ends, strict=True)
    return [(end - len(piece.text), end) for piece, end in matches if piece.is_match]
