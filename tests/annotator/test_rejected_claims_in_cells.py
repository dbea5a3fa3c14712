"""A cell that holds a claim which the reviewer rejected: it is not silent, and nobody is told that it is."""

import pytest

from annotator.models import Assignment, Label, Reading, Review, Span, Statement, User
from tests.annotator.stories import Desk, cells_of, make_claim, make_placement, page_of, send
from tests.conftest import ClientOf
from tests.factory import make_label, make_review


@pytest.fixture
def rejected(desk: Desk, injured: Statement, alice: User, bob: User, claim: Label) -> Span:
    span = make_claim(desk, "Wire", "Seven workers were injured", alice, claim)
    make_placement(span, injured)
    Assignment.objects.update(state=Assignment.State.SUBMITTED)
    return make_review(Span.objects.get(pk=span.pk), bob, Review.Decision.REJECTED).span or span


def test_it_is_not_marked_as_read_for_nothing(
    desk: Desk, injured: Statement, rejected: Span, alice: User, client_of: ClientOf
) -> None:
    client, fields = client_of(alice), {"statement": injured.pk, "article": desk.article("Wire")}
    answer = send(client, f"{desk.url}read/", **fields)
    assert (answer.status_code, answer["Content-Type"]) == (409, "text/plain")
    assert answer.content.decode() == (
        "Not marked as read: a claim stands here that the reviewer rejected, so the article can't be silent. "
        "Take the claim away first."
    )
    assert not Reading.objects.exists()

    rejected.claim.placements.get().delete()
    assert "silent" in send(client, f"{desk.url}read/", **fields).content.decode()


def test_marking_all_that_one_has_begun_goes_on(
    desk: Desk, injured: Statement, rejected: Span, alice: User, client_of: ClientOf
) -> None:
    make_claim(desk, "Radio", "The silo burnt all night", alice, rejected.label)
    Assignment.objects.filter(state=Assignment.State.TO_DO).update(state=Assignment.State.IN_PROGRESS)
    assert send(client_of(alice), f"{desk.url}read/", statement=injured.pk).status_code == 200
    assert Reading.objects.filter(assignment__task=desk.tasks["Radio"]).exists()


def test_another_one_s_rejected_claim_is_no_hindrance(
    desk: Desk, injured: Statement, rejected: Span, bob: User, mary: User, client_of: ClientOf
) -> None:
    fields = {"statement": injured.pk, "article": desk.article("Wire")}
    assert send(client_of(mary), f"{desk.url}read/?layer=gold", **fields).status_code == 200
    assert Reading.objects.get().assignment.is_gold


def test_what_was_corrected_into_no_claim_counts_no_more_than_what_was_rejected(
    desk: Desk, injured: Statement, rejected: Span, alice: User, bob: User, person: Label, client_of: ClientOf
) -> None:
    """Corrected into another claim, it still says what the outlet claims."""
    other = make_label(desk.project, "Quote", Label.Kind.CLAIM)
    client = client_of(bob)
    for label, said in ((person, "unread"), (other, "affirms")):
        make_review(rejected, bob, Review.Decision.CORRECTED, label=label)
        [cell, *_others] = cells_of(page_of(client, desk.url), injured)
        assert cell.startswith(said)
        assert ("rejected by the reviewer" in cell) == (label == person)
