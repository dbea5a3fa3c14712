"""Migration 0011: a label's unknown colour becomes blue, a key that no form would take goes."""

import pytest

from annotator.models import Label, Project
from tests.annotator.migrating import migrate, newest
from tests.factory import make_label

BEFORE = "0010_corrections_of_corrected"


@pytest.mark.django_db(transaction=True)
def test_labels_that_break_the_rules_are_mended(project: Project) -> None:
    last = newest()
    try:
        migrate(BEFORE)
        make_label(project, "Person", hotkey="P", colour="mauve")
        make_label(project, "Place", hotkey="p", colour="teal")
        make_label(project, "Thing", colour="")
    finally:
        migrate(last)
    assert list(Label.objects.order_by("pk").values_list("hotkey", "colour")) == [
        ("", "blue"),
        ("p", "teal"),
        ("", "blue"),
    ]
