"""Two reviewers at the same time: one decides, the other is told, and gold agrees with both."""

import uuid
from collections.abc import Callable

import pytest
from django.urls import reverse

from annotator.access import own_claim
from annotator.models import Assignment, Edit, Label, Placement, Review, Span, Statement, Task, User
from tests.annotator.at_once import at_once, just_before, one_writer_at_a_time
from tests.annotator.reviewing import decide
from tests.annotator.stories import Desk, make_claim
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_span
from tests.pages import HTMX

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_of_two_decisions_stands_and_the_other_is_refused(
    task: Task, alice: User, bob: User, mary: User, person: Label, client_of: ClientOf
) -> None:
    layer = make_assignment(task, alice)
    span = make_span(layer, person, "Veldt")
    layer.submit(alice)
    address = reverse("admin:review_decide", args=(layer.pk,))

    def decide(reviewer: User, decision: str) -> Callable[[], int]:
        client = client_of(reviewer)
        data = {"edit": uuid.uuid4(), "span": span.uid, "decision": decision, "seen": 1, "seen_review": ""}
        return lambda: client.post(address, data, headers=HTMX).status_code

    statuses = at_once(decide(bob, "accepted"), decide(mary, "rejected"))
    assert sorted(statuses) == [200, 409]
    expected = ("bob", "accepted") if statuses[0] == 200 else ("mary", "rejected")
    review = Review.objects.select_related("reviewer").get()
    assert (review.reviewer.username, review.decision) == expected
    assert layer.events.filter(verb="reviewed").count() == 1


def test_gold_is_made_once_and_counts_right(
    task: Task, alice: User, bob: User, mary: User, person: Label, client_of: ClientOf, jonas: User
) -> None:
    first = make_assignment(task, alice, Assignment.State.SUBMITTED)
    second = make_assignment(task, jonas, Assignment.State.SUBMITTED)

    def post(reviewer: User, step: str, layer: Assignment, **data: object) -> Callable[[], int]:
        client = client_of(reviewer)
        address = reverse(f"admin:review_{step}", args=(layer.pk,))
        return lambda: client.post(address, data, headers=HTMX).status_code

    def missed(reviewer: User, layer: Assignment, start: int, end: int) -> Callable[[], int]:
        fields = {"uid": uuid.uuid4(), "label": person.pk, "start": start, "end": end}
        return post(reviewer, "missed", layer, edit=uuid.uuid4(), **fields)

    assert at_once(missed(bob, first, 0, 10), missed(mary, second, 20, 25)) == [200, 200]
    gold = Assignment.objects.get(kind="gold")
    assert gold.spans.count() == 2
    second.accept(mary)
    steps = at_once(post(bob, "accept", first), post(mary, "return", second, message="Once more"))
    assert steps == [302, 302]
    gold.refresh_from_db()
    assert gold.state == "accepted"


def test_two_corrections_to_the_same_at_once_are_one_span_of_gold(
    task: Task, alice: User, bob: User, mary: User, person: Label, client_of: ClientOf, jonas: User
) -> None:
    spans = []
    for annotator, quote in ((alice, "Ada"), (jonas, "Marlow")):
        layer = make_assignment(task, annotator)
        spans.append(make_span(layer, person, quote))
        layer.submit(annotator)

    def correct(reviewer: User, span: Span) -> Callable[[], int]:
        client = client_of(reviewer)
        return lambda: decide(client, span, "corrected", start=0, end=10).status_code

    assert at_once(correct(bob, spans[0]), correct(mary, spans[1])) == [200, 200]
    right = Span.objects.get(assignment__kind="gold")
    assert right.quote == "Ada Marlow"
    assert right.corrects.count() == 2


@one_writer_at_a_time
def test_a_correction_that_is_just_being_placed_goes_with_its_placement(
    desk: Desk, alice: User, bob: User, mary: User, claim: Label, injured: Statement, client_of: ClientOf
) -> None:
    span = make_claim(desk, "Wire", "Seven workers", alice, claim)
    span.assignment.submit(alice)
    reviewer = client_of(bob)
    assert decide(reviewer, span, "corrected", start=0, end=26).status_code == 200
    right = Span.objects.get(assignment__kind="gold")
    with just_before(lambda: decide(reviewer, span, "undecided").status_code) as undeciding:
        placed = own_claim(None, desk.project, desk.story, right.uid, lock=True)
        Placement.of(placed, injured, "affirms").add(actor=mary)
    assert undeciding.result() == 200
    assert not Span.objects.filter(assignment__kind="gold").exists()
    gone = Edit.objects.filter(verb=Edit.Verb.DELETED).order_by("pk")
    assert list(gone.values_list("what", flat=True)) == ["placement", "span"]
