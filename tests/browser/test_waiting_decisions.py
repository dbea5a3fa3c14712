"""What a reviewer decided while the server was away is shown with its words, and is there after a reload."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Assignment, Label, Project, Review, User
from tests.browser.actions import all_saved, back_again, cut_off, open_article, sign_in, waiting
from tests.factory import make_review, make_submitted, make_task

DECISIONS = "**/decide/"


@pytest.fixture
def layer(project: Project, alice: User, person: Label) -> Assignment:
    task = make_task(project, "Ada Marlow met Ida Bell in Veldt.\n")
    return make_submitted(task, alice, (person, "Ada Marlow"), (person, "Ida Bell"), (person, "Veldt"))


@pytest.fixture
def desk(page: Page, live_server: LiveServer, layer: Assignment, bob: User) -> Page:
    """The review page as Bob has it when the server goes away."""
    sign_in(page, live_server.url, bob)
    page.on("dialog", lambda dialog: dialog.accept())  # That something waits, on a reload.
    page.goto(f"{live_server.url}/admin/annotator/assignment/{layer.pk}/change/")
    all_saved(page)
    cut_off(page, DECISIONS)
    return page


def pressed(page: Page) -> list[str]:
    values: list[str] = page.locator("#decision [aria-pressed=true]").evaluate_all(
        "all => all.map((one) => one.value)"
    )
    return values


def test_a_waiting_decision_and_its_comment_are_shown_at_the_span(desk: Page) -> None:
    keys = desk.keyboard
    keys.press("m")
    keys.type("Not a person of this story")
    keys.press("Escape")
    keys.press("x")
    waiting(desk, 1)
    for _ in range(2):  # As it stands, and after a reload.
        entry = desk.locator("#span-list li").first
        expect(entry).to_contain_text("Rejected, not saved yet: Not a person of this story")
        expect(desk.locator("#waiting li")).to_contain_text("Not a person of this story")
        expect(desk.locator("#decision [data-field=quote]")).to_have_text("Ida Bell")
        keys.press("k")
        expect(desk.locator("#decision-comment")).to_have_value("Not a person of this story")
        assert pressed(desk) == ["rejected"]
        desk.reload()
        waiting(desk, 1)
    back_again(desk, DECISIONS)
    all_saved(desk)
    expect(desk.locator("#span-list li").first).to_contain_text("Rejected · bob: Not a person of this story")
    assert "not saved yet" not in desk.locator("#span-list").inner_text()
    assert Review.objects.get().comment == "Not a person of this story"


def test_a_waiting_correction_keeps_its_words(desk: Page) -> None:
    keys = desk.keyboard
    keys.press("c")
    for _ in range(len(" Marlow")):
        keys.press("Shift+ArrowLeft")
    keys.press("Enter")
    waiting(desk, 1)
    desk.reload()
    waiting(desk, 1)
    keys.press("k")
    expect(desk.locator("#decision [data-field=proposed]")).to_have_text("Ada")
    expect(desk.locator("#span-list li").first).to_contain_text("Corrected, not saved yet")


def test_a_decision_over_another_one_shows_the_last(desk: Page) -> None:
    desk.keyboard.press("a")
    desk.keyboard.press("k")
    desk.locator("#decision-comment").fill("On a second look")
    desk.keyboard.press("Escape")
    desk.keyboard.press("x")
    waiting(desk, 2)
    entry = desk.locator("#span-list li").first
    expect(entry).to_contain_text("Rejected, not saved yet: On a second look")
    assert "Accepted" not in entry.inner_text()
    desk.keyboard.press("k")
    desk.get_by_role("button", name="Take back").click()
    expect(entry).to_contain_text("Taken back, not saved yet")


def test_what_was_refused_keeps_its_comment_in_sight(desk: Page, layer: Assignment, mary: User) -> None:
    make_review(layer.spans.order_by("start")[0], mary)
    desk.locator("#decision-comment").fill("Why I reject it")
    desk.keyboard.press("Escape")
    desk.keyboard.press("x")
    waiting(desk, 1)
    back_again(desk, DECISIONS)
    refused = desk.locator("#waiting li")
    expect(refused).to_contain_text("mary has decided in the meantime")
    expect(refused).to_contain_text("Why I reject it")
    expect(desk.locator("#span-list li").first).to_contain_text("Accepted · mary")


def test_two_decisions_on_a_span_go_out_from_an_article_too(
    desk: Page, live_server: LiveServer, project: Project, bob: User
) -> None:
    desk.keyboard.press("x")
    desk.keyboard.press("k")
    desk.keyboard.press("a")
    waiting(desk, 2)
    desk.unroute(DECISIONS)
    open_article(desk, live_server.url, make_task(project, "Another report.\n"), bob)
    assert Review.objects.get().decision == "accepted"
