"""Two managers with the page of a project open: neither writes over what the other one has changed."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from annotator.models import Project, Role, User
from tests.conftest import ClientOf
from tests.factory import make_member, make_user


@pytest.fixture
def page(project: Project) -> str:
    Project.objects.filter(pk=project.pk).update(guidelines="Tag names.\n\nTag claims.\n")
    return reverse("admin:annotator_project_change", args=(project.pk,))


@pytest.fixture
def max_(project: Project, client_of: ClientOf) -> Client:
    return client_of(make_member(project, make_user("max"), Role.MANAGER))


def shown(client: Client, page: str) -> dict[str, Any]:
    """What the page's form holds, as a browser sends it."""
    form = next(
        form
        for form in html.fromstring(client.get(page).content.decode()).forms
        if "guidelines" in form.fields
    )
    fields: dict[str, Any] = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(str(value).replace("\r\n", "\n").replace("\n", "\r\n"))
    return fields


def test_what_one_left_as_it_was_stays_as_the_other_one_made_it(
    page: str, mary: User, max_: Client, project: Project, client_of: ClientOf
) -> None:
    client = client_of(mary)
    old = shown(client, page)
    max_.post(page, shown(max_, page) | {"guidelines": "Tag names, not titles."})
    assert client.post(page, old | {"annotators_per_article": "3"}).status_code == 302
    project.refresh_from_db()
    assert (project.guidelines, project.annotators_per_article) == ("Tag names, not titles.", 3)


def test_what_both_changed_is_refused_with_what_it_says_now(
    page: str, mary: User, max_: Client, project: Project, client_of: ClientOf
) -> None:
    client = client_of(mary)
    old = shown(client, page)
    max_.post(page, shown(max_, page) | {"guidelines": "Tag names, not titles."})
    answer = client.post(page, old | {"guidelines": "Tag numbers too."})
    assert answer.status_code == 200
    told = html.fromstring(answer.content.decode()).cssselect(".field-guidelines .errorlist")[0]
    assert "somebody else has changed this" in told.text_content()
    assert "Tag names, not titles." in told.text_content()
    assert "Tag numbers too." in answer.content.decode()
    project.refresh_from_db()
    assert project.guidelines == "Tag names, not titles."


def test_one_who_is_alone_changes_what_they_want(
    page: str, mary: User, project: Project, client_of: ClientOf
) -> None:
    client = client_of(mary)
    fields = shown(client, page) | {"guidelines": "Tag numbers too.", "claim_fields": ["type"]}
    assert client.post(page, fields).status_code == 302
    project.refresh_from_db()
    assert (project.guidelines, project.claim_fields) == ("Tag numbers too.", ["type"])
    fields = shown(client, page) | {"guidelines": "", "is_blind": "on"}
    assert client.post(page, fields).status_code == 302
    project.refresh_from_db()
    assert (project.guidelines, project.is_blind) == ("", True)
