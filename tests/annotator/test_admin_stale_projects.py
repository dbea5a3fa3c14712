"""Two managers with the page of a project open: neither writes over what the other one has changed."""

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from annotator.models import Project, Role, User
from tests.conftest import ClientOf
from tests.factory import make_member, make_user
from tests.pages import filled_form


@pytest.fixture
def page(project: Project) -> str:
    Project.objects.filter(pk=project.pk).update(guidelines="Tag names.\n\nTag claims.\n")
    return reverse("admin:annotator_project_change", args=(project.pk,))


@pytest.fixture
def max_(project: Project, client_of: ClientOf) -> Client:
    return client_of(make_member(project, make_user("max"), Role.MANAGER))


def test_what_one_left_as_it_was_stays_as_the_other_one_made_it(
    page: str, mary: User, max_: Client, project: Project, client_of: ClientOf
) -> None:
    client = client_of(mary)
    old = filled_form(client, page)
    max_.post(page, filled_form(max_, page) | {"guidelines": "Tag names, not titles."})
    assert client.post(page, old | {"annotators_per_article": "3"}).status_code == 302
    project.refresh_from_db()
    assert (project.guidelines, project.annotators_per_article) == ("Tag names, not titles.", 3)


def test_what_both_changed_is_refused_with_what_it_says_now(
    page: str, mary: User, max_: Client, project: Project, client_of: ClientOf
) -> None:
    client = client_of(mary)
    old = filled_form(client, page)
    max_.post(page, filled_form(max_, page) | {"guidelines": "Tag names, not titles."})
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
    fields = filled_form(client, page) | {"guidelines": "Tag numbers too.", "claim_fields": ["type"]}
    assert client.post(page, fields).status_code == 302
    project.refresh_from_db()
    assert (project.guidelines, project.claim_fields) == ("Tag numbers too.", ["type"])
    fields = filled_form(client, page) | {"guidelines": "", "is_blind": "on"}
    assert client.post(page, fields).status_code == 302
    project.refresh_from_db()
    assert (project.guidelines, project.is_blind) == ("", True)
