"""Characters that the extraction would lose or change, carried through it by stand-ins. Pure.

trafilatura drops what is not printable (ZWNJ and ZWJ, which Persian words and emoji are made with, marks of
direction, soft hyphens) and turns every kind of blank into a plain one. So before it sees a page each such
character becomes a letter that the page does not use, and is put back afterwards.
"""

from collections.abc import Iterator

from lxml.html import HtmlElement

# Tangut: six thousand letters that no news page uses; those that a page does use are left out.
_LETTERS = range(0x17000, 0x187F8)


class StandIns:
    """Replaces the characters in a tree without comments, in place, and knows how to restore them."""

    def __init__(self, tree: HtmlElement) -> None:
        used = {character for string in _strings(tree) for character in set(string)}
        endangered = sorted(filter(_is_endangered, used))
        letters = (chr(point) for point in _LETTERS if chr(point) not in used)
        replacements = dict(zip(endangered, letters, strict=False))
        self._back = str.maketrans({letter: character for character, letter in replacements.items()})
        if replacements:
            _replace(tree, str.maketrans(replacements))

    def restore(self, text: str | None) -> str:
        """The text with the characters that the page has."""
        return (text or "").translate(self._back)


def _is_endangered(character: str) -> bool:
    return character not in " \t\n\r" and (character.isspace() or not character.isprintable())


def _strings(tree: HtmlElement) -> Iterator[str]:
    for element in tree.iter():
        yield element.text or ""
        yield element.tail or ""
        yield from map(str, element.attrib.values())


def _replace(tree: HtmlElement, table: dict[int, str]) -> None:
    for element in tree.iter():
        if element.text:
            element.text = element.text.translate(table)
        if element.tail:
            element.tail = element.tail.translate(table)
        for name, value in element.attrib.items():
            replaced = value.translate(table)
            if replaced != value:
                element.set(name, replaced)
