"""An export is of one moment while others go on saving, blocks nobody, and needs no more memory for more."""

import tracemalloc
from io import BytesIO
from unittest.mock import Mock

import pytest
from django.db import DatabaseError, connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils.connection import ConnectionDoesNotExist

from annotator.datasets.files import Ranked, write
from annotator.datasets.records import records
from annotator.datasets.selection import Selection
from annotator.datasets.snapshot import ALIAS, snapshot
from annotator.models import Assignment, Label, Project, Span, User
from tests.factory import make_assignment, make_span, make_task

pytestmark = pytest.mark.django_db(transaction=True)
State = Assignment.State


@pytest.fixture
def layers(project: Project, alice: User, person: Label) -> list[Assignment]:
    """More than are read at a time, each with one span."""
    layers = [make_assignment(make_task(project), alice, State.ACCEPTED) for _ in range(30)]
    for layer in layers:
        make_span(layer, person, "Ada Marlow")
    return layers


def everything(project: Project) -> Selection:
    return Selection(scope=Assignment.objects.filter(task__project=project))


def test_what_is_saved_meanwhile_is_not_in_it(
    project: Project, layers: list[Assignment], person: Label, alice: User
) -> None:
    with snapshot() as using:
        reading = records(everything(project), using)
        first = next(reading)
        # On the connection of the pages: a new span, a change, a deletion, an assignment that leaves.
        make_span(layers[-1], person, "spoke")
        Span.objects.filter(assignment=layers[-2]).update(label=person, note="changed")
        Span.objects.filter(assignment=layers[-3]).delete()
        Assignment.objects.filter(pk=layers[-4].pk).update(state=State.RETURNED)
        make_assignment(make_task(project), alice, State.ACCEPTED)
        found = [first, *reading]
        report = everything(project).report(using)
    assert [[span["text"] for span in record["spans"]] for record in found] == [["Ada Marlow"]] * 30
    assert {span["note"] for record in found for span in record["spans"]} == {""}
    assert (report.assignments, report.spans, report.left_out) == (30, 30, [])
    # And all of it was saved.
    now = everything(project).report("default")
    assert (now.assignments, now.spans) == (30, 29)
    assert [each.reason for each in now.left_out] == ["state:returned"]


def test_the_report_is_of_the_same_moment_as_the_file(
    project: Project, layers: list[Assignment], person: Label
) -> None:
    def save_meanwhile(records: Ranked, number: int) -> Ranked:
        for record in records:
            make_span(layers[-1], person, "spoke")
            yield record

    file = BytesIO()
    report = write(everything(project), "jsonl", file, save_meanwhile)
    assert (report.assignments, report.spans) == (30, 30)
    assert file.getvalue().count(b'"text":"Ada Marlow"') == 30
    assert b'"text":"spoke"' not in file.getvalue()
    assert Span.objects.filter(quote="spoke").count() == 30


def test_it_is_a_connection_of_its_own_that_is_closed_in_the_end() -> None:
    with snapshot() as using:
        own = connections[using]
        Project.objects.using(using).exists()
        assert own.connection is not None
        assert own.connection is not connection.connection
    assert own.connection is None
    with pytest.raises(ConnectionDoesNotExist):
        connections[ALIAS]


def test_it_is_closed_after_an_error_too(project: Project) -> None:
    def fail() -> None:
        with snapshot() as using:
            opened.append(connections[using])
            raise ZeroDivisionError

    opened: list[BaseDatabaseWrapper] = []
    with pytest.raises(ZeroDivisionError):
        fail()
    assert opened[0].connection is None
    with snapshot() as using:
        assert Project.objects.using(using).get() == project


def test_nothing_can_be_written_through_it(project: Project) -> None:
    with pytest.raises(DatabaseError, match=r"read-?only"), snapshot() as using:
        Project.objects.using(using).update(name="Changed")
    assert Project.objects.get().name == project.name


def test_memory_does_not_grow_with_the_dataset(project: Project, alice: User, person: Label) -> None:
    text = "Ada Marlow spoke. " * 200

    def add(number: int) -> None:
        for _ in range(number):
            layer = make_assignment(make_task(project, text), alice, State.ACCEPTED)
            Span.objects.bulk_create(
                Span(assignment=layer, label=person, start=at, end=at + 10, quote="Ada Marlow")
                for at in range(0, len(text), 18)
            )

    def peaks() -> list[int]:
        """The most bytes that Python held while it wrote each format."""
        found = []
        for format_name in ("jsonl", "csv"):  # Those of stories have a test of their own.
            tracemalloc.start()
            report = write(everything(project), format_name, Mock(spec=BytesIO, write=len))
            found.append(tracemalloc.get_traced_memory()[1])
            tracemalloc.stop()
            assert report.spans == Span.objects.count()
        return found

    add(1)
    peaks()  # Whatever the first time brings.
    add(11)  # More spans than are fetched at once.
    small = peaks()
    add(28)
    assert Span.objects.count() == 8000
    for before, now in zip(small, peaks(), strict=True):
        assert now < 1.5 * before
