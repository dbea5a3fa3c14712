"""What comes in with a new project, on one page: its labels and its members."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from annotator.models import Membership, Project, User
from tests.factory import make_user

ADD = "admin:annotator_project_add"


def page_of(labels: list[dict[str, Any]], members: list[tuple[str, str]]) -> dict[str, Any]:
    """The form of a new project with these rows, as its page sends it."""
    rows: dict[str, list[dict[str, Any]]] = {
        "labels": [{"order": 0, "colour": "blue", **label} for label in labels],
        "memberships": [{"username": name, "role": role} for name, role in members],
    }
    form: dict[str, Any] = {"name": "New", "slug": "new", "annotators_per_article": 1}
    for name, sent in rows.items():
        form |= {f"{name}-TOTAL_FORMS": len(sent), f"{name}-INITIAL_FORMS": 0}
        form |= {f"{name}-{at}-{key}": value for at, row in enumerate(sent) for key, value in row.items()}
    return form


@pytest.fixture
def otto(db: None) -> User:
    return make_user("otto")


def test_a_person_gets_several_roles_at_once(admin_client: Client, otto: User) -> None:
    form = page_of([], [("otto", "manager"), ("otto", "annotator")])
    answer = admin_client.post(reverse(ADD), form)
    assert answer.status_code == 302, answer.content.decode()
    assert set(otto.memberships.values_list("role", flat=True)) == {"manager", "annotator"}


def test_the_same_role_twice_on_one_page_is_refused(admin_client: Client, otto: User) -> None:
    answer = admin_client.post(reverse(ADD), page_of([], [("otto", "manager"), ("otto", "manager")]))
    assert answer.status_code == 200
    assert "twice" in answer.content.decode()
    assert not Project.objects.exists()
    assert not Membership.objects.exists()


def test_a_relation_of_one_s_own_comes_with_the_project(admin_client: Client, otto: User) -> None:
    labels = [{"kind": "claim", "name": "Claim"}, {"kind": "relation", "name": "said by"}]
    answer = admin_client.post(reverse(ADD), page_of(labels, [("otto", "manager")]))
    assert answer.status_code == 302, answer.content.decode()
    assert Project.objects.get().labels.filter(kind="relation").count() == 1


def test_labels_without_a_chosen_colour_get_different_ones(admin_client: Client) -> None:
    chosen = {"kind": "entity", "name": "Person", "colour": "green"}
    left = [{"kind": "entity", "name": name, "colour": ""} for name in ("Place", "Group", "Event")]
    assert 'value="" selected>Least used' in admin_client.get(reverse(ADD)).content.decode()
    answer = admin_client.post(reverse(ADD), page_of([chosen, *left], []))
    assert answer.status_code == 302, answer.content.decode()
    project = Project.objects.get()
    assert [label.colour for label in project.labels.order_by("pk")] == ["green", "blue", "teal", "olive"]
    another = {"project": project.pk, "kind": "claim", "name": "Claim", "colour": "", "order": 1}
    answer = admin_client.post(reverse("admin:annotator_label_add"), another)
    assert answer.status_code == 302, answer.content.decode()
    assert project.labels.get(name="Claim").colour == "amber"


def test_a_member_without_a_project_is_asked_for_one(admin_client: Client, otto: User) -> None:
    answer = admin_client.post(
        reverse("admin:annotator_membership_add"), {"username": "otto", "role": "manager"}
    )
    assert answer.status_code == 200
    assert not otto.memberships.exists()
