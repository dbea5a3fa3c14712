"""`manage.py export_dataset`: a project's labelled dataset → a file, or standard output."""

import os
import shutil
import sys
import tempfile
from argparse import ArgumentTypeError
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import IO, Any, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from annotator.datasets.files import Ranked, write, write_down
from annotator.datasets.formats import FORMATS
from annotator.datasets.records import BrokenSpan
from annotator.datasets.selection import REVIEWS, UNREVIEWED, Report, Selection
from annotator.models import Assignment, Label, Project, Review
from articles.models import Article, Source, Story

Key = TypeVar("Key", int, str)
UNKNOWN = '; an empty one ("") stands for what is not known'


class Command(BaseCommand):
    help = (
        "Export a project's labelled dataset, as it is at this moment. Accepted work goes in, its spans "
        "accepted or not reviewed, the corrected and the missed ones from gold; what is left out is counted "
        "on standard error. An option that is given several times takes any of its values. An article "
        "stays in, without spans, if a filter of spans leaves it none; --annotator leaves out gold."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        example = (
            "Example: python manage.py export_dataset harbour --format csv --output harbour.csv "
            "--label Person --since 2021-11-01"
        )
        return super().create_parser(prog_name, subcommand, epilog=example, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("project", metavar="SLUG", help="the project's name in addresses")
        parser.add_argument("--format", required=True, choices=FORMATS)
        parser.add_argument("--output", type=Path, metavar="FILE", help="default: standard output")
        excel = "begin a CSV with a byte order mark, without which Excel garbles accents"
        parser.add_argument("--excel", action="store_true", help=excel)
        parser.add_argument("--force", action="store_true", help="replace FILE if it is there already")
        for name, choices, default in (
            ("--status", Assignment.State.values, Assignment.State.ACCEPTED),
            ("--review", [*REVIEWS], f"{Review.Decision.ACCEPTED} and {UNREVIEWED}"),
        ):
            text = f"one of {', '.join(choices)}; default: {default}"
            parser.add_argument(name, action="append", choices=choices, metavar=name[2:].upper(), help=text)
        for name, metavar, text in (
            ("--label", "NAME", "just spans of this label"),
            ("--annotator", "NAME", "just the work of this person"),
            ("--story", "TITLE", f"just articles of this story{UNKNOWN}"),
            ("--source", "NAME", f"just articles of this source{UNKNOWN}"),
            ("--language", "TAG", f"just articles in this language, such as en or fa{UNKNOWN}"),
        ):
            parser.add_argument(name, action="append", default=[], metavar=metavar, help=text)
        parser.add_argument("--since", type=_day, metavar="YYYY-MM-DD", help="published then or later")
        parser.add_argument("--until", type=_day, metavar="YYYY-MM-DD", help="… or earlier")

    def handle(self, *args: Any, **options: Any) -> None:
        project = _project(options["project"])
        selection = _selection(project, options)
        path, format_name = _path(options["output"], options["force"]), options["format"]
        try:
            with _replacing(path) if path else self._standard_output() as file:
                track = _progress if path else None
                report = write(selection, format_name, file, track, for_excel=options["excel"])
        except BrokenSpan as error:
            raise CommandError(str(error)) from error
        except OSError as error:
            raise CommandError(f"{path or 'The output'} could not be written: {error.strerror}.") from error
        except KeyboardInterrupt as stop:
            raise CommandError("Stopped: nothing was exported.", returncode=130) from stop
        write_down(selection, format_name, report, projects=[project], actor=None)
        if options["verbosity"]:
            self.stderr.write("\n".join(_summary(report)), style_func=str)

    @contextmanager
    def _standard_output(self) -> Iterator[IO[bytes]]:
        """A file whose content goes to standard output at the end: a slow reader then holds no snapshot."""
        with tempfile.TemporaryFile() as file:
            yield file
            file.seek(0)
            if buffer := getattr(self.stdout, "buffer", None):
                shutil.copyfileobj(file, buffer)
                buffer.flush()
            else:
                self.stdout.write(file.read().decode(), ending="")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ArgumentTypeError(f"“{text}” is no day: write it as in 2021-11-08.") from error


def _path(path: Path | None, is_forced: bool) -> Path | None:
    """Where to write: the file itself that a link leads to. Raises CommandError for what must stay."""
    if path is None:
        return None
    if path.exists() and not path.is_file():
        raise CommandError(f"{path} is no file to write to: leave out --output for standard output.")
    if path.exists() and not is_forced:
        raise CommandError(f"{path} is there already: give --force to replace it, or another name.")
    return path.resolve()


@contextmanager
def _replacing(path: Path) -> Iterator[IO[bytes]]:
    """A file beside the path that takes its place once it is whole, and goes if it never will be."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("xb") as file:
            yield file
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)


def _progress(records: Ranked, number: int) -> Ranked:
    bar: Ranked = tqdm(
        records, total=number, unit=" articles", desc="Exporting", file=sys.stderr, disable=None
    )
    return bar


def _project(slug: str) -> Project:
    project = Project.objects.filter(slug=slug).first()
    if project is None:
        raise CommandError(
            f"There is no project “{slug}”. {_there_are(Project.objects.values_list('slug', flat=True))}"
        )
    return project


def _selection(project: Project, options: dict[str, Any]) -> Selection:
    """What the options ask for. Raises CommandError for a name that the project does not know."""
    layers = Assignment.objects.filter(task__project=project)
    people = layers.annotators().values_list("annotator__username", "annotator").distinct()
    labels = project.labels.exclude(kind=Label.Kind.RELATION).values_list("name", "pk")
    stories = Story.objects.filter(articles__tasks__project=project).values_list("title", "pk").distinct()
    sources = Source.objects.filter(articles__tasks__project=project).values_list("name", "pk").distinct()
    languages = Article.objects.filter(tasks__project=project).exclude(language="")
    tags = languages.order_by("language").values_list("language", "language").distinct()
    if options["since"] and options["until"] and options["since"] > options["until"]:
        raise CommandError("--until is before --since: no article was published then.")
    return Selection(
        scope=layers,
        states=options["status"] or [Assignment.State.ACCEPTED],
        reviews=options["review"] or [Review.Decision.ACCEPTED, UNREVIEWED],
        labels=_keys("label", options["label"], labels),
        annotators=_keys("annotator", options["annotator"], people),
        stories=_keys_or_none("story", options["story"], stories),
        sources=_keys_or_none("source", options["source"], sources),
        languages=[tag or "" for tag in _keys_or_none("language", options["language"], tags)],
        since=options["since"],
        until=options["until"],
    )


def _keys(what: str, wanted: list[str], known: Iterable[tuple[str, Key]]) -> list[Key]:
    """The keys of all that bear one of the names, whatever their case."""
    if not wanted:
        return []
    pairs = list(known)
    keys: list[Key] = []
    for name in wanted:
        found = [key for other, key in pairs if other.casefold() == name.casefold()]
        if not found:
            names = [other for other, key in pairs]
            raise CommandError(f"The project has no {what} “{name}”. {_there_are(names)}")
        keys += found
    return keys


def _keys_or_none(what: str, wanted: list[str], known: Iterable[tuple[str, Key]]) -> list[Key | None]:
    keys: list[Key | None] = list(_keys(what, [name for name in wanted if name], known))
    if "" in wanted:
        keys.append(None)
    return keys


def _there_are(names: Iterable[str]) -> str:
    known = sorted(set(names))
    more = f" and {len(known) - 20} more" if len(known) > 20 else ""
    return f"There is: {', '.join(known[:20])}{more}." if known else "There is none at all."


def _summary(report: Report) -> Iterator[str]:
    yield f"Exported: {_counted(report.assignments, report.spans)}."
    for each in report.left_out:
        yield f"Left out: {_counted(each.assignments, each.spans)}. {each}."
    for lost in report.lost:
        yield f"Not in this file: {lost.number:,}. {lost}."


def _counted(assignments: int, spans: int) -> str:
    shown = [f"{assignments:,} annotated article{'' if assignments == 1 else 's'}"] if assignments else []
    return ", ".join([*shown, f"{spans:,} span{'' if spans == 1 else 's'}"])
