"""What no row may say, however it is written: the database itself refuses it."""

import pytest
from django.db import IntegrityError, transaction

from annotator.models import Label, Review, Task, User
from tests.factory import make_assignment, make_review, make_span


@pytest.mark.parametrize("decision", ["accepted", "rejected"])
def test_only_a_corrected_span_has_a_correction(
    decision: str, task: Task, alice: User, bob: User, person: Label, claim: Label
) -> None:
    layer = make_assignment(task, alice)
    span = make_span(layer, person, "Ada Marlow")
    layer.submit(alice)
    review = make_review(span, bob, Review.Decision.CORRECTED, label=claim)
    with pytest.raises(IntegrityError, match="review_correction_is_of_corrected"), transaction.atomic():
        Review.objects.filter(pk=review.pk).update(decision=decision)
    review.refresh_from_db()
    assert (review.decision, review.correction is None) == ("corrected", False)


def test_a_corrected_span_may_have_lost_its_correction(
    task: Task, alice: User, bob: User, person: Label, claim: Label
) -> None:
    layer = make_assignment(task, alice)
    span = make_span(layer, person, "Ada Marlow")
    layer.submit(alice)
    review = make_review(span, bob, Review.Decision.CORRECTED, label=claim)
    assert Review.objects.filter(pk=review.pk).update(correction=None) == 1
