"""Articles that differ in all that a list shows of them, a story to compare, and who works beside Alice."""

from datetime import date

import pytest
from django.test import Client

from annotator.models import Project, Role, Statement, Task, User
from tests.annotator.stories import Desk, make_statement, make_story
from tests.conftest import ClientOf
from tests.factory import make_member, make_task, make_user


@pytest.fixture
def port(project: Project) -> Task:
    return make_task(
        project,
        "Blast at the port\n\nSix dockers were hurt, the Wire says.\n",
        title="Blast at the port",
        source="Wire",
        story="Port strike",
        published_on=date(2021, 3, 15),
        language="en",
    )


@pytest.fixture
def dam(project: Project) -> Task:
    return make_task(
        project,
        "شکستن سد\n\nشش نفر زخمی شدند.\n",
        title="شکستن سد",
        source="Radio",
        story="Dam release",
        published_on=date(2022, 10, 1),
        language="fa",
    )


@pytest.fixture
def bare(project: Project) -> Task:
    """An article of which only the title is known."""
    return make_task(project, "Nothing is known.\n", title="Untold")


@pytest.fixture
def many(project: Project) -> list[Task]:
    """Seventy articles, many with the same date, source or title, or with none."""
    return [
        make_task(
            project,
            f"Report {number} speaks of six.\n",
            title=f"Title {number % 9}",
            source=["", "Wire", "radio", "Agency"][number % 4],
            published_on=None if number % 5 == 0 else date(2021, 1, 1 + number % 7),
        )
        for number in range(70)
    ]


@pytest.fixture
def reviewer(client_of: ClientOf, bob: User) -> Client:
    return client_of(bob)


@pytest.fixture
def jonas(project: Project) -> User:
    """Another one who annotates."""
    return make_member(project, make_user("jonas"), Role.ANNOTATOR)


@pytest.fixture
def desk(project: Project) -> Desk:
    """The story of the port strike, as four outlets have it."""
    return make_story(project)


@pytest.fixture
def injured(desk: Desk) -> Statement:
    """What the outlets differ about: how many were injured."""
    return make_statement(desk)
