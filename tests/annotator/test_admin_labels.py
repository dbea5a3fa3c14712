"""Labels are administered where they are used, and archived rather than deleted."""

from typing import Any

import pytest
from django.urls import reverse

from annotator.models import Label, Project, Task, User
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_label, make_span

ADD = "admin:annotator_label_add"
LIST = "admin:annotator_label_changelist"


def form_of(project: Project, **fields: object) -> dict[str, object]:
    return {"project": project.pk, "kind": "entity", "name": "Place", "colour": "teal", "order": 0, **fields}


def test_a_manager_adds_a_label(mary: User, project: Project, client_of: ClientOf) -> None:
    client_of(mary).post(reverse(ADD), form_of(project, hotkey="p"))
    label = project.labels.get()
    assert (label.name, label.hotkey, label.colour) == ("Place", "p", "teal")


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"hotkey": "1"}, "“Person” has this key."),
        ({"name": "PERSON"}, "Another label of this project has this name."),
        ({"hotkey": "x"}, "The workspace uses this key: "),
        ({"name": "\u200b"}, "None of these characters can be seen."),
        ({"hotkey": "%"}, "A key is one lower-case letter or digit."),
    ],
)
def test_a_clash_is_named(
    fields: dict[str, str], reason: str, mary: User, person: Label, client_of: ClientOf
) -> None:
    answer = client_of(mary).post(reverse(ADD), form_of(person.project, **fields))
    assert reason in answer.content.decode()
    assert person.project.labels.count() == 1


def inline(project: Project, *rows: dict[str, Any]) -> dict[str, Any]:
    """The form of a project's page with rows of new labels."""
    live = list(project.labels.live())
    data: dict[str, Any] = {
        "name": project.name,
        "annotators_per_article": 1,
        "labels-TOTAL_FORMS": len(live) + len(rows),
        "labels-INITIAL_FORMS": len(live),
        "memberships-TOTAL_FORMS": 0,
        "memberships-INITIAL_FORMS": 0,
    }
    filled = [form_of(project, id=one.pk, name=one.name, hotkey=one.hotkey) for one in live]
    for number, row in enumerate([*filled, *(form_of(project, **row) for row in rows)]):
        data |= {f"labels-{number}-{name}": value for name, value in row.items()}
    return data


def test_labels_are_added_on_the_project_s_page(
    mary: User, project: Project, person: Label, client_of: ClientOf
) -> None:
    address = reverse("admin:annotator_project_change", args=(project.pk,))
    answer = client_of(mary).post(
        address, inline(project, {"name": "Place"}, {"name": "Date", "hotkey": "d"})
    )
    assert answer.status_code == 302
    assert {label.name for label in project.labels.all()} == {"Person", "Place", "Date"}


def test_rows_that_clash_with_one_another_are_refused(
    mary: User, project: Project, client_of: ClientOf
) -> None:
    address = reverse("admin:annotator_project_change", args=(project.pk,))
    rows = ({"name": "Place", "hotkey": "p"}, {"name": "Part", "hotkey": "p"})
    answer = client_of(mary).post(address, inline(project, *rows))
    assert "Two labels have the same key: p." in answer.content.decode()
    assert not project.labels.exists()


def test_a_label_of_the_project_s_page_has_to_be_seen_too(
    mary: User, project: Project, client_of: ClientOf
) -> None:
    address = reverse("admin:annotator_project_change", args=(project.pk,))
    answer = client_of(mary).post(address, inline(project, {"name": "\u200b"}))
    assert "None of these characters can be seen." in answer.content.decode()
    assert not project.labels.exists()


def test_archiving_keeps_the_label_on_its_spans(
    mary: User, alice: User, task: Task, person: Label, client_of: ClientOf
) -> None:
    make_span(make_assignment(task, alice), person, "Veldt")
    client = client_of(mary)
    client.post(reverse(LIST), {"action": "archive", "_selected_action": [person.pk]})
    person.refresh_from_db()
    assert person.archived_at is not None
    assert person.spans.count() == 1
    client.post(reverse(LIST), {"action": "restore", "_selected_action": [person.pk]})
    person.refresh_from_db()
    assert person.archived_at is None


def test_a_label_whose_key_was_given_away_stays_archived(
    mary: User, person: Label, client_of: ClientOf
) -> None:
    person.archive()
    make_label(person.project, "Place", hotkey="1")
    data = {"action": "restore", "_selected_action": [person.pk]}
    answer = client_of(mary).post(reverse(LIST), data, follow=True)
    assert "“Person” stays archived: “Place” has this key." in answer.content.decode()
    person.refresh_from_db()
    assert person.archived_at is not None


def test_a_label_stays_in_its_project_and_keeps_its_kind_once_used(
    mary: User, alice: User, task: Task, person: Label, client_of: ClientOf
) -> None:
    make_span(make_assignment(task, alice), person, "Veldt")
    address = reverse("admin:annotator_label_change", args=(person.pk,))
    data = {"kind": "claim", "project": 0, "name": "Human", "colour": "red", "order": 1}
    assert client_of(mary).post(address, data).status_code == 302
    person.refresh_from_db()
    assert (person.kind, person.project, person.name) == ("entity", task.project, "Human")


def test_a_colour_is_a_class(mary: User, person: Label, client_of: ClientOf) -> None:
    content = client_of(mary).get(reverse(LIST)).content.decode()
    assert '<span class="label-chip c-blue">Pers</span>' in content
    assert "style=" not in content
