"""What a network answers in place of the desk, its page to sign in, is taken for nothing of ours."""

import pytest
from playwright.sync_api import Page, Route, expect

from annotator.models import Entity, Label, Project, Task, User
from tests.browser.actions import all_saved, eventually, route, tag_and_save
from tests.browser.conftest import OpenText
from tests.factory import make_task

HOTEL = "Welcome to the hotel: sign in"


@pytest.fixture
def task(project: Project, person: Label, claim: Label) -> Task:
    return make_task(project, "Ada Marlow of Veldt said so.\n", title="Said so", language="en")


def answer_as_hotel(found: Route) -> None:
    found.fulfill(status=200, content_type="text/html", body=f"<p>{HOTEL}</p><form><input></form>")


def test_a_panel_is_read_again_when_it_is_asked_for(desk: Page) -> None:
    route(desk, "**/detail/", answer_as_hotel, times=1)
    tag_and_save(desk, "Ada Marlow")
    eventually(desk, "performance.getEntriesByType('resource').some(({ name }) => name.endsWith('/detail/'))")
    desk.keyboard.press("l")
    expect(desk.locator("#link-q")).to_be_focused()
    expect(desk.locator("#span-detail")).not_to_contain_text(HOTEL)


def test_suggestions_are_read_again_after_the_next_change(
    page: Page, open_text: OpenText, alice: User, person: Label
) -> None:
    Entity.make(person, "Veldt", actor=alice)
    page.route("**/suggestions/", answer_as_hotel, times=1)
    with page.expect_response("**/suggestions/"):
        open_text(page, "Ada Marlow of Veldt said so.\n", language="en")
    expect(page.locator("#suggestions [data-list]")).to_be_empty()
    tag_and_save(page, "Ada Marlow")
    expect(page.locator("#suggestions li")).to_have_count(1)


def test_a_page_whose_script_did_not_come_says_so_after_a_while(desk: Page) -> None:
    expect(desk.locator("#unready")).to_have_count(0)
    route(desk, "**/js/paint*.js", answer_as_hotel)
    desk.reload()
    told = desk.locator("#unready")
    expect(told).to_be_hidden()
    told.evaluate("element => element.getAnimations()[0].finish()")
    expect(told).to_be_visible()
    desk.unroute_all()
    told.get_by_role("link").click()
    tag_and_save(desk, "Ada Marlow")
    expect(told).to_have_count(0)


@pytest.mark.parametrize(("key", "address"), [("a", "**/occurrences/**"), ("h", "**/history/**")])
def test_no_dialog_shows_it(desk: Page, key: str, address: str) -> None:
    tag_and_save(desk, "Ada Marlow")
    route(desk, address, answer_as_hotel)
    desk.keyboard.press(key)
    expect(desk.get_by_role("alert").filter(has_text="does not answer")).to_be_visible()
    expect(desk.locator("#dialog")).to_be_hidden()


def test_candidates_stay_and_none_is_chosen(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    expect(desk.locator("[data-new]")).to_be_visible()
    route(desk, "**/entities/**", answer_as_hotel)
    desk.keyboard.press("l")
    desk.keyboard.type("veldt")
    expect(desk.get_by_role("alert").filter(has_text="does not answer")).to_be_visible()
    desk.keyboard.press("Enter")
    expect(desk.locator("[data-new]")).to_be_visible()
    all_saved(desk)
    assert not Entity.objects.exists()
