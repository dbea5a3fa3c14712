"""An article of one story, two people in the bank, and Alice, who links."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest

from annotator.models import Assignment, Entity, Label, Project, Span, Task, User
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_task
from tests.pages import HTMX

Post = Callable[..., Any]
Step = Callable[[str], None]


TEXT = "Esmail Qaani met Mustafa al-Kadhimi. Ghaani told Kadhimi so, the prime minister said. Kadhimi left.\n"


@pytest.fixture
def task(project: Project) -> Task:
    return make_task(project, TEXT, story="Visit", source="Wire")


@pytest.fixture
def layer(task: Task, alice: User) -> Assignment:
    return make_assignment(task, alice, Assignment.State.IN_PROGRESS)


@pytest.fixture
def qaani(person: Label, mary: User) -> Entity:
    return Entity.make(person, "Esmail Qaani", actor=mary)


@pytest.fixture
def kadhimi(person: Label, mary: User) -> Entity:
    return Entity.make(person, "Mustafa al-Kadhimi", actor=mary)


@pytest.fixture
def post(client_of: ClientOf, alice: User) -> Post:
    """Send a change of a span of Alice's, as the outbox does."""

    def post(span: Span, path: str, as_user: User = alice, headers: Any = None, **fields: Any) -> Any:
        task = span.assignment.task
        url = f"/projects/{task.project.slug}/articles/{task.article_id}/spans/{span.uid}/{path}/"
        data = {"edit": uuid.uuid4(), "seen": Span.objects.get(pk=span.pk).version, **fields}
        return client_of(as_user).post(url, data, headers=HTMX if headers is None else headers)

    return post


@pytest.fixture
def step(client_of: ClientOf, alice: User, task: Task) -> Step:
    """Undo or redo, as Alice."""

    def step(which: str) -> None:
        url = f"/projects/harbour/articles/{task.article_id}/{which}/"
        assert client_of(alice).post(url, {"edit": uuid.uuid4()}).status_code == 302

    return step
