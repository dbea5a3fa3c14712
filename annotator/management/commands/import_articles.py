"""`manage.py import_articles`: files and folders → articles of a project."""

import gc
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, nullcontext
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from tqdm import tqdm

from annotator.importing import Intake, Report
from annotator.models import Project
from articles.importing import BATCH
from articles.reading import Draft, Refused, is_readable, read
from articles.reading.drafts import MAX_LENGTHS
from articles.reading.formats import shown_name

ENDINGS = ".txt, .html, .csv or .jsonl"


class Command(BaseCommand):
    help = (
        f"Import articles from files ({ENDINGS}) and folders of them. A file goes in whole or not at all; "
        "what stands in the project already is skipped, and another text of a known article (the same source "
        "and address) becomes a new version of it. What was cut out as boilerplate stays in the raw "
        "original; --dry-run shows it beforehand."
    )

    def create_parser(self, prog_name: str, subcommand: str, **kwargs: Any) -> CommandParser:
        example = (
            "Example: python manage.py import_articles reports/ more.csv --project harbour "
            "--story 'Harbour fire' --dry-run"
        )
        return super().create_parser(prog_name, subcommand, epilog=example, **kwargs)

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="a file, or a folder")
        parser.add_argument("--project", required=True, metavar="SLUG", help="its name in addresses")
        parser.add_argument("--story", default="", metavar="TITLE", help="the story, where a file names none")
        parser.add_argument(
            "--source", default="", metavar="NAME", help="the source, where a file names none"
        )
        parser.add_argument(
            "--dry-run",
            action="store_true",
            help="show what would be stored and what was guessed; store nothing",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        for name in ("story", "source"):
            if len(options[name]) > MAX_LENGTHS[name]:
                raise CommandError(f"--{name} takes at most {MAX_LENGTHS[name]} characters.")
        given = {name: options[name].strip() for name in ("story", "source")}
        is_dry = options["dry_run"]
        files, passed_over = _files(options["paths"])
        run = _Run(_project(options["project"]), given, self._show if is_dry else None)
        with _collecting_seldom(), transaction.atomic() if is_dry else nullcontext():
            try:
                run.take(files)
            finally:
                if run.intake.report.counts and not is_dry:
                    run.intake.write_down(run.number)
            if is_dry:
                transaction.set_rollback(True)
        for line in _summary(run.intake.report, passed_over, is_dry):
            self.stdout.write(line)
        if run.refused:
            for refusal in run.refused:
                self.stderr.write(f"Refused: {refusal}")
            number = len(run.refused)
            rest = "nothing was stored, as this was a look only" if is_dry else "the rest is done"
            raise CommandError(f"{number} {'file was' if number == 1 else 'files were'} refused; {rest}.")

    def _show(self, draft: Draft) -> None:
        """A draft as it would be stored, with its guesses."""
        rows = [
            (name, str(getattr(draft, name) or "–")) for name in ("title", "source", "story", "byline", "url")
        ]
        clock = f" {draft.published_time:%H:%M}" if draft.published_time else ""
        rows.append(("published_on", f"{draft.published_on}{clock}" if draft.published_on else "–"))
        rows.append(("language", draft.language or "–"))
        lines = [draft.place]
        for name, value in rows:
            guess = f"  (guessed: {draft.guesses[name]})" if name in draft.guesses else ""
            lines.append(f"  {name:<13}{value}{guess}")
        for cut in draft.cuts:
            words = " ".join(draft.text[cut.start : cut.end].split())
            lines.append(f"  {'cut out':<13}{words[:60]}{'…' if len(words) > 60 else ''}  ({cut.why})")
        lines += [f"  {'note':<13}{note}" for note in draft.notes]
        tqdm.write("\n".join(lines), file=self.stdout)


class _Run:
    """One run over many files: small ones are stored together, a large one for itself as it is read."""

    def __init__(self, project: Project, given: dict[str, str], show: Any) -> None:
        self.intake = Intake(project, None)
        self.given, self.show = given, show
        self.refused: list[Refused] = []
        self.number = 0
        self._waiting: list[Draft] = []

    def take(self, files: list[Path]) -> None:
        sizes = {path: path.stat().st_size for path in files}
        with tqdm(
            total=sum(sizes.values()), unit="B", unit_scale=True, desc="Importing", file=sys.stderr
        ) as bar:
            for path, size in sizes.items():
                try:
                    self._take_file(path, size, bar)
                    self.number += 1
                except Refused as refusal:
                    self.refused.append(refusal)
                except OSError as error:
                    self.refused.append(Refused(shown_name(str(path)), f"it can't be read: {error.strerror}"))
            self._store_waiting()

    def _take_file(self, path: Path, size: int, bar: "tqdm[Any]") -> None:
        """Read a file; store it with others, or at once if it holds many articles."""
        with path.open("rb") as file:
            drafts = self._prepared(read(file, path.name, size))
            first = list(islice(drafts, BATCH))
            if len(first) < BATCH:
                self._waiting += first
                bar.update(size)
            else:
                self._store_waiting()
                self._store(_counted(chain(first, drafts), bar))
        if len(self._waiting) >= BATCH:
            self._store_waiting()

    def _prepared(self, drafts: Iterable[Draft]) -> Iterator[Draft]:
        """The drafts, with the given story and source where they have none, or only a guessed one."""
        for draft in drafts:
            for name, value in self.given.items():
                if value and (not getattr(draft, name) or name in draft.guesses):
                    setattr(draft, name, value)
                    draft.guesses.pop(name, None)
            yield draft

    def _store_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        if waiting:
            self._store(waiting)

    def _store(self, drafts: Iterable[Draft]) -> None:
        self.intake.store(self._showing(drafts) if self.show else drafts)

    def _showing(self, drafts: Iterable[Draft]) -> Iterator[Draft]:
        for draft in drafts:
            self.show(draft)
            yield draft


@contextmanager
def _collecting_seldom() -> Iterator[None]:
    """Looking for cycles among thousands of rows that have none takes a sixth of the time."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _counted(drafts: Iterable[Draft], bar: "tqdm[Any]") -> Iterator[Draft]:
    for draft in drafts:
        bar.update(len(draft.raw))
        yield draft


def _project(slug: str) -> Project:
    project = Project.objects.filter(slug=slug).first()
    if project is None:
        slugs = ", ".join(Project.objects.order_by("slug").values_list("slug", flat=True)[:20]) or "none yet"
        raise CommandError(f"There is no project “{slug}”. There are: {slugs}.")
    return project


def _files(paths: list[Path]) -> tuple[list[Path], int]:
    """The files that are named, and those below the folders that are; how many of other kinds stand there."""
    files: list[Path] = []
    passed_over = 0
    for path in paths:
        if path.is_dir():
            below = [
                file for file in sorted(path.rglob("*")) if file.is_file() and not _is_hidden(file, path)
            ]
            readable = [file for file in below if is_readable(file.name)]
            files += readable
            passed_over += len(below) - len(readable)
        elif path.is_file():
            files.append(path)
        else:
            raise CommandError(f"There is no file or folder {shown_name(str(path))}. Nothing was imported.")
    if not files:
        raise CommandError(f"There is no {ENDINGS} file there. Nothing was imported.")
    return list(dict.fromkeys(files)), passed_over


def _is_hidden(file: Path, folder: Path) -> bool:
    return any(part.startswith(".") for part in file.relative_to(folder).parts)


def _summary(report: Report, passed_over: int, is_dry: bool) -> Iterator[str]:
    counts = report.counts
    yield (
        f"{'Would be imported' if is_dry else 'Imported'}: {counts['kept']}. "
        f"Skipped, as they are in the project already: {counts['skipped']}. "
        f"With the words of another source's article, and linked to it: {counts['linked']}."
    )
    if counts["changed"]:
        yield f"New texts of articles that stood there: {counts['changed']}."
    for entry in report.entries:
        if entry["kind"] == "changed":
            yield from _new_text(entry)
        if entry["kind"] == "skipped":
            yield f"  skipped {entry['place']}: the same as article {entry['article']}, {entry['title']}"
    if passed_over:
        yield f"Passed over, as their names do not end in {ENDINGS}: {passed_over}."


def _new_text(entry: dict[str, Any]) -> Iterator[str]:
    """What a new text of a known article is to it, and what of it stays as it was."""
    work = (
        f"work on it goes on with version {entry['worked_on']}"
        if entry["worked_on"]
        else "nobody has begun work on it"
    )
    yield (
        f"  new text {entry['place']}: version {entry['version']} of article {entry['article']}, "
        f"{entry['title']}; {work}"
    )
    for one in entry["differences"]:
        yield f"    {one['field']} stays “{one['standing']}”; the file has “{one['brought']}”"
