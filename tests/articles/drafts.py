"""Reading in tests: bytes or text in, drafts or the refusal out."""

import io

import pytest

from articles.reading import Draft, Refused, read
from articles.reading.cuts import apply


def drafts_of(content: bytes | str, name: str = "report.txt") -> list[Draft]:
    raw = content.encode() if isinstance(content, str) else content
    return list(read(io.BytesIO(raw), name, len(raw)))


def draft_of(content: bytes | str, name: str = "report.txt") -> Draft:
    [draft] = drafts_of(content, name)
    return draft


def refusal_of(content: bytes | str, name: str = "report.txt") -> str:
    """The sentence that people read."""
    with pytest.raises(Refused) as caught:
        drafts_of(content, name)
    return str(caught.value)


def kept(draft: Draft) -> str:
    return apply(draft.text, [(cut.start, cut.end) for cut in draft.cuts])


def cut_words(draft: Draft) -> list[str]:
    """What is cut, a cut an entry, without the white space around it."""
    return [draft.text[cut.start : cut.end].strip() for cut in draft.cuts]


def reasons(draft: Draft) -> dict[str, str]:
    """What is cut → why."""
    return {draft.text[cut.start : cut.end].strip(): cut.why for cut in draft.cuts}
