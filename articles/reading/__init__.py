"""Files and pasted text → draft articles, with what was guessed and why. One reader a format; none stores."""

from articles.reading.drafts import MAX_FILE_BYTES, Cut, Draft, Refused
from articles.reading.formats import is_readable, read, read_pasted

__all__ = ["MAX_FILE_BYTES", "Cut", "Draft", "Refused", "is_readable", "read", "read_pasted"]
