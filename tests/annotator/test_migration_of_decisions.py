"""Migration 0008: each decision is told its span; back, what earlier versions can't hold goes."""

import pytest

from annotator.models import Label, Review, Task, User
from tests.annotator.migrating import migrate, newest
from tests.factory import make_assignment, make_review, make_span

BEFORE = "0007_look_up_by_index_alone"


@pytest.mark.django_db(transaction=True)
def test_decisions_go_back_and_forth(task: Task, alice: User, bob: User, person: Label, claim: Label) -> None:
    layer = make_assignment(task, alice)
    spans = [make_span(layer, person, quote) for quote in ("Ada Marlow", "Veldt", "Monday")]
    layer.submit(alice)
    kept, shared, gone = (make_review(span, bob, Review.Decision.CORRECTED, label=claim) for span in spans)
    Review.objects.filter(pk=shared.pk).update(correction=kept.correction_id)
    Review.objects.filter(pk=gone.pk).update(span=None)
    Review.objects.create(assignment=layer, decision="nothing_here", reviewer=bob)
    last = newest()
    try:
        migrate(BEFORE)
    finally:
        migrate(last)
    found = Review.objects.order_by("pk").values_list("span", "span_uid", "decision", "correction")
    assert list(found) == [
        (spans[0].pk, spans[0].uid, "corrected", kept.correction_id),
        (spans[1].pk, spans[1].uid, "corrected", None),
        (None, None, "nothing_here", None),
    ]
