"""The lines of a text that hold something to read, and what a line looks like. Pure."""

import re
from typing import NamedTuple

from articles.text import paragraphs

_SENTENCE_END = re.compile(r"[.。…؟۔:;,،؛।][\"”’»')\]]*\Z")
_CRY_END = re.compile(r"[?!？！][\"”’»')\]]*\Z")
_LONG = 200  # characters: no headline is as long
_FAIRLY_LONG = 120


class Line(NamedTuple):
    """A line: where it starts, where its own characters end, where the next begins, and its bare words."""

    start: int
    body_end: int
    end: int
    words: str


def lines_of_text(text: str) -> list[Line]:
    """The lines that hold more than white space, in order."""
    return [
        Line(start, body_end, end, words)
        for _, start, body_end, end in paragraphs(text)
        if (words := text[start:body_end].strip())
    ]


def is_sentence(words: str) -> bool:
    """Whether a line reads as part of a report: it ends as sentences do, or is too long for a headline."""
    if len(words) > _LONG or _SENTENCE_END.search(words):
        return True
    return len(words) > _FAIRLY_LONG and _CRY_END.search(words) is not None


def same_words(one: str, other: str) -> bool:
    """Whether two lines say the same, whatever their case, blanks and kind of quotation mark."""
    return abs(len(one) - len(other)) <= 5 and _plain(one) == _plain(other)


def _plain(words: str) -> str:
    return " ".join(words.casefold().translate(_QUOTES).split())


_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-"})
