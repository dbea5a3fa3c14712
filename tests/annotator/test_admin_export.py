"""The work that was selected in the list is exported, and no other."""

import csv
import json
from io import StringIO

import pytest
from django.urls import reverse

from annotator.models import Assignment, Event, Label, Project, Task, User
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_span, make_task

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def layers(project: Project, alice: User, person: Label) -> list[Assignment]:
    """Three of Alice's, one span each; the last is still being worked on."""
    made = []
    for number in range(3):
        layer = make_assignment(make_task(project, f"Ada{number} spoke.\n"), alice)
        make_span(layer, person, f"Ada{number}")
        made.append(layer)
    made[0].submit(alice)
    made[1].submit(alice)
    return made


def export(client_of: ClientOf, user: User, action: str, keys: list[int]) -> tuple[str, str]:
    """The name and the text of the file."""
    data = {"action": action, "_selected_action": keys}
    answer = client_of(user).post(reverse("admin:annotator_assignment_changelist"), data)
    return answer["Content-Disposition"], answer.getvalue().decode()


def test_the_selected_go_into_a_jsonl_file(layers: list[Assignment], bob: User, client_of: ClientOf) -> None:
    name, text = export(client_of, bob, "export_jsonl", [layers[0].pk, layers[2].pk])
    records = [json.loads(line) for line in text.splitlines()]
    assert [record["id"] for record in records] == [str(layers[0].uid), str(layers[2].uid)]
    assert [record["spans"][0]["text"] for record in records] == ["Ada0", "Ada2"]
    assert 'filename="harbour-' in name
    assert Event.objects.get(verb="exported").actor == bob


def test_the_selected_go_into_a_csv_file(layers: list[Assignment], bob: User, client_of: ClientOf) -> None:
    _name, text = export(client_of, bob, "export_csv", [layers[1].pk])
    assert [row["text"] for row in csv.DictReader(StringIO(text))] == ["Ada1"]


def test_forged_ids_export_nothing(
    layers: list[Assignment], task: Task, charlie: User, client_of: ClientOf
) -> None:
    data = {"action": "export_jsonl", "_selected_action": [layer.pk for layer in layers]}
    answer = client_of(charlie).post(reverse("admin:annotator_assignment_changelist"), data)
    assert b"Ada" not in answer.getvalue()
