"""Suggestions beside and in the text: walked, accepted and refused by key."""

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Label, Project, Refusal, Span, User
from tests.browser.actions import all_saved, open_article, shown_spans
from tests.factory import make_assignment, make_label, make_span, make_task


def test_suggestions_are_walked_accepted_and_refused_by_keys(
    page: Page,
    live_server: LiveServer,
    project: Project,
    alice: User,
    person: Label,
    complaints: list[str],
    transactional_db: None,
) -> None:
    place = make_label(project, "Place", hotkey="3")
    known = make_task(project, "Ada Marlow left Veldt.\n", story="Veldt")
    told = make_task(project, "ADA MARLOW is back in Veldt. Veldt is glad: Veldt it is.\n", story="Veldt")
    layer = make_assignment(known, alice)
    make_span(layer, person, "Ada Marlow")
    make_span(layer, place, "Veldt")
    open_article(page, live_server.url, told, alice)

    entries = page.locator("#suggestions [data-suggestion]")
    expect(entries).to_have_count(4)
    assert page.evaluate("CSS.highlights.get('suggested').size") == 4
    page.keyboard.press(".")
    expect(page.locator(".in-hand .quote")).to_have_text("ADA MARLOW")
    page.keyboard.press("=")
    all_saved(page)
    assert shown_spans(page) == [("Pers", "ADA MARLOW")]
    expect(page.locator(".in-hand .quote")).to_have_text("Veldt")  # The next one is in hand.

    page.keyboard.press("-")
    all_saved(page)
    expect(entries).to_have_count(2)
    assert Refusal.objects.count() == 1

    page.get_by_role("button", name="Accept all").click()
    all_saved(page)
    expect(entries).to_have_count(0)
    assert [span.origin for span in Span.objects.filter(assignment__task=told)] == ["suggested"] * 3

    page.keyboard.press("Control+z")
    all_saved(page)
    expect(entries).to_have_count(2)
    page.keyboard.press("Control+z")
    all_saved(page)
    expect(entries).to_have_count(3)
    page.reload()
    expect(entries).to_have_count(3)
    assert complaints == []
