"""The records a story at a time, for the formats that compare articles or follow entities through them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from django.db.models import QuerySet

from annotator.datasets.records import Record, SpanRecord
from annotator.datasets.selection import Selection
from annotator.datasets.streams import CHUNK, Rank, Stream, each
from annotator.models import Project, Statement


class StoryStatement(NamedTuple):
    """A statement with the project's verdict: "" where there is none yet."""

    id: int
    text: str
    verdict: str
    justification: str
    judged_at: datetime | None


class StoryRecord(NamedTuple):
    """What a project has on a story: its statements, and its layers in the order of their annotators.

    Gold comes first. An article without a story is one by itself with the id 0, in each of its layers.
    """

    project: str
    project_name: str
    id: int
    title: str
    statements: list[StoryStatement]
    records: list[Record]


class PlacedSpan(NamedTuple):
    """A claim of a layer under a statement."""

    span: SpanRecord
    stance: str


def stories(ranked: Iterable[tuple[Rank, Record]], selection: Selection, using: str) -> Iterator[StoryRecord]:
    """Yield the records, which come in the order by story, a story at a time. Takes two more queries."""
    # By the ids, as ranks are; by "project" and "story" it would be by their names.
    known = statements_of(selection, using).order_by("project_id", "story_id", "pk")
    read = known.values_list(
        *("project_id", "story_id", "pk", "text", "verdict", "justification", "judged_at")
    )
    rows = each(read.iterator(chunk_size=CHUNK))
    names = dict(Project.objects.using(using).values_list("slug", "name"))
    try:
        statements = Stream(rows, itemgetter(0, 1))
        for (project, story), group in groupby(ranked, key=lambda pair: pair[0][:2]):
            of_story = [StoryStatement(*row[2:]) for row in statements.take((project, story))]
            records = (record for _rank, record in group)
            for together in [list(records)] if story else ([record] for record in records):
                first = together[0]
                title = first["article"]["story"]
                slug = first["project"]
                yield StoryRecord(slug, names[slug], story, title, of_story, together)
    finally:
        rows.close()


def statements_of(selection: Selection, using: str) -> QuerySet[Statement]:
    """The statements of the stories and projects that something is in of, in no order.

    Of several projects, also those of one project on a story that just another one has work on.
    """
    layers = selection.assignments(using)
    return Statement.objects.using(using).filter(
        story__in=layers.values("task__article__story"), project__in=layers.values("task__project")
    )


def placed_in(record: Record) -> dict[int, list[PlacedSpan]]:
    """The claims of a layer by the statements that they stand under, in text order."""
    placed: dict[int, list[PlacedSpan]] = defaultdict(list)
    for span in record["spans"]:
        for placement in span["claim"]["placements"] if span["claim"] else ():
            placed[placement["statement"]].append(PlacedSpan(span, placement["stance"]))
    return placed
