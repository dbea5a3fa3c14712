"""The pages that say what went wrong, and what to do."""

import pytest
from django.test import Client, RequestFactory
from django.views.defaults import bad_request, server_error

from annotator.models import Project, User
from annotator.views import home
from tests.conftest import ClientOf


def test_a_stranger_is_told_where_to_ask(client_of: ClientOf, project: Project, charlie: User) -> None:
    page = client_of(charlie).get(f"/projects/{project.slug}/")
    assert page.status_code == 404
    assert "belongs to a project that you are not a member of" in page.content.decode()


def test_the_wrong_role_is_told_so(client_of: ClientOf, project: Project, alice: User) -> None:
    page = client_of(alice).get(f"/projects/{project.slug}/import/")
    assert page.status_code == 403
    assert "Your role in this project does not allow this." in page.content.decode()


def test_a_form_without_its_token_changes_nothing_and_says_what_to_do(alice: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    page = client.post("/preferences/look/", {"theme": "dark"})
    assert page.status_code == 403
    assert "load the page again and send it once more" in page.content.decode()


def test_an_error_of_ours_is_a_page_too(
    client_of: ClientOf, alice: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(home, "render", fail)
    client = client_of(alice)
    client.raise_request_exception = False
    page = client.get("/")
    assert page.status_code == 500
    assert "The desk has made an error" in page.content.decode()


def test_the_last_pages_need_neither_a_session_nor_the_database(rf: RequestFactory) -> None:
    """No database is allowed in this test: the error may be that there is none."""
    assert b"nothing of it was kept" in server_error(rf.get("/")).content
    assert b"did not understand" in bad_request(rf.get("/"), ValueError()).content
