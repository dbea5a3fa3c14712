"""Time on an article is kept on the layer of who spent it, also if the server could not be told at first."""

import pytest
from playwright.sync_api import Page, Route
from pytest_django.live_server_helper import LiveServer

from annotator.models import Assignment, Label, Project, Role, Task, User
from tests.browser.actions import back_again, cut_off, open_article, route, sign_in, tag_and_save
from tests.factory import make_assignment, make_member

TIME = "**/time/"
TEXT = "Ada Marlow spoke in Veldt.\n"
# The seconds of a page pass when the test says so.
CLOCK = """{
    const { setInterval } = window;
    window.setInterval = (act, pause) => {
        if (pause !== 1000) return setInterval(act, pause);
        window.second = act;
    };
}"""
# A page that another one covers; the browser of the tests covers none.
SEEN = """seen => {
    Object.defineProperty(document, "visibilityState", { value: seen, configurable: true });
    document.dispatchEvent(new Event("visibilitychange"));
}"""


@pytest.fixture
def desk(page: Page, live_server: LiveServer, task: Task, person: Label, alice: User) -> Page:
    """The workspace, whose clock is the test's."""
    page.add_init_script(CLOCK)
    open_article(page, live_server.url, task, alice)
    return page


def work(page: Page, seconds: int) -> None:
    """Use the page for so long, and look elsewhere then, which tells the server."""
    page.evaluate(SEEN, "visible")
    page.keyboard.press("Shift")
    page.evaluate("seconds => { while (seconds--) second(); }", seconds)
    page.evaluate(SEEN, "hidden")


def test_time_before_the_first_save_counts(desk: Page) -> None:
    with desk.expect_response(TIME):
        work(desk, 40)
    assert not Assignment.objects.exists()
    tag_and_save(desk, "Ada Marlow")
    with desk.expect_response(TIME):
        work(desk, 10)
    assert Assignment.objects.get().seconds_spent == 50


def test_time_while_the_server_is_away_counts(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    cut_off(desk, TIME)
    with desk.expect_event("requestfailed"):
        work(desk, 40)
    back_again(desk, TIME)
    with desk.expect_response(TIME):
        work(desk, 10)
    assert Assignment.objects.get().seconds_spent == 50


def test_time_whose_answer_is_lost_counts_once(desk: Page) -> None:
    def lose(found: Route) -> None:
        found.fetch()
        found.abort()

    tag_and_save(desk, "Ada Marlow")
    for _ in range(2):
        with desk.expect_event("requestfailed"):
            route(desk, TIME, lose, times=1)
            work(desk, 40)
    with desk.expect_response(TIME):
        work(desk, 10)
    assert Assignment.objects.get().seconds_spent == 90


def test_time_is_nobody_else_s_who_signs_in(
    desk: Page, live_server: LiveServer, task: Task, project: Project, alice: User, bob: User
) -> None:
    tag_and_save(desk, "Ada Marlow")
    make_member(project, bob, Role.ANNOTATOR)
    theirs = make_assignment(task, bob)
    sign_in(desk, live_server.url, bob)
    with desk.expect_response(TIME) as told:
        work(desk, 40)
    assert told.value.status == 403
    sign_in(desk, live_server.url, alice)
    with desk.expect_response(TIME):
        work(desk, 10)
    theirs.refresh_from_db()
    assert (theirs.seconds_spent, Assignment.objects.get(annotator=alice).seconds_spent) == (0, 50)


def test_of_two_windows_side_by_side_the_one_in_use_counts(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    with desk.expect_response(TIME):
        work(desk, 10)
    desk.evaluate("document.hasFocus = () => false")
    work(desk, 10)
    desk.evaluate("document.hasFocus = () => true")
    with desk.expect_response(TIME):
        work(desk, 10)
    assert Assignment.objects.get().seconds_spent == 20
