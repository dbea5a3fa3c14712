"""No save is lost: what can't be sent waits in the browser, visibly, and goes out in order."""

import pytest
from django.contrib.sessions.models import Session
from django.utils import timezone
from playwright.sync_api import APIResponse, Dialog, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Assignment, Edit, Label, Project, Role, Span, Task, User
from tests.browser.actions import (
    SAVES,
    all_saved,
    back_again,
    box_of,
    cut_off,
    eventually,
    held,
    place_of,
    refused,
    route,
    select_words,
    shown_spans,
    sign_in,
    tag,
    tag_and_save,
    waiting,
)
from tests.factory import make_assignment, make_member, make_span, make_task

TEXT = "Ada Marlow spoke in Veldt.\n\nShe left on Monday.\n"


@pytest.fixture
def task(project: Project, person: Label, claim: Label) -> Task:
    return make_task(project, TEXT, title="Port struck", language="en")


def quotes() -> list[str]:
    return [span.quote for span in Span.objects.order_by("pk")]


def painted(page: Page) -> int:
    """How many ranges are painted as on their way; suggestions are painted too, once they have come."""
    size: int = page.evaluate(
        """[...CSS.highlights].filter(([name]) => name.startsWith("pending-"))
            .reduce((sum, [, one]) => sum + one.size, 0)"""
    )
    return size


def test_offline_work_waits_visibly_survives_a_reload_and_goes_out_in_order(desk: Page) -> None:
    cut_off(desk)
    tag(desk, "Ada Marlow")
    tag(desk, "Veldt")
    tag(desk, "Monday", "c")
    waiting(desk, 3)
    assert painted(desk) == 3
    expect(desk.locator("#waiting li")).to_have_count(3)
    expect(desk.locator("#page-error")).to_be_visible()
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.reload()
    waiting(desk, 3)
    assert painted(desk) == 3
    assert quotes() == []
    back_again(desk)
    all_saved(desk)
    assert quotes() == ["Ada Marlow", "Veldt", "Monday"]
    assert painted(desk) == 0
    expect(desk.locator("#page-error")).to_be_hidden()


def test_an_answer_that_is_lost_makes_no_second_span(desk: Page) -> None:
    lost: list[APIResponse] = []

    def lose_first_answer(request: Route) -> None:
        if lost:
            request.continue_()
        else:
            lost.append(request.fetch())
            request.abort()

    route(desk, "**/spans/", lose_first_answer)
    tag(desk, "Ada Marlow")
    desk.evaluate("dispatchEvent(new Event('online'))")
    all_saved(desk)
    assert len(lost) == 1
    assert (quotes(), Edit.objects.count()) == (["Ada Marlow"], 1)


def test_a_change_made_while_the_first_save_waits_follows_it(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    cut_off(desk)
    desk.locator("#span-list a").click()
    desk.keyboard.press("r")
    desk.keyboard.press("c")
    desk.locator("#span-note").fill("a note")
    desk.locator("#span-note").blur()
    waiting(desk, 2)
    back_again(desk)
    all_saved(desk)
    span = Span.objects.select_related("label").get()
    assert (span.label.name, span.note, span.version) == ("Claim", "a note", 3)


def test_a_session_that_is_over_loses_nothing(desk: Page, live_server: LiveServer, alice: User) -> None:
    Session.objects.all().delete()
    tag(desk, "Ada Marlow")
    waiting(desk, 1)
    expect(desk.locator("#page-error")).to_contain_text("signed out")
    expect(desk.locator("#text")).to_contain_text("She left on Monday.")
    sign_in(desk, live_server.url, alice)
    desk.evaluate("dispatchEvent(new Event('online'))")
    all_saved(desk)
    assert quotes() == ["Ada Marlow"]


def test_what_waits_is_never_sent_under_another_login(
    desk: Page, live_server: LiveServer, project: Project, bob: User, alice: User
) -> None:
    make_member(project, bob, Role.ANNOTATOR)  # Who could make the same change as his own.
    Session.objects.all().delete()
    tag(desk, "Ada Marlow")
    waiting(desk, 1)
    sign_in(desk, live_server.url, bob)
    desk.evaluate("dispatchEvent(new Event('online'))")
    waiting(desk, 1)
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.reload()
    assert quotes() == []
    sign_in(desk, live_server.url, alice)
    desk.reload()
    all_saved(desk)
    assert quotes() == ["Ada Marlow"]


def test_submitting_waits_for_what_is_not_saved(desk: Page) -> None:
    cut_off(desk)
    tag(desk, "Ada Marlow")
    waiting(desk, 1)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#waiting")).to_be_visible()
    desk.unroute("**/spans/**")
    expect(desk.get_by_role("heading", name="That was the last one.")).to_be_visible()
    assert Assignment.objects.get().state == "submitted"
    assert quotes() == ["Ada Marlow"]


def test_changes_go_out_in_their_order_although_the_clock_is_set_back(desk: Page) -> None:
    cut_off(desk)
    desk.evaluate("let now = Date.now(); Date.now = () => (now -= 1000)")
    for words in ("Veldt", "Ada Marlow", "Monday"):
        tag(desk, words)
    waiting(desk, 3)
    back_again(desk)
    all_saved(desk)
    assert quotes() == ["Veldt", "Ada Marlow", "Monday"]


@pytest.mark.parametrize("status", [408, 425, 429, 500, 503])
def test_an_error_that_may_pass_keeps_the_text_and_the_save(desk: Page, status: int) -> None:
    route(desk, "**/spans/**", lambda request: request.fulfill(status=status, body="<h1>Server Error</h1>"))
    tag(desk, "Ada Marlow")
    waiting(desk, 1)
    expect(desk.locator("#text")).to_contain_text("Ada Marlow spoke in Veldt.")
    back_again(desk)
    all_saved(desk)
    assert quotes() == ["Ada Marlow"]


def test_what_waits_on_one_article_goes_out_from_the_next(desk: Page, project: Project, task: Task) -> None:
    other = make_task(project, "Another report.\n")
    cut_off(desk)
    tag(desk, "Ada Marlow")
    waiting(desk, 1)
    desk.unroute("**/spans/**")
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.goto(desk.url.replace(f"/{task.article_id}/", f"/{other.article_id}/"))
    all_saved(desk)
    eventually(desk, "Object.keys(localStorage).length === 0")
    assert quotes() == ["Ada Marlow"]


def test_signing_out_tells_of_waiting_work(desk: Page) -> None:
    cut_off(desk)
    tag(desk, "Ada Marlow")
    waiting(desk, 1)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.dismiss()

    desk.on("dialog", stay)
    desk.locator(".site-actions summary").click()
    desk.get_by_role("button", name="Sign out").click()
    assert "not saved yet" in asked[0]
    expect(desk.locator("#text")).to_be_visible()


def test_changes_of_a_span_that_wait_build_on_one_another(desk: Page) -> None:
    tag_and_save(desk, "Ada")
    desk.locator("#span-list a").click()
    cut_off(desk)
    for quote in ("Veldt", "Monday"):
        select_words(desk, quote)
        desk.keyboard.press("f")
    desk.keyboard.press("e")
    desk.keyboard.press("f")  # With nothing selected anew it takes no stretch away.
    desk.keyboard.press("Escape")
    waiting(desk, 2)
    back_again(desk)
    all_saved(desk)
    span = Span.objects.get()
    assert [TEXT[start:end] for start, end in span.fragments] == ["Ada", "Veldt", "Monday"]


def test_a_change_ends_redoing_before_it_is_saved_too(desk: Page) -> None:
    cut_off(desk)
    cut_off(desk, "**/undo/")
    cut_off(desk, "**/redo/")
    tag(desk, "Ada Marlow")
    desk.keyboard.press("Control+z")
    tag(desk, "Veldt")
    desk.keyboard.press("Control+Shift+z")
    waiting(desk, 4)
    assert painted(desk) == 1
    for addresses in ("**/undo/", "**/redo/", SAVES):
        back_again(desk, addresses)
    all_saved(desk)
    assert quotes() == ["Veldt"]


def test_a_change_builds_on_none_that_a_waiting_undo_takes_back(desk: Page) -> None:
    tag_and_save(desk, "Ada")
    desk.locator("#span-list a").click()
    cut_off(desk, "**/articles/**")
    for quote in ("Veldt", "Monday"):
        select_words(desk, quote)
        desk.keyboard.press("f")
        if quote == "Veldt":
            desk.keyboard.press("Control+z")
    waiting(desk, 3)
    assert painted(desk) == 1
    back_again(desk, "**/articles/**")
    all_saved(desk)
    assert [TEXT[start:end] for start, end in Span.objects.get().fragments] == ["Ada", "Monday"]


def test_what_waits_is_not_drawn_on_the_layer_of_somebody_else(
    desk: Page, task: Task, person: Label, bob: User
) -> None:
    make_member(task.project, bob, Role.ANNOTATOR)
    theirs = make_assignment(task, bob)
    make_span(theirs, person, "Monday")
    cut_off(desk)
    tag(desk, "Ada Marlow")
    waiting(desk, 1)
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.goto(f"{desk.url}?layer={theirs.uid}")
    expect(desk.locator("#save-state")).to_have_text("1 waiting on other pages")
    assert painted(desk) == 0
    back_again(desk)
    all_saved(desk)
    assert shown_spans(desk) == [("Pers", "Monday")]
    assert sorted(quotes()) == ["Ada Marlow", "Monday"]


def test_a_span_can_be_changed_and_deleted_before_it_is_saved(desk: Page) -> None:
    cut_off(desk)
    tag(desk, "Ada Marlow")
    desk.keyboard.press("r")
    desk.keyboard.press("c")
    tag(desk, "Veldt")
    desk.keyboard.press("x")
    waiting(desk, 4)
    assert painted(desk) == 1
    back_again(desk)
    all_saved(desk)
    span = Span.objects.select_related("label").get()
    assert (span.quote, span.label.name, span.version) == ("Ada Marlow", "Claim", 2)


@pytest.mark.parametrize("way", ["keys", "mouse"])
def test_what_waits_can_be_chosen_and_changed_like_every_span(desk: Page, way: str) -> None:
    cut_off(desk)
    for quote in ("Ada Marlow", "Veldt", "Monday"):
        tag(desk, quote)
    waiting(desk, 3)
    desk.keyboard.press("Escape")
    in_hand = desk.locator("#inspector [data-field=quote]")
    expect(in_hand).to_be_hidden()
    if way == "keys":
        for key in "kk":
            desk.keyboard.press(key)
    else:
        box = box_of(desk, *place_of(desk, "Veldt"))
        desk.mouse.click((box["left"] + box["right"]) / 2, box["y"])
    expect(in_hand).to_have_text("Veldt")
    desk.keyboard.type("rc")
    waiting(desk, 4)
    desk.keyboard.press("j")
    expect(in_hand).to_have_text("Monday")
    desk.keyboard.press("x")
    waiting(desk, 5)
    desk.keyboard.press("k")
    expect(in_hand).to_have_text("Veldt")
    desk.keyboard.press("j")
    expect(desk.locator("#said")).to_have_text("This is the last span that is shown.")
    back_again(desk)
    all_saved(desk)
    spans = Span.objects.order_by("start").values_list("quote", "label__name")
    assert list(spans) == [("Ada Marlow", "Person"), ("Veldt", "Claim")]


def test_a_note_to_self_waits_like_every_change(desk: Page) -> None:
    cut_off(desk, "**/note/")
    desk.get_by_text("More").click()
    desk.get_by_label("Note to self").fill("ask Bob about the date")
    desk.get_by_label("Note to self").blur()
    waiting(desk, 1)
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.reload()
    waiting(desk, 1)
    expect(desk.locator("#own-note")).to_have_value("ask Bob about the date")
    back_again(desk, "**/note/")
    all_saved(desk)
    assert Assignment.objects.get().note == "ask Bob about the date"


@pytest.fixture
def password(alice: User) -> str:
    """Alice's, set before she opens a page: setting it signs her out everywhere."""
    alice.set_password("correct horse battery")
    alice.save()
    return "correct horse battery"


def test_who_submits_signed_out_signs_in_and_is_back_on_the_article(
    password: str, desk: Page, alice: User
) -> None:
    tag_and_save(desk, "Ada Marlow")
    address = desk.url
    Session.objects.all().delete()
    desk.keyboard.press("Control+Enter")
    expect(desk.get_by_text("this was not done")).to_be_visible()
    desk.get_by_label("User name").fill(alice.username)
    desk.get_by_label("Password").fill(password)
    desk.get_by_role("button", name="Sign in").click()
    desk.wait_for_url(address)
    assert Assignment.objects.get().state == "in_progress"


def test_who_goes_through_what_waits_stays_there_while_it_is_tried_again(desk: Page) -> None:
    cut_off(desk)
    for quote in ("Ada Marlow", "Veldt"):
        tag(desk, quote)
    waiting(desk, 2)
    discard = desk.locator("#waiting li").last.get_by_role("button", name="Discard")
    discard.focus()
    with desk.expect_event("requestfailed"):
        desk.evaluate("dispatchEvent(new Event('online'))")
    expect(desk.locator("#page-error")).to_be_visible()
    expect(discard).to_be_focused()


def fill_storage(page: Page) -> None:
    """Leave no room in the browser's storage, not for one character."""
    page.evaluate(
        """() => {
            let room = 2 ** 23;
            for (let number = 0; room >= 1; number += 1) {
                try {
                    localStorage.setItem(`filler ${number}`, "x".repeat(room));
                } catch {
                    room /= 2;
                }
            }
        }"""
    )


def test_what_the_storage_has_no_room_for_is_saved_all_the_same(desk: Page) -> None:
    fill_storage(desk)
    cut_off(desk)
    tag(desk, "Ada Marlow")
    tag(desk, "Veldt")
    waiting(desk, 2)
    assert painted(desk) == 2
    back_again(desk)
    all_saved(desk)
    assert quotes() == ["Ada Marlow", "Veldt"]


def test_what_a_proxy_leads_to_its_sign_in_is_not_saved(desk: Page) -> None:
    route(desk, "**/spans/**", lambda request: request.fulfill(status=302, headers={"Location": "/"}))
    tag(desk, "Ada Marlow")
    waiting(desk, 1)
    expect(desk.locator("#page-error")).to_contain_text("signed out")
    back_again(desk)
    all_saved(desk)
    assert quotes() == ["Ada Marlow"]


@pytest.mark.parametrize("status", [200, 404])
def test_what_is_answered_by_another_than_the_desk_is_neither_saved_nor_refused(
    desk: Page, project: Project, status: int
) -> None:
    """A network before its sign-in shows its own page for every address; a proxy finds none in a deploy."""
    make_task(project, "Another report.\n")
    desk.reload()
    all_saved(desk)
    route(desk, "**/articles/**", lambda found: found.fulfill(status=status, body="<p>Our hotel</p>"))
    tag(desk, "Ada Marlow")
    waiting(desk, 1)
    desk.evaluate("document.getElementById('page-error').hidden = true")
    desk.keyboard.press("n")
    expect(desk.locator("#page-error")).to_contain_text("The server does not answer.")
    expect(desk.locator("#text")).to_contain_text("Ada Marlow spoke in Veldt.")
    back_again(desk, "**/articles/**")
    all_saved(desk)
    assert quotes() == ["Ada Marlow"]


def test_what_was_stored_while_the_page_was_on_its_way_is_shown_although_more_waits(
    desk: Page, person: Label
) -> None:
    tag_and_save(desk, "Veldt")
    cut_off(desk)
    tag(desk, "Ada Marlow")
    waiting(desk, 1)

    def come_late(found: Route) -> None:
        page = found.fetch()
        make_span(Assignment.objects.get(), person, "Monday")
        found.fulfill(response=page)

    desk.on("dialog", lambda dialog: dialog.accept())
    desk.route(desk.url, come_late, times=1)
    desk.reload()
    expect(desk.locator("#span-list li")).to_have_count(2)
    back_again(desk)
    all_saved(desk)
    assert [quote for _, quote in shown_spans(desk)] == ["Ada Marlow", "Veldt", "Monday"]


def test_an_answer_that_is_cut_off_is_asked_for_once_more(desk: Page) -> None:
    def cut(found: Route) -> None:
        answer = found.fetch()
        headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
        found.fulfill(status=answer.status, headers=headers, body=answer.body()[:100])

    route(desk, SAVES, cut, times=1)
    tag(desk, "Ada Marlow")
    all_saved(desk)
    assert shown_spans(desk) == [("Pers", "Ada Marlow")]
    assert quotes() == ["Ada Marlow"]


def test_what_is_refused_when_the_storage_is_full_is_told_once_and_sent_again_when_there_is_room(
    desk: Page, claim: Label
) -> None:
    cut_off(desk)
    tag(desk, "Monday", "c")
    waiting(desk, 1)
    fill_storage(desk)
    Label.objects.filter(pk=claim.pk).update(archived_at=timezone.now())
    back_again(desk)
    expect(desk.locator("#save-state")).to_have_text("1 not saved")
    refused(desk, 1)
    desk.evaluate(
        "Object.keys(localStorage).filter((key) => key.startsWith('filler'))"
        ".forEach((key) => localStorage.removeItem(key))"
    )
    Label.objects.filter(pk=claim.pk).update(archived_at=None)
    desk.locator("#waiting [data-retry]").click()
    all_saved(desk)
    assert quotes() == ["Monday"]


def test_what_is_discarded_while_another_one_is_being_sent_is_not_sent(desk: Page) -> None:
    cut_off(desk)
    tag(desk, "Ada Marlow")
    tag(desk, "Veldt")
    waiting(desk, 2)
    with held(desk) as saves:  # Before any is let through: the page tries again by itself, too.
        desk.evaluate("dispatchEvent(new Event('online'))")
    desk.locator("#waiting li", has_text="Veldt").locator("[data-discard]").click()
    saves[0].continue_()
    desk.unroute(SAVES)
    tag_and_save(desk, "Monday")  # It would go out after the other.
    assert quotes() == ["Ada Marlow", "Monday"]
