"""Records made by hand, for tests of what is written of them."""

from collections.abc import Iterable
from random import Random
from uuid import UUID

from annotator.datasets.records import Record, SpanRecord
from articles.text import sha256


def make_record(
    text: str,
    random: Random | None = None,
    *,
    spans: Iterable[tuple[int, int]] = (),
    title: str = "A title",
    note: str = "",
) -> Record:
    """An accepted record; with `random`, of a few ranges at random."""
    if random:
        starts = [random.randrange(len(text)) for _ in range(random.randrange(4))]
        spans = [(start, random.randint(start + 1, len(text))) for start in starts]
    return {
        "id": str(UUID(int=1)),
        "layer": "annotator",
        "project": "harbour",
        "annotator": "alice",
        "status": "accepted",
        "text": text,
        "sha256": sha256(text),
        "version": 1,
        "article": {
            "id": 1,
            "title": title,
            "source": "",
            "story": "",
            "url": "",
            "byline": "",
            "published_on": None,
            "published_time": None,
            "language": "",
        },
        "spans": [_span(text, start, end, note) for start, end in spans],
        "relations": [],
        "statements": [],
    }


def _span(text: str, start: int, end: int, note: str) -> SpanRecord:
    at = "2021-11-08T06:30:00Z"
    return {
        "id": str(UUID(int=2)),
        "kind": "entity",
        "label": "Person",
        "start": start,
        "end": end,
        "text": text[start:end],
        "fragments": [[start, end]],
        "origin": "human",
        "derived_from": None,
        "note": note,
        "created_at": at,
        "updated_at": at,
        "entity": None,
        "claim": None,
        "review": {"decision": "accepted", "by": "bob", "at": at, "comment": ""},
    }
