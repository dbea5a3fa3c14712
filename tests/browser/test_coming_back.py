"""Back and Forward show a page that the browser kept alive: it may be old, or not for who is there now."""

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Label, Task, User
from tests.browser.actions import sign_in, tag_and_save
from tests.factory import make_span

# The browser of the tests keeps no page: it is told what one that does would be told.
KEPT = "dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))"


@pytest.fixture
def project_page(page: Page, live_server: LiveServer, task: Task, alice: User) -> Page:
    sign_in(page, live_server.url, alice)
    page.goto(f"{live_server.url}/projects/{task.project.slug}/")
    page.evaluate("window.isTheSamePage = true")
    return page


def test_a_page_is_read_anew(project_page: Page) -> None:
    with project_page.expect_event("load"):
        project_page.evaluate(KEPT)
    assert not project_page.evaluate("window.isTheSamePage")


def test_nobody_sees_it_after_signing_out(project_page: Page) -> None:
    project_page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    project_page.evaluate(KEPT)
    expect(project_page).to_have_title("Sign in · Annotation desk")


def test_what_was_typed_into_it_stays(project_page: Page) -> None:
    field = project_page.locator("main input[type=search]").first
    field.fill("Veldt")
    project_page.evaluate(KEPT)
    project_page.evaluate("fetch('/static/js/page.js')")  # A page that is being left would not answer.
    assert project_page.evaluate("window.isTheSamePage")
    expect(field).to_have_value("Veldt")


def test_a_workspace_is_read_anew_if_its_layer_has_changed(person: Label, task: Task, desk: Page) -> None:
    desk.evaluate("window.isTheSamePage = true")
    with desk.expect_response("**/stamp/"):
        desk.evaluate(KEPT)
    tag_and_save(desk, "Ada Marlow")
    assert desk.evaluate("window.isTheSamePage")
    make_span(task.assignments.get(), person, "Marlow")
    desk.evaluate(KEPT)
    expect(desk.locator("#span-list li")).to_have_count(2)


def test_nobody_sees_a_workspace_after_signing_out(desk: Page) -> None:
    desk.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    desk.evaluate(KEPT)
    expect(desk).to_have_title("Sign in · Annotation desk")
