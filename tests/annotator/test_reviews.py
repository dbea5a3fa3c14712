"""What reviewers decide about spans, and when gold counts."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from annotator.models import (
    Assignment,
    Claim,
    Edit,
    Entity,
    Label,
    Project,
    Review,
    Role,
    Span,
    Task,
    User,
    WrongState,
)
from annotator.models.edits import Conflict
from annotator.models.reviews import Amendment, Seen
from annotator.models.spans import BadRange
from tests.factory import (
    make_assignment,
    make_label,
    make_member,
    make_span,
    make_submitted,
    make_task,
    make_user,
)

Decision = Review.Decision
FRESH = Seen(1, "")


@pytest.fixture(autouse=True)
def in_a_transaction(db: None) -> None:
    """The verbs expect a locked layer; the test's own transaction stands for the view's."""
    assert transaction.get_connection().in_atomic_block


@pytest.fixture
def layer(task: Task, alice: User, person: Label) -> Assignment:
    """Alice's submitted work with one span, “Ada Marlow”."""
    return make_submitted(task, alice, (person, "Ada Marlow"))


@pytest.fixture
def span(layer: Assignment) -> Span:
    return layer.spans.get()


def correct(layer: Assignment, span: Span, actor: User, seen: Seen = FRESH, **amendment: Any) -> Review:
    right = Amendment(**amendment)
    return Review.decide(layer, span, Decision.CORRECTED, actor=actor, seen=seen, amendment=right)


@pytest.mark.parametrize("decision", [Decision.ACCEPTED, Decision.REJECTED])
def test_a_decision_leaves_the_span_as_it_was(
    decision: Decision, layer: Assignment, span: Span, bob: User
) -> None:
    before = Span.objects.filter(pk=span.pk).values().get()
    review = Review.decide(layer, span, decision, actor=bob, seen=FRESH, comment="Look here")
    assert (review.decision, review.reviewer, review.comment) == (decision, bob, "Look here")
    assert Span.objects.filter(pk=span.pk).values().get() == before
    event = layer.events.get(verb="reviewed")
    assert (event.actor, event.data["decision"], event.data["span"]) == (bob, decision, str(span.uid))
    assert not Assignment.objects.filter(kind="gold").exists()


def test_a_correction_is_a_span_of_gold_made_by_the_reviewer(
    layer: Assignment, span: Span, bob: User, claim: Label
) -> None:
    review = correct(layer, span, bob, label=claim, start=0, end=3)
    right = review.correction
    assert right is not None
    assert (right.label, right.quote, right.derived_from) == (claim, "Ada", span)
    assert right.assignment.is_gold
    assert Edit.objects.get(what_uid=right.uid).actor == bob
    span.refresh_from_db()
    assert (span.quote, span.label.name, span.version) == ("Ada Marlow", "Person", 1)


def test_a_corrected_claim_keeps_what_it_says(task: Task, alice: User, bob: User, claim: Label) -> None:
    layer = make_assignment(task, alice)
    span = make_span(layer, claim, "Ada Marlow spoke")
    said = {**Claim().snapshot(), "attribution": "unnamed", "via": "AP", "quantity_low": "6"}
    span.describe(said, actor=alice, seen=1)
    layer.submit(alice)
    review = correct(layer, span, bob, Seen(2, ""), start=0, end=3)
    assert review.correction is not None
    assert Claim.objects.get(span=review.correction).snapshot() == said


def test_a_claim_that_was_corrected_to_something_else_first_keeps_what_it_says(
    task: Task, alice: User, bob: User, claim: Label, person: Label
) -> None:
    layer = make_assignment(task, alice)
    span = make_span(layer, claim, "Ada Marlow spoke")
    said = {**Claim().snapshot(), "attribution": "unnamed", "via": "AP", "quantity_low": "6"}
    span.describe(said, actor=alice, seen=1)
    layer.submit(alice)
    first = correct(layer, span, bob, Seen(2, ""), label=person)
    second = correct(layer, span, bob, Seen(2, first.stamp), start=0, end=3)
    assert second.correction is not None
    assert (second.correction.pk, second.correction.label) == (first.correction_id, claim)
    assert Claim.objects.get(span=second.correction).snapshot() == said


def test_a_link_is_kept_by_a_span_that_was_corrected_to_something_else_first(
    layer: Assignment, span: Span, project: Project, bob: User, claim: Label, person: Label
) -> None:
    ada = Entity.objects.create(project=project, label=person, name="Ada Marlow")
    Span.objects.update(entity=ada)
    span.refresh_from_db()
    first = correct(layer, span, bob, label=claim)
    second = correct(layer, span, bob, Seen(1, first.stamp), start=0, end=3)
    assert second.correction is not None
    assert second.correction.entity == ada


@pytest.mark.parametrize("kinds", [("entity", "claim"), ("claim", "entity")])
def test_a_correction_to_another_kind_says_nothing(
    kinds: tuple[str, str], task: Task, project: Project, alice: User, bob: User, claim: Label, person: Label
) -> None:
    wrong, right = ({"entity": person, "claim": claim}[kind] for kind in kinds)
    layer = make_assignment(task, alice)
    span = make_span(layer, wrong, "Ada Marlow")
    if wrong == person:
        span.link(Entity.make(person, "Ada Marlow", actor=alice), actor=alice, seen=1)
    else:
        span.describe({**Claim().snapshot(), "via": "AP"}, actor=alice, seen=1)
    layer.submit(alice)
    correction = correct(layer, span, bob, Seen(2, ""), label=right).correction
    assert correction is not None
    assert (correction.entity, Claim.objects.filter(span=correction).exists()) == (None, False)


def test_who_leaves_a_shared_correction_takes_along_what_was_said(
    task: Task, alice: User, bob: User, claim: Label
) -> None:
    layer = make_assignment(task, alice)
    spans = [make_span(layer, claim, words) for words in ("Ada Marlow spoke", "Ada Marlow spoke in")]
    said = {**Claim().snapshot(), "via": "AP"}
    for span in spans:
        span.describe(said, actor=alice, seen=1)
    layer.submit(alice)
    shared, same = (correct(layer, span, bob, Seen(2, ""), start=0, end=3) for span in spans)
    assert shared.correction == same.correction
    own = correct(layer, spans[0], bob, Seen(2, shared.stamp), start=0, end=10).correction
    assert own not in (None, same.correction)
    assert Claim.objects.get(span=own).snapshot() == said


def test_correcting_again_changes_the_same_span_of_gold(
    layer: Assignment, span: Span, bob: User, claim: Label
) -> None:
    first = correct(layer, span, bob, label=claim)
    second = correct(layer, span, bob, Seen(1, first.stamp), start=4, end=10)
    assert second.correction_id == first.correction_id
    assert second.correction is not None
    second.correction.refresh_from_db()
    assert (second.correction.quote, second.correction.label) == ("Marlow", span.label)


@pytest.mark.parametrize("amendment", [{}, {"start": 0, "end": 10}, {"start": 0, "end": 11}])
def test_a_correction_that_changes_nothing_is_refused(
    amendment: dict[str, Any], layer: Assignment, span: Span, bob: User
) -> None:
    with pytest.raises(BadRange, match="another label or other borders"):
        correct(layer, span, bob, **amendment)


def test_another_decision_takes_the_correction_out_of_gold(
    layer: Assignment, span: Span, bob: User, claim: Label
) -> None:
    review = correct(layer, span, bob, label=claim)
    assert review.correction is not None
    uid = review.correction.uid
    changed = Review.decide(layer, span, Decision.ACCEPTED, actor=bob, seen=Seen(1, review.stamp))
    assert changed.correction is None
    assert not Span.objects.filter(uid=uid).exists()
    assert [edit.verb for edit in Edit.objects.filter(what_uid=uid).order_by("pk")] == ["made", "deleted"]
    assert Review.objects.get(pk=review.pk).decision == "accepted"


def test_a_decision_can_be_taken_back(layer: Assignment, span: Span, bob: User, claim: Label) -> None:
    review = correct(layer, span, bob, label=claim)
    Review.take_back(layer, span, actor=bob, seen=Seen(1, review.stamp))
    assert not Review.objects.exists()
    assert not Span.objects.filter(assignment__kind="gold").exists()
    assert [event.data["decision"] for event in layer.events.filter(verb="reviewed").order_by("pk")] == [
        "corrected",
        "undecided",
    ]


def test_a_second_reviewer_is_told_of_the_first(layer: Assignment, span: Span, bob: User, mary: User) -> None:
    Review.decide(layer, span, Decision.REJECTED, actor=bob, seen=FRESH)
    with pytest.raises(Conflict, match="bob has decided in the meantime: rejected"):
        Review.decide(layer, span, Decision.ACCEPTED, actor=mary, seen=FRESH)
    assert Review.objects.get().decision == "rejected"


def test_a_decision_that_was_taken_back_meanwhile_is_told(layer: Assignment, span: Span, bob: User) -> None:
    review = Review.decide(layer, span, Decision.REJECTED, actor=bob, seen=FRESH)
    Review.take_back(layer, span, actor=bob, seen=Seen(1, review.stamp))
    with pytest.raises(Conflict, match="taken back in the meantime"):
        Review.decide(layer, span, Decision.ACCEPTED, actor=bob, seen=Seen(1, review.stamp))


def test_a_span_that_the_annotator_changed_must_be_decided_again(
    layer: Assignment, span: Span, alice: User, bob: User, claim: Label
) -> None:
    review = Review.decide(layer, span, Decision.ACCEPTED, actor=bob, seen=FRESH)
    layer.return_to_annotator(bob, "Please look again")
    span.assignment = layer
    span.change(actor=alice, seen=1, label=claim)
    layer.submit(alice)
    assert not Review.objects.get(pk=review.pk).is_current
    assert list(layer.spans.undecided()) == [span]
    with pytest.raises(Conflict, match="annotator has changed this span"):
        Review.decide(layer, span, Decision.ACCEPTED, actor=bob, seen=Seen(1, review.stamp))
    Review.decide(layer, span, Decision.ACCEPTED, actor=bob, seen=Seen(2, review.stamp))
    assert not layer.spans.undecided().exists()


def test_what_was_missed_goes_into_gold_and_out_again(layer: Assignment, bob: User, person: Label) -> None:
    uid = uuid.uuid4()
    missed = Review.add_missed(layer, person, 46, 57, actor=bob, uid=uid)
    assert missed.assignment.is_gold
    assert missed.derived_from is None
    assert layer.spans.count() == 1
    assert Review.remove_missed(layer, uid, actor=bob, seen=1) == (missed.start, missed.end)
    assert not Span.objects.filter(uid=uid).exists()


def test_what_is_tagged_or_added_already_was_not_missed(layer: Assignment, bob: User, person: Label) -> None:
    with pytest.raises(Conflict, match="annotator has tagged exactly this"), transaction.atomic():
        Review.add_missed(layer, person, 0, 10, actor=bob, uid=uuid.uuid4())
    Review.add_missed(layer, person, 20, 25, actor=bob, uid=uuid.uuid4())
    with pytest.raises(Conflict, match="Gold has exactly this"), transaction.atomic():
        Review.add_missed(layer, person, 20, 25, actor=bob, uid=uuid.uuid4())
    assert Span.objects.filter(assignment__kind="gold").count() == 1


def test_only_what_was_missed_can_be_taken_out_as_such(
    layer: Assignment, span: Span, bob: User, claim: Label
) -> None:
    review = correct(layer, span, bob, label=claim)
    assert review.correction is not None
    for uid in (review.correction.uid, span.uid, uuid.uuid4()):
        with pytest.raises(Conflict, match="gone"):
            Review.remove_missed(layer, uid, actor=bob, seen=1)


def test_gold_on_another_version_of_the_text_takes_nothing(
    layer: Assignment, span: Span, bob: User, claim: Label
) -> None:
    """As it may have come about before all layers of a task had one text."""
    version = layer.task.article.add_version("A corrected text, quite another one.\n")
    Assignment.objects.create(task=layer.task, kind=Assignment.Kind.GOLD, version=version)
    with pytest.raises(WrongState, match="another version"):
        correct(layer, span, bob, label=claim)
    with pytest.raises(WrongState, match="another version"):
        Review.add_missed(layer, claim, 0, 3, actor=bob, uid=uuid.uuid4())


def test_nothing_here_is_for_work_without_spans(
    layer: Assignment, project: Project, alice: User, bob: User
) -> None:
    with pytest.raises(WrongState, match="has spans"):
        Review.nothing_here(layer, True, actor=bob)
    empty = make_assignment(make_task(project, "Nothing to tag.\n"), alice, Assignment.State.SUBMITTED)
    Review.nothing_here(empty, True, actor=bob)
    Review.nothing_here(empty, True, actor=bob)
    assert empty.reviews.get().decision == "nothing_here"
    Review.nothing_here(empty, False, actor=bob)
    assert not empty.reviews.exists()
    assert empty.events.count() == 2


@pytest.mark.parametrize("state", ["to_do", "in_progress", "returned", "deferred", "declined"])
def test_only_what_was_handed_in_is_reviewed(
    state: str, task: Task, alice: User, bob: User, person: Label
) -> None:
    layer = make_assignment(task, alice, state)
    span = make_span(layer, person, "Ada Marlow")
    Assignment.objects.filter(pk=layer.pk).update(state=state)
    layer.refresh_from_db()
    with pytest.raises(WrongState, match="once it is submitted"):
        Review.decide(layer, span, Decision.ACCEPTED, actor=bob, seen=FRESH)


def test_nobody_decides_about_their_own_work(
    project: Project, task: Task, alice: User, bob: User, person: Label
) -> None:
    make_member(project, alice, Role.REVIEWER)
    layer = make_assignment(task, alice, Assignment.State.SUBMITTED)
    span = make_span(layer, person, "Ada Marlow")
    with pytest.raises(WrongState, match="own work"):
        Review.decide(layer, span, Decision.ACCEPTED, actor=alice, seen=FRESH)


def test_the_only_reviewer_decides_about_their_own_work_too(
    project: Project, task: Task, alice: User, bob: User, person: Label
) -> None:
    make_member(project, alice, Role.REVIEWER)
    bob.memberships.get().leave()
    layer = make_assignment(task, alice, Assignment.State.SUBMITTED)
    span = make_span(layer, person, "Ada Marlow")
    assert Review.decide(layer, span, Decision.ACCEPTED, actor=alice, seen=FRESH).decision == "accepted"


def test_a_superuser_decides_about_their_own_work(project: Project, task: Task, bob: User) -> None:
    root = make_user("root", is_superuser=True)
    layer = make_assignment(task, root, Assignment.State.SUBMITTED)
    Review.nothing_here(layer, True, actor=root)
    assert layer.reviews.count() == 1


def test_gold_counts_while_work_on_the_task_is_accepted(
    layer: Assignment, span: Span, bob: User, claim: Label, jonas: User
) -> None:
    correct(layer, span, bob, label=claim)
    gold = Assignment.objects.get(kind="gold")
    assert gold.state == "in_progress"
    second = make_assignment(layer.task, jonas, "submitted")
    steps: list[tuple[Callable[[], object], str]] = [
        (lambda: layer.accept(bob), "accepted"),
        (lambda: second.accept(bob), "accepted"),
        (lambda: layer.return_to_annotator(bob, "Again, please"), "accepted"),
        (lambda: second.return_to_annotator(bob, "You too"), "in_progress"),
    ]
    for step, state in steps:
        step()
        gold.refresh_from_db()
        assert gold.state == state


def test_gold_that_begins_after_the_acceptance_counts_at_once(
    layer: Assignment, span: Span, bob: User, claim: Label
) -> None:
    layer.accept(bob)
    correct(layer, span, bob, label=claim)
    assert Assignment.objects.get(kind="gold").state == "accepted"


def test_returning_keeps_the_message_for_the_annotator(layer: Assignment, bob: User) -> None:
    event = layer.return_to_annotator(bob, "The second name is missing")
    layer.refresh_from_db()
    assert (layer.state, layer.message) == ("returned", "The second name is missing")
    assert event.data == {"message": "The second name is missing"}


def test_labels_of_a_correction_may_be_any_of_the_project(
    layer: Assignment, span: Span, bob: User, project: Project
) -> None:
    place = make_label(project, "Place")
    assert correct(layer, span, bob, label=place).correction is not None


def test_a_correction_of_the_label_alone_keeps_the_fragments(
    layer: Assignment, span: Span, alice: User, bob: User, claim: Label
) -> None:
    layer.reopen(alice)
    span.assignment = layer
    span.change(actor=alice, seen=1, ranges=[(0, 3), (11, 16)])
    layer.submit(alice)
    review = correct(layer, span, bob, Seen(2, ""), label=claim, start=span.start, end=span.end)
    assert review.correction is not None
    assert review.correction.fragments == [[0, 3], [11, 16]]
