"""`manage.py export_dataset`."""

import csv
import json
from codecs import BOM_UTF8
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from annotator.models import Assignment, Event, Label, Project, Review, Span, Task, User
from tests.factory import make_assignment, make_missed, make_review, make_span, make_task

pytestmark = pytest.mark.django_db(transaction=True)
State = Assignment.State


@pytest.fixture
def accepted(task: Task, alice: User, person: Label, claim: Label) -> Assignment:
    accepted = make_assignment(task, alice, State.ACCEPTED)
    make_span(accepted, person, "Ada Marlow")
    make_span(accepted, claim, "She left on Monday")
    return accepted


def run(*arguments: object, **options: Any) -> tuple[str, str]:
    """What the command wrote: the dataset, and its report."""
    out, err = StringIO(newline=""), StringIO()
    call_command("export_dataset", *map(str, arguments), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def texts(dataset: str) -> list[list[str]]:
    return [[span["text"] for span in json.loads(line)["spans"]] for line in dataset.splitlines()]


def test_it_writes_to_standard_output_and_reports_beside(
    accepted: Assignment, person: Label, bob: User, mary: User
) -> None:
    make_review(make_span(accepted, person, "Veldt"), bob, Review.Decision.REJECTED)
    make_span(make_assignment(accepted.task, mary, State.IN_PROGRESS), person, "Veldt")
    dataset, report = run("harbour", "--format", "jsonl")
    assert texts(dataset) == [["Ada Marlow", "She left on Monday"]]
    assert report.splitlines() == [
        "Exported: 1 annotated article, 2 spans.",
        "Left out: 1 annotated article, 1 span. State: In progress.",
        "Left out: 1 span. Rejected in the review.",
    ]


def test_it_writes_a_file(accepted: Assignment, tmp_path: Path) -> None:
    path = tmp_path / "harbour.csv"
    dataset, report = run("harbour", "--format", "csv", "--output", path)
    assert dataset == ""
    assert report == "Exported: 1 annotated article, 2 spans.\n"
    rows = list(csv.DictReader(StringIO(path.read_bytes().decode(), newline="")))
    assert [row["text"] for row in rows] == ["Ada Marlow", "She left on Monday"]
    assert list(tmp_path.iterdir()) == [path]


def test_a_table_for_excel_begins_with_a_byte_order_mark(accepted: Assignment, tmp_path: Path) -> None:
    for name, begins in [("csv", BOM_UTF8 + b"article_id,"), ("jsonl", b'{"id":')]:
        path = tmp_path / f"harbour.{name}"
        run("harbour", "--format", name, "--excel", "--output", path)
        assert path.read_bytes().startswith(begins)


def test_it_says_nothing_when_asked_to(accepted: Assignment) -> None:
    assert run("harbour", "--format", "jsonl", "--verbosity", 0)[1] == ""


def test_it_replaces_a_file_only_by_force(accepted: Assignment, tmp_path: Path) -> None:
    path = tmp_path / "harbour.jsonl"
    path.write_text("precious")
    with pytest.raises(CommandError, match="is there already: give --force to replace it"):
        run("harbour", "--format", "jsonl", "--output", path)
    assert path.read_text() == "precious"
    run("harbour", "--format", "jsonl", "--output", path, "--force")
    assert texts(path.read_text()) == [["Ada Marlow", "She left on Monday"]]


def test_a_broken_span_leaves_the_old_file_and_nothing_else(accepted: Assignment, tmp_path: Path) -> None:
    path = tmp_path / "harbour.jsonl"
    path.write_text("precious")
    broken = Span.objects.get(quote="Ada Marlow")
    Span.objects.filter(pk=broken.pk).update(start=1, end=11)
    with pytest.raises(CommandError, match=f"The span {broken.uid} should be"):
        run("harbour", "--format", "jsonl", "--output", path, "--force")
    assert path.read_text() == "precious"
    assert list(tmp_path.iterdir()) == [path]
    assert not Event.objects.filter(verb="exported").exists()


def test_a_broken_span_writes_nothing_to_standard_output(
    accepted: Assignment, project: Project, alice: User, person: Label
) -> None:
    make_span(make_assignment(make_task(project), alice, State.ACCEPTED), person, "spoke")
    Span.objects.filter(quote="spoke").update(start=0, end=5)
    out = StringIO()
    with pytest.raises(CommandError):
        call_command("export_dataset", "harbour", "--format=jsonl", stdout=out)
    assert out.getvalue() == ""


def test_a_folder_that_is_not_there_is_told(accepted: Assignment, tmp_path: Path) -> None:
    with pytest.raises(
        CommandError, match=r"nowhere/x.csv could not be written: No such file or directory\."
    ):
        run("harbour", "--format", "csv", "--output", tmp_path / "nowhere" / "x.csv")


def test_options_choose(accepted: Assignment, bob: User, mary: User, person: Label, project: Project) -> None:
    marys = make_assignment(accepted.task, mary, State.SUBMITTED)
    make_review(make_span(marys, person, "Veldt"), bob, Review.Decision.REJECTED)
    known = make_task(
        project, source="Gazette", story="Fire", language="en", published_on="2021-11-08", title="Known"
    )
    make_span(make_assignment(known, mary, State.ACCEPTED), person, "spoke")

    def of(*options: str) -> list[list[str]]:
        return texts(run("harbour", "--format", "jsonl", *options)[0])

    assert of() == [["Ada Marlow", "She left on Monday"], ["spoke"]]
    assert of("--label", "person") == [["Ada Marlow"], ["spoke"]]
    assert of("--label", "Claim", "--label", "Person") == of()
    assert of("--annotator", "mary") == [["spoke"]]
    assert of("--annotator", "mary", "--status", "submitted", "--review", "rejected") == [["Veldt"]]
    assert of("--status", "submitted", "--status", "accepted") == [*of()[:1], [], ["spoke"]]
    assert of("--story", "fire") == of("--source", "GAZETTE") == of("--language", "EN") == [["spoke"]]
    assert of("--story", "") == of("--source", "") == of("--language", "") == of()[:1]
    assert of("--since", "2021-11-08", "--until", "2021-11-08") == [["spoke"]]
    assert of("--since", "2021-11-09") == []


def test_gold_goes_in_unless_an_annotator_is_asked_for(
    accepted: Assignment, bob: User, person: Label
) -> None:
    make_missed(accepted, person, "Monday", bob)
    dataset, _ = run("harbour", "--format", "jsonl")
    assert [json.loads(line)["layer"] for line in dataset.splitlines()] == ["annotator", "gold"]
    dataset, report = run("harbour", "--format", "jsonl", "--annotator", "alice")
    assert [json.loads(line)["layer"] for line in dataset.splitlines()] == ["annotator"]
    assert "Left out: 1 annotated article, 1 span. Work of other annotators, and gold." in report


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nothing"], "There is no project “nothing”. There is: harbour."),
        (["harbour", "--label", "Ship"], "The project has no label “Ship”. There is: Claim, Person."),
        (["harbour", "--annotator", "bob"], "The project has no annotator “bob”. There is: alice."),
        (["harbour", "--story", "Fire"], "The project has no story “Fire”. There is none at all."),
        (["harbour", "--source", "BBC"], "The project has no source “BBC”. There is none at all."),
        (["harbour", "--language", "xx"], "The project has no language “xx”. There is: fa."),
        (
            ["harbour", "--since", "2022-01-02", "--until", "2022-01-01"],
            "--until is before --since: no article was published then.",
        ),
        (["harbour", "--status", "done"], "argument --status: invalid choice: 'done'"),
        (
            ["harbour", "--since", "yesterday"],
            "argument --since: “yesterday” is no day: write it as in 2021-11-08.",
        ),
    ],
)
def test_a_wrong_argument_is_one_sentence(
    accepted: Assignment, bob: User, project: Project, arguments: list[str], sentence: str
) -> None:
    make_task(project, language="fa")
    with pytest.raises(CommandError) as error:
        run(*arguments, "--format", "jsonl")
    assert str(error.value).startswith(f"Error: {sentence}") or str(error.value) == sentence


def test_it_is_written_down_without_a_person(accepted: Assignment, project: Project) -> None:
    run("harbour", "--format", "jsonl")
    event = Event.objects.get(verb="exported")
    assert (event.project, event.actor) == (project, None)
    assert (event.data["format"], event.data["spans"]) == ("jsonl", 2)


def test_help_has_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        call_command("export_dataset", "--help")
    assert "Example: python manage.py export_dataset harbour --format csv" in capsys.readouterr().out
