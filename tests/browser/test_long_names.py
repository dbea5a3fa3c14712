"""Names longer than a phone is wide that hold no blank: no page grows wider than the phone for them."""

from datetime import date

import pytest
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from annotator.models import Assignment, Entity, Label, Project, Role, User
from tests.browser.actions import sign_in
from tests.factory import make_assignment, make_member, make_project, make_span, make_task, make_user

NAME = "Withoutanyblank" * 12


@pytest.fixture
def layer(person: Label, project: Project) -> Assignment:
    """Work that waits for review, by somebody with a long name, in a project with another one."""
    Project.objects.filter(pk=project.pk).update(name=NAME[:100])
    author = make_member(project, make_user(NAME[:150]), Role.ANNOTATOR)
    task = make_task(
        project,
        f"{NAME} spoke.\n",
        title=NAME,
        source=NAME,
        story=NAME,
        published_on=date(2021, 3, 15),
    )
    layer = make_assignment(task, author)
    make_span(layer, person, NAME, entity=Entity.make(person, NAME, actor=author))
    layer.submit(author)
    make_project("other")
    return layer


@pytest.mark.parametrize("width", [320, 390])
def test_no_page_is_wider_than_the_phone(
    page: Page, live_server: LiveServer, layer: Assignment, bob: User, width: int
) -> None:
    entity = Entity.objects.get()
    sign_in(page, live_server.url, bob)
    page.set_viewport_size({"width": width, "height": 800})
    for address in (
        "/",
        "/projects/harbour/",
        "/projects/harbour/export/",
        "/projects/harbour/entities/",
        f"/projects/harbour/stories/{layer.task.article.story_id}/",
        f"/projects/harbour/entities/{entity.pk}/",
        f"/admin/annotator/assignment/{layer.pk}/change/",
    ):
        page.goto(live_server.url + address)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
