"""The file: what is in it, what it is called, and that each download is written down."""

import csv
import json
from contextlib import closing
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.db import connections
from django.utils.connection import ConnectionDoesNotExist

from annotator.datasets.files import download_assignments, file_name
from annotator.datasets.formats import FORMATS
from annotator.datasets.snapshot import ALIAS
from annotator.models import Assignment, Event, Label, Project, Review, Span, Task, User
from tests.conftest import ClientOf
from tests.factory import (
    make_assignment,
    make_label,
    make_missed,
    make_project,
    make_review,
    make_span,
    make_task,
)

# A file is read on a connection of its own, which sees what is committed alone.
pytestmark = pytest.mark.django_db(transaction=True)
State = Assignment.State
URL = "/projects/harbour/export/"


@pytest.fixture
def accepted(task: Task, alice: User, person: Label) -> Assignment:
    accepted = make_assignment(task, alice, State.ACCEPTED)
    make_span(accepted, person, "Ada Marlow")
    return accepted


def content(answer: Any) -> str:
    with closing(answer):
        text: str = answer.getvalue().decode()
        return text


def records(answer: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in content(answer).splitlines()]


def test_jsonl_is_a_record_a_line(client_of: ClientOf, bob: User, accepted: Assignment) -> None:
    answer = client_of(bob).get(URL, {"format": "jsonl"})
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "application/x-ndjson"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    (record,) = records(answer)
    assert record["id"] == str(accepted.uid)
    (span,) = record["spans"]
    assert record["text"][span["start"] : span["end"]] == "Ada Marlow"


def test_a_client_that_has_read_nothing_yet_holds_no_snapshot(
    client_of: ClientOf, bob: User, accepted: Assignment
) -> None:
    answer = client_of(bob).get(URL, {"format": "jsonl"})
    with pytest.raises(ConnectionDoesNotExist):
        connections[ALIAS]
    Span.objects.all().delete()
    assert [span["text"] for record in records(answer) for span in record["spans"]] == ["Ada Marlow"]


def test_csv_is_a_row_a_span(client_of: ClientOf, bob: User, accepted: Assignment, person: Label) -> None:
    make_span(accepted, person, "Veldt")
    answer = client_of(bob).get(URL, {"format": "csv"})
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(StringIO(content(answer), newline="")))
    assert [(row["label"], row["text"]) for row in rows] == [("Person", "Ada Marlow"), ("Person", "Veldt")]


@pytest.mark.parametrize("name", FORMATS)
def test_a_byte_order_mark_is_for_tables_and_who_asks_for_it(
    client_of: ClientOf, bob: User, accepted: Assignment, name: str
) -> None:
    plain = content(client_of(bob).get(URL, {"format": name}))
    for_excel = content(client_of(bob).get(URL, {"format": name, "excel": "on"}))
    assert for_excel == ("\ufeff" if name.endswith("csv") else "") + plain


def test_the_file_has_what_the_page_counts(
    client_of: ClientOf, bob: User, mary: User, accepted: Assignment, person: Label, claim: Label
) -> None:
    make_span(accepted, claim, "She left on Monday")
    unfinished = make_assignment(accepted.task, mary, State.IN_PROGRESS)
    make_span(unfinished, person, "Veldt")
    filters = {"label": [str(claim.pk)], "state": ["accepted", "in_progress"]}
    assert b"2 annotated articles, 1 span" in client_of(bob).get(URL, filters).content
    found = records(client_of(bob).get(URL, {**filters, "format": "jsonl"}))
    assert [[span["text"] for span in record["spans"]] for record in found] == [["She left on Monday"], []]


def test_in_a_blind_project_annotators_take_their_own_work_alone(
    client_of: ClientOf, alice: User, bob: User, mary: User, accepted: Assignment, person: Label
) -> None:
    Project.objects.update(is_blind=True)
    make_span(make_assignment(accepted.task, mary, State.ACCEPTED), person, "Monday")
    make_missed(accepted, person, "Veldt", bob)

    def layers(who: User) -> list[str]:
        found = records(client_of(who).get(URL, {"format": "jsonl"}))
        return [record["annotator"] or "gold" for record in found]

    assert layers(alice) == ["alice"]
    assert layers(bob) == layers(mary) == ["alice", "mary", "gold"]


def test_it_is_called_after_the_project_and_the_day(
    client_of: ClientOf, bob: User, accepted: Assignment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2021, 11, 8))
    for name in ("csv", "jsonl"):
        answer = client_of(bob).get(URL, {"format": name})
        answer.close()
        disposition = answer.headers["Content-Disposition"]
        assert disposition == f'attachment; filename="harbour-2021-11-08.{name}"'


@pytest.mark.parametrize("slug", ['../../etc/"passwd"\r\nSet-Cookie: x=1', "..", "گزارش", "a;b", "CON\0"])
def test_a_hostile_name_makes_a_harmless_file_name(slug: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: date(2021, 11, 8))
    name = file_name([Project(slug=slug)], "csv")
    assert name.endswith("-2021-11-08.csv")
    assert set(name) <= set("abcdefghijklmnopqrstuvwxyz0123456789-_.")
    assert ".." not in name


def test_each_download_is_written_down(
    client_of: ClientOf, alice: User, accepted: Assignment, person: Label
) -> None:
    content(client_of(alice).get(URL, {"format": "csv", "label": str(person.pk)}))
    event = Event.objects.get(verb="exported")
    assert (event.actor, event.project) == (alice, accepted.task.project)
    assert event.data == {
        "format": "csv",
        "assignments": 1,
        "spans": 1,
        "selection": {
            "states": ["accepted"],
            "reviews": ["accepted", "unreviewed"],
            "labels": [str(person.pk)],
        },
    }


def test_a_broken_span_makes_no_file_and_is_named(
    client_of: ClientOf, bob: User, accepted: Assignment
) -> None:
    Span.objects.update(start=1, end=11)
    answer = client_of(bob).get(URL, {"format": "jsonl"})
    assert answer.status_code == 400
    assert str(Span.objects.get().uid) in answer.content.decode()
    assert not Event.objects.filter(verb="exported").exists()


def test_chosen_assignments_go_in_whatever_their_state_with_their_gold(
    project: Project, task: Task, alice: User, bob: User, mary: User, person: Label, claim: Label
) -> None:
    submitted = make_assignment(task, alice, State.SUBMITTED)
    make_review(make_span(submitted, person, "Veldt"), bob, Review.Decision.CORRECTED, label=claim)
    make_span(submitted, person, "Ada Marlow")
    make_span(make_assignment(task, mary, State.ACCEPTED), person, "Monday")  # Not chosen.
    chosen = Assignment.objects.filter(pk=submitted.pk)
    found = records(download_assignments(chosen, "jsonl", actor=bob))
    assert [(record["annotator"], [span["text"] for span in record["spans"]]) for record in found] == [
        ("alice", ["Ada Marlow"]),
        (None, ["Veldt"]),
    ]
    assert Event.objects.get(verb="exported").project == project


def test_chosen_assignments_of_several_projects_are_written_down_in_each(
    accepted: Assignment, alice: User, mary: User
) -> None:
    elsewhere = make_project("elsewhere")
    other = make_assignment(make_task(elsewhere), alice, State.ACCEPTED)
    make_span(other, make_label(elsewhere, "Ship"), "Ada Marlow")
    answer = download_assignments(Assignment.objects.order_by("-pk"), "csv", actor=mary)
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="assignments-')
    rows = list(csv.DictReader(StringIO(content(answer), newline="")))
    assert [(row["project"], row["label"]) for row in rows] == [("harbour", "Person"), ("elsewhere", "Ship")]
    exported = Event.objects.filter(verb="exported").values_list("project__slug", flat=True)
    assert sorted(exported) == ["elsewhere", "harbour"]
