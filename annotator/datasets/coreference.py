"""Layers as documents of tokens and sentences, with the mentions of entities: what coreference is written of.

Tokens are the words that search knows (articles/words.py), and each other visible character by itself; a
token is cut where a mention begins or ends, so that every mention is whole tokens. A sentence is a line of
the text; lines that one mention runs through are one. Offsets stay code points.
"""

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterator
from typing import NamedTuple

from annotator.datasets.claims import EntityRecord
from annotator.datasets.records import Record, SpanRecord
from annotator.datasets.stories import StoryRecord
from articles.words import places_of

GOLD = "gold"
_STRETCH = re.compile(r"\S+")
_UNSAFE = re.compile(r"[^\w.@+-]")


class Token(NamedTuple):
    """`sentence` is the number of its sentence, and `number` its own in there."""

    start: int
    end: int
    sentence: int
    number: int


class Mention(NamedTuple):
    """A span of an entity; its stretches are the first and the last token of each of its fragments."""

    span: SpanRecord
    entity: EntityRecord
    stretches: list[tuple[int, int]]


class Document(NamedTuple):
    """One layer of an article. `topic` and `name` are safe in a column that ends at a blank."""

    record: Record
    topic: str  # the project
    subtopic: str  # the story in it, 0 for none
    name: str  # the article and whose layer it is
    tokens: list[Token]
    mentions: list[Mention]

    @property
    def key(self) -> str:
        return f"{self.topic}/{self.subtopic}/{self.name}"


def documents(story: StoryRecord, lost: Counter[str]) -> Iterator[Document]:
    """The layers of a story as documents; what is no mention of a known entity is counted."""
    for record in story.records:
        linked = [span for span in record["spans"] if span["entity"]]
        lost["unlinked"] += len(record["spans"]) - len(linked)
        tokens = tokens_of(record["text"], linked)
        yield Document(
            record,
            safe(record["project"]),
            str(story.id),
            f"{record['article']['id']}-{whose(record['annotator'])}",
            tokens,
            list(_mentions(linked, tokens)),
        )


def safe(name: str) -> str:
    """The name with %20 for a blank and so on: no two names become one."""
    return _UNSAFE.sub(lambda found: "".join(f"%{byte:02X}" for byte in found[0].encode()), name)


def whose(annotator: str | None) -> str:
    """Whose layers these are, as safe; a person who is called gold is not taken for it."""
    if annotator is None:
        return GOLD
    return safe(annotator) if annotator != GOLD else f"%{ord(GOLD[0]):02X}{GOLD[1:]}"


def tokens_of(text: str, spans: Collection[SpanRecord]) -> list[Token]:
    """The tokens of a text in which these spans are mentions."""
    borders = {border for span in spans for stretch in span["fragments"] for border in stretch}
    cuts = sorted(borders)
    line_ends = [at for at, character in enumerate(text) if character == "\n"]
    inside = {at for span in spans for at in _between(line_ends, span["start"], span["end"])}
    ends = iter([at for at in line_ends if at not in inside])
    next_end = next(ends, len(text))
    tokens: list[Token] = []
    sentence = number = 0
    for start, end in _cut(text, cuts):
        is_new = False
        while next_end <= start:
            is_new, next_end = bool(tokens), next(ends, len(text))
        if is_new:
            sentence, number = sentence + 1, 0
        tokens.append(Token(start, end, sentence, number))
        number += 1
    return tokens


def _between(places: list[int], start: int, end: int) -> list[int]:
    return places[bisect_left(places, start) : bisect_left(places, end)]


def _cut(text: str, cuts: list[int]) -> Iterator[tuple[int, int]]:
    """The words and other visible characters, cut at these places."""
    for start, end in _pieces(text):
        inner = [at for at in _between(cuts, start, end) if at > start]
        yield from zip([start, *inner], [*inner, end], strict=True)


def _pieces(text: str) -> Iterator[tuple[int, int]]:
    for stretch in _STRETCH.finditer(text):
        at = offset = stretch.start()
        for first, last in places_of(stretch[0]):
            start, end = max(at, offset + first), offset + last
            if start >= end:  # One character that folds to several words, such as ½.
                continue
            yield from ((other, other + 1) for other in range(at, start))
            yield start, end
            at = end
        yield from ((other, other + 1) for other in range(at, stretch.end()))


def _mentions(spans: list[SpanRecord], tokens: list[Token]) -> Iterator[Mention]:
    starts = [token.start for token in tokens]
    for span in spans:
        stretches = [
            (bisect_left(starts, start), bisect_left(starts, end) - 1) for start, end in span["fragments"]
        ]
        if span["entity"]:
            yield Mention(span, span["entity"], stretches)
