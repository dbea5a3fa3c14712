"""Tabs of one browser share what waits to be saved: none loses another's, and all show what is saved."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Edit, Label, Project, Span, Task, User
from tests.browser.actions import (
    SAVES,
    all_saved,
    back_again,
    cut_off,
    eventually,
    open_article,
    refused,
    select_by_script,
    shown_spans,
    tag,
    tag_and_save,
    waiting,
)
from tests.factory import make_task

WORDS = [f"word{number:02}" for number in range(60)]
TEXT = " ".join(WORDS) + "\n"


@pytest.fixture
def task(project: Project, person: Label, claim: Label) -> Task:
    return make_task(project, TEXT, title="Port struck", language="en")


@pytest.fixture
def other(desk: Page, live_server: LiveServer, task: Task, alice: User) -> Page:
    """Another tab of the same article."""
    other = desk.context.new_page()
    open_article(other, live_server.url, task, alice)
    return other


def test_two_tabs_that_save_one_article_at_once_lose_nothing_and_show_the_same(
    desk: Page, other: Page
) -> None:
    cut_off(desk)
    cut_off(other)
    for word in WORDS[:15]:
        tag(desk, word)
    waiting(desk, 15)
    for word in WORDS[15:20]:
        tag(other, word)
    other.unroute(SAVES)
    back_again(desk)
    for word in WORDS[20:35]:  # While the other tab's backlog goes out.
        tag(other, word)
    for page in (desk, other):
        all_saved(page)
    assert sorted(Span.objects.values_list("quote", flat=True)) == WORDS[:35]
    assert Edit.objects.count() == 35
    for page in (desk, other):
        expect(page.locator("#span-list li")).to_have_count(35)
        assert [quote for _tag, quote in shown_spans(page)] == WORDS[:35]


def test_what_another_tab_sends_is_shown_as_saved_where_it_was_made(
    desk: Page, live_server: LiveServer, task: Task, project: Project, alice: User
) -> None:
    cut_off(desk)
    tag(desk, "word07")
    waiting(desk, 1)
    other = desk.context.new_page()
    open_article(other, live_server.url, make_task(project, "Another report.\n"), alice)
    all_saved(desk)
    expect(desk.locator("#page-error")).to_be_hidden()
    assert shown_spans(desk) == [("Pers", "word07")]


def test_what_a_tab_left_waiting_that_was_closed_goes_out_from_another_one(
    desk: Page, live_server: LiveServer, project: Project, alice: User
) -> None:
    other = desk.context.new_page()
    open_article(other, live_server.url, make_task(project, "Another report.\n"), alice)
    cut_off(desk)
    cut_off(other)
    tag(desk, "word07")
    expect(other.locator("#save-state")).to_have_text("1 waiting on other pages")
    desk.close()
    back_again(other)
    all_saved(other)
    assert Span.objects.get().quote == "word07"


def test_what_waits_outlives_a_storage_that_another_tab_empties(desk: Page, other: Page) -> None:
    cut_off(desk)
    cut_off(other)
    for word in ("word07", "word03"):
        tag(desk, word)
    waiting(desk, 2)
    other.evaluate("localStorage.clear()")
    eventually(desk, "localStorage.length === 2")
    desk.on("dialog", lambda dialog: dialog.accept())
    desk.reload()
    waiting(desk, 2)
    back_again(desk)
    all_saved(desk)
    assert list(Span.objects.order_by("pk").values_list("quote", flat=True)) == ["word07", "word03"]


def test_what_another_tab_was_refused_is_told_where_it_was_made(desk: Page, other: Page, task: Task) -> None:
    tag_and_save(desk, "word05")
    cut_off(desk)
    cut_off(other)
    tag(desk, "word07")
    waiting(desk, 1)
    task.assignments.update(state="submitted")
    back_again(other)
    expect(desk.locator("#state")).to_have_text("Submitted")
    expect(desk.locator("#waiting")).to_contain_text("reopen it before you change it")


def test_going_on_tells_what_still_waits_on_the_article_before(
    desk: Page, project: Project, complaints: list[str]
) -> None:
    make_task(project, "Another report, of the dam.\n", title="Dam holds")
    desk.reload()
    all_saved(desk)
    height = "document.querySelector('.toolbar').offsetHeight"
    before = desk.evaluate(height)
    cut_off(desk)
    tag(desk, "word07")
    waiting(desk, 1)
    assert desk.evaluate(height) == before
    desk.keyboard.press("n")
    expect(desk).to_have_title("Dam holds · Annotation desk")
    expect(desk.locator("#save-state")).to_have_text("1 waiting on other pages")
    expect(desk.locator("#page-error")).to_be_visible()
    select_by_script(desk, 0, 7)
    desk.keyboard.press("1")
    expect(desk.locator("#save-state")).to_have_text("2 not saved")
    expect(desk.locator("#waiting")).to_contain_text("1 waiting to be saved, 1 waiting on other pages")
    eventually(
        desk, "[...CSS.highlights].some(([name, one]) => name.startsWith('pending-') && one.size === 1)"
    )
    back_again(desk)
    all_saved(desk)
    assert sorted(Span.objects.values_list("quote", flat=True)) == ["Another", "word07"]
    assert all("ERR_FAILED" in complaint for complaint in complaints), complaints
    complaints.clear()


@pytest.mark.parametrize("field", ["#span-note", "#claim-place"])
def test_what_is_written_about_a_span_that_another_tab_deletes_is_kept(
    desk: Page, live_server: LiveServer, task: Task, alice: User, field: str
) -> None:
    tag_and_save(desk, "word07", "c")
    other = desk.context.new_page()
    open_article(other, live_server.url, task, alice)
    desk.locator(field).click()
    desk.keyboard.type("by the old harbour")
    other.locator("#span-list a").click()
    other.keyboard.press("x")
    expect(desk.locator("#waiting")).to_contain_text("This span is gone: it was deleted elsewhere.")
    expect(desk.locator("#waiting")).to_contain_text("by the old harbour")


def test_a_note_to_self_is_shown_in_each_tab_and_replaces_none_unseen(
    desk: Page, other: Page, task: Task
) -> None:
    notes = [page.get_by_label("Note to self") for page in (desk, other)]
    for page in (desk, other):
        page.get_by_text("More").click()
    notes[0].fill("ask Bob")
    notes[0].blur()
    expect(notes[1]).to_have_value("ask Bob")
    notes[1].type(" and see page 3")
    notes[0].fill("ask Bob and Ida")
    notes[0].blur()
    all_saved(desk)
    notes[1].blur()
    expect(other.locator("#waiting")).to_contain_text("This note was changed elsewhere since you read it")
    expect(other.locator("#waiting")).to_contain_text("ask Bob and see page 3")
    expect(notes[1]).to_have_value("ask Bob and Ida")
    assert task.assignments.get().note == "ask Bob and Ida"
    refused(other, 1)
    other.get_by_role("button", name="Send again").click()
    all_saved(other)
    assert task.assignments.get().note == "ask Bob and see page 3"
