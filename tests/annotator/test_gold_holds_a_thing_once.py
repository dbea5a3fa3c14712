"""Gold has the same words under the same label once, however many reviews ask for it."""

import uuid

import pytest
from django.test import Client

from annotator.datasets.records import records
from annotator.datasets.selection import Selection
from annotator.models import Assignment, Edit, Label, Review, Span, Task, User
from annotator.undo import redo, undo
from tests.annotator.reviewing import annotate, decide, delete, read, send
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_span, make_submitted

MISSED = "Missed; added to gold"


@pytest.fixture
def hers(task: Task, alice: User, person: Label) -> Span:
    """Alice's “Ada”, in work that is submitted."""
    return make_submitted(task, alice, (person, "Ada")).spans.get()


@pytest.fixture
def others(task: Task, jonas: User, person: Label) -> Span:
    """Jonas's “Marlow”, in work that is submitted."""
    return make_submitted(task, jonas, (person, "Marlow")).spans.get()


@pytest.fixture
def both(hers: Span, others: Span, reviewer: Client) -> Span:
    """The one span of gold that both were corrected to: “Ada Marlow”, a person."""
    for span in (hers, others):
        assert decide(reviewer, span, "corrected", start=0, end=10).status_code == 200
    return Span.objects.get(assignment__kind="gold")


def gold() -> list[tuple[str, str]]:
    spans = Span.objects.filter(assignment__kind="gold").select_related("label").order_by("start", "end")
    return [(span.quote, span.label.name) for span in spans]


def exported(task: Task, *states: str) -> list[str]:
    """The texts of gold that are in a dataset."""
    scope = Assignment.objects.filter(task=task)
    found = records(Selection(scope=scope, states=states))
    return [span["text"] for record in found if record["layer"] == "gold" for span in record["spans"]]


def test_two_corrections_to_the_same_are_one_span_of_gold(
    both: Span, hers: Span, others: Span, task: Task, reviewer: Client
) -> None:
    assert {review.correction for review in Review.objects.all()} == {both}
    assert both.derived_from == hers
    assert Edit.objects.filter(what_uid=both.uid).count() == 1
    for span in (hers, others):
        assert "→ Person <bdi>“Ada Marlow”</bdi>" in read(reviewer, span.assignment)
        send(reviewer, span.assignment, "accept")
    assert exported(task, "accepted") == ["Ada Marlow"]


def test_a_shared_correction_is_derived_from_a_span_that_is_there(
    both: Span, hers: Span, others: Span, alice: User
) -> None:
    Assignment.objects.filter(pk=hers.assignment_id).update(state=Assignment.State.RETURNED)
    for made_there, derived_from in ((False, others), (True, hers)):
        layer = Assignment.objects.get(pk=hers.assignment_id)
        (redo if made_there else undo)(layer, alice, uuid.uuid4())
        assert Span.objects.filter(uid=hers.uid).exists() == made_there
        assert Span.objects.filter(pk=both.pk, derived_from__uid=derived_from.uid).exists()


def test_two_spans_of_one_annotator_share_a_correction_too(
    task: Task, alice: User, person: Label, reviewer: Client
) -> None:
    layer = make_submitted(task, alice, (person, "Ada"), (person, "Marlow"))
    for span in layer.spans.all():
        assert decide(reviewer, span, "corrected", start=0, end=10).status_code == 200
    assert gold() == [("Ada Marlow", "Person")]
    assert read(reviewer, layer).count("→ Person <bdi>“Ada Marlow”</bdi>") == 2


@pytest.mark.parametrize("decision", ["accepted", "rejected", "undecided"])
def test_it_leaves_gold_when_no_review_needs_it_any_more(
    decision: str, both: Span, hers: Span, others: Span, reviewer: Client
) -> None:
    decide(reviewer, hers, decision)
    both.refresh_from_db()
    assert both.derived_from == others
    assert Review.objects.get(span=others).correction == both
    decide(reviewer, others, decision)
    assert gold() == []


def test_changing_one_correction_leaves_the_other_as_it_is(
    both: Span, hers: Span, others: Span, reviewer: Client
) -> None:
    decide(reviewer, others, "corrected", start=4, end=16)
    assert gold() == [("Ada Marlow", "Person"), ("Marlow spoke", "Person")]
    assert Review.objects.get(span=hers).correction == both
    decide(reviewer, others, "corrected", start=0, end=10)
    assert gold() == [("Ada Marlow", "Person")]
    assert Review.objects.get(span=others).correction == both
    decide(reviewer, hers, "corrected", start=0, end=16)
    assert gold() == [("Ada Marlow spoke", "Person"), ("Ada Marlow", "Person")][::-1]
    both.refresh_from_db()
    assert (both.quote, both.derived_from) == ("Ada Marlow", others)


def test_it_is_in_a_dataset_while_one_review_of_work_that_is_in_asks_for_it(
    both: Span, hers: Span, others: Span, task: Task, alice: User, reviewer: Client, client_of: ClientOf
) -> None:
    send(reviewer, hers.assignment, "accept")
    assert exported(task, "accepted") == ["Ada Marlow"]
    send(reviewer, others.assignment, "accept")
    send(reviewer, hers.assignment, "return", message="Once more")
    assert exported(task, "accepted") == ["Ada Marlow"]
    delete(client_of(alice), hers)
    assert exported(task, "accepted") == ["Ada Marlow"]
    both.refresh_from_db()
    assert both.derived_from == others
    send(reviewer, others.assignment, "return", message="You too")
    assert exported(task, "accepted") == []


def test_what_is_left_of_a_deleted_span_is_shown_once_nobody_else_asks_for_it(
    both: Span, hers: Span, others: Span, alice: User, reviewer: Client, client_of: ClientOf
) -> None:
    layer = hers.assignment
    send(reviewer, layer, "return", message="Once more")
    delete(client_of(alice), hers)
    annotate(client_of(alice), layer, "submit/")
    entry = f'id="s-{both.uid}"'
    assert entry not in read(reviewer, layer)
    decide(reviewer, others, "rejected")
    assert gold() == [("Ada Marlow", "Person")]
    assert entry in read(reviewer, layer)
    assert entry not in read(reviewer, others.assignment)
    decide(reviewer, others, "corrected", start=0, end=10)
    both.refresh_from_db()
    assert both.derived_from == others
    assert entry not in read(reviewer, layer)


def test_a_correction_to_what_the_annotator_has_tagged_as_well_is_refused(
    task: Task, alice: User, person: Label, claim: Label, reviewer: Client
) -> None:
    layer = make_submitted(task, alice, (person, "Veldt"), (claim, "Veldt"))
    span = layer.spans.get(label=claim)
    answer = decide(reviewer, span, "corrected", label=person.pk)
    assert (answer.status_code, answer.content.decode()) == (
        409,
        "The annotator has tagged exactly this as well: reject this one instead.",
    )
    assert gold() == []
    assert not Review.objects.exists()


def test_a_correction_to_what_was_added_as_missed_is_refused(
    hers: Span, person: Label, reviewer: Client
) -> None:
    missed = {"uid": uuid.uuid4(), "label": person.pk, "start": 0, "end": 10}
    assert send(reviewer, hers.assignment, "missed", **missed).status_code == 200
    answer = decide(reviewer, hers, "corrected", start=0, end=10)
    assert (answer.status_code, answer.content.decode()) == (
        409,
        "Gold has exactly this, added as missed: reject this span, or take that one out of gold first.",
    )
    assert gold() == [("Ada Marlow", "Person")]
    taken_out = {"span": missed["uid"], "seen": 1}
    assert send(reviewer, hers.assignment, "missed_remove", **taken_out).status_code == 200
    assert decide(reviewer, hers, "corrected", start=0, end=10).status_code == 200
    assert gold() == [("Ada Marlow", "Person")]


def test_other_stretches_within_the_same_borders_are_another_span(
    task: Task, alice: User, jonas: User, person: Label, claim: Label, reviewer: Client
) -> None:
    layer = make_assignment(task, alice)
    span = make_span(layer, person, "Ada Marlow spoke")
    span.change(actor=alice, seen=1, ranges=[(0, 3), (11, 16)])
    layer.submit(alice)
    whole = make_submitted(task, jonas, (person, "Ada Marlow spoke")).spans.get()
    for each in (span, whole):
        assert decide(reviewer, each, "corrected", label=claim.pk).status_code == 200
    found = Span.objects.filter(assignment__kind="gold").order_by("pk").values_list("fragments", flat=True)
    assert list(found) == [[[0, 3], [11, 16]], []]


def test_what_one_annotator_missed_is_not_listed_as_missed_by_another_who_has_it(
    task: Task, jonas: User, hers: Span, person: Label, reviewer: Client
) -> None:
    layer = make_submitted(task, jonas, (person, "Veldt"))
    missed = {"uid": uuid.uuid4(), "label": person.pk, "start": 20, "end": 25}
    send(reviewer, hers.assignment, "missed", **missed)
    assert MISSED in read(reviewer, hers.assignment)
    content = read(reviewer, layer)
    assert MISSED not in content
    assert str(missed["uid"]) not in content
    assert "0 of 1 decided" in content


def test_what_was_missed_under_another_label_or_in_part_is_listed(
    task: Task, jonas: User, hers: Span, person: Label, claim: Label, reviewer: Client
) -> None:
    layer = make_submitted(task, jonas, (claim, "Veldt"), (person, "She"))
    places = [(person, 20, 25), (person, 28, 36)]
    for label, start, end in places:
        missed = {"uid": uuid.uuid4(), "label": label.pk, "start": start, "end": end}
        assert send(reviewer, hers.assignment, "missed", **missed).status_code == 200
    assert read(reviewer, layer).count(MISSED) == 2
