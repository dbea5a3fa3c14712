"""An annotator takes work back while a reviewer reads it, changes it and hands it in once more."""

import pytest
from django.urls import reverse
from lxml import html

from annotator.models import Assignment, Label, Task, User
from tests.annotator.reviewing import annotate, page
from tests.conftest import ClientOf
from tests.factory import make_submitted


@pytest.fixture
def layer(task: Task, alice: User, person: Label) -> Assignment:
    return make_submitted(task, alice, (person, "Ada Marlow"))


@pytest.mark.parametrize(("step", "message"), [("accept", ""), ("return", "Ada is a person")])
def test_the_whole_is_not_decided_unread(
    step: str, message: str, layer: Assignment, alice: User, bob: User, client_of: ClientOf
) -> None:
    reviewer, annotator = client_of(bob), client_of(alice)
    address = reverse(f"admin:review_{step}", args=(layer.pk,))

    def form_of_the_page() -> dict[str, str]:
        document = html.fromstring(reviewer.get(page(layer)).content)
        [form] = [form for form in document.forms if form.action == address]
        return {**dict(form.form_values()), "message": message}

    old = form_of_the_page()
    annotate(annotator, layer, "reopen/")
    annotate(annotator, layer, "submit/")
    answer = reviewer.post(address, old, follow=True).content.decode()
    assert "alice has handed this in anew since you opened it." in answer
    assert message in answer
    layer.refresh_from_db()
    assert layer.state == "submitted"
    assert reviewer.post(address, {**old, "seen": "x" * 5000}).status_code == 302
    reviewer.post(address, form_of_the_page())
    layer.refresh_from_db()
    assert layer.state == {"accept": "accepted", "return": "returned"}[step]
