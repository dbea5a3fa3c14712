"""HTML: the main text and the metadata of a page, by trafilatura. Nothing is ever fetched."""

import codecs
import re
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _
from lxml.etree import LxmlError, _Element
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from trafilatura import bare_extraction
from trafilatura.settings import Document

from articles.reading.dates import Found, find_date, parse_date
from articles.reading.drafts import (
    MAX_PAGE_BYTES,
    Draft,
    Refused,
    Unfit,
    clean_field,
    clean_text,
    in_words,
    is_language,
)
from articles.reading.encoding import detect_encoding
from articles.reading.lines import same_words
from articles.reading.plain import note_encoding
from articles.reading.proposing import propose
from articles.reading.standins import StandIns
from articles.text import RefusedText, normalise

_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{1,40})""", re.IGNORECASE)
_BLANKS = re.compile(r"[ \t\r\n\f]+")
# The names of the extraction and those of HTML.
_BLOCKS = frozenset(
    (
        *("p", "head", "list", "item", "quote", "table", "row", "code", "body", "main", "div"),
        *("article", "section", "header", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "tr"),
        *("blockquote", "pre", "figure", "dl", "dt", "dd"),
    )
)
_NO_WORDS = frozenset(
    ("script", "style", "template", "noscript", "nav", "aside", "footer", "form", "button", "figcaption")
)
# Where pages say when they were published, the most reliable first.
_DATES = (
    "//meta[@property='article:published_time']/@content",
    "//meta[@property='og:published_time' or @itemprop='datePublished']/@content",
    "//script[@type='application/ld+json']/text()",
    "//*[@itemprop='datePublished']/@datetime",
    "//meta[@name='date' or @name='pubdate' or @name='DC.date.issued' or @name='parsely-pub-date']/@content",
    "//article//time/@datetime",
)
_JSON_LD = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')


def read_page(file: BinaryIO, name: str) -> Iterator[Draft]:
    """Yield the one article of a page. Raises Refused if there is none."""
    encoding = detect_encoding(file, name)
    raw = file.read(MAX_PAGE_BYTES + 1)
    if len(raw) > MAX_PAGE_BYTES:
        why = _("this page is larger than %(limit)d MB; save the article alone")
        raise Refused(name, why % {"limit": MAX_PAGE_BYTES // 2**20})
    if not encoding.startswith("utf"):
        encoding = _declared(raw) or encoding
    try:
        draft = _read(raw.decode(encoding))
    except Unfit as unfit:
        raise Refused(name, str(unfit)) from unfit
    draft.raw, draft.raw_name = raw, name
    note_encoding(draft, encoding)
    yield draft


def _declared(raw: bytes) -> str | None:
    """The encoding that the page names itself, if there is such a one and the page decodes in it."""
    match = _DECLARED.search(raw[:4096])
    if not match:
        return None
    try:
        encoding = codecs.lookup(match[1].decode("ascii", "replace")).name
        raw.decode(encoding)
    except (LookupError, UnicodeError):
        return None
    return encoding


def _read(source: str) -> Draft:
    """The article of a page. Raises Unfit if there is none."""
    tree = _tree(source)
    standins = StandIns(tree)
    document = bare_extraction(
        tree,
        with_metadata=True,
        include_comments=False,
        date_extraction_params={"extensive_search": False, "original_date": True},
    )
    if not isinstance(document, Document):
        raise Unfit(_("no article was found in this page; save its text as .txt, or paste it"))
    title = _fitting("title", standins.restore(document.title))
    blocks = [standins.restore(block) for block in _told_apart(list(_blocks(document.body)), tree)]
    if title and not any(same_words(block, title) for block in blocks[:3]):
        blocks.insert(0, title)
    if standfirst := standins.restore(_standfirst(tree, document.description)):
        _insert(blocks, standfirst, title)
    draft = Draft(
        text=clean_text("\n\n".join(blocks) + "\n"),
        title=title,
        byline=_fitting("byline", standins.restore(document.author).replace("; ", ", ")),
        source=_fitting("source", standins.restore(document.sitename or document.hostname)),
        url=_fitting("url", standins.restore(document.url)),
    )
    own_word = _("the page says so itself")
    draft.guesses = {name: own_word for name in ("title", "byline", "source", "url") if getattr(draft, name)}
    _take_date(draft, tree, document.date)
    _note_captions(draft, [standins.restore(caption) for caption in _captions(tree)])
    propose(draft)
    if not draft.language and is_language(tree.get("lang", "")):
        draft.language, draft.guesses["language"] = tree.get("lang", ""), own_word
    return draft


def _tree(source: str) -> HtmlElement:
    try:
        encoded = normalise(source).encode()
        parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
        return document_fromstring(encoded, parser=parser)
    except RefusedText as refusal:
        raise Unfit(_("it holds %(what)s, which can't be stored") % {"what": in_words(refusal)}) from refusal
    except LxmlError as error:
        raise Unfit(_("this is no HTML that can be read")) from error


def _fitting(field: str, value: str) -> str:
    """A value found in the page if it can be stored, else nothing: it is a guess, and no reason to refuse."""
    try:
        return clean_field(field, value)
    except Unfit:
        return ""


def _blocks(body: _Element) -> Iterator[str]:
    """The paragraphs, headings, list items and table rows, in order, their blanks as browsers show them."""
    words: list[str] = []

    def walk(element: _Element) -> Iterator[str]:
        if element.tag in _NO_WORDS:
            return
        is_block = element.tag in _BLOCKS
        if is_block:
            yield from flush()
        if element.tag in ("lb", "br"):
            yield from flush()
        if element.tag in ("cell", "td", "th") and "".join(words).strip():
            words.append(" | ")
        words.append(element.text or "")
        for child in element:
            yield from walk(child)
            words.append(child.tail or "")
        if is_block:
            yield from flush()

    def flush() -> Iterator[str]:
        block = _BLANKS.sub(" ", "".join(words)).strip(" ")
        words.clear()
        if block:
            yield block

    yield from walk(body)
    yield from flush()


def _told_apart(blocks: list[str], tree: HtmlElement) -> list[str]:
    """The blocks; of a page so short that the extraction took all of it as one, those of its own markup.

    That one block has blanks where the markup has none (“in jured”), or none between two paragraphs.
    """
    if len(blocks) != 1:
        return blocks
    for part in ("body", "main", "article"):  # The first holds most of what the extraction took.
        own = list(_blocks(next(tree.iter(part), tree)))
        if _is_most_of(own, blocks[0]):
            return own
    return blocks


def _is_most_of(own: list[str], block: str) -> bool:
    """Whether the words of the own blocks, one after the other, are more than half of those of a block."""
    whole, at, number = _unspaced(block), 0, 0
    for words in map(_unspaced, own):
        # From the one before on: from the beginning many blocks take the square of the text.
        if (here := whole.find(words, at)) < 0:
            return False
        at, number = here + len(words), number + len(words)
    return 2 * number > len(whole)


def _unspaced(words: str) -> str:
    return "".join(words.replace("|", "").split())


def _standfirst(tree: HtmlElement, description: str | None) -> str:
    """The page's description of itself if it also stands in the page to be read."""
    if not description:
        return ""
    shown: Iterable[HtmlElement] = tree.iter("p", "h2", "h3", "h4")
    words = (_BLANKS.sub(" ", element.text_content()).strip(" ") for element in shown)
    return next((found for found in words if same_words(found, description)), "")


def _insert(blocks: list[str], standfirst: str, title: str) -> None:
    """Put the standfirst below the headline if the extraction took it for something else."""
    if not any(standfirst in block for block in blocks):
        is_first = bool(blocks) and bool(title) and same_words(blocks[0], title)
        blocks.insert(1 if is_first else 0, standfirst)


def _captions(tree: HtmlElement) -> Iterator[str]:
    return (_BLANKS.sub(" ", element.text_content()).strip(" ") for element in tree.iter("figcaption"))


def _note_captions(draft: Draft, captions: Iterable[str]) -> None:
    """Name the pictures' captions, which the extraction leaves out and a person may want."""
    missing = [caption[:200] for caption in captions if caption and caption not in draft.text]
    if missing:
        shown = " · ".join(missing[:3])
        draft.notes.append(_("Captions of pictures were not taken: %(captions)s") % {"captions": shown})


def _take_date(draft: Draft, tree: HtmlElement, by_library: str | None) -> None:
    """The date that the page gives, if it can be read in one way only."""
    found = next(filter(None, map(_parsed, _given_dates(tree))), None)
    if found is None and by_library:
        found = _parsed(by_library) if _stands_as_written(tree, by_library) else None
    if found is None:
        return
    if found.doubt:
        draft.notes.append(found.doubt)
        return
    draft.published_on, draft.published_time = found.on, found.at
    draft.guesses["published_on"] = _("the page says so itself")
    if found.at:
        draft.guesses["published_time"] = draft.guesses["published_on"]


def _given_dates(tree: HtmlElement) -> Iterator[str]:
    for path in _DATES:
        for value in tree.xpath(path):
            if path.startswith("//script"):
                yield from _JSON_LD.findall(value)
            else:
                yield value


def _parsed(value: str) -> Found | None:
    try:
        return parse_date(value)
    except Unfit:
        return None


def _stands_as_written(tree: HtmlElement, day: str) -> bool:
    """Whether the day that the library found stands in the page in full, rather than as 08/11/2021."""
    for element in tree.iter("time", "span", "p", "div", "meta"):
        words = f"{element.text or ''} {element.get('content', '')} {element.get('datetime', '')}"[:200]
        if (found := find_date(words)) and str(found.on) == day:
            return True
    return False
