"""A decision and its correction outlive the span that they are about, which the annotator may bring back."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from annotator.datasets.records import records
from annotator.datasets.selection import Selection
from annotator.models import Assignment, Label, Review, Span, Task, User
from tests.annotator.reviewing import annotate, decide, delete, page, read, send
from tests.conftest import ClientOf
from tests.factory import make_span, make_submitted

STALE = "before the annotator changed it: decide again."
LEFT = "Corrects what the annotator has deleted; in no dataset"


@pytest.fixture
def layer(task: Task, alice: User, person: Label) -> Assignment:
    """Alice's submitted work with two spans."""
    return make_submitted(task, alice, (person, "Ada Marlow"), (person, "Monday"))


@pytest.fixture
def span(layer: Assignment) -> Span:
    """“Monday”."""
    return layer.spans.order_by("-start")[0]


@pytest.fixture
def annotator(client_of: ClientOf, alice: User) -> Client:
    return client_of(alice)


def give_back(reviewer: Client, layer: Assignment) -> None:
    send(reviewer, layer, "return", message="Look again")


def hand_in(annotator: Client, layer: Assignment) -> None:
    annotate(annotator, layer, "submit/")


def exported(layer: Assignment) -> dict[str, list[str]]:
    """The texts of the spans by layer, with all work that is not returned."""
    scope = Assignment.objects.filter(task=layer.task_id)
    found = records(Selection(scope=scope, states=("accepted", "in_progress", "submitted")))
    return {record["layer"]: [span["text"] for span in record["spans"]] for record in found}


def left_out(layer: Assignment) -> dict[str, int]:
    scope = Assignment.objects.filter(task=layer.task_id)
    report = Selection(scope=scope, states=("accepted", "in_progress", "submitted")).report("default")
    return {each.reason: each.spans for each in report.left_out}


@pytest.mark.parametrize("way_back", ["undo", "restore"])
@pytest.mark.parametrize("decision", ["accepted", "rejected", "corrected"])
def test_a_decision_comes_back_with_its_span_and_is_to_be_taken_again(
    decision: str,
    way_back: str,
    layer: Assignment,
    span: Span,
    claim: Label,
    reviewer: Client,
    annotator: Client,
) -> None:
    fields = {"label": claim.pk} if decision == "corrected" else {}
    decide(reviewer, span, decision, comment="Not so", **fields)
    give_back(reviewer, layer)
    delete(annotator, span)
    review = Review.objects.get()
    assert (review.span, review.span_uid, review.decision, review.comment, review.is_current) == (
        None,
        span.uid,
        decision,
        "Not so",
        False,
    )
    annotate(annotator, layer, "undo/" if way_back == "undo" else f"spans/{span.uid}/restore/")
    hand_in(annotator, layer)

    review.refresh_from_db()
    assert review.span is not None
    assert review.span.uid == span.uid
    assert not review.is_current
    content = read(reviewer, layer)
    assert f"{review.get_decision_display()} {STALE}" in content
    assert "Not so" in content
    assert "0 of 2 decided" in content

    back = review.span
    assert decide(reviewer, back, "rejected", comment="Still not").status_code == 200
    review.refresh_from_db()
    assert (review.decision, review.comment, review.is_current) == ("rejected", "Still not", True)
    assert Review.objects.count() == 1
    assert not Span.objects.filter(assignment__kind="gold").exists()


def test_undoing_the_making_of_a_span_and_doing_it_again_keeps_the_decision(
    layer: Assignment, span: Span, reviewer: Client, annotator: Client
) -> None:
    decide(reviewer, span, "rejected", comment="No name")
    give_back(reviewer, layer)
    annotate(annotator, layer, "undo/")
    assert not Span.objects.filter(uid=span.uid).exists()
    annotate(annotator, layer, "redo/")
    hand_in(annotator, layer)
    assert f"Rejected {STALE}" in read(reviewer, layer)


def test_work_whose_decided_spans_were_all_deleted_can_have_nothing_here(
    layer: Assignment, reviewer: Client, annotator: Client
) -> None:
    spans = list(layer.spans.all())
    for each in spans:
        decide(reviewer, each, "rejected")
    give_back(reviewer, layer)
    for each in spans:
        delete(annotator, each)
    hand_in(annotator, layer)
    assert "The annotator found nothing to tag." in read(reviewer, layer)
    assert send(reviewer, layer, "nothing_here", is_so="on").status_code == 200
    assert "bob agrees: there is nothing to tag here." in read(reviewer, layer)
    assert Review.objects.get(decision="nothing_here").is_current
    assert send(reviewer, layer, "nothing_here").status_code == 200
    assert list(Review.objects.values_list("decision", flat=True)) == ["rejected", "rejected"]


@pytest.fixture
def corrected(layer: Assignment, span: Span, claim: Label, reviewer: Client, annotator: Client) -> Span:
    """The correction in gold of a span that the annotator has deleted since; the work is submitted again."""
    decide(reviewer, span, "corrected", label=claim.pk)
    give_back(reviewer, layer)
    delete(annotator, span)
    hand_in(annotator, layer)
    return Span.objects.get(assignment__kind="gold")


def test_the_correction_of_a_deleted_span_is_in_no_dataset(layer: Assignment, corrected: Span) -> None:
    assert exported(layer) == {"annotator": ["Ada Marlow"]}
    assert left_out(layer) == {"gold_without_spans": 1}


def test_beside_other_gold_the_correction_of_a_deleted_span_is_counted_as_outdated(
    layer: Assignment, corrected: Span, person: Label, reviewer: Client
) -> None:
    send(reviewer, layer, "missed", uid=uuid.uuid4(), label=person.pk, start=20, end=25)
    assert exported(layer) == {"annotator": ["Ada Marlow"], "gold": ["Veldt"]}
    assert left_out(layer) == {"outdated_correction": 1}


def test_the_review_page_says_what_a_correction_is_whose_span_was_deleted(
    layer: Assignment, corrected: Span, reviewer: Client
) -> None:
    content = read(reviewer, layer)
    assert f'id="s-{corrected.uid}"' in content
    assert LEFT in content
    assert "Missed; added to gold" not in content
    assert "0 of 1 decided" in content


def test_what_is_left_of_a_deleted_span_is_taken_out_of_gold(
    layer: Assignment, span: Span, corrected: Span, reviewer: Client
) -> None:
    answer = send(reviewer, layer, "missed_remove", span=corrected.uid, seen=corrected.version)
    assert answer.status_code == 200
    assert f'id="s-{corrected.uid}"' not in answer.content.decode()
    assert not Span.objects.filter(pk=corrected.pk).exists()
    review = Review.objects.get(span_uid=span.uid)
    assert (review.decision, review.correction) == ("corrected", None)


def test_what_is_left_of_a_deleted_span_is_kept_as_missed(
    layer: Assignment, span: Span, corrected: Span, reviewer: Client
) -> None:
    sent = {"edit": uuid.uuid4(), "span": corrected.uid, "seen": corrected.version}
    for _ in range(2):
        answer = send(reviewer, layer, "missed_keep", **sent)
        assert answer.status_code == 200
        assert "Missed; added to gold" in answer.content.decode()
    assert exported(layer) == {"annotator": ["Ada Marlow"], "gold": ["Monday"]}
    assert layer.events.filter(verb="reviewed").count() == 2
    answer = send(reviewer, layer, "missed_remove", span=corrected.uid, seen=corrected.version)
    assert answer.status_code == 200
    assert exported(layer) == {"annotator": ["Ada Marlow"]}


def test_the_form_of_what_is_left_says_so_and_keeps_it_without_a_script(
    layer: Assignment, corrected: Span, reviewer: Client
) -> None:
    content = reviewer.get(page(layer), {"span": str(corrected.uid)}).content.decode()
    assert '<p class="small" data-when-left>The annotator has deleted the span that this corrects.' in content
    assert '<p class="small" data-when-missed hidden>' in content
    address = reverse("admin:review_missed_keep", args=(layer.pk,))
    sent = {"edit": uuid.uuid4(), "span": corrected.uid, "seen": corrected.version}
    answer = reviewer.post(address, sent, follow=True)
    assert "Missed; added to gold" in answer.content.decode()


def test_what_the_annotator_tagged_instead_is_not_kept_as_missed_too(
    layer: Assignment, alice: User, corrected: Span, claim: Label, reviewer: Client
) -> None:
    make_span(layer, claim, "Monday")
    answer = send(reviewer, layer, "missed_keep", span=corrected.uid, seen=corrected.version)
    assert (answer.status_code, answer.content.decode()) == (
        409,
        "The annotator has tagged exactly this: accept it, and take this one out of gold.",
    )


def test_what_is_added_as_missed_stands_instead_of_what_is_left_of_a_deleted_span(
    layer: Assignment, corrected: Span, reviewer: Client
) -> None:
    same = {"label": corrected.label_id, "start": corrected.start, "end": corrected.end}
    answer = send(reviewer, layer, "missed", uid=uuid.uuid4(), **same)
    assert answer.status_code == 200
    assert LEFT not in read(reviewer, layer)
    assert exported(layer) == {"annotator": ["Ada Marlow"], "gold": ["Monday"]}
    assert not Span.objects.filter(pk=corrected.pk).exists()


def test_a_correction_that_stands_is_neither_kept_nor_taken_out_as_missed(
    layer: Assignment, span: Span, claim: Label, reviewer: Client
) -> None:
    decide(reviewer, span, "corrected", label=claim.pk)
    correction = Span.objects.get(assignment__kind="gold")
    for step in ("missed_keep", "missed_remove"):
        answer = send(reviewer, layer, step, span=correction.uid, seen=correction.version)
        assert answer.status_code == 409
    assert Review.objects.get().correction == correction


def test_only_reviewers_keep_what_is_left(
    layer: Assignment, corrected: Span, annotator: Client, charlie: User, client_of: ClientOf
) -> None:
    sent = {"span": corrected.uid, "seen": corrected.version}
    assert send(annotator, layer, "missed_keep", **sent).status_code == 403
    assert send(client_of(charlie), layer, "missed_keep", **sent).status_code == 404
    assert Review.objects.get().correction == corrected


def test_a_span_that_comes_back_has_its_correction_again(
    layer: Assignment, span: Span, corrected: Span, claim: Label, reviewer: Client, annotator: Client
) -> None:
    annotate(annotator, layer, "reopen/")
    annotate(annotator, layer, "undo/")
    hand_in(annotator, layer)
    corrected.refresh_from_db()
    assert corrected.derived_from is not None
    assert corrected.derived_from.uid == span.uid
    content = read(reviewer, layer)
    assert f"Corrected {STALE}" in content
    assert LEFT not in content
    assert exported(layer) == {"annotator": ["Ada Marlow", "Monday"]}
    back = Span.objects.get(uid=span.uid)
    assert decide(reviewer, back, "corrected", label=claim.pk).status_code == 200
    assert exported(layer) == {"annotator": ["Ada Marlow"], "gold": ["Monday"]}
    assert Span.objects.get(assignment__kind="gold") == corrected
