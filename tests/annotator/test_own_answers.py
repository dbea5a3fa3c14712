"""Every answer says that it is the desk's own, an error too: a page takes no other's word for its saves."""

import pytest
from django.test import Client

from annotator.models import Task, User
from annotator.views import home
from tests.conftest import ClientOf


@pytest.mark.parametrize(
    ("path", "status"), [("", 200), ("articles/999/", 404), ("import/", 403), ("articles/999/spans/", 405)]
)
def test_what_a_view_answers_is_the_desks(
    client_of: ClientOf, task: Task, alice: User, path: str, status: int
) -> None:
    answer = client_of(alice).get(f"/projects/{task.project.slug}/{path}")
    assert (answer.status_code, answer.headers["X-Desk"]) == (status, "1")


def test_so_is_what_no_view_answers(alice: User, task: Task) -> None:
    address = f"/projects/{task.project.slug}/articles/{task.article_id}/undo/"
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    refused = client.post(address)
    signed_out = Client().post(address, headers={"HX-Request": "true"})
    assert (refused.status_code, signed_out.status_code) == (403, 401)
    assert refused.headers["X-Desk"] == signed_out.headers["X-Desk"] == "1"


def test_so_is_an_error(client_of: ClientOf, alice: User, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*args: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(home, "render", fail)
    client = client_of(alice)
    client.raise_request_exception = False
    assert client.get("/").headers["X-Desk"] == "1"
