"""What the server refuses is told beside the words that it is about, and is sent again or discarded."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, Route, expect

from annotator.models import Assignment, Label, Project, Span, Task, User
from tests.browser.actions import (
    all_saved,
    back_again,
    cut_off,
    eventually,
    held,
    refused,
    route,
    tag,
    tag_and_save,
    waiting,
)
from tests.factory import make_task

TEXT = "Ada Marlow spoke in Veldt.\n\nShe left on Monday.\n"


@pytest.fixture
def task(project: Project, person: Label, claim: Label) -> Task:
    return make_task(project, TEXT, title="Port struck", language="en")


def quotes() -> list[str]:
    return [span.quote for span in Span.objects.order_by("pk")]


def test_a_refused_save_says_why_and_can_be_discarded(desk: Page, task: Task, alice: User) -> None:
    tag_and_save(desk, "Ada Marlow")
    Assignment.objects.update(state="submitted")
    tag(desk, "Veldt")
    expect(desk.locator("#waiting")).to_contain_text("reopen it before you change it")
    expect(desk.locator("#state")).to_have_text("Submitted")
    expect(desk.locator("#save-state")).to_have_text("1 not saved")
    refused(desk, 1)
    assert quotes() == ["Ada Marlow"]
    desk.get_by_role("button", name="Discard").click()
    all_saved(desk)


def test_a_refused_save_can_be_sent_again(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    Assignment.objects.update(state="submitted")
    tag(desk, "Veldt")
    expect(desk.locator("#state")).to_have_text("Submitted")
    refused(desk, 1)
    Assignment.objects.update(state="in_progress")
    desk.get_by_role("button", name="Send again").click()
    all_saved(desk)
    assert quotes() == ["Ada Marlow", "Veldt"]


def note_in_two_tabs(desk: Page, alice: User) -> None:
    """Write a note that meets another one, and wait until the page tells of it and shows what stands."""
    tag_and_save(desk, "Ada Marlow")
    Span.objects.get().change(actor=alice, seen=1, note="from another tab")
    desk.locator("#span-list a").click()
    desk.locator("#span-note").fill("from this tab")
    desk.locator("#span-note").blur()
    expect(desk.locator("#waiting")).to_contain_text("changed elsewhere")
    expect(desk.locator("#span-list .note")).to_have_text("from another tab")
    refused(desk, 1)


def test_a_conflict_with_another_tab_is_told_and_the_page_shows_what_is(desk: Page, alice: User) -> None:
    note_in_two_tabs(desk, alice)
    assert Span.objects.get().note == "from another tab"


def test_a_conflict_is_settled_by_sending_again_what_was_refused(desk: Page, alice: User) -> None:
    note_in_two_tabs(desk, alice)
    desk.get_by_role("button", name="Send again").click()
    all_saved(desk)
    assert Span.objects.get().note == "from this tab"


def test_a_refusal_waits_for_what_is_being_typed(desk: Page, alice: User) -> None:
    tag(desk, "Ada Marlow")
    tag_and_save(desk, "Veldt")
    Span.objects.order_by("pk")[0].change(actor=alice, seen=1, note="from another tab")
    cut_off(desk)
    desk.locator("#span-list a").first.click()
    desk.keyboard.press("r")
    desk.keyboard.press("c")
    waiting(desk, 1)
    desk.keyboard.press("j")
    desk.keyboard.press("m")
    desk.keyboard.type("not su")
    back_again(desk)
    expect(desk.locator("#waiting")).to_contain_text("changed elsewhere")
    desk.keyboard.type("re")
    expect(desk.locator("#span-note")).to_have_value("not sure")
    with desk.expect_response(desk.url):
        desk.keyboard.press("Escape")
    expect(desk.locator("#save-state")).to_have_text("1 not saved")
    assert Span.objects.order_by("pk")[1].note == "not sure"
    assert "c-amber" not in (desk.locator("mark").first.get_attribute("class") or "")


def test_undo_of_a_tag_that_is_refused_takes_back_nothing_else(
    desk: Page, person: Label, claim: Label
) -> None:
    tag_and_save(desk, "Veldt")
    with held(desk) as saves:
        tag(desk, "Monday", "c")
    desk.keyboard.press("Control+z")
    Label.objects.filter(pk=claim.pk).update(archived_at=timezone.now())
    saves[0].continue_()
    all_saved(desk)
    assert [span.quote for span in Span.objects.all()] == ["Veldt"]


def refuse_claims(desk: Page, words: str, claim: Label) -> None:
    """Tag words by a label that is archived meanwhile, and wait until it is told and the page read anew."""
    Label.objects.filter(pk=claim.pk).update(archived_at=timezone.now())
    tag(desk, words, "c")
    expect(desk.locator("#waiting")).to_contain_text("not offered any more")
    expect(desk.locator(".label-bar").get_by_text("Claim")).to_have_count(0)
    expect(desk.locator("#save-state")).to_have_text("1 not saved")
    refused(desk, 1)


def test_undo_takes_away_what_was_refused_before_what_is_saved(desk: Page, claim: Label) -> None:
    tag_and_save(desk, "Ada Marlow")
    tag_and_save(desk, "Veldt")
    refuse_claims(desk, "Monday", claim)
    desk.keyboard.press("Control+z")
    all_saved(desk)
    expect(desk.locator("#waiting")).to_be_hidden()
    expect(desk.locator("#said")).to_have_text("Discarded: Monday")
    assert quotes() == ["Ada Marlow", "Veldt"]
    desk.keyboard.press("Control+z")
    expect(desk.locator("#span-list li")).to_have_count(1)
    assert quotes() == ["Ada Marlow"]


def test_undo_takes_back_what_was_done_since_a_refusal(desk: Page, claim: Label) -> None:
    refuse_claims(desk, "Monday", claim)
    tag(desk, "Veldt")
    expect(desk.locator("#span-list li")).to_have_count(1)
    desk.keyboard.press("Control+z")
    expect(desk.locator("#span-list li")).to_have_count(0)
    expect(desk.locator("#waiting")).to_contain_text("Monday")
    assert quotes() == []


def test_what_is_refused_is_heard(desk: Page, claim: Label) -> None:
    refuse_claims(desk, "Monday", claim)
    expect(desk.locator("#status")).to_contain_text("Not saved yet: Claim Monday")
    expect(desk.locator("#status")).to_contain_text("not offered any more")


def test_redo_of_a_tag_that_is_refused_does_nothing_else_again(desk: Page, claim: Label) -> None:
    tag_and_save(desk, "Veldt")
    desk.keyboard.press("Control+z")
    expect(desk.locator("#span-list li")).to_have_count(0)
    all_saved(desk)
    with held(desk) as saves:
        tag(desk, "Monday", "c")
    desk.keyboard.press("Control+z")
    desk.keyboard.press("Control+y")
    Label.objects.filter(pk=claim.pk).update(archived_at=timezone.now())
    saves[0].continue_()
    expect(desk.locator("#waiting")).to_contain_text("not offered any more")
    expect(desk.locator("#save-state")).to_have_text("1 not saved")
    assert quotes() == []


@pytest.mark.parametrize("between", ["nothing", "a note to self"])
def test_undo_of_what_is_discarded_takes_back_nothing_else(desk: Page, between: str) -> None:
    tag_and_save(desk, "Veldt")
    cut_off(desk, "**/articles/**")
    tag(desk, "Monday")
    if between == "a note to self":
        desk.get_by_text("More").click()
        desk.get_by_label("Note to self").fill("ask Bob")
        desk.get_by_label("Note to self").press("Escape")
        desk.locator("#text").focus()
    desk.keyboard.press("Control+z")
    waiting(desk, 2 if between == "nothing" else 3)
    desk.locator("#waiting li", has_text="Monday").locator("[data-discard]").click()
    back_again(desk, "**/articles/**")
    all_saved(desk)
    assert quotes() == ["Veldt"]


def test_a_note_on_a_tag_that_is_refused_waits_with_it(desk: Page, claim: Label) -> None:
    with held(desk) as saves:
        tag(desk, "Monday", "c")
    desk.keyboard.press("m")
    desk.keyboard.type("ask Bob")
    Label.objects.filter(pk=claim.pk).update(archived_at=timezone.now())
    with desk.expect_response(desk.url):  # There is no span any more that could be written about.
        saves[0].continue_()
    refused(desk, 1)
    expect(desk.locator("#waiting")).to_contain_text("ask Bob")
    Label.objects.filter(pk=claim.pk).update(archived_at=None)
    desk.locator("#waiting [data-retry]").click()
    all_saved(desk)
    assert [(span.quote, span.note) for span in Span.objects.all()] == [("Monday", "ask Bob")]


def tag_with_a_note(desk: Page) -> Route:
    """Tag words and write a note on them; the first of both is held."""
    with held(desk) as saves:
        tag(desk, "Monday", "c")
    desk.keyboard.press("m")
    desk.keyboard.type("ask Bob")
    desk.keyboard.press("Escape")
    return saves[0]


def refuse_a_tag_with_a_note(desk: Page, claim: Label) -> None:
    """Do so by a label that is archived meanwhile; both are told for one reason."""
    save = tag_with_a_note(desk)
    Label.objects.filter(pk=claim.pk).update(archived_at=timezone.now())
    save.continue_()
    refused(desk, 2)
    expect(desk.locator("#waiting .reason").get_by_text("not offered any more")).to_have_count(2)


@pytest.mark.parametrize("which", [0, 1])
def test_what_was_changed_since_on_a_refused_tag_is_sent_again_with_it(
    desk: Page, claim: Label, which: int
) -> None:
    refuse_a_tag_with_a_note(desk, claim)
    Label.objects.filter(pk=claim.pk).update(archived_at=None)
    desk.locator("#waiting [data-retry]").nth(which).click()
    all_saved(desk)
    assert [(span.quote, span.note) for span in Span.objects.all()] == [("Monday", "ask Bob")]


def test_what_was_changed_since_on_a_refused_tag_is_discarded_with_it(desk: Page, claim: Label) -> None:
    refuse_a_tag_with_a_note(desk, claim)
    desk.locator("#waiting [data-discard]").first.click()
    all_saved(desk)
    expect(desk.locator("#waiting")).to_be_hidden()
    assert quotes() == []


def test_a_note_taken_back_before_its_tag_is_refused_leaves_the_tag_alone(desk: Page, claim: Label) -> None:
    tag_and_save(desk, "Veldt")
    save = tag_with_a_note(desk)
    desk.keyboard.press("Control+z")
    Label.objects.filter(pk=claim.pk).update(archived_at=timezone.now())
    save.continue_()
    refused(desk, 1)
    expect(desk.locator("#waiting .quote")).to_have_text("Monday")
    assert quotes() == ["Veldt"]


def test_a_refusal_keeps_the_article_while_it_can_not_be_read_anew(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    Assignment.objects.update(state="submitted")
    route(desk, desk.url, lambda found: found.fulfill(status=502, body="<h1>Bad Gateway</h1>"))
    with desk.expect_response(desk.url):
        tag(desk, "Veldt")
    expect(desk.locator("#waiting")).to_contain_text("reopen it before you change it")
    expect(desk.locator("#page-error")).to_contain_text("Nothing you see is lost")
    expect(desk.locator("#text")).to_contain_text("Ada Marlow spoke in Veldt.")
    desk.unroute(desk.url)
    expect(desk.locator("#state")).to_have_text("Submitted")


def test_a_page_that_is_read_anew_takes_no_words_away_that_are_being_typed(desk: Page, alice: User) -> None:
    tag_and_save(desk, "Ada Marlow")
    Span.objects.get().change(actor=alice, seen=1, note="from another tab")
    with held(desk, desk.url, "GET") as pages:
        desk.keyboard.press("r")
        desk.keyboard.press("c")
    tag(desk, "Veldt")
    all_but_refused = desk.locator("#span-list li")
    expect(all_but_refused).to_have_count(2)
    desk.keyboard.press("m")
    desk.keyboard.type("ask ")
    desk.evaluate(
        "() => addEventListener('htmx:afterRequest', () => (window.hasCome = true), { once: true })"
    )
    pages[0].continue_()
    eventually(desk, "window.hasCome")
    desk.keyboard.type("Bob")
    with desk.expect_response(desk.url):
        desk.keyboard.press("Escape")
    expect(desk.locator("#span-list .note")).to_have_text(["from another tab", "ask Bob"])
