"""An analyst tags an article in a real browser."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from annotator.models import Assignment, Label, Project, Span, Task
from tests.browser.actions import (
    all_saved,
    box_of,
    drag_over,
    eventually,
    place_of,
    route,
    select_by_script,
    select_words,
    shown_spans,
    tag_and_save,
)
from tests.browser.conftest import OpenText
from tests.factory import make_label, make_task

pytestmark = pytest.mark.usefixtures("no_complaints")

TEXT = (
    "Port struck at night\n\nAda Marlow, the harbour's captain, spoke in Veldt. “We counted seven,” she said."
    "\n\n"
    "On Monday Marlow’s office said six were hurt.\n"
)


@pytest.fixture
def task(project: Project, person: Label, claim: Label) -> Task:
    return make_task(project, TEXT, title="Port struck", language="en")


def at(quote: str) -> tuple[int, int]:
    start = TEXT.index(quote)
    return start, start + len(quote)


def stored() -> list[tuple[str, str, int, int]]:
    return [
        (span.label.name, span.quote, span.start, span.end)
        for span in Span.objects.select_related("label").order_by("start", "-end")
    ]


def test_a_selection_and_a_key_make_a_span(desk: Page) -> None:
    drag_over(desk, *at("Ada Marlow"))
    desk.keyboard.press("1")
    all_saved(desk)
    assert stored() == [("Person", "Ada Marlow", *at("Ada Marlow"))]
    assert shown_spans(desk) == [("Pers", "Ada Marlow")]
    expect(desk.locator("mark")).to_have_text(["Ada Marlow"])
    expect(desk.locator("#state")).to_have_text("In progress")


def test_words_amid_a_selection_can_be_dragged_over(desk: Page) -> None:
    drag_over(desk, *at("Ada Marlow, the harbour's captain"))
    expect(desk.locator("#palette")).to_be_visible()
    drag_over(desk, *at("Marlow"))
    desk.keyboard.press("1")
    all_saved(desk)
    assert shown_spans(desk) == [("Pers", "Marlow")]


def test_an_answer_that_comes_during_a_drag_does_not_disturb_it(desk: Page) -> None:
    held: list[Route] = []
    route(desk, "**/spans/", lambda request: held.append(request), times=1)
    drag_over(desk, *at("Ada"))
    desk.keyboard.press("1")
    box = box_of(desk, *at("counted seven"))
    desk.mouse.move(box["left"] + 1, box["y"])
    desk.mouse.down()
    desk.mouse.move(box["left"] + 30, box["y"], steps=3)
    with desk.expect_response("**/spans/"):
        held[0].continue_()
    expect(desk.locator("#save-state")).to_have_text("All saved")
    desk.mouse.move(box["right"] - 1, box["y2"], steps=3)
    desk.mouse.up()
    desk.keyboard.press("1")
    all_saved(desk)
    assert [quote for _, quote, *_ in stored()] == ["Ada", "counted seven"]
    assert shown_spans(desk) == [("Pers", "Ada"), ("Pers", "counted seven")]


def test_the_palette_beside_the_selection_makes_a_span(desk: Page) -> None:
    drag_over(desk, *at("Veldt"))
    desk.locator("#palette").get_by_role("button", name="Claim").click()
    all_saved(desk)
    assert stored() == [("Claim", "Veldt", *at("Veldt"))]


def test_the_palette_finds_a_label_by_typing(desk: Page) -> None:
    drag_over(desk, *at("Veldt"))
    desk.keyboard.press("/")
    desk.keyboard.type("cla")
    desk.keyboard.press("Enter")
    all_saved(desk)
    assert stored() == [("Claim", "Veldt", *at("Veldt"))]


def test_the_palette_tells_what_enter_takes_and_prefers_a_name_that_begins_so(
    page: Page, open_text: OpenText, project: Project
) -> None:
    make_label(project, "Place")
    make_label(project, "État civil")
    open_text(page, TEXT)
    select_by_script(page, *at("Veldt"))
    page.keyboard.press("/")
    taken = page.locator("#palette").get_by_role("status")
    expect(taken).to_have_text("Person ↵")
    expect(page.locator("#palette-filter")).to_have_attribute("aria-describedby", "palette-taken")
    for typed, told in [("e", "État civil ↵"), ("eta", "État civil ↵"), ("etax", "No label is called so.")]:
        page.locator("#palette-filter").fill(typed)
        expect(taken).to_have_text(told)
    page.keyboard.press("Enter")
    expect(page.locator("#palette")).to_be_visible()
    page.locator("#palette-filter").fill("etat")
    page.keyboard.press("Enter")
    all_saved(page)
    assert stored() == [("État civil", "Veldt", *at("Veldt"))]


def test_leaving_the_palette_leads_back_to_the_selection(desk: Page) -> None:
    select_words(desk, "Veldt")
    desk.keyboard.press("/")
    desk.keyboard.type("cla")
    desk.keyboard.press("Escape")
    expect(desk.locator("#palette")).to_be_hidden()
    assert desk.evaluate("[String(getSelection()), document.activeElement.id]") == ["Veldt", "text"]
    desk.keyboard.press("1")
    all_saved(desk)
    assert stored() == [("Person", "Veldt", *at("Veldt"))]


def test_a_key_in_the_moment_of_a_selection_does_not_lose_it(desk: Page) -> None:
    start, end = at("Veldt")
    desk.evaluate(  # The browser tells of a selection later.
        """async ([start, end]) => {
            const { select } = await import("/static/js/offsets.js");
            const text = document.getElementById("text");
            text.focus();
            select(text, start, end);
            text.dispatchEvent(new KeyboardEvent("keydown", { key: "/", bubbles: true }));
        }""",
        [start, end],
    )
    expect(desk.locator("#palette input")).to_be_focused()
    desk.keyboard.press("Escape")
    expect(desk.locator("#text")).to_be_focused()
    assert desk.evaluate("String(getSelection())") == "Veldt"


def test_after_a_pick_in_the_palette_and_after_a_note_the_caret_goes_on(desk: Page) -> None:
    select_words(desk, "Veldt")
    desk.keyboard.press("/")
    desk.keyboard.press("Enter")
    all_saved(desk)
    after = at("Veldt")[1]
    for key in ("m", "l"):
        desk.keyboard.press("j")
        desk.keyboard.press(key)
        eventually(desk, "document.activeElement.id !== 'text'")
        desk.keyboard.press("Escape")
    desk.keyboard.press("Shift+ArrowLeft")
    assert desk.evaluate("[String(getSelection()), document.activeElement.id]") == ["t", "text"]
    assert stored() == [("Person", "Veldt", *at("Veldt"))]
    assert TEXT[after - 1] == "t"


def test_a_key_after_a_click_into_the_text_holds_the_label_ready(desk: Page) -> None:
    box = box_of(desk, *at("Ada"))
    desk.mouse.click(box["left"] + 5, box["y"])
    desk.keyboard.press("c")
    expect(desk.locator('[data-label][aria-pressed="true"]')).to_have_text(re.compile("Claim"))
    assert stored() == []
    drag_over(desk, *at("Veldt"))
    all_saved(desk)
    assert stored() == [("Claim", "Veldt", *at("Veldt"))]


def test_a_label_held_ready_tags_each_selection(desk: Page) -> None:
    desk.keyboard.press("1")
    drag_over(desk, *at("Ada"))
    drag_over(desk, *at("Veldt"))
    all_saved(desk)
    assert [quote for _, quote, *_ in stored()] == ["Ada", "Veldt"]


def test_selections_grow_to_words_without_comma_and_possessive(desk: Page) -> None:
    start, end = at("arlo")
    drag_over(desk, start, end + 2)  # Up to and with the comma's neighbourhood.
    desk.keyboard.press("1")
    all_saved(desk)
    start, _ = at("Marlow’s")
    drag_over(desk, start + 1, start + 4)
    desk.keyboard.press("1")
    all_saved(desk)
    assert [quote for _, quote, *_ in stored()] == ["Marlow", "Marlow"]


def test_words_can_be_switched_off(desk: Page) -> None:
    desk.keyboard.press("w")
    start, _ = at("harbour")
    drag_over(desk, start, start + 4)
    desk.keyboard.press("1")
    all_saved(desk)
    assert stored()[0][1] == "harb"


def test_a_selection_across_paragraphs_is_one_span(desk: Page) -> None:
    start, end = at("night\n\nAda Marlow")
    drag_over(desk, start, end)
    desk.keyboard.press("c")
    all_saved(desk)
    assert stored() == [("Claim", "night\n\nAda Marlow", start, end)]
    assert shown_spans(desk) == [("Clai", "night\n\nAda Marlow")]


def test_the_keyboard_alone_tags_changes_and_submits(desk: Page) -> None:
    press = desk.keyboard.press
    press("t")
    for _ in range(2):
        press("Control+ArrowDown")
    press("Control+ArrowUp")
    for _ in range(10):
        press("Shift+ArrowRight")
    press("1")
    all_saved(desk)
    assert stored() == [("Person", "Ada Marlow", *at("Ada Marlow"))]
    press("j")
    press("r")
    press("c")
    all_saved(desk)
    assert stored() == [("Claim", "Ada Marlow", *at("Ada Marlow"))]
    press("e")
    for _ in range(7):
        press("Shift+ArrowLeft")
    press("Enter")
    all_saved(desk)
    assert stored() == [("Claim", "Ada", *at("Ada"))]
    press("j")
    press("m")
    desk.keyboard.type("first name only")
    press("Escape")
    all_saved(desk)
    assert Span.objects.get().note == "first name only"
    press("Control+Enter")
    expect(desk.get_by_role("heading", name="That was the last one.")).to_be_visible()
    assert Assignment.objects.get().state == "submitted"


def test_the_word_at_the_caret_is_tagged_by_a_key(desk: Page) -> None:
    select_by_script(desk, at("Veldt")[0] + 2, at("Veldt")[0] + 2)
    desk.keyboard.press("ArrowRight")
    desk.keyboard.press("1")
    all_saved(desk)
    assert stored() == [("Person", "Veldt", *at("Veldt"))]


def test_a_span_is_deleted_by_a_key(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    desk.keyboard.press("x")
    all_saved(desk)
    assert stored() == []
    expect(desk.locator("mark")).to_have_count(0)
    expect(desk.locator("#no-spans")).to_be_visible()


def test_a_key_never_relabels_a_chosen_span(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    desk.locator("#span-list a").click()
    desk.keyboard.press("c")
    all_saved(desk)
    assert stored() == [("Person", "Ada Marlow", *at("Ada Marlow"))]


def test_help_and_guidelines_are_one_key_away(desk: Page) -> None:
    desk.keyboard.press("?")
    expect(desk.locator("#keys")).to_be_visible()
    desk.keyboard.press("Escape")
    expect(desk.locator("#keys")).to_be_hidden()
    desk.keyboard.press("g")
    expect(desk.locator("#dialog")).to_be_visible()


def test_next_and_previous_article_are_one_key_away(desk: Page, project: Project, task: Task) -> None:
    other = make_task(project, "Another report.\n", title="Another report")
    desk.reload()
    all_saved(desk)
    desk.keyboard.press("n")
    expect(desk).to_have_url(desk.url.replace(f"/{task.article_id}/", f"/{other.article_id}/"))
    all_saved(desk)
    desk.keyboard.press("b")
    expect(desk.locator("#text")).to_contain_text("Port struck at night")


def test_submitted_work_is_read_only_until_reopened(desk: Page) -> None:
    desk.get_by_role("button", name="Submit").click()
    desk.get_by_role("link", name="Port struck").click()
    expect(desk.locator("#state")).to_have_text("Submitted")
    expect(desk.get_by_role("toolbar", name="Labels")).to_have_count(0)
    desk.get_by_role("button", name="Reopen").click()
    expect(desk.get_by_role("toolbar", name="Labels")).to_be_visible()


def test_submitting_goes_on_to_the_next_article_that_needs_work(desk: Page, project: Project) -> None:
    make_task(project, "Another report.\n", title="Another report")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#text")).to_have_text("Another report.\n")
    expect(desk.get_by_role("status").filter(has_text="Submitted")).to_be_visible()


def test_a_triple_click_takes_the_sentence_and_not_the_abbreviation(page: Page, open_text: OpenText) -> None:
    text = "It was dark. Brig. Gen. Tarek Oumrazi came on Oct. 10 with the U.S. envoy. He left.\n"
    open_text(page, text, language="en")
    box = box_of(page, *place_of(page, "Oumrazi"))
    page.mouse.click((box["left"] + box["right"]) / 2, box["y"], click_count=3)
    page.keyboard.press("1")
    all_saved(page)
    assert stored()[0][1] == "Brig. Gen. Tarek Oumrazi came on Oct. 10 with the U.S. envoy."


@pytest.mark.parametrize(
    ("language", "text", "words", "sentence"),
    [
        ("en", "It came from the U.S. The envoy left at 5 p.m. on Monday.", "came", "It came from the U.S."),
        ("en", "He met U.S. Gen. Tarek. All left.", "met", "He met U.S. Gen. Tarek."),
        ("en", "They sued Karvel Inc. A spokesman left.", "spokesman", "A spokesman left."),
        ("en", "In D.C. Smith said so. He left.", "said", "In D.C. Smith said so."),
        ("en", "It was No. 5 of Dr. The Anh. All left.", "was", "It was No. 5 of Dr. The Anh."),
        ("de", "Es war am 8. November in Wien. Alle gingen.", "war", "Es war am 8. November in Wien."),
        ("de", "Es waren 12. Danach gingen alle.", "gingen", "Danach gingen alle."),
    ],
)
def test_an_abbreviation_ends_a_sentence_only_where_another_one_begins(
    page: Page, open_text: OpenText, language: str, text: str, words: str, sentence: str
) -> None:
    open_text(page, f"{text}\n", language=language)
    box = box_of(page, *place_of(page, words))
    page.mouse.click((box["left"] + box["right"]) / 2, box["y"], click_count=3)
    assert page.evaluate("document.getSelection().toString()") == sentence


def test_a_claim_held_ready_ends_with_its_sentence(desk: Page) -> None:
    desk.keyboard.press("c")
    start, _ = at("Ada Marlow, the")
    drag_over(desk, start, at("We counted")[1])
    all_saved(desk)
    assert stored()[0][1] == "Ada Marlow, the harbour's captain, spoke in Veldt."


def test_the_caret_says_what_it_passes(desk: Page) -> None:
    desk.keyboard.press("t")
    desk.keyboard.press("Control+ArrowDown")
    expect(desk.locator("#status")).to_contain_text("Ada Marlow, the harbour's captain")
    desk.keyboard.press("Shift+ArrowRight")
    desk.keyboard.press("Shift+ArrowRight")
    desk.keyboard.press("Shift+ArrowRight")
    expect(desk.locator("#status")).to_have_text("Ada")
