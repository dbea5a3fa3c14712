"""The words of a text as search takes them: for the index, for queries, and to show what matched. Pure.

A word is a run of letters and digits of the folded text. Scripts that put no blank between words (Chinese,
Japanese, Thai and the like) count each character as a word, so that any run of them is found as a phrase.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import NamedTuple

from articles.text import fold

# Thai to Burmese, Khmer; kana, bopomofo and Han with their extensions.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u312f\u31a0-\u31ff\u3400-\u9fff\U00020000-\U0003ffff"
)
# What is longer than a word of any language is cut: PostgreSQL refuses words above 2,046 bytes.
_WORD = re.compile(f"[{_UNSPACED}]|[^ {_UNSPACED}]{{1,100}}")
# No word runs across white space, so that a text can be taken stretch by stretch.
_STRETCH = re.compile(r"\S+")
_QUOTES = str.maketrans(dict.fromkeys("“”„«»", '"'))
_TERM = re.compile(r'"([^"]*)(?:"|$)|([^\s"]+)')
# Stands between title and text, so that no phrase runs from one into the other. Folding leaves none of it.
_BORDER = "¶"

# So much of an article is indexed: PostgreSQL refuses a megabyte of words, a code point has up to 4 bytes.
INDEXED_CHARACTERS = 250_000
LONGEST_QUERY = 500


class Term(NamedTuple):
    """Words that must follow on one another; with `is_prefix` the last one need only begin so."""

    words: tuple[str, ...]
    is_prefix: bool = False


class Piece(NamedTuple):
    """A stretch of a text, and whether it is what was looked for."""

    text: str
    is_match: bool = False


class _Match(NamedTuple):
    start: int
    end: int
    term: int


def indexed_body(title: str, text: str) -> str:
    """Return the words of an article with a blank before and after each."""
    body = " ".join(["", *_words(title), _BORDER, *_words(text), ""])
    if len(body) <= INDEXED_CHARACTERS:
        return body
    return body[:INDEXED_CHARACTERS].rpartition(" ")[0] + " "


def parse(query: str) -> list[Term]:
    """Return what all must be found: "quoted" words in a row, single words, and `word*` for its beginning.

    Any string is a query. Words that only punctuation parts must stand together: `al-Kadhimi`.
    """
    terms: dict[Term, None] = {}
    for quoted, single in _TERM.findall(query[:LONGEST_QUERY].translate(_QUOTES)):
        if words := tuple(_words(quoted or single)):
            terms[Term(words, single.endswith("*"))] = None
    return list(terms)


def highlighted(text: str, terms: list[Term]) -> list[Piece]:
    """Cut a text into pieces that together are the text, and mark those that match."""
    return list(_pieces(text, 0, len(text), _matches(text, terms)))


def snippet(text: str, terms: list[Term], width: int = 200) -> list[Piece]:
    """Return some `width` characters from where most of the terms meet; nothing if none is found."""
    matches = _matches(text, terms)
    if not matches:
        return []
    at = _meeting_place(matches, width)
    start = _outwards(text, max(0, at - width // 4), -1)
    end = _outwards(text, min(len(text), start + width), 1)
    pieces = list(_pieces(text, start, end, matches))
    return [Piece("… ")] * (start > 0) + pieces + [Piece(" …")] * (end < len(text))


def places_of(stretch: str) -> list[tuple[int, int]]:
    """Where each word of the stretch stands in it, with the marks that follow it.

    Folding is asked what it makes of each character alone, between two letters: nothing, a blank or letters.
    """
    folded = [fold(f"a{character}a")[1:-1] for character in stretch]
    letters = [(letter, at) for at, made in enumerate(folded) for letter in made]
    places = []
    for is_blank, group in groupby(letters, key=lambda letter: letter[0] == " "):
        run = list(group)
        for word in _WORD.finditer("" if is_blank else "".join(letter for letter, _ in run)):
            start, end = run[word.start()][1], run[word.end() - 1][1] + 1
            while end < len(stretch) and not folded[end]:
                end += 1
            places.append((start, end))
    return places


def _words(text: str) -> list[str]:
    words: list[str] = _WORD.findall(fold(text))
    return words


@lru_cache(maxsize=20_000)
def _words_again(stretch: str) -> list[str]:
    """The words of a short stretch, which is likely to come again."""
    return _words(stretch)


def _matches(text: str, terms: list[Term]) -> list[_Match]:
    """Where the terms are found, in text order."""
    stretches = list(_STRETCH.finditer(text))
    words: list[str] = []
    firsts: list[int] = []
    for stretch in stretches:
        firsts.append(len(words))
        words += _words_again(stretch[0]) if len(stretch[0]) < 30 else _words(stretch[0])

    def place(number: int) -> tuple[int, int]:
        """Where the n-th word stands; only asked for what matches, as it takes its time."""
        owner = bisect_right(firsts, number) - 1
        start, end = places_of(stretches[owner][0])[number - firsts[owner]]
        return stretches[owner].start() + start, stretches[owner].start() + end

    return sorted(
        _Match(place(number)[0], place(number + len(term.words) - 1)[1], order)
        for order, term in enumerate(terms)
        for number in _occurrences(words, term)
    )


def _occurrences(words: list[str], term: Term) -> Iterator[int]:
    """The numbers of the words where the term begins."""
    *whole, last = term.words
    for number in range(len(words) - len(whole)):
        if words[number : number + len(whole)] == whole:
            word = words[number + len(whole)]
            if word == last or (term.is_prefix and word.startswith(last)):
                yield number


def _meeting_place(matches: list[_Match], width: int) -> int:
    """The start of the first stretch of this width in which the most different terms are found."""
    met: Counter[int] = Counter()
    first, best, most = 0, 0, 0
    for match in matches:
        met[match.term] += 1
        while match.end - matches[first].start > width and matches[first] is not match:
            met -= Counter([matches[first].term])
            first += 1
        if len(met) > most:
            best, most = matches[first].start, len(met)
    return best


def _outwards(text: str, at: int, step: int) -> int:
    """The nearest border of a word in that direction, if one is near."""
    for near in range(at, at + 20 * step, step):
        if near <= 0 or near >= len(text) or text[near - 1 if step < 0 else near].isspace():
            return max(0, min(len(text), near))
    return at


def _pieces(text: str, start: int, end: int, matches: list[_Match]) -> Iterator[Piece]:
    """The stretch cut at every border of a match; matches that overlap are one."""
    at = start
    for match in matches:
        left, right = max(match.start, at), min(match.end, end)
        if left < right:
            if at < left:
                yield Piece(text[at:left])
            yield Piece(text[left:right], is_match=True)
            at = right
    if at < end:
        yield Piece(text[at:end])
