"""A prepared queryset finds what the queryset itself finds, for any values and in any thread."""

from datetime import timedelta
from threading import Thread
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from annotator.models import Assignment, Label, Project, Span, Task, User
from annotator.prepared import prepared
from tests.conftest import Statements
from tests.factory import make_assignment, make_label, make_project, make_span, make_user


@prepared
def labels_named(slug: str, name: str) -> QuerySet[Label]:
    return Label.objects.filter(project__slug=slug, name=name)


@prepared
def spans_in(assignment: int, start: int, end: int) -> QuerySet[Span, tuple[UUID, str]]:
    spans = Span.objects.filter(assignment=assignment).touching(start, end)
    return spans.in_text_order().values_list("uid", "label__name")


@prepared
def layer_with_uid(uid: UUID) -> QuerySet[Assignment]:
    return Assignment.objects.with_text().select_related("annotator").filter(uid=uid)


@prepared
def spans_of_layers(assignments: list[int], start: int) -> QuerySet[Span, int]:
    spans = Span.objects.filter(assignment__in=assignments, start__gte=start).order_by("pk")
    return spans.values_list("pk", flat=True)


@prepared
def locked_task(pk: int) -> QuerySet[Task]:
    return Task.objects.select_for_update().filter(pk=pk)


@pytest.fixture
def layer(task: Task, alice: User, person: Label) -> Assignment:
    layer = make_assignment(task, alice)
    for quote in ("Ada", "Marlow", "Veldt"):
        make_span(layer, person, quote)
    return layer


def test_each_call_finds_what_its_own_values_find(project: Project) -> None:
    other = make_project("other")
    for where in (project, other):
        for name in ("Person", "Place"):
            make_label(where, name)

    found = {
        (slug, name): labels_named(slug, name)
        for slug in (project.slug, "other")
        for name in ("Person", "Place")
    }

    for (slug, name), rows in found.items():
        assert rows == list(Label.objects.filter(project__slug=slug, name=name))
        assert len(rows) == 1
    assert labels_named("nowhere", "Person") == []


@pytest.mark.parametrize("text", ["", "%s", "a'b", "100 %", "\\", "د", "😀", "?"])
def test_any_text_is_a_value_and_never_a_part_of_the_statement(project: Project, text: str) -> None:
    make_label(project, "Person")
    assert labels_named(project.slug, text) == []
    assert labels_named(text, "Person") == []


def test_rows_are_values_where_the_queryset_asks_for_values(layer: Assignment) -> None:
    wanted = Span.objects.filter(assignment=layer).touching(4, 21).in_text_order()
    assert spans_in(layer.pk, 4, 21) == list(wanted.values_list("uid", "label__name"))
    assert [name for _uid, name in spans_in(layer.pk, 4, 21)] == ["Person", "Person"]


def test_the_same_number_can_be_two_values(layer: Assignment) -> None:
    # Start, end and the layer itself: whichever they are, each goes to its own place.
    found = spans_in(layer.pk, layer.pk, layer.pk)
    assert found == list(
        Span.objects.filter(assignment=layer)
        .touching(layer.pk, layer.pk)
        .in_text_order()
        .values_list("uid", "label__name")
    )
    assert spans_in(layer.pk, 2_000_000_011, 2_000_000_011) == []


def test_a_uuid_is_a_value_and_related_rows_come_along(layer: Assignment, statements: Statements) -> None:
    with statements(1):
        found = layer_with_uid.first(layer.uid)
        assert found == layer
        assert found is not None
        assert (found.version.text, found.annotator) == (layer.version.text, layer.annotator)
    assert layer_with_uid.first(uuid4()) is None


def test_a_list_is_as_long_as_it_is(layer: Assignment, task: Task, person: Label) -> None:
    other = make_assignment(task, make_user("ann"))
    make_span(other, person, "Marlow")
    for layers in ([layer.pk], [layer.pk, other.pk], [other.pk], [other.pk, other.pk, 0], [0, 0, 0]):
        for start in (0, 4):
            wanted = Span.objects.filter(assignment__in=layers, start__gte=start).order_by("pk")
            assert spans_of_layers(layers, start) == [span.pk for span in wanted]


def test_among_none_nothing_is_found_and_nothing_asked(db: None, statements: Statements) -> None:
    with statements(0):
        assert spans_of_layers([], 0) == []


def test_rows_are_read_anew_by_each_call(project: Project) -> None:
    assert labels_named(project.slug, "Person") == []
    label = make_label(project, "Person")
    assert labels_named(project.slug, "Person") == [label]
    Label.objects.filter(pk=label.pk).update(description="someone")
    assert labels_named(project.slug, "Person")[0].description == "someone"


@pytest.mark.django_db(transaction=True)
def test_each_thread_asks_through_its_own_connection(project: Project) -> None:
    label = make_label(project, "Person")
    assert labels_named(project.slug, "Person") == [label]
    found: list[list[Label]] = []

    def ask() -> None:
        try:
            found.append(labels_named(project.slug, "Person"))
        finally:
            connection.close()

    thread = Thread(target=ask)
    thread.start()
    thread.join()
    assert found == [[label]]


@pytest.mark.django_db(transaction=True)
def test_a_row_is_locked_in_a_transaction_alone(task: Task) -> None:
    with transaction.atomic():
        assert locked_task(task.pk) == [task]
    with pytest.raises(TransactionManagementError):
        locked_task(task.pk)


def test_a_queryset_that_changes_an_argument_is_refused(project: Project) -> None:
    @prepared
    def labels_with(part: str) -> QuerySet[Label]:
        return Label.objects.filter(name__contains=part)

    with pytest.raises(TypeError, match="labels_with"):
        labels_with("ers")


def test_a_queryset_that_leaves_an_argument_out_is_refused(project: Project) -> None:
    @prepared
    def labels_of_some(slug: str, name: str) -> QuerySet[Label]:
        return Label.objects.filter(project__slug=slug)

    with pytest.raises(TypeError, match="labels_of_some"):
        labels_of_some(project.slug, "Person")


def test_a_queryset_that_depends_on_the_time_is_refused(project: Project) -> None:
    @prepared
    def archived_lately(slug: str) -> QuerySet[Label]:
        since = timezone.now() - timedelta(days=1)
        return Label.objects.filter(project__slug=slug, archived_at__gt=since)

    with pytest.raises(TypeError, match="archived_lately"):
        archived_lately(project.slug)
