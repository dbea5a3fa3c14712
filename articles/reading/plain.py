"""Plain text: one article a file."""

from collections.abc import Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from articles.reading.drafts import MAX_TEXT, Draft, Refused, Unfit, clean_text
from articles.reading.encoding import detect_encoding
from articles.reading.proposing import propose


def read_plain(file: BinaryIO, name: str) -> Iterator[Draft]:
    """Yield the one article of a text file. Raises Refused."""
    encoding = detect_encoding(file, name)
    raw = file.read(4 * MAX_TEXT + 1)
    if len(raw) > 4 * MAX_TEXT:
        why = _("this is too much text for one article: at most %(limit)d characters are taken")
        raise Refused(name, why % {"limit": MAX_TEXT})
    try:
        draft = Draft(text=clean_text(raw.decode(encoding)), raw=raw, raw_name=name)
    except Unfit as unfit:
        raise Refused(name, str(unfit)) from unfit
    note_encoding(draft, encoding)
    yield propose(draft)


def note_encoding(draft: Draft, encoding: str) -> None:
    """Say which encoding was taken, where the file did not say so itself."""
    if not encoding.startswith(("utf", "ascii")):
        why = _("The file is not UTF-8; it was read as %(encoding)s. Look whether every letter is right.")
        draft.notes.append(why % {"encoding": encoding})
