"""Migration 0010: what was accepted or rejected has no correction; the span of gold stays."""

import pytest

from annotator.models import Label, Review, Span, Task, User
from tests.annotator.migrating import migrate, newest
from tests.factory import make_assignment, make_review, make_span

BEFORE = "0009_undo_from_where_it_began"


@pytest.mark.django_db(transaction=True)
def test_a_decision_loses_a_correction_that_it_may_not_have(
    task: Task, alice: User, bob: User, person: Label, claim: Label
) -> None:
    layer = make_assignment(task, alice)
    spans = [make_span(layer, person, quote) for quote in ("Ada Marlow", "Veldt")]
    layer.submit(alice)
    kept, broken = (make_review(span, bob, Review.Decision.CORRECTED, label=claim) for span in spans)
    last = newest()
    try:
        migrate(BEFORE)
        Review.objects.filter(pk=broken.pk).update(decision="accepted")
    finally:
        migrate(last)
    assert list(Review.objects.order_by("pk").values_list("decision", "correction")) == [
        ("corrected", kept.correction_id),
        ("accepted", None),
    ]
    assert broken.correction is not None
    assert Span.objects.filter(pk=broken.correction.pk).exists()
