"""Texts to fill a desk with: made-up words in sentences and paragraphs, always the same. Pure."""

import random
from typing import NamedTuple

PARAGRAPH = 400  # characters, about


class Text(NamedTuple):
    """A text with the ranges of its words, in code points."""

    text: str
    words: list[tuple[int, int]]


def vocabulary(size: int = 4000) -> list[str]:
    chance = random.Random("words")
    syllables = [consonant + vowel for consonant in "bdfgklmnprstv" for vowel in "aeiou"]
    words = {"".join(chance.choices(syllables, k=chance.randint(1, 4))) for _ in range(size)}
    return sorted(words)


def make_text(number: int, words: list[str], *, length: int = 0, count: int = 0) -> Text:
    """A text of about so many characters, or of exactly so many words; the number makes it another one."""
    chance = random.Random(number)
    # A few words stand often and most of them seldom, as in any language.
    weights = [1 / (rank + 5) for rank in range(len(words))]
    parts: list[str] = []
    ranges: list[tuple[int, int]] = []
    at = since_break = 0
    for word in chance.choices(words, weights, k=count or length):
        if not count and at + len(word) + 1 > length:
            break
        if since_break > PARAGRAPH:
            parts[-1] = ".\n\n"
            at, since_break = at + len(".\n\n") - 1, 0
        parts += [word, " "]
        ranges.append((at, at + len(word)))
        at += len(word) + 1
        since_break += len(word) + 1
    parts[-1] = ".\n"
    return Text("".join(parts), ranges)


def places(text: Text, number: int) -> list[tuple[int, int]]:
    """So many ranges spread over a text, most of them a word, every tenth one twelve words."""
    chosen = []
    for index in range(number):
        first = index * len(text.words) // number
        last = min(first + 11, len(text.words) - 1) if index % 10 == 9 else first
        chosen.append((text.words[first][0], text.words[last][1]))
    return chosen
