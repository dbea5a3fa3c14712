"""matrix.csv: a row a statement, article and annotator, “placed”, “silent” or “unread” (RFC 4180, UTF-8).

Long rather than wide, so that each cell keeps its columns, and silence is a value and no empty cell:
`pandas.read_csv(…).pivot(index="statement_id", columns="article_id", values="state")` makes the wide table,
and a story's page hands one out for people. Several claims in a cell stand one after the other with " | ",
in the same order in each column; a claim of several stretches is the words of these, with “ … ” between
them. Silent is what the annotator read for the statement without placing a claim; unread is all else. Gold
appears only where a reviewer placed claims of it, or read for a statement.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from annotator.datasets.as_claims import BETWEEN
from annotator.datasets.as_csv import Table, cell, date_text, quantity_text
from annotator.datasets.claims import ClaimRecord, StatementRecord
from annotator.datasets.records import Record
from annotator.datasets.stories import PlacedSpan, StoryRecord, StoryStatement, placed_in
from annotator.fragments import shown

COLUMNS = (
    *("project", "story_id", "story", "statement_id", "statement", "verdict"),
    *("article_id", "title", "source", "published_on", "language", "layer", "annotator", "status"),
    *("state", "stances", "span_ids", "claims", "claimants", "via", "quantities", "units", "dates", "places"),
)
PLACED, SILENT, UNREAD = "placed", "silent", "unread"


def write(stories: Iterable[StoryRecord], lost: Counter[str]) -> Iterator[bytes]:
    """Yield the header, then the rows a story at a time."""
    table = Table(COLUMNS)
    for story in stories:
        layers = [(record, placed_in(record)) for record in story.records]
        count_unplaced(story, lost)
        kept = [
            (record, placed)
            for record, placed in layers
            if record["layer"] != "gold" or placed or any(one["read"] for one in record["statements"])
        ]
        for number, statement in enumerate(story.statements):
            for record, placed in kept:
                claims = placed.get(statement.id, [])
                table.add(_row(story, statement, record, record["statements"][number], claims))
        yield table.take()
    yield table.take()


def count_unplaced(story: StoryRecord, lost: Counter[str]) -> None:
    """Count what says nothing about any statement."""
    lost["no_story"] += 0 if story.id else len(story.records)
    spans = (span for record in story.records for span in record["spans"])
    lost["unplaced"] += sum(not (span["claim"] and span["claim"]["placements"]) for span in spans)


def _row(
    story: StoryRecord,
    statement: StoryStatement,
    record: Record,
    state: StatementRecord,
    placed: list[PlacedSpan],
) -> tuple[object, ...]:
    article = record["article"]
    return (
        story.project,
        story.id,
        cell(story.title),
        statement.id,
        cell(statement.text),
        statement.verdict,
        article["id"],
        cell(article["title"]),
        cell(article["source"]),
        article["published_on"],
        cell(article["language"]),
        record["layer"],
        cell(record["annotator"] or ""),
        record["status"],
        PLACED if placed else SILENT if state["read"] else UNREAD,
        *_of_claims(placed),
    )


def _of_claims(placed: list[PlacedSpan]) -> list[str]:
    said = [claim for one in placed if (claim := one.span["claim"])]
    columns = (
        [one.stance for one in placed],
        [one.span["id"] for one in placed],
        [shown(one.span["text"], one.span["start"], one.span["fragments"]) for one in placed],
        [claim["claimant"]["name"] if claim["claimant"] else "" for claim in said],
        [claim["via"] or "" for claim in said],
        [_quantity(claim) for claim in said],
        [claim["quantity"]["unit"] if claim["quantity"] else "" for claim in said],
        [date_text(claim["date"]) if claim["date"] else "" for claim in said],
        [claim["place"] or "" for claim in said],
    )
    return [cell(BETWEEN.join(column)) if any(column) else "" for column in columns]


def _quantity(claim: ClaimRecord) -> str:
    return quantity_text(claim["quantity"]) if claim["quantity"] else ""
