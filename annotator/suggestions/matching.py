"""Known forms in a text: the longest one at each place, as whole words. Pure."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from annotator.suggestions.kinds import Suggestion
from articles.words import Words

Tagged = tuple[int, int, int]  # label, start, end


class Form(NamedTuple):
    """Folded words that stand for something, the label to suggest for them, and why."""

    words: tuple[str, ...]
    label: int
    reason: str
    entity: int | None = None


def matches(text: str, words: Words, forms: Iterable[Form]) -> Iterator[Suggestion]:
    """The longest form at each word, none over another, in text order; of equals the one given first.

    `words` are those of the text. No form runs over the end of a line.

    O(words + forms + the words of forms that begin alike), so that only forms which begin with a word of the
    text need be given.
    """
    by_first: dict[str, list[Form]] = defaultdict(list)
    for form in forms:
        by_first[form.words[0]].append(form)
    for known in by_first.values():
        known.sort(key=lambda form: len(form.words), reverse=True)
    at = 0
    while at < len(words.words):
        for form in by_first.get(words.words[at], ()):
            if not words.follow(at, form.words):
                continue
            start, (_, end) = words.place(at)[0], words.place(at + len(form.words) - 1)
            if "\n" not in text[start:end]:
                yield Suggestion(start, end, form.label, form.reason, form.entity)
                at += len(form.words)
                break
        else:
            at += 1


def settled(
    suggestions: Iterable[Suggestion],
    standing: Iterable[Tagged],
    refused: Collection[Tagged],
) -> list[Suggestion]:
    """What is left to ask: none where the label stands already or was refused, none over another one.

    Of suggestions of one label that overlap, the one given first is kept, and of the same range with several
    labels too. In text order.
    """
    standing = list(standing)
    taken: dict[int, _Cover] = defaultdict(_Cover)
    for label, start, end in standing:
        taken[label].add(start, end)
    ranges = {(start, end) for _label, start, end in standing}
    kept = []
    for one in suggestions:
        place = (one.start, one.end)
        is_decided = place in ranges or (one.label, *place) in refused
        if is_decided or taken[one.label].touches(*place):
            continue
        taken[one.label].add(*place)
        ranges.add(place)
        kept.append(one)
    return sorted(kept, key=lambda one: (one.start, -one.end, one.label))


class _Cover:
    """Ranges of a text, kept as stretches that lie apart and in order, so that a look takes O(log n)."""

    def __init__(self) -> None:
        self.starts: list[int] = []
        self.ends: list[int] = []

    def touches(self, start: int, end: int) -> bool:
        """Whether a character of the range is covered."""
        behind = bisect_right(self.ends, start)
        return behind < len(self.starts) and self.starts[behind] < end

    def add(self, start: int, end: int) -> None:
        first, last = bisect_right(self.ends, start), bisect_left(self.starts, end)
        if first < last:  # It joins what it touches.
            start, end = min(start, self.starts[first]), max(end, self.ends[last - 1])
        self.starts[first:last] = [start]
        self.ends[first:last] = [end]
