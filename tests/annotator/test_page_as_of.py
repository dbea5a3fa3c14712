"""A page of the workspace tells as of when it shows a layer, by which it finds out that it is old."""

from typing import Any

import pytest
from django.test import Client
from lxml import html

from annotator.models import Assignment, Label, Project, Span, Task, User
from annotator.views import workspace
from annotator.views.layers import whole_layer
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_span, make_task

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(project: Project) -> Task:
    return make_task(project, "Ada Marlow spoke.\n")


@pytest.fixture
def layer(task: Task, alice: User) -> Assignment:
    return make_assignment(task, alice, Assignment.State.IN_PROGRESS)


@pytest.fixture
def span(layer: Assignment, person: Label) -> Span:
    return make_span(layer, person, "Ada Marlow")


def page_and_layer_agree(client: Client, task: Task) -> bool:
    address = f"/projects/{task.project.slug}/articles/{task.article_id}/"
    shown = html.fromstring(client.get(address).content).get_element_by_id("workspace").get("data-stamp")
    return bool(shown) and client.get(f"{address}stamp/").content.decode() == shown


def test_a_page_that_nothing_changed_under_shows_the_layer_as_it_is(
    task: Task, span: Span, alice: User, client_of: ClientOf
) -> None:
    assert page_and_layer_agree(client_of(alice), task)


def test_a_page_whose_layer_changes_while_it_is_read_is_old(
    task: Task, span: Span, alice: User, client_of: ClientOf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_and_change(*args: Any) -> Any:
        layer = whole_layer(*args)
        Span.objects.get().change(actor=alice, seen=1, note="just now")
        return layer

    monkeypatch.setattr(workspace, "whole_layer", read_and_change)
    assert not page_and_layer_agree(client_of(alice), task)
