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


@pytest.mark.parametrize(
    ("constraint", "fields"),
    [
        ("label_colour_known", {"colour": "mauve"}),
        ("label_colour_known", {"colour": ""}),
        ("label_hotkey_is_one_lower_case_sign", {"hotkey": "P"}),
    ],
)
def test_a_label_has_a_colour_that_there_is_and_a_key_without_shift(
    constraint: str, fields: dict[str, str], person: Label
) -> None:
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Label.objects.filter(pk=person.pk).update(**fields)


@pytest.mark.parametrize("hotkey", ["", "p", "7", "ß", "ц", "ش", "ı"])
def test_a_label_may_have_any_key_that_its_form_takes(hotkey: str, person: Label) -> None:
    person.hotkey = hotkey
    person.full_clean()
    person.save()


@pytest.mark.parametrize("colour", Label.Colour)
def test_a_label_may_have_each_colour(colour: Label.Colour, person: Label) -> None:
    person.colour = colour
    person.full_clean()
    person.save()
