"""Leaving an article by Submit, Next, a link or Back: nothing typed is lost, and nothing unread goes."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Assignment, Claim, Label, Project, Task
from tests.browser.actions import (
    all_saved,
    held,
    shown_spans,
    tag,
    tag_and_save,
)
from tests.factory import make_task

TEXT = "A drone struck Veldt, wounding at least seven dockworkers.\n"


@pytest.fixture
def articles(project: Project, person: Label, claim: Label) -> list[Task]:
    return [make_task(project, TEXT, title=f"Report {number}", language="en") for number in range(4)]


@pytest.fixture
def task(articles: list[Task]) -> Task:
    return articles[0]


@pytest.mark.parametrize("way", ["Submit", "Next", "the project’s page"])
def test_a_quantity_that_is_still_being_read_goes_along(desk: Page, way: str) -> None:
    tag_and_save(desk, "wounding at least seven dockworkers", "c")
    quantity = desk.locator("#claim-quantity")
    quantity.fill("12 guards")
    if way == "Submit":
        desk.keyboard.press("Control+Enter")
        expect(desk).to_have_title("Report 1 · Annotation desk")
        assert Assignment.objects.get(task__article__title="Report 0").state == "submitted"
    elif way == "Next":
        desk.get_by_role("link", name="Next article").click()
        expect(desk).to_have_title("Report 1 · Annotation desk")
        all_saved(desk)
    else:
        desk.get_by_role("link", name="Harbour").click()
        desk.wait_for_url("**/projects/harbour/")
        desk.go_back()
        all_saved(desk)
    stored = Claim.objects.get()
    assert (stored.quantity_low, stored.quantity_unit) == (Decimal(12), "guards")


def test_a_quantity_that_can_not_be_read_keeps_the_article(desk: Page) -> None:
    tag_and_save(desk, "wounding at least seven dockworkers", "c")
    desk.locator("#claim-quantity").fill("7-6 guards")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator('[data-problem="quantity"]')).to_contain_text("smaller number first")
    expect(desk.locator("#claim-quantity")).to_be_focused()
    assert not Assignment.objects.filter(state="submitted").exists()


def test_a_key_that_is_held_submits_one_article(desk: Page) -> None:
    desk.keyboard.down("Control")
    for _ in range(3):
        desk.keyboard.down("Enter")
    desk.keyboard.up("Enter")
    expect(desk).to_have_title("Report 1 · Annotation desk")
    desk.keyboard.press("Enter")
    desk.keyboard.up("Control")
    all_saved(desk)
    desk.wait_for_load_state("networkidle")
    expect(desk).to_have_title("Report 1 · Annotation desk")
    assert [layer.state for layer in Assignment.objects.all()] == ["submitted"]


def test_a_submission_that_waits_is_not_dropped_by_going_on(desk: Page) -> None:
    with held(desk) as saves:
        tag(desk, "Veldt")
    desk.keyboard.press("Control+Enter")
    desk.keyboard.press("n")
    expect(desk).to_have_title("Report 0 · Annotation desk")
    saves[0].continue_()
    expect(desk).to_have_title("Report 1 · Annotation desk")
    assert Assignment.objects.get(task__article__title="Report 0").state == "submitted"


@pytest.mark.parametrize("change", ["x", "Control+z"])
def test_a_submission_that_waits_is_called_off_by_another_change(desk: Page, change: str) -> None:
    with held(desk) as saves:
        tag(desk, "Veldt")
    desk.keyboard.press("Control+Enter")
    desk.evaluate("new Promise((done) => setTimeout(done))")  # What was typed has gone out by then.
    desk.keyboard.press(change)
    saves[0].continue_()
    all_saved(desk)
    desk.wait_for_load_state("networkidle")
    expect(desk).to_have_title("Report 0 · Annotation desk")
    assert Assignment.objects.get().state == "in_progress"


def test_back_shows_the_article_as_it_is(desk: Page) -> None:
    tag_and_save(desk, "Veldt")
    desk.get_by_role("link", name="Harbour").click()
    desk.wait_for_url("**/projects/harbour/")
    desk.go_back()
    expect(desk.locator("#span-list li")).to_have_count(1)
    assert shown_spans(desk) == [("Pers", "Veldt")]
    desk.keyboard.press("Control+Enter")
    expect(desk).to_have_title("Report 1 · Annotation desk")
    desk.go_back()
    expect(desk.locator("#state")).to_have_text("Submitted")
