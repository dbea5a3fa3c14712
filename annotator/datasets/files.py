"""A selection → a file, read in one snapshot; and the file as a download."""

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import IO, NamedTuple

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import FileResponse
from django.utils import timezone
from django.utils.text import slugify

from annotator.datasets import as_csv, as_jsonl
from annotator.datasets.records import Record, records
from annotator.datasets.selection import Report, Selection
from annotator.datasets.snapshot import snapshot
from annotator.models import Assignment, Event, Project, User

Projects = list[Project] | QuerySet[Project]
Track = Callable[[Iterable[Record], int], Iterable[Record]]


class Format(NamedTuple):
    name: str
    content_type: str
    write: Callable[[Iterable[Record]], Iterator[bytes]]


# By the name in addresses, commands and file names.
FORMATS = {
    "jsonl": Format("JSONL", "application/x-ndjson", as_jsonl.write),
    "csv": Format("CSV", "text/csv; charset=utf-8", as_csv.write),
}


def write(selection: Selection, format_name: str, file: IO[bytes], track: Track | None = None) -> Report:
    """Write what is selected, as it is at this moment; return what went in and what was left out.

    `track` may look on as the records go by, and learns how many there will be. Raises BrokenSpan; what is
    in the file then is worth nothing.
    """
    spans: Counter[str] = Counter()
    with snapshot() as using:
        chosen: Iterable[Record] = records(selection, using, spans)
        if track:
            chosen = track(chosen, selection.assignments(using).count())
        for chunk in FORMATS[format_name].write(chosen):
            file.write(chunk)
        return selection.report(using, spans)


def download(selection: Selection, format_name: str, *, projects: Projects, actor: User) -> FileResponse:
    """The answer that sends the file, and an event in each project that tells who took what.

    All is written into a file of ours first: a slow client then holds no snapshot. Raises BrokenSpan.
    """
    file = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 - the answer closes it.
    try:
        report = write(selection, format_name, file)
        write_down(selection, format_name, report, projects=projects, actor=actor)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    response = FileResponse(
        file,
        as_attachment=True,
        filename=file_name(projects, format_name),
        content_type=FORMATS[format_name].content_type,
    )
    response.block_size = 64 * 1024
    return response


def download_assignments(assignments: QuerySet[Assignment], format_name: str, *, actor: User) -> FileResponse:
    """The answer that sends these assignments and the gold of their tasks, in whatever state they are.

    For lists where a person has chosen them one by one, out of those that the person may see: choosing is
    asking, also for work that is not finished. Raises BrokenSpan.
    """
    chosen = assignments.order_by()
    gold = Q(kind=Assignment.Kind.GOLD, task__in=chosen.values("task"))
    selection = Selection(
        scope=Assignment.objects.filter(Q(pk__in=chosen.values("pk")) | gold), states=Assignment.State.values
    )
    projects = Project.objects.filter(tasks__assignments__in=chosen.values("pk")).distinct()
    return download(selection, format_name, projects=projects, actor=actor)


def write_down(
    selection: Selection,
    format_name: str,
    report: Report,
    *,
    projects: Projects,
    actor: User | None,
) -> None:
    """Remember who exported what; without an actor it was somebody at the server's command line."""
    data = {
        "format": format_name,
        "assignments": report.assignments,
        "spans": report.spans,
        "selection": selection.as_json(),
    }
    Event.objects.bulk_create(
        [Event(project=project, actor=actor, verb="exported", data=data) for project in projects]
    )


def file_name(projects: Projects, format_name: str) -> str:
    """`<project>-<date>.<format>`, safe on any system, whatever the project is called."""
    slugs = {slugify(project.slug) for project in projects}
    name = slugs.pop() if len(slugs) == 1 else "assignments"
    return f"{name or 'dataset'}-{timezone.localdate().isoformat()}.{format_name}"
