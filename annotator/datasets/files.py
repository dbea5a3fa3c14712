"""A selection → a file, read in one snapshot; and the file as a download."""

import tempfile
from codecs import BOM_UTF8
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from typing import IO, Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import FileResponse
from django.utils import timezone
from django.utils.text import slugify

from annotator.datasets.formats import FORMATS, RELATED
from annotator.datasets.records import Record, ranked
from annotator.datasets.selection import IN, Report, Selection
from annotator.datasets.snapshot import snapshot
from annotator.datasets.stories import stories
from annotator.datasets.streams import Order, Rank
from annotator.models import Assignment, Event, Label, Project, User

Projects = list[Project] | QuerySet[Project]
Ranked = Iterable[tuple[Rank, Record]]
Track = Callable[[Ranked, int], Ranked]


def write(
    selection: Selection,
    format_name: str,
    file: IO[bytes],
    track: Track | None = None,
    *,
    for_excel: bool = False,
) -> Report:
    """Write what is selected, as it is at this moment; return what went in and what was left out.

    `track` may look on as the records go by, each with its rank, and learns how many there will be. With
    `for_excel` a CSV begins with a byte order mark: without one Excel takes UTF-8 for the system's own
    encoding. Raises BrokenSpan; what is in the file then is worth nothing.
    """
    each = FORMATS[format_name]
    if for_excel and each.is_csv:
        file.write(BOM_UTF8)
    counted: Counter[str] = Counter()
    lost: Counter[str] = Counter()
    with snapshot() as using:
        reading = ranked(selection, using, counted, order=Order(each.by_story), kinds=each.kinds)
        with closing(reading):
            chosen: Ranked = reading
            if track:
                chosen = track(chosen, selection.assignments(using).count())
            for chunk in each.write(_source(chosen, selection, using, each.by_story), lost):
                file.write(chunk)
        # What was not read was not counted either.
        report = selection.report(using, None if each.kinds else counted)
        if each.kinds:
            lost[_ALONE[each.kinds]] = report.spans - counted[IN]
        if RELATED in each.leaves_out:
            lost[RELATED] = selection.relations_in(using).count()
        return report.losing(lost)


# What is lost where just the spans of some kinds of labels are written.
_ALONE: dict[tuple[str, ...], str] = {
    (Label.Kind.CLAIM,): "claims_alone",
    (Label.Kind.ENTITY,): "entities_alone",
}


def _source(chosen: Ranked, selection: Selection, using: str, by_story: bool) -> Iterator[Any]:
    if by_story:
        return stories(chosen, selection, using)
    return (record for _rank, record in chosen)


def download(
    selection: Selection, format_name: str, *, projects: Projects, actor: User, for_excel: bool = False
) -> FileResponse:
    """The answer that sends the file, and an event in each project that tells who took what.

    All is written into a file of ours first: a slow client then holds no snapshot. Raises BrokenSpan.
    """
    file = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115 - the answer closes it.
    try:
        report = write(selection, format_name, file, for_excel=for_excel)
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
        **({"lost": {each.what: each.number for each in report.lost}} if report.lost else {}),
    }
    Event.objects.bulk_create(
        [Event(project=project, actor=actor, verb="exported", data=data) for project in projects]
    )


def file_name(projects: Projects, format_name: str) -> str:
    """`<project>-<date>.<format>`, safe on any system, whatever the project is called."""
    slugs = {slugify(project.slug) for project in projects}
    name = slugs.pop() if len(slugs) == 1 else "assignments"
    return f"{name or 'dataset'}-{timezone.localdate().isoformat()}.{format_name}"
