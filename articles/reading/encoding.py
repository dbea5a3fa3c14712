"""What a file is made of: which bytes are no text at all, and how those that are text are encoded."""

import codecs
import io
import re
import unicodedata
from collections.abc import Generator
from typing import BinaryIO

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from articles.reading.drafts import Refused
from articles.reading.languages import certainty

_CHUNK = 1 << 20
_SAMPLE = 1 << 16
# Longer marks first: the mark of UTF-32 starts with that of UTF-16. The mark itself stays in what is decoded,
# so that a row encodes to the very bytes it was; the readers leave it out.
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF8: "utf-8",
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_SIGNATURES = {
    b"PK\x03\x04": gettext_lazy("a zip archive (Word, Excel and EPUB files are zip archives too)"),
    b"PK\x05\x06": gettext_lazy("an empty zip archive"),
    b"%PDF": gettext_lazy("a PDF"),
    b"\x89PNG": gettext_lazy("a PNG picture"),
    b"\xff\xd8\xff": gettext_lazy("a JPEG picture"),
    b"GIF8": gettext_lazy("a GIF picture"),
    b"\x1f\x8b": gettext_lazy("a gzip archive"),
    b"7z\xbc\xaf": gettext_lazy("a 7-Zip archive"),
    b"Rar!": gettext_lazy("a RAR archive"),
    b"\xfd7zXZ": gettext_lazy("an xz archive"),
    b"BZh": gettext_lazy("a bzip2 archive"),
    b"\xd0\xcf\x11\xe0": gettext_lazy("an old Word or Excel file"),
    b"{\\rtf": gettext_lazy("an RTF file"),
    b"\x7fELF": gettext_lazy("a program"),
    b"MZ\x90": gettext_lazy("a program"),
    b"SQLite format 3": gettext_lazy("a SQLite database"),
}
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_SURROGATE = re.compile(rb"\xed[\xa0-\xbf]")
_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_FEW = 12  # bytes outside ASCII below which statistics say nothing
# Code pages of Latin letters, which share most of them: the language tells them apart. The first wins a tie.
_LATIN = ("cp1252", "cp1250", "cp1254", "cp1257")


def detect_encoding(file: BinaryIO, name: str) -> str:
    """The name of the encoding in which the whole file decodes; the file is back at its start.

    UTF-8 first, then byte order marks, then what charset-normalizer takes it for. Raises Refused for an empty
    file, one that is no text, one with a NUL in it and one that no encoding fits.
    """
    head = file.read(_SAMPLE)
    file.seek(0)
    _refuse_other_kinds(head, name)
    marked = next((known for mark, known in _BYTE_ORDER_MARKS.items() if head.startswith(mark)), None)
    encoding = marked or _without_mark(head)
    if encoding is None:
        broken = _first_broken_byte(file, "utf-8")
        if broken is None:
            encoding = "utf-8"
        else:
            encoding = _guess(_around(file, broken, head), broken, name, file)
    _check(file, name, encoding)
    return encoding


def lines_of(file: BinaryIO, encoding: str) -> Generator[str, None, None]:
    r"""The decoded lines with their ends; only `\n`, `\r` and `\r\n` end a line. The file stays open."""
    wrapper = io.TextIOWrapper(file, encoding=encoding, newline="")
    try:
        # Not "yield from", which would close the file with the generator.
        for line in wrapper:  # noqa: UP028
            yield line
    finally:
        if not file.closed:
            wrapper.detach()


def _refuse_other_kinds(head: bytes, name: str) -> None:
    for signature, kind in _SIGNATURES.items():
        if head.startswith(signature):
            raise Refused(name, _("this is %(kind)s, not text; save it as text first") % {"kind": kind})


def _without_mark(head: bytes) -> str | None:
    """UTF-16 that lacks its mark: text of any alphabet has blanks and line ends, whose other byte is NUL."""
    if head.count(b"\0") < max(4, len(head) / 50):
        return None
    even, odd = head[::2].count(b"\0"), head[1::2].count(b"\0")
    if odd > 10 * even:
        return "utf-16-le"
    if even > 10 * odd:
        return "utf-16-be"
    return None


def _first_broken_byte(file: BinaryIO, encoding: str) -> int | None:
    """Where the first byte stands that the encoding can't hold, or None."""
    decoder = codecs.getincrementaldecoder(encoding)()
    offset, chunk = 0, b"start"
    try:
        while chunk:
            chunk = file.read(_CHUNK)
            waiting = len(decoder.getstate()[0])
            decoder.decode(chunk, final=not chunk)
            offset += len(chunk)
    except UnicodeDecodeError as error:
        return offset - waiting + error.start
    finally:
        file.seek(0)
    return None


def _around(file: BinaryIO, offset: int, head: bytes) -> bytes:
    """The start of the file, and what stands around the byte that is not UTF-8."""
    if offset < len(head) // 2:
        return head
    file.seek(max(0, offset - 1024))
    around = file.read(_SAMPLE)
    file.seek(0)
    return head + b"\n" + around


def _is_binary(text: str) -> bool:
    """Whether there is more than a stray character that no text holds."""
    return len(_CONTROL.findall(text)) > max(8, len(text) / 50)


def _guess(sample: bytes, broken: int, name: str, file: BinaryIO) -> str:
    """What the sample, which is not UTF-8, is encoded in."""
    if _is_binary(sample.decode("latin-1")):
        raise Refused(name, _("this is a binary file, not text"))
    foreign = len(sample) - len(sample.translate(None, bytes(range(128, 256))))
    if sum(map(len, _SEQUENCE.findall(sample))) > foreign * 0.7:
        raise _refused_at(file, name, broken)  # UTF-8 after all, with something broken in it.
    is_western = foreign < _FEW and foreign < len(sample) * 0.3
    best = None if is_western else from_bytes(sample).best()
    if is_western or (best and _is_latin(str(best))):
        fitting = [encoding for encoding in _LATIN if _decodes(sample, encoding)]
        if fitting:
            around = max(0, broken - 20) if broken < len(sample) else 0
            return max(fitting, key=lambda one: certainty(sample.decode(one)[around : around + 200]))
    if best is None:
        raise _refused_at(file, name, broken)
    return best.encoding


def _is_latin(text: str) -> bool:
    return all(
        unicodedata.name(letter, "LATIN").startswith("LATIN") for letter in set(text) if letter.isalpha()
    )


def _decodes(sample: bytes, encoding: str) -> bool:
    try:
        sample.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _refused_at(file: BinaryIO, name: str, offset: int) -> Refused:
    """Why the byte at the offset is none of a UTF-8 text."""
    before = file.read(offset)
    bad = file.read(2)
    file.seek(0)
    line = before.count(b"\n") + 1
    if _SURROGATE.match(bad):
        return Refused(name, _("half of a surrogate pair, which is no character; mend the file"), line)
    return Refused(
        name,
        _("the byte %(byte)s is not UTF-8, and no other encoding fits; save the file as UTF-8")
        % {"byte": f"0x{bad[0]:02X}" if bad else ""},
        line,
    )


def _check(file: BinaryIO, name: str, encoding: str) -> None:
    """Read it all once: it must decode to its end and hold no NUL. Raises Refused with the line."""
    decoder = codecs.getincrementaldecoder(encoding)()
    line, is_blank = 1, True
    while True:
        chunk = file.read(_CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError as error:
            line += chunk.count(b"\n", 0, error.start)
            message = _("this can't be read as %(encoding)s; save the file as UTF-8")
            raise Refused(name, message % {"encoding": encoding}, line) from error
        if (nul := text.find("\0")) >= 0:
            if _is_binary(text):
                raise Refused(name, _("this is a binary file, not text"))
            line += text.count("\n", 0, nul)
            raise Refused(name, _("a NUL character, which can't be stored; take it out"), line)
        is_blank = is_blank and not text.strip("\ufeff \t\r\n")
        if not chunk:
            break
        line += text.count("\n")
    file.seek(0)
    if is_blank:
        raise Refused(name, _("the file is empty"))
