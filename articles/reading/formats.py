"""Which reader a file goes to, by its name and, for pages saved as text, by how it starts."""

import io
import re
from collections.abc import Callable, Iterator
from pathlib import PurePath
from typing import BinaryIO

from django.utils.translation import gettext as _

from articles.reading.drafts import MAX_FILE_BYTES, MAX_NAME, Draft, Refused, Unfit, clean_text
from articles.reading.page import read_page
from articles.reading.plain import read_plain
from articles.reading.proposing import propose
from articles.reading.records import read_records
from articles.reading.table import read_table

Reader = Callable[[BinaryIO, str], Iterator[Draft]]

READERS: dict[str, Reader] = {
    ".txt": read_plain,
    ".text": read_plain,
    ".html": read_page,
    ".htm": read_page,
    ".xhtml": read_page,
    ".csv": read_table,
    ".tsv": read_table,
    ".jsonl": read_records,
    ".ndjson": read_records,
}
_PAGE = re.compile(
    rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html)[\s>]", re.I | re.S
)


def is_readable(name: str) -> bool:
    """Whether the name has an ending that one of the readers takes."""
    return PurePath(name).suffix.lower() in READERS


def read(file: BinaryIO, name: str, size: int) -> Iterator[Draft]:
    """Yield the articles of a file of `size` bytes, one by one. Raises Refused: then none of them counts."""
    name = shown_name(name)
    if size > MAX_FILE_BYTES:
        why = _("the file has %(size)d MB; at most %(limit)d MB are read. Split it into smaller ones")
        raise Refused(name, why % {"size": size / 2**20, "limit": MAX_FILE_BYTES / 2**20})
    if size == 0:
        raise Refused(name, _("the file is empty"))
    reader = READERS.get(PurePath(name).suffix.lower())
    if reader is None:
        why = _(
            "files of this kind are not read; save it as .txt, .html, .csv or .jsonl (one JSON object a line)"
        )
        raise Refused(name, why)
    if reader is read_plain:
        start = file.read(1024)
        file.seek(0)
        reader = read_page if _PAGE.match(start) else reader
    is_empty = True
    for draft in reader(file, name):
        is_empty = False
        yield draft
    if is_empty:
        raise Refused(name, _("there is no article in this file"))


def read_pasted(text: str, name: str = "") -> Iterator[Draft]:
    """Yield the article that was pasted, which may be the source of a page. Raises Refused."""
    name = name or _("pasted text")
    raw = text.encode("utf-8", "surrogatepass")
    if _PAGE.match(raw[:1024]):
        yield from read_page(io.BytesIO(raw), name)
        return
    try:
        draft = Draft(text=clean_text(text), raw_name=name)
    except Unfit as unfit:
        raise Refused(name, str(unfit)) from unfit
    draft.raw = raw
    yield propose(draft)


def shown_name(name: str) -> str:
    """A file's name as it can be shown and stored, whatever bytes it is made of."""
    return name.encode("utf-8", "replace").decode().replace("\0", "")[-MAX_NAME:]
