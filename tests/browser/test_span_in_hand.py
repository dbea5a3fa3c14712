"""Keys are about the span that was just tagged or chosen, saved or not, and about no other."""

import pytest
from django.contrib.sessions.models import Session
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Assignment, Entity, Label, Project, Span, Task, User
from tests.browser.actions import (
    SAVES,
    all_saved,
    back_again,
    box_of,
    cut_off,
    drag_over,
    held,
    open_article,
    place_of,
    route,
    select_words,
    tag,
    tag_and_save,
)
from tests.factory import make_assignment, make_label, make_span, make_task

TEXT = "Ada saw the ship. The ship saw Ada, and Veldt saw both.\n"


@pytest.fixture
def task(project: Project, person: Label) -> Task:
    make_label(project, "Place", hotkey="2")
    return make_task(project, TEXT)


def stored() -> list[tuple[str, str]]:
    return list(Span.objects.order_by("start", "pk").values_list("label__name", "quote"))


@pytest.mark.parametrize("away", ["another one tagged", "another one chosen", "deleted"])
def test_borders_are_moved_no_longer_once_something_else_is_in_hand(desk: Page, away: str) -> None:
    tag_and_save(desk, "Veldt")
    tag_and_save(desk, "ship")
    desk.keyboard.press("e")
    if away == "another one tagged":
        tag(desk, "both", "2")
        left = [("Person", "ship"), ("Person", "Veldt"), ("Place", "both")]
    elif away == "another one chosen":
        desk.keyboard.press("j")
        left = [("Person", "ship"), ("Person", "Veldt")]
    else:
        desk.keyboard.press("x")
        left = [("Person", "Veldt")]
    all_saved(desk)
    select_words(desk, "The ship saw")
    desk.keyboard.press("Enter")
    expect(desk.locator("#palette")).to_be_visible()
    all_saved(desk)
    assert stored() == left


def test_a_note_goes_to_the_span_that_is_on_its_way(desk: Page) -> None:
    with held(desk) as saves:
        tag(desk, "Ada")
    desk.keyboard.press("m")
    desk.keyboard.type("fix x box")
    desk.keyboard.press("Escape")
    saves[0].continue_()
    all_saved(desk)
    assert list(Span.objects.values_list("quote", "note")) == [("Ada", "fix x box")]


@pytest.mark.parametrize(("key", "heading"), [("a", "Every “Ada”"), ("h", "History")])
def test_what_opens_for_a_span_waits_until_it_is_saved_and_keeps_the_keys_from_the_desk(
    desk: Page, key: str, heading: str
) -> None:
    with held(desk) as saves:
        tag(desk, "Ada")
    desk.keyboard.press(key)
    desk.keyboard.type("x2")
    expect(desk.locator("#said")).to_contain_text("until it opens, keys do nothing")
    saves[0].continue_()
    expect(desk.get_by_role("heading", name=heading)).to_be_visible()
    assert stored() == [("Person", "Ada")]


def test_letters_are_the_desks_again_after_a_label_was_chosen_with_the_mouse(desk: Page) -> None:
    tag_and_save(desk, "Ada")
    desk.locator("#span-label").click()
    desk.locator("#span-label").select_option(label="Place")
    all_saved(desk)
    desk.keyboard.press("p")  # By which a list would choose “Person”.
    all_saved(desk)
    assert stored() == [("Place", "Ada")]


def test_a_dialog_that_could_not_be_read_shows_no_other_spans_content(desk: Page) -> None:
    tag_and_save(desk, "Ada")
    desk.keyboard.press("a")
    expect(desk.get_by_role("heading", name="Every “Ada”")).to_be_visible()
    desk.keyboard.press("Escape")
    tag_and_save(desk, "Veldt")
    Session.objects.all().delete()
    desk.keyboard.press("a")
    expect(desk.get_by_role("alert").filter(has_text="signed out")).to_be_visible()
    assert not desk.locator("#dialog").is_visible()


def test_what_is_being_typed_outlives_a_reload(desk: Page) -> None:
    tag_and_save(desk, "Ada")
    desk.keyboard.press("m")
    desk.keyboard.type("ask Bob")
    desk.reload()
    all_saved(desk)
    assert Span.objects.get().note == "ask Bob"


@pytest.mark.parametrize("way", ["another span", "a selection"])
def test_a_link_chosen_before_its_panel_is_there_is_for_its_span_alone(
    desk: Page, alice: User, person: Label, way: str
) -> None:
    Entity.make(person, "Ada", actor=alice)
    tag_and_save(desk, "Veldt")
    cut_off(desk, "**/detail/")
    tag_and_save(desk, "Ada")
    desk.keyboard.press("l")
    if way == "another span":
        # A letter would be typed into the panel that is on its way.
        desk.locator("#span-list a", has_text="Veldt").click()
    else:
        tag_and_save(desk, "both", "2")
        assert ("Place", "both") in stored()
    desk.unroute("**/detail/")
    desk.locator("#span-list a", has_text="Ada").click()
    desk.keyboard.press("1")
    expect(desk.locator("#span-detail form").first).to_be_visible()
    all_saved(desk)
    assert not Span.objects.exclude(entity=None).exists()


@pytest.mark.parametrize("away", ["x", "j"])
def test_a_label_is_changed_of_the_span_that_it_was_asked_for_alone(desk: Page, away: str) -> None:
    for words in ("Ada", "Veldt"):
        tag_and_save(desk, words)
    desk.keyboard.press("k")
    desk.keyboard.press("r")
    desk.keyboard.press(away)
    expect(desk.locator("#workspace.relabelling")).to_have_count(0)
    tag_and_save(desk, "both", "2")
    assert ("Place", "both") in stored()
    assert ("Person", "Veldt") in stored()


def test_borders_are_moved_of_the_span_as_it_is_then(desk: Page) -> None:
    tag_and_save(desk, "Ada")
    with held(desk) as saves:
        desk.keyboard.press("r")
        desk.keyboard.press("2")
    desk.keyboard.press("e")
    saves[0].continue_()
    all_saved(desk)
    desk.keyboard.press("Control+Shift+ArrowRight")
    desk.keyboard.press("Enter")
    all_saved(desk)
    assert stored() == [("Place", "Ada saw")]


def test_three_clicks_with_a_label_held_ready_tag_the_sentence_alone(desk: Page) -> None:
    desk.keyboard.press("1")
    box = box_of(desk, *place_of(desk, "ship"))
    desk.mouse.click((box["left"] + box["right"]) / 2, box["y"], click_count=3)
    all_saved(desk)
    assert stored() == [("Person", "Ada saw the ship.")]


def test_what_is_dragged_over_with_a_label_held_ready_is_in_hand(desk: Page) -> None:
    desk.keyboard.press("1")
    drag_over(desk, *place_of(desk, "Veldt"))
    all_saved(desk)
    desk.keyboard.press("x")
    all_saved(desk)
    assert stored() == []


def test_each_step_is_told_to_those_who_hear_the_page(desk: Page) -> None:
    status = desk.locator("#status")
    for words, key, told in [("Ada", "1", "Person: Ada"), ("Veldt", "2", "Place: Veldt")]:
        with held(desk) as routes:
            tag(desk, words, key)
        expect(status).to_have_text(told)
        routes[0].continue_()
        expect(status).to_have_text("All saved")
        desk.unroute(SAVES)
    desk.keyboard.press("k")
    expect(status).to_have_text("Person: Ada")
    desk.keyboard.press("e")
    expect(status).to_contain_text("Moving the borders")
    desk.keyboard.press("Escape")
    desk.keyboard.press("r")
    expect(status).to_contain_text("right label")
    desk.keyboard.press("Escape")
    desk.keyboard.press("x")
    expect(status).to_have_text("All saved: Deleted: Ada")
    assert desk.evaluate("document.activeElement.id") == "text"


def test_a_border_is_put_by_a_click_where_one_can_not_drag(desk: Page) -> None:
    def click(words: str) -> None:
        desk.get_by_role("button", name="Borders").click()
        box = box_of(desk, *place_of(desk, words))
        desk.mouse.click((box["left"] + box["right"]) / 2, box["y"])
        all_saved(desk)

    tag_and_save(desk, "the ship")
    for words, quote in [
        ("saw", "saw the ship"),
        ("The ship", "saw the ship. The"),
        ("ship", "saw the ship"),
        ("Veldt", "saw the ship. The ship saw Ada, and Veldt"),
    ]:
        click(words)
        assert stored() == [("Person", quote)]
    assert desk.locator(".chosen-span").count()


@pytest.mark.parametrize("keys", [["m"], ["l"], ["l", "ArrowDown"]], ids=["note", "link", "candidate"])
@pytest.mark.parametrize("where", ["text", "entry"])
def test_escape_leaves_a_field_first_and_then_the_span(desk: Page, keys: list[str], where: str) -> None:
    tag_and_save(desk, "Ada")
    expect(desk.locator("[data-new]")).to_be_visible()
    came_from = desk.locator("#text" if where == "text" else "#span-list a")
    came_from.focus()
    for key in keys:
        desk.keyboard.press(key)
        expect(came_from).not_to_be_focused()
    desk.keyboard.press("Escape")
    expect(came_from).to_be_focused()
    expect(desk.locator("#inspector .chosen")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator("#inspector .chosen")).to_be_hidden()


def test_who_works_in_the_list_stays_there_or_comes_back_to_the_text(desk: Page) -> None:
    for words in ("Ada", "Veldt"):
        tag_and_save(desk, words)
    entry = desk.locator("#span-list a").last
    entry.click()
    entry.focus()
    desk.keyboard.press("r")
    desk.keyboard.press("2")
    all_saved(desk)
    assert stored() == [("Person", "Ada"), ("Place", "Veldt")]
    expect(desk.locator("#span-list a").last).to_be_focused()
    desk.keyboard.press("x")
    all_saved(desk)
    expect(desk.locator("#text")).to_be_focused()


def test_a_span_of_an_archived_label_shows_it_and_can_be_given_another(
    page: Page, live_server: LiveServer, task: Task, alice: User, project: Project
) -> None:
    gone = make_label(project, "Vessel", colour=Label.Colour.GREEN)
    span = make_span(make_assignment(task, alice), gone, "ship")
    gone.archive()
    open_article(page, live_server.url, task, alice)
    page.keyboard.press("j")
    expect(page.locator("#status")).to_have_text("Vessel: ship")
    expect(page.locator("#inspector .chosen .tag")).to_have_text("Vessel")
    select = page.locator("#span-label")
    expect(select.locator("option:checked")).to_have_text("Vessel")
    select.select_option(label="Place")
    all_saved(page)
    expect(select.locator("option")).to_have_text(["Person", "Place"])
    span.refresh_from_db()
    assert span.label.name == "Place"


def test_spans_of_one_label_that_lie_over_one_another_can_be_told_apart(desk: Page) -> None:
    for words in ("Ada", "Ada saw the ship", "the ship"):
        tag_and_save(desk, words)
    chooser = desk.get_by_role("group", name="Spans that lie here")
    expect(chooser.get_by_role("button")).to_have_text(["Person the ship", "Person Ada saw the ship"])
    chooser.get_by_role("button", name="Person Ada saw the ship").click()
    expect(desk.locator("#inspector .chosen .quote")).to_have_text("Ada saw the ship")
    tag_and_save(desk, "the ship", "2")
    expect(chooser.get_by_role("button", name="Place")).to_have_text("Place")


def test_who_goes_by_keys_through_spans_that_lie_here_stays_among_them(desk: Page) -> None:
    for words in ("Ada", "Ada saw the ship"):
        tag_and_save(desk, words)
    chooser = desk.get_by_role("group", name="Spans that lie here")
    other = chooser.get_by_role("button", pressed=False)
    expect(other).to_have_text("Person Ada")
    other.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#inspector .chosen .quote")).to_have_text("Ada")
    expect(chooser.get_by_role("button", name="Person Ada", exact=True)).to_be_focused()


def test_the_word_at_the_caret_is_tagged_where_no_untagged_paragraph_follows(desk: Page) -> None:
    select_words(desk, "Veldt")
    desk.keyboard.press("ArrowLeft")
    desk.keyboard.press("y")
    desk.keyboard.press("1")
    all_saved(desk)
    assert stored() == [("Person", "Veldt")]


def test_a_panel_that_could_not_be_read_is_read_when_its_key_is_pressed(desk: Page) -> None:
    route(desk, "**/detail/", lambda request: request.abort(), times=1)
    with desk.expect_event("requestfailed"):
        tag(desk, "Ada")
    all_saved(desk)
    desk.keyboard.press("l")
    expect(desk.locator("#link-q")).to_be_focused()


def test_a_dialog_is_called_off_when_the_article_is_left(desk: Page, project: Project) -> None:
    make_task(project, "Nothing of it.\n", title="The other one")
    desk.reload()
    all_saved(desk)
    with held(desk, "**/deleted/", "GET") as routes:
        desk.keyboard.press("u")
    with desk.expect_event("requestfailed", lambda request: request.url.endswith("/deleted/")):
        desk.get_by_role("link", name="Next article").click()
    routes[0].abort()
    expect(desk).to_have_title("The other one · Annotation desk")
    desk.wait_for_load_state("networkidle")
    assert not desk.locator("#dialog").is_visible()


def test_escape_closes_a_menu_and_lets_go_of_nothing_else(desk: Page) -> None:
    tag_and_save(desk, "Ada")
    menu = desk.get_by_text("More", exact=True)
    menu.click()
    desk.locator("#own-note").fill("Ask about the ship.")
    desk.keyboard.press("Escape")
    expect(desk.locator("#own-note")).to_be_hidden()
    expect(menu).to_be_focused()
    expect(desk.locator("#inspector .chosen .quote")).to_have_text("Ada")
    all_saved(desk)
    assert Assignment.objects.get().note == "Ask about the ship."


def test_the_same_words_with_the_same_label_are_one_span(desk: Page, claim: Label) -> None:
    """A key that bounces, or words that were tagged before: each would count twice in every dataset."""
    desk.reload()
    all_saved(desk)
    cut_off(desk)
    for _ in range(2):
        tag(desk, "Ada")
    desk.keyboard.press("x")
    for _ in range(2):
        tag(desk, "Ada")
    back_again(desk)
    all_saved(desk)
    tag_and_save(desk, "Ada")
    assert Span.objects.get().quote == "Ada"
    expect(desk.locator("#inspector [data-field=quote]")).to_have_text("Ada")
    for _ in range(2):
        tag_and_save(desk, "Veldt", "c")  # Two things may be claimed in the same words.
    assert Span.objects.count() == 3
