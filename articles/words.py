"""The words of a text as search takes them: for the index, for queries, and to show what matched. Pure.

A word is a run of letters and digits of the folded text. Scripts that put no blank between words (Chinese,
Japanese, Thai and the like) count each character as a word, so that any run of them is found as a phrase.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from functools import cached_property, lru_cache
from itertools import accumulate, chain, groupby, islice, takewhile
from typing import NamedTuple

from articles.text import fold

# Thai to Burmese, Khmer; kana, bopomofo and Han with their extensions.
_UNSPACED = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u312f\u31a0-\u31ff\u3400-\u9fff\U00020000-\U0003ffff"
)
# What is longer than a word of any language is cut: PostgreSQL refuses words above 2,046 bytes.
_WORD = re.compile(f"[{_UNSPACED}]|[^ {_UNSPACED}]{{1,100}}")
_ASCII_WORD = re.compile("[0-9A-Za-z]{1,100}")
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


class _Hit(NamedTuple):
    """The number of the word at which a term is found, and the term's."""

    word: int
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
    words = Words(text)
    return list(_pieces(text, 0, len(text), [words.places(*hit, terms) for hit in words.hits(terms)]))


def snippet(text: str, terms: list[Term], width: int = 200) -> list[Piece]:
    """Return some `width` characters from where most of the terms meet; nothing if none is found."""
    words = Words(text)
    if not (hits := words.hits(terms)):
        return []
    meeting = _meeting_place(hits, width // 6)
    start = _outwards(text, max(0, words.place(meeting)[0] - width // 4), -1)
    end = _outwards(text, min(len(text), start + width), 1)
    # A word has at least one character, so no hit before these can be in the stretch.
    near = (words.places(*hit, terms) for hit in hits if hit.word >= meeting - width)
    pieces = list(_pieces(text, start, end, takewhile(lambda place: place[0] < end, near)))
    return [Piece("… ")] * (start > 0) + pieces + [Piece(" …")] * (end < len(text))


class Words:
    """The words of a text by their numbers. Where one stands is only found out when it is asked for."""

    def __init__(self, text: str) -> None:
        self.rest: Iterator[re.Match[str]] = _STRETCH.finditer(text)
        self.stretches: list[re.Match[str]] = []
        self.by_stretch = list(map(_KNOWN.__getitem__, text.split()))
        self.words = list(chain.from_iterable(self.by_stretch))

    def hits(self, terms: list[Term]) -> list[_Hit]:
        """Where the terms are found, in text order."""
        return sorted(_Hit(word, number) for number, term in enumerate(terms) for word in self._found(term))

    def _found(self, term: Term) -> Iterator[int]:
        first, length = term.words[0], len(term.words)
        if term.is_prefix and length == 1:
            yield from (number for number, word in enumerate(self.words) if word.startswith(first))
            return
        number = -1
        for _ in range(self.words.count(first)):
            number = self.words.index(first, number + 1)
            if length == 1 or self._follow(number, term):
                yield number

    def _follow(self, number: int, term: Term) -> bool:
        """Whether all words of the term stand from this number on."""
        if not term.is_prefix:
            return self.follow(number, term.words)
        *whole, last = self.words[number : number + len(term.words)]
        return tuple(whole) == term.words[:-1] and last.startswith(term.words[-1])

    def follow(self, number: int, words: tuple[str, ...]) -> bool:
        """Whether these words stand from this number on."""
        return tuple(self.words[number : number + len(words)]) == words

    def places(self, word: int, term: int, terms: list[Term]) -> tuple[int, int]:
        """Where the words of a hit start and end in the text."""
        start, end = self.place(word)
        length = len(terms[term].words)
        return start, end if length == 1 else self.place(word + length - 1)[1]

    def place(self, number: int) -> tuple[int, int]:
        """Where the n-th word starts and ends in the text."""
        owner = bisect_right(self._firsts, number) - 1
        # Each stretch is looked at once, however many places are asked for.
        self.stretches.extend(islice(self.rest, max(0, owner + 1 - len(self.stretches))))
        stretch = self.stretches[owner]
        start, end = places_of(stretch[0])[number - self._firsts[owner]]
        return stretch.start() + start, stretch.start() + end

    @cached_property
    def _firsts(self) -> list[int]:
        """The number of each stretch's first word."""
        return list(accumulate(map(len, self.by_stretch), initial=0))[:-1]


class _KnownWords(dict[str, list[str]]):
    """The words of stretches. Most come again and again: of short ones, some are kept."""

    def __missing__(self, stretch: str) -> list[str]:
        words = _words(stretch)
        if len(stretch) < 30:
            if len(self) >= 20_000:
                self.clear()
            self[stretch] = words
        return words


def places_of(stretch: str) -> list[tuple[int, int]]:
    """Where each word of a stretch without white space stands in it, with the marks that follow it."""
    if stretch.isascii():  # Nothing in it has marks or becomes something longer.
        return [word.span() for word in _ASCII_WORD.finditer(stretch)]
    folded = [_folded_alone(character) for character in stretch]
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


@lru_cache(maxsize=5_000)
def _folded_alone(character: str) -> str:
    """What folding makes of a character between two letters: nothing, blanks or letters."""
    return fold(f"a{character}a")[1:-1]


def _words(text: str) -> list[str]:
    words: list[str] = _WORD.findall(fold(text))
    return words


_KNOWN = _KnownWords()


def _meeting_place(hits: list[_Hit], width: int) -> int:
    """The first word of the first stretch of so many words in which the most different terms are found."""
    met: Counter[int] = Counter()
    first, best, most = 0, 0, 0
    for hit in hits:
        met[hit.term] += 1
        while hit.word - hits[first].word > width:
            met[hits[first].term] -= 1
            first += 1
        if (number := sum(count > 0 for count in met.values())) > most:
            best, most = hits[first].word, number
    return best


def _outwards(text: str, at: int, step: int) -> int:
    """The nearest border of a word in that direction, if one is near."""
    for near in range(at, at + 20 * step, step):
        if near <= 0 or near >= len(text) or text[near - 1 if step < 0 else near].isspace():
            return max(0, min(len(text), near))
    return at


def _pieces(text: str, start: int, end: int, found: Iterable[tuple[int, int]]) -> Iterator[Piece]:
    """The stretch from start to end, cut at every border of what was found; what overlaps is one."""
    at = start
    for left, right in found:
        left, right = max(left, at), min(right, end)
        if left < right:
            if at < left:
                yield Piece(text[at:left])
            yield Piece(text[left:right], is_match=True)
            at = right
    if at < end:
        yield Piece(text[at:end])
