"""fever.jsonl: a line a statement, with its evidence by article.

After FEVER (Thorne et al. 2018: claim and the labels SUPPORTS, REFUTES, NOT ENOUGH INFO) and SciFact (Wadden
et al. 2020: evidence by document). What affirms a statement supports it, what refutes it does; queries and
mentions are no evidence, and neither is silence. Silent articles and unread ones are listed apart.

Where both evidence for and against is there, the label is NOT ENOUGH INFO, as neither label follows from it,
and `conflicting` is true; each piece of evidence keeps its own label. Neither corpus has such statements
(AVeriTeC calls them “Conflicting Evidence”). Evidence is a claim's range of code points in the article's text
instead of sentence numbers: no sentences are cut here. The JSONL export has the texts; `sha256` names each.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from annotator.datasets.as_cells import count_unplaced
from annotator.datasets.as_jsonl import line
from annotator.datasets.records import Record
from annotator.datasets.stories import PlacedSpan, StoryRecord, StoryStatement, placed_in

SUPPORTS, REFUTES, NOT_ENOUGH = "SUPPORTS", "REFUTES", "NOT ENOUGH INFO"
LABELS = {"affirms": SUPPORTS, "refutes": REFUTES}


def write(stories: Iterable[StoryRecord], lost: Counter[str]) -> Iterator[bytes]:
    """Yield a line a statement."""
    for story in stories:
        count_unplaced(story, lost)
        layers = [(record, placed_in(record)) for record in story.records]
        for number, statement in enumerate(story.statements):
            yield line(_statement(story, number, statement, layers, lost))


def _statement(
    story: StoryRecord,
    number: int,
    statement: StoryStatement,
    layers: list[tuple[Record, dict[int, list[PlacedSpan]]]],
    lost: Counter[str],
) -> dict[str, Any]:
    evidence: dict[str, list[dict[str, Any]]] = {}
    articles = {record["article"]["id"] for record, _ in layers}
    placed_by, read_by, no_evidence = set[int](), set[int](), set[int]()
    for record, placed in layers:
        article = record["article"]["id"]
        if record["statements"][number]["read"]:
            read_by.add(article)
        for one in placed.get(statement.id, ()):
            placed_by.add(article)
            if one.stance in LABELS:
                evidence.setdefault(str(article), []).append(_evidence(record, one))
            else:
                no_evidence.add(article)
                lost["no_evidence"] += 1
    found = {each["label"] for pieces in evidence.values() for each in pieces}
    lost["conflicting"] += len(found) == 2
    return {
        "id": statement.id,
        "claim": statement.text,
        "label": found.pop() if len(found) == 1 else NOT_ENOUGH,
        "conflicting": len(found) == 2,
        "evidence": evidence,
        "queried_or_mentioned": sorted(no_evidence - {int(article) for article in evidence}),
        "silent": sorted(read_by - placed_by),
        "unread": sorted(articles - read_by - placed_by),
        "story": story.title,
        "project": story.project,
        "verdict": statement.verdict or None,
    }


def _evidence(record: Record, placed: PlacedSpan) -> dict[str, Any]:
    span = placed.span
    return {
        "label": LABELS[placed.stance],
        "span": span["id"],
        "start": span["start"],
        "end": span["end"],
        "fragments": span["fragments"],
        "text": span["text"],
        "layer": record["layer"],
        "annotator": record["annotator"],
        "version": record["version"],
        "sha256": record["sha256"],
    }
