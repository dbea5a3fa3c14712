"""What tests of datasets share: a story that somebody has read, and files of it as Python reads them."""

import csv
import json
from collections import Counter
from io import BytesIO, StringIO
from typing import Any

from annotator.datasets.files import write
from annotator.datasets.formats import FORMATS
from annotator.datasets.records import ranked, records
from annotator.datasets.selection import Report, Selection
from annotator.datasets.stories import stories
from annotator.datasets.streams import Order
from annotator.models import Assignment, Entity, Label, Project, Relation, Span


def everything(project: Project) -> Selection:
    return Selection(scope=Assignment.objects.filter(task__project=project))


def accept_all() -> None:
    Assignment.objects.update(state=Assignment.State.ACCEPTED)


def records_of(project: Project) -> list[Any]:
    return list(records(everything(project)))


def exported(selection: Selection | Project, format_name: str) -> tuple[str, Counter[str]]:
    """The file, read without a snapshot, and what its writer could not hold."""
    selection = everything(selection) if isinstance(selection, Project) else selection
    each = FORMATS[format_name]
    lost: Counter[str] = Counter()
    source: Any = ranked(selection, "default", order=Order(each.by_story), kinds=each.kinds)
    source = stories(source, selection, "default") if each.by_story else (record for _rank, record in source)
    return b"".join(each.write(source, lost)).decode(), +lost


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(text, newline=""), strict=True))


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def written(project: Project, format_name: str) -> Report:
    """The report of a file that is read in a snapshot."""
    return write(everything(project), format_name, BytesIO())


def make_entity(label: Label, name: str, **fields: Any) -> Entity:
    return Entity.objects.create(project=label.project, label=label, name=name, **fields)


def link(span: Span, entity: Entity) -> Span:
    Span.objects.filter(pk=span.pk).update(entity=entity)
    return span


def make_relation(label: Label, source: Span, target: Span) -> Relation:
    return Relation.objects.create(assignment=source.assignment, label=label, source=source, target=target)
