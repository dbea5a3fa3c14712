"""A person's own keys are answered on the page they are chosen for, and the usual ones are not any more."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Label, Project, User
from tests.annotator.stories import make_claim, make_story
from tests.browser.actions import all_saved, select_words, shown_spans, sign_in
from tests.factory import make_assignment, make_span, make_task, make_user


def test_keys_of_a_story_s_page_are_chosen_and_answered(
    page: Page, live_server: LiveServer, project: Project, alice: User, claim: Label, complaints: list[str]
) -> None:
    desk = make_story(project)
    make_claim(desk, "Wire", "Seven workers were injured", alice, claim)
    sign_in(page, live_server.url, alice)
    page.goto(f"{live_server.url}/preferences/")
    page.get_by_label("next claim that is not placed").fill("i")
    page.get_by_label("show the keys").nth(1).fill("K")
    page.get_by_role("button", name="Keep these keys").click()
    expect(page.get_by_text("Your keys are kept.")).to_be_visible()
    page.goto(live_server.url + desk.url, wait_until="networkidle")
    page.keyboard.press("j")
    expect(page.locator("[data-panel=claim]")).to_have_count(0)
    page.keyboard.press("i")
    expect(page.locator("[data-panel=claim] .chosen-claim")).to_have_text("Seven workers were injured")
    page.keyboard.press("Escape")
    page.keyboard.press("Shift+K")
    expect(page.locator("#keys")).to_be_visible()
    assert complaints == []


def test_keys_of_the_review_are_chosen_and_answered(
    page: Page, live_server: LiveServer, project: Project, alice: User, bob: User, person: Label
) -> None:
    layer = make_assignment(make_task(project), alice, "submitted")
    make_span(layer, person, "Ada Marlow")
    bob.prefer(review_keys={"accept": "y"})
    sign_in(page, live_server.url, bob)
    page.goto(f"{live_server.url}/admin/annotator/assignment/{layer.pk}/change/", wait_until="networkidle")
    page.keyboard.press("a")
    expect(page.locator("#progress h2")).to_have_text("0 of 1 decided")
    page.keyboard.press("y")
    expect(page.locator("#progress h2")).to_have_text("1 of 1 decided")


def test_keys_of_one_character_are_switched_off(desk: Page, person: Label) -> None:
    desk.get_by_text("alice", exact=True).click()
    desk.get_by_label("Keys of one character").select_option("off")
    desk.keyboard.press("Escape")
    for again in (desk.reload, lambda: None):
        select_words(desk, "Veldt")
        desk.keyboard.press("1")
        desk.keyboard.press("?")
        assert shown_spans(desk) == []
        expect(desk.locator("#keys")).to_be_hidden()
        again()
    desk.keyboard.press("Enter")  # What a selection becomes is found by typing.
    desk.keyboard.type("pers")
    desk.keyboard.press("Enter")
    all_saved(desk)
    assert shown_spans(desk) == [("Pers", "Veldt")]
    desk.keyboard.press("Control+z")
    expect(desk.locator("#span-list li")).to_have_count(0)


@pytest.mark.parametrize("page_of", ["story", "review"])
def test_keys_of_one_character_are_off_on_other_pages_too(
    page: Page, live_server: LiveServer, project: Project, alice: User, claim: Label, page_of: str
) -> None:
    story = make_story(project)
    layer = make_claim(story, "Wire", "Seven workers were injured", alice, claim).assignment
    layer.submit(alice)
    boss = make_user("boss", is_superuser=True)
    boss.prefer(look={"letters": "off"})
    sign_in(page, live_server.url, boss)
    addresses = {"story": story.url, "review": f"/admin/annotator/assignment/{layer.pk}/change/"}
    page.goto(live_server.url + addresses[page_of], wait_until="networkidle")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_hidden()
    page.get_by_role("button", name="Keys").click()
    expect(page.locator("#keys")).to_be_visible()
