"""`import_articles`: files and folders from the command line, whole or not at all, and plain sentences."""

import os
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from annotator.importing import Intake
from annotator.models import Event, Project
from articles.importing import BATCH
from articles.models import Article, Source, Story
from tests.factory import make_project, make_task

CRANE = "Crane topples at the harbour\n\nA crane fell onto the quay, and nobody was hurt.\n\nMost read\n"
KEPT = CRANE.removesuffix("Most read\n")


@pytest.fixture(autouse=True)
def harbour(project: Project) -> Project:
    return project


def run(*arguments: object) -> str:
    """What the command prints."""
    out = StringIO()
    call_command("import_articles", *map(str, arguments), "--project", "harbour", stdout=out)
    return out.getvalue()


def fails(*arguments: object) -> tuple[str, str]:
    """The one sentence, and what was printed for each file that was refused."""
    errors = StringIO()
    with pytest.raises(CommandError) as caught:
        call_command(
            "import_articles", *map(str, arguments), "--project", "harbour", stdout=StringIO(), stderr=errors
        )
    return str(caught.value), errors.getvalue()


def write(folder: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def test_a_folder_is_imported_with_all_below_it(tmp_path: Path, harbour: Project) -> None:
    write(
        tmp_path, crane__txt=CRANE, rows__csv="title,text\nShip sinks,It sank.\n", photo__jpg=b"\xff\xd8\xff"
    )
    (tmp_path / "below").mkdir()
    write(tmp_path / "below", more__jsonl='{"text": "Row."}\n')
    (tmp_path / ".hidden").mkdir()
    write(tmp_path / ".hidden", no__txt="No.\n")
    printed = run(tmp_path)
    assert "Imported: 3." in printed
    assert "Passed over, as their names do not end in .txt, .html, .csv or .jsonl: 1." in printed
    assert harbour.tasks.count() == 3
    article = Article.objects.get(title="Crane topples at the harbour")
    assert article.versions.get().text == KEPT
    assert bytes(article.versions.get().raw) == CRANE.encode()


def test_it_is_written_down(tmp_path: Path, harbour: Project) -> None:
    write(tmp_path, crane__txt=CRANE, ship__txt="It sank.\n")
    run(tmp_path)
    event = Event.objects.get(verb="imported")
    assert (event.project, event.actor, event.data) == (harbour, None, {"files": 2, "kept": 2})


def test_importing_twice_skips_with_the_first(tmp_path: Path) -> None:
    write(tmp_path, crane__txt=CRANE)
    run(tmp_path)
    printed = run(tmp_path)
    article = Article.objects.get()
    assert "Imported: 0. Skipped, as they are in the project already: 1." in printed
    assert f"skipped crane.txt: the same as article {article.pk}, Crane topples at the harbour" in printed


def test_only_the_project_is_known(tmp_path: Path) -> None:
    hidden = make_task(make_project("secret"), KEPT, title="Hidden away").article
    write(tmp_path, crane__txt=CRANE)
    printed = run(tmp_path)
    assert "Imported: 1." in printed
    assert "Hidden" not in printed
    assert Article.objects.exclude(pk=hidden.pk).get().same_text_as is None


def test_story_and_source_are_given_to_those_that_name_none(tmp_path: Path) -> None:
    table = "title,text,source\nA,It fell.,Coast Times\nB,It sank.,\n"
    write(tmp_path, rows__csv=table, crane__txt=f"{CRANE}\n© Sea Wire\n")
    run(tmp_path, "--story", "Harbour", "--source", "Veldt Post")
    assert set(Article.objects.values_list("story__title", flat=True)) == {"Harbour"}
    assert sorted(Article.objects.values_list("source__name", flat=True)) == [
        "Coast Times",
        "Veldt Post",
        "Veldt Post",
    ]
    assert Story.objects.count() == 1


def test_a_dry_run_shows_what_would_be_stored_and_stores_nothing(tmp_path: Path) -> None:
    text = CRANE.replace("\n\nA", "\nBy Ida Brandt - March 4, 2023 9:30 am\n\nA", 1)
    write(tmp_path, crane__txt=text, again__txt=text)
    printed = run(tmp_path, "--dry-run", "--source", "Veldt Post")
    for line in (
        "crane.txt",
        "  title        Crane topples at the harbour  (guessed: the first line that can be a headline)",
        "  source       Veldt Post",
        "  byline       Ida Brandt  (guessed: the line “By Ida Brandt - March 4, 2023 9:30 am”)",
        "  published_on 2023-03-04 09:30  (guessed: the line “By Ida Brandt - March 4, 2023 9:30 am”)",
        "  url          –",
        "  cut out      Most read  (a list of other articles)",
    ):
        assert line in printed.split("\n")
    assert "Would be imported: 1. Skipped, as they are in the project already: 1." in printed
    assert not Article.objects.exists()
    assert not Source.objects.exists()
    assert not Event.objects.filter(verb="imported").exists()


def test_refused_files_are_named_the_others_are_stored_and_it_fails(tmp_path: Path) -> None:
    broken = '{"text": "Row."}\n' * 40 + "{\n"
    write(tmp_path, crane__txt=CRANE, rows__jsonl=broken, empty__txt="", zip__txt=b"PK\x03\x04")
    sentence, refused = fails(tmp_path)
    assert sentence == "3 files were refused; the rest is done."
    assert "Refused: rows.jsonl, line 41: this is not JSON" in refused
    assert "Refused: empty.txt: the file is empty" in refused
    assert "Refused: zip.txt: this is a zip archive" in refused
    assert Article.objects.get().title == "Crane topples at the harbour"


def test_a_look_at_a_file_that_is_refused_says_that_nothing_was_stored(tmp_path: Path) -> None:
    write(tmp_path, crane__txt=CRANE, empty__txt="")
    sentence, _refused = fails(tmp_path, "--dry-run")
    assert sentence == "1 file was refused; nothing was stored, as this was a look only."
    assert not Article.objects.exists()


def test_a_large_file_that_breaks_half_way_leaves_nothing(tmp_path: Path) -> None:
    rows = "".join(f'{{"text": "Row {number}.", "source": "S{number}"}}\n' for number in range(BATCH + 50))
    write(tmp_path, a__jsonl=rows + "{\n", crane__txt=CRANE)
    sentence, refused = fails(tmp_path)
    assert sentence == "1 file was refused; the rest is done."
    assert f"a.jsonl, line {BATCH + 51}: this is not JSON" in refused
    assert [article.title for article in Article.objects.all()] == ["Crane topples at the harbour"]
    assert not Source.objects.exists()


def test_large_files_are_stored_as_they_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[int] = []
    place = Intake._place

    def count(intake: Intake, batch: list[object], *rest: object) -> None:
        held.append(len(batch))
        place(intake, batch, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(Intake, "_place", count)
    rows = "".join(f'{{"text": "Row {number}."}}\n' for number in range(2 * BATCH + 1))
    write(tmp_path, a__jsonl=rows, crane__txt=CRANE, ship__txt="It sank.\n")
    assert f"Imported: {2 * BATCH + 3}." in run(tmp_path)
    assert held == [BATCH, BATCH, 1, 2]


def test_progress_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(write(tmp_path, crane__txt=CRANE))
    assert "Importing: 100%" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("nowhere.txt", "There is no file or folder {folder}/nowhere.txt. Nothing was imported."),
        ("", "There is no .txt, .html, .csv or .jsonl file there. Nothing was imported."),
    ],
)
def test_a_path_that_holds_nothing_is_one_sentence(path: str, sentence: str, tmp_path: Path) -> None:
    assert fails(tmp_path / path)[0] == sentence.format(folder=tmp_path)


def test_an_unknown_project_is_one_sentence_with_those_there_are(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"^There is no project “veldt”\. There are: harbour\.$"):
        call_command("import_articles", str(write(tmp_path, crane__txt=CRANE)), "--project", "veldt")


def test_a_story_that_is_too_long_is_one_sentence(tmp_path: Path) -> None:
    assert fails(tmp_path, "--story", "x" * 301)[0] == "--story takes at most 300 characters."


def test_a_file_that_cannot_be_read_is_refused_by_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path, crane__txt=CRANE, ship__txt="It sank.\n")
    opened = Path.open

    def deny(path: Path, *args: object) -> object:
        if path.name == "ship.txt":
            raise PermissionError(13, "Permission denied")
        return opened(path, *args)  # type: ignore[call-overload]

    monkeypatch.setattr(Path, "open", deny)
    _, refused = fails(tmp_path)
    assert f"Refused: {tmp_path}/ship.txt: it can't be read: Permission denied" in refused
    assert Article.objects.count() == 1


def test_a_name_that_is_no_utf_8_can_be_imported(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text(CRANE)
    run(tmp_path)
    assert Article.objects.get().versions.get().raw_name == "caf?.txt"


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("import_articles", "--help")
    assert "Example: python manage.py import_articles" in " ".join(capsys.readouterr().out.split())
