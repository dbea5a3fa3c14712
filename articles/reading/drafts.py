"""What a reader makes of a file: draft articles, or a refusal that says why and where. Pure."""

import re
from dataclasses import dataclass, field
from datetime import date, time
from typing import NamedTuple

from django.utils.translation import gettext as _

from articles.text import RefusedText, is_visible, normalise

MAX_FILE_BYTES = 50 * 1024 * 1024
MAX_PAGE_BYTES = 10 * 1024 * 1024  # of HTML, which is held as a tree many times its size
MAX_TEXT = 1_000_000  # characters of one article
# As long as the database holds them; a test compares.
MAX_LENGTHS = {"title": 500, "source": 200, "story": 300, "url": 2000, "byline": 300, "language": 35}
MAX_NAME = 240  # of a file, which leaves room for a line number

_BREAKS = re.compile(r"[ \t]*[\n\t][ \t\n]*")
_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
_URL = re.compile(r"https?://[^\s/?#]+\.?[^\s]*", re.IGNORECASE)


class Refused(Exception):
    """A file that can't go in: its name, the line if there is one, and one sentence that says why."""

    def __init__(self, name: str, why: str, line: int | None = None) -> None:
        super().__init__(name, why, line)
        self.name, self.why, self.line = name, why, line

    def __str__(self) -> str:
        if self.line is None:
            return f"{self.name}: {self.why}"
        return _("%(name)s, line %(line)d: %(why)s") % {
            "name": self.name,
            "line": self.line,
            "why": self.why,
        }


class Unfit(ValueError):
    """A field that can't be stored; the message says why, the reader adds file and line."""


class Cut(NamedTuple):
    """A range of a draft's text that is probably not the report, and the reason, which people read."""

    start: int
    end: int
    why: str


@dataclass(slots=True, kw_only=True)
class Draft:
    """An article as a reader proposes it; nothing is stored yet.

    `text` is normalised; `cuts` are ranges of it, sorted and apart. `guesses` has the reason for every field
    that was guessed, `notes` what else the person should know. `raw` is what the file held, byte for byte,
    `line` where in the file it starts, if the file holds several.
    """

    text: str
    title: str = ""
    source: str = ""
    story: str = ""
    url: str = ""
    byline: str = ""
    published_on: date | None = None
    published_time: time | None = None
    language: str = ""
    cuts: list[Cut] = field(default_factory=list)
    guesses: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    raw: bytes = b""
    raw_name: str = ""
    line: int | None = None

    @property
    def place(self) -> str:
        """The file, and the line if the file holds several articles."""
        return self.raw_name if self.line is None else f"{self.raw_name}:{self.line}"


def in_words(refusal: RefusedText) -> str:
    """What a text holds that can't be stored, and where."""
    if refusal.character == "\0":
        what = _("a NUL character at character %(at)d, line %(line)d")
    else:
        what = _("half of a surrogate pair at character %(at)d, line %(line)d")
    return what % {"at": refusal.at, "line": refusal.line}


def clean_text(value: str) -> str:
    """The text as it is stored. Raises Unfit if it is empty, too long, or holds what can't be stored."""
    try:
        text = normalise(value)
    except RefusedText as refusal:
        raise Unfit(_("it holds %(what)s, which can't be stored") % {"what": in_words(refusal)}) from refusal
    if not is_visible(text):
        raise Unfit(_("there is no text in it"))
    if len(text) > MAX_TEXT:
        raise Unfit(
            _("the text has %(length)d characters; at most %(limit)d go into one article")
            % {"length": len(text), "limit": MAX_TEXT}
        )
    return text


def one_line(value: str) -> str:
    """The words of a field without line breaks, tabs, and blanks around them."""
    return _BREAKS.sub(" ", value.strip())


def clean_field(name: str, value: str) -> str:
    """A field on one line, empty if nothing of it can be seen.

    Raises Unfit if it is too long, can't be stored, or is not of the field's kind.
    """
    try:
        value = one_line(normalise(value))
    except RefusedText as refusal:
        message = _("“%(field)s” holds %(what)s, which can't be stored")
        raise Unfit(message % {"field": name, "what": in_words(refusal)}) from refusal
    if not is_visible(value):
        return ""
    if len(value) > MAX_LENGTHS[name]:
        raise Unfit(
            _("“%(field)s” has %(length)d characters; at most %(limit)d are kept")
            % {"field": name, "length": len(value), "limit": MAX_LENGTHS[name]}
        )
    if name == "url" and value and not is_url(value):
        raise Unfit(
            _("“%(value)s” is not an address that starts with http:// or https://") % {"value": value[:80]}
        )
    if name == "language" and value and not is_language(value):
        raise Unfit(_("“%(value)s” is not a language tag such as en or fa") % {"value": value})
    return value


def is_url(value: str) -> bool:
    """Whether this is an address on the web, and no longer than is kept."""
    return len(value) <= MAX_LENGTHS["url"] and _URL.fullmatch(value) is not None


def is_language(value: str) -> bool:
    """Whether this is shaped like a BCP 47 tag."""
    return _LANGUAGE_TAG.fullmatch(value) is not None
