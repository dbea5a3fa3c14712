"""The offsets contract: what a stored text is, and how it is cut and folded. Pure functions.

An offset is a number of Unicode code points from the start of a text; a range is start inclusive, end
exclusive, as Python slices and the W3C Web Annotation model (§4.2.5) count.
"""

import hashlib
import re
import unicodedata
from typing import NamedTuple

# A line with the line ends after it. Only "\n" ends a line: NEL, LS, PS and the others that
# str.splitlines() breaks at are text.
_PARAGRAPH = re.compile(r"[^\n]*\n+|[^\n]+\Z")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_UNIFIED = {"ي": "ی", "ى": "ی", "ك": "ک", "ـ": ""}
# So many different characters fold() replaces one after the other: on a usual text that is twice as fast as
# str.translate, whose time does not grow with their number.
_FEW = 100


class Paragraph(NamedTuple):
    """A stretch of a text: one line and the line ends after it, which `body_end` leaves out."""

    number: int
    start: int
    body_end: int
    end: int


class RefusedText(ValueError):
    """A text that can't be stored: for which character, and on which line it stands, both counted from 1."""

    def __init__(self, text: str, offset: int) -> None:
        self.character, self.at, self.line = text[offset], offset + 1, line_number(text, offset)
        super().__init__(f"{self.character!a} at character {self.at}, line {self.line}")


def normalise(text: str) -> str:
    r"""Return the text as it is stored: no BOM before it, `\n` for CRLF and CR; nothing else is changed.

    Raises RefusedText for NUL and for lone surrogates, which neither UTF-8 nor the databases hold.
    """
    text = text.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if refused := _UNSTORABLE.search(text):
        raise RefusedText(text, refused.start())
    return text


def is_visible(text: str) -> bool:
    """Whether anything of it can be seen: not in blanks, joiners and marks of direction alone."""
    return any(unicodedata.category(character)[0] in "LNPS" for character in text)


def line_number(text: str, offset: int) -> int:
    """Return the number of the line, from 1, that the offset stands on."""
    return text.count("\n", 0, offset) + 1


def sha256(text: str) -> str:
    """Return the hexadecimal SHA-256 of the text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def paragraphs(text: str) -> list[Paragraph]:
    """Cut a text into paragraphs that follow on one another and together are the whole text."""
    return [
        Paragraph(number, match.start(), match.start() + len(match[0].rstrip("\n")), match.end())
        for number, match in enumerate(_PARAGRAPH.finditer(text))
    ]


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """Return the range without the white space at either end; empty, at `start`, if nothing is left."""
    stretch = text[start:end]
    left = len(stretch) - len(stretch.lstrip())
    if left == len(stretch):
        return start, start
    return start + left, start + len(stretch.rstrip())


def fold(text: str) -> str:
    """Return the text as search compares it: NFKC, no case, no marks, words apart by one blank.

    Both databases index folded text and queries are folded alike, so that both find the same. Tatweel goes,
    ي and ی, ك and ک are one letter; ZWNJ, punctuation and symbols are blanks. Length and offsets change.
    """
    text = unicodedata.normalize("NFKD", text)
    for letter, unified in _UNIFIED.items():
        text = text.replace(letter, unified)
    text = unicodedata.normalize("NFKD", text.casefold())
    others = {character: _in_place_of(character) for character in set(text) if not character.isalnum()}
    if len(others) > _FEW:
        text = text.translate({ord(character): blank for character, blank in others.items()})
    else:
        for character, blank in others.items():
            text = text.replace(character, blank)
    return unicodedata.normalize("NFC", " ".join(text.split()))


def _in_place_of(character: str) -> str:
    """What stands for a character that is neither letter nor digit."""
    return "" if unicodedata.category(character).startswith("M") else " "
