"""Suggestions beside and in the text: walked, accepted and refused by key."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Label, Project, Refusal, Span, User
from tests.browser.actions import all_saved, held, open_article, shown_spans, tag_and_save
from tests.browser.axe import violations
from tests.factory import make_assignment, make_label, make_span, make_task

ENTRIES = "#suggestions [data-suggestion]"


@pytest.fixture
def desk(
    page: Page, live_server: LiveServer, project: Project, alice: User, person: Label, complaints: list[str]
) -> Iterator[Page]:
    """An article with four suggestions: Ada Marlow, and three times Veldt."""
    place = make_label(project, "Place", hotkey="3")
    known = make_task(project, "Ada Marlow left Veldt.\n", story="Veldt")
    told = make_task(project, "ADA MARLOW is back in Veldt. Veldt is glad: Veldt it is.\n", story="Veldt")
    layer = make_assignment(known, alice)
    make_span(layer, person, "Ada Marlow")
    make_span(layer, place, "Veldt")
    open_article(page, live_server.url, told, alice)
    expect(page.locator(ENTRIES)).to_have_count(4)
    yield page
    assert complaints == []


def test_suggestions_are_walked_accepted_and_refused_by_keys(desk: Page) -> None:
    entries = desk.locator(ENTRIES)
    assert desk.evaluate("CSS.highlights.get('suggested').size") == 4
    desk.keyboard.press(".")
    expect(desk.locator(".in-hand .quote")).to_have_text("ADA MARLOW")
    desk.keyboard.press("=")
    all_saved(desk)
    assert shown_spans(desk) == [("Pers", "ADA MARLOW")]
    expect(desk.locator(".in-hand .quote")).to_have_text("Veldt")  # The next one is in hand.

    desk.keyboard.press("-")
    all_saved(desk)
    expect(entries).to_have_count(2)
    assert Refusal.objects.count() == 1

    desk.get_by_role("button", name="Accept all").click()
    all_saved(desk)
    expect(entries).to_have_count(0)
    assert Span.objects.filter(origin="suggested").count() == 3

    desk.keyboard.press("Control+z")
    all_saved(desk)
    expect(entries).to_have_count(2)
    desk.keyboard.press("Control+z")
    all_saved(desk)
    expect(entries).to_have_count(3)
    desk.reload()
    expect(entries).to_have_count(3)


def test_all_that_are_accepted_are_painted_before_the_server_answers(desk: Page) -> None:
    for _ in range(2):
        desk.keyboard.press(".")
    with held(desk, "**/suggestions/accept/") as sent:
        desk.get_by_role("button", name="Accept all").click()
    painted = "[...CSS.highlights].filter(([name]) => name.startsWith('pending-')).map(([, one]) => one.size)"
    assert sum(desk.evaluate(painted)) == 3
    sent[0].continue_()
    all_saved(desk)
    assert [quote for _, quote in shown_spans(desk)] == ["Veldt"] * 3


def test_a_suggestion_in_hand_can_be_read_in_the_light_and_in_the_dark(desk: Page) -> None:
    desk.keyboard.press(".")
    expect(desk.locator(".in-hand")).to_have_count(1)
    assert violations(desk) == []


def test_a_suggestion_accepted_while_the_list_is_read_again_stays_away(desk: Page) -> None:
    desk.keyboard.press(".")
    desk.keyboard.press("=")
    all_saved(desk)
    with held(desk, "**/suggestions/", "GET") as routes:
        desk.keyboard.press("Control+z")
    all_saved(desk)
    answer = routes[0].fetch()
    desk.keyboard.press(".")
    desk.keyboard.press("=")
    all_saved(desk)
    routes[0].fulfill(response=answer)
    expect(desk.locator(ENTRIES)).to_have_count(3)


def test_who_is_at_a_suggestion_is_at_the_next_one_afterwards_and_hears_it(desk: Page) -> None:
    desk.get_by_role("tab", name="Suggestions").click()
    desk.locator(f"{ENTRIES} button").first.click()
    desk.keyboard.press("=")
    all_saved(desk)
    expect(desk.locator(".in-hand button")).to_be_focused()
    expect(desk.locator("#status")).to_contain_text("Veldt")


def test_what_is_tagged_over_the_suggestion_in_hand_stays_in_hand(desk: Page) -> None:
    desk.keyboard.press(".")
    expect(desk.locator(".in-hand .quote")).to_have_text("ADA MARLOW")
    tag_and_save(desk, "ADA MARLOW is back", "3")
    expect(desk.locator(ENTRIES)).to_have_count(3)
    expect(desk.locator("#inspector [data-when-chosen]")).to_contain_text("ADA MARLOW is back")
    expect(desk.locator("#inspector [data-when-chosen]")).to_be_visible()
    desk.keyboard.press(".")
    expect(desk.locator(".in-hand .quote")).to_have_text("Veldt")  # The next one behind it.
