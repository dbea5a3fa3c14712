"""A key that can do nothing now says why, where all can read it, and for as long as it is true."""

import pytest
from django.utils import timezone
from playwright.sync_api import Error, Page, Route, expect

from annotator.models import Entity, Label, Project, Task, User
from tests.browser.actions import all_saved, cut_off, eventually, select_words, tag, tag_and_save
from tests.browser.conftest import OpenText
from tests.factory import make_task


@pytest.fixture
def task(project: Project, person: Label) -> Task:
    return make_task(project, "Ada Marlow of Veldt said so.\n", language="en")


@pytest.mark.parametrize("key", ["r", "e", "m", "x", "f", "a", "h", "l", "+", ";", "o"])
def test_without_a_span_in_hand_it_says_how_to_get_one(desk: Page, key: str) -> None:
    desk.keyboard.press("t")
    desk.keyboard.press(key)
    expect(desk.locator("#said")).to_have_text("Choose a span first: j goes to the next one.")
    tag(desk, "Veldt")
    expect(desk.locator("#said")).to_be_empty()


@pytest.mark.parametrize("selected", ["", "Ada"])
def test_without_more_text_to_add_it_says_so(desk: Page, selected: str) -> None:
    tag_and_save(desk, "Ada Marlow")
    if selected:
        select_words(desk, selected)
    desk.keyboard.press("f")
    expect(desk.locator("#said")).to_have_text("Select more text, then add it to this span")


def test_without_a_paragraph_to_go_on_to_it_says_so(desk: Page) -> None:
    tag_and_save(desk, "Veldt")
    desk.keyboard.press("y")
    expect(desk.locator("#said")).to_have_text("Every paragraph from here on has spans.")


@pytest.mark.parametrize("key", [".", "=", "-"])
def test_without_a_suggestion_it_says_so(desk: Page, key: str) -> None:
    eventually(desk, "document.querySelector('#suggestions [data-list]').textContent.trim()")
    desk.keyboard.press(key)
    expect(desk.locator("#said")).to_have_text("Nothing is suggested here.")


def test_what_was_undone_is_told_until_the_next_change(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    desk.keyboard.press("Control+z")
    all_saved(desk)
    expect(desk.locator("#said")).to_have_text("Undone: Ada Marlow.")
    expect(desk.locator("#status")).to_have_text("All saved")
    tag(desk, "Veldt")
    expect(desk.locator("#said")).to_be_empty()


def test_without_labels_it_says_who_makes_them(desk: Page) -> None:
    Label.objects.update(archived_at=timezone.now())
    desk.reload()
    all_saved(desk)
    desk.keyboard.press("/")
    expect(desk.locator("#said")).to_contain_text("This project has no labels yet.")


def test_a_dialog_that_cannot_be_had_leaves_the_keys_to_the_desk(desk: Page) -> None:
    errors: list[Error] = []
    desk.on("pageerror", lambda error: errors.append(error))
    cut_off(desk, "**/guidelines/")
    with desk.expect_event("requestfailed"):
        desk.keyboard.press("g")
    tag_and_save(desk, "Veldt")
    assert errors == []


@pytest.mark.parametrize("size", [(1280, 720), (720, 450), (390, 844)], ids=["wide", "zoomed", "phone"])
def test_what_is_said_is_in_sight(page: Page, open_text: OpenText, size: tuple[int, int]) -> None:
    page.set_viewport_size({"width": size[0], "height": size[1]})
    open_text(page, "Ada Marlow of Veldt said so.\n\n" * 60)
    tag_and_save(page, "Veldt")
    page.keyboard.press("Control+z")
    expect(page.locator("#said span")).to_be_in_viewport(ratio=1)
    page.keyboard.press("t")
    page.keyboard.press("Control+End")
    page.keyboard.press("r")
    expect(page.locator("#said span")).to_have_text("Choose a span first: j goes to the next one.")
    expect(page.locator("#said span")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("key", [".", "=", "-"])
def test_before_the_suggestions_are_there_it_does_not_say_that_there_are_none(
    page: Page, open_text: OpenText, key: str, project: Project, alice: User, person: Label
) -> None:
    Entity.make(person, "Veldt", actor=alice)
    held: list[Route] = []
    page.route("**/suggestions/", lambda request: held.append(request), times=1)
    with page.expect_request("**/suggestions/"):
        open_text(page, "Ada Marlow of Veldt said so.\n", language="en")
    page.keyboard.press(key)
    expect(page.locator("#said")).to_have_text("The suggestions are not there yet.")
    held[0].continue_()
    expect(page.locator("#suggestions li")).to_have_count(1)


def test_suggestions_that_could_not_be_read_are_not_said_to_be_none(page: Page, open_text: OpenText) -> None:
    page.route("**/suggestions/", lambda request: request.fulfill(status=500))
    open_text(page, "Ada Marlow of Veldt said so.\n")
    expect(page.locator("#suggestions [data-list]")).to_contain_text("could not be read")
    page.keyboard.press(".")
    expect(page.locator("#said")).to_contain_text("could not be read")


def test_the_key_for_the_next_span_goes_there_from_the_suggestions_too(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    desk.keyboard.press("Escape")
    desk.locator("#suggestions-tab").click()
    desk.keyboard.press("k")
    expect(desk.locator("#inspector [data-field=quote]")).to_have_text("Ada Marlow")
    expect(desk.locator("#span-list li")).to_be_visible()


@pytest.mark.parametrize("key", ["j", "k"])
def test_without_a_span_that_is_shown_it_says_so(desk: Page, key: str) -> None:
    tag_and_save(desk, "Ada Marlow")
    desk.keyboard.press("Escape")
    desk.get_by_text("Shown", exact=True).click()
    desk.locator("[data-shown]").get_by_label("Person").uncheck()
    desk.keyboard.press("Escape")
    desk.keyboard.press(key)
    expect(desk.locator("#said")).to_have_text("No spans are shown.")


def test_at_the_last_and_the_first_span_it_says_so(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    tag_and_save(desk, "Veldt")
    said = desk.locator("#said")
    desk.keyboard.press("j")
    expect(said).to_have_text("This is the last span that is shown.")
    desk.keyboard.press("k")
    expect(said).to_be_empty()
    desk.keyboard.press("k")
    expect(said).to_have_text("This is the first span that is shown.")
    expect(desk.locator("#inspector [data-field=quote]")).to_have_text("Ada Marlow")


def test_of_a_span_that_lies_alone_it_says_so(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    desk.keyboard.press("o")
    expect(desk.locator("#said")).to_have_text("No other span lies here.")
    tag_and_save(desk, "Ada")
    desk.keyboard.press("o")
    expect(desk.locator("#said")).to_be_empty()
    expect(desk.locator("#inspector [data-field=quote]")).to_have_text("Ada Marlow")


@pytest.mark.parametrize(
    ("key", "words"), [("n", "This is the last article."), ("b", "This is the first article.")]
)
def test_without_an_article_to_go_on_to_it_says_so(desk: Page, key: str, words: str) -> None:
    desk.keyboard.press(key)
    expect(desk.locator("#said")).to_have_text(words)


def test_without_a_relation_to_make_it_says_so(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    desk.keyboard.press(";")
    expect(desk.locator("#said")).to_have_text("No relation begins or ends at a span of this label.")


def test_the_one_suggestion_is_told_again_when_it_is_asked_for_again(
    page: Page, open_text: OpenText, alice: User, person: Label
) -> None:
    Entity.make(person, "Veldt", actor=alice)
    open_text(page, "Ada Marlow of Veldt said so.\n", language="en")
    expect(page.locator("#suggestions li")).to_have_count(1)
    page.keyboard.press(".")
    told = page.locator("#status").text_content()
    page.keyboard.press(".")
    assert told
    assert page.locator("#status").text_content() != told
