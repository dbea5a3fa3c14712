"""What is typed for a quantity or a date is read by the server before it is saved: meanwhile much happens."""

from collections.abc import Callable, Iterator
from decimal import Decimal

import pytest
from playwright.sync_api import Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Assignment, Claim, Label, Project, Task, User
from tests.browser.actions import all_saved, eventually, held, open_article, route, tag
from tests.factory import make_task

TEXT = "A drone struck Veldt, wounding at least seven dockworkers.\n"
QUESTIONS = "**/value/**"


@pytest.fixture
def articles(transactional_db: None, project: Project, person: Label, claim: Label) -> list[Task]:
    return [make_task(project, TEXT, title=f"Report {number}", language="en") for number in range(2)]


@pytest.fixture
def desk(page: Page, live_server: LiveServer, articles: list[Task], alice: User) -> Page:
    """A claim and a name are tagged, and the claim is in hand."""
    open_article(page, live_server.url, articles[0], alice)
    tag(page, "Veldt")
    tag(page, "wounding at least seven dockworkers", "c")
    all_saved(page)
    expect(page.locator("#claim-quantity")).to_be_visible()
    return page


@pytest.fixture
def asked(desk: Page) -> Iterator[list[Route]]:
    """The questions that the server has not answered yet."""
    routes: list[Route] = []
    route(desk, QUESTIONS, lambda found: routes.append(found))
    yield routes
    desk.unroute(QUESTIONS)


def write(page: Page, field: str, value: str) -> None:
    """Type it and go out of the field, which asks the server."""
    with page.expect_request(QUESTIONS):
        page.locator(f"#claim-{field}").fill(value)
        page.keyboard.press("Escape")


def quantity() -> tuple[Decimal | None, str]:
    stored = Claim.objects.get()
    return stored.quantity_low, stored.quantity_unit


def test_it_is_saved_if_another_span_is_chosen_meanwhile(desk: Page, asked: list[Route]) -> None:
    write(desk, "quantity", "12 guards")
    desk.keyboard.press("Escape")
    desk.keyboard.press("k")
    expect(desk.locator("#link-q")).to_be_visible()
    all_saved(desk)
    assert quantity() == (Decimal(12), "guards")


def test_the_last_of_two_values_is_saved(desk: Page, asked: list[Route]) -> None:
    write(desk, "quantity", "12 guards")
    write(desk, "quantity", "13 guards")
    with desk.expect_response(QUESTIONS):
        asked[0].continue_()
    with desk.expect_response("**/claim/"):
        asked[1].continue_()
    all_saved(desk)
    assert quantity() == (Decimal(13), "guards")


def test_a_value_that_can_not_be_read_keeps_no_other_one_from_being_saved(
    desk: Page, asked: list[Route]
) -> None:
    write(desk, "quantity", "12 guards")
    write(desk, "date", "some day or other")
    with desk.expect_response("**/claim/"):
        for one in asked:
            one.continue_()
    expect(desk.locator('[data-problem="date"]')).to_be_visible()
    all_saved(desk)
    assert quantity() == (Decimal(12), "guards")
    expect(desk.locator("#claim-date")).to_have_value("some day or other")


def test_a_page_that_a_proxy_answers_keeps_nothing_from_being_saved(desk: Page) -> None:
    route(desk, QUESTIONS, lambda found: found.fulfill(body="<p>Sign in to the network.</p>"))
    write(desk, "quantity", "12 guards")
    eventually(desk, "document.querySelector('#claim-quantity').defaultValue === '12 guards'")
    assert quantity() == (Decimal(12), "guards")


def another_value(desk: Page) -> None:
    write(desk, "quantity", "13 guards")


def another_choice(desk: Page) -> None:
    desk.locator("#claim-polarity-negated").check(force=True)


@pytest.mark.parametrize("change", [another_value, another_choice])
def test_another_change_calls_a_submission_off(
    desk: Page, asked: list[Route], change: Callable[[Page], None]
) -> None:
    write(desk, "quantity", "12 guards")
    desk.keyboard.press("Control+Enter")
    change(desk)
    for one in asked:
        one.continue_()
    eventually(desk, "document.querySelector('#claim-quantity').defaultValue.endsWith('guards')")
    all_saved(desk)
    desk.wait_for_load_state("networkidle")
    expect(desk).to_have_title("Report 0 · Annotation desk")
    assert Assignment.objects.get().state == "in_progress"


def test_the_value_alone_calls_no_submission_off(desk: Page, asked: list[Route]) -> None:
    write(desk, "quantity", "12 guards")
    desk.keyboard.press("Control+Enter")
    asked[0].continue_()
    expect(desk).to_have_title("Report 1 · Annotation desk")
    assert quantity() == (Decimal(12), "guards")


def test_a_submission_that_waits_for_a_value_is_not_dropped_by_going_on(
    desk: Page, asked: list[Route]
) -> None:
    with held(desk, "**/claim/") as saves:
        write(desk, "quantity", "12 guards")
        desk.keyboard.press("Control+Enter")
        desk.get_by_role("link", name="Next article").click()
    expect(desk).to_have_title("Report 0 · Annotation desk")
    saves[0].continue_()
    expect(desk).to_have_title("Report 1 · Annotation desk")
    assert Assignment.objects.get().state == "submitted"
