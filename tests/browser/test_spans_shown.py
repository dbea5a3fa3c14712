"""Spans as the page shows them: in the text, with borders to move, and in the list beside it."""

from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Assignment, Entity, Label, Project, Span, Task, User
from tests.browser.actions import all_saved, box_of, drag_over, place_of, select_words, tag, tag_and_save
from tests.factory import make_assignment, make_label, make_span, make_task

pytestmark = pytest.mark.usefixtures("no_complaints")

TEXT = (
    "Port struck at night\n\nAda Marlow, the harbour's captain, spoke in Veldt. “We counted seven,” she said."
    "\n\n"
    "On Monday six were hurt.\n"
)


@pytest.fixture
def task(project: Project, person: Label, claim: Label) -> Task:
    return make_task(project, TEXT, language="en")


def quotes() -> list[str]:
    return list(Span.objects.order_by("start", "-end").values_list("quote", flat=True))


def test_a_border_is_moved_by_its_handle(desk: Page) -> None:
    tag_and_save(desk, "Ada")
    handle = desk.locator("[data-handle=end]")
    handle.hover()
    desk.mouse.down()
    target = box_of(desk, *place_of(desk, "Marlow"))
    desk.mouse.move(target["right"] - 3, target["y"], steps=4)
    desk.mouse.up()
    all_saved(desk)
    assert quotes() == ["Ada Marlow"]


def test_the_handles_stand_at_the_borders_of_a_span_over_two_paragraphs(desk: Page) -> None:
    words = "struck at night\n\nAda Marlow"
    start, end = place_of(desk, words)
    tag_and_save(desk, words)
    assert quotes() == [words]
    for side, offset in (("start", start), ("end", end - 1)):
        box = desk.locator(f"[data-handle={side}]").bounding_box()
        assert box is not None
        assert abs(box["y"] + box["height"] / 2 - box_of(desk, offset, offset + 1)["y"]) < 2


@pytest.mark.parametrize(
    ("chosen", "key"),
    [("Ada Marlow", "1"), ("Ada", "c")],
    ids=["a selection that ends at it", "the word behind it"],
)
def test_the_handle_of_a_chosen_span_is_in_nobodys_way(desk: Page, chosen: str, key: str) -> None:
    tag_and_save(desk, chosen)
    expect(desk.locator('[data-handle="end"]')).to_be_visible()
    drag_over(desk, *place_of(desk, "Marlow"))
    desk.keyboard.press(key)
    all_saved(desk)
    assert quotes() == [chosen, "Marlow"]


def test_what_lies_between_the_fragments_of_a_chosen_span_looks_like_no_part_of_it(desk: Page) -> None:
    tag_and_save(desk, "Ada")
    select_words(desk, "harbour")
    desk.keyboard.press("f")
    all_saved(desk)
    look = "mark => [getComputedStyle(mark).backgroundColor, getComputedStyle(mark).boxShadow]"
    assert desk.locator("mark.tie.chosen-span").evaluate(look) == ["rgba(0, 0, 0, 0)", "none"]
    part = desk.locator("mark.chosen-span:not(.tie)").first
    on_screen = part.evaluate(look)
    desk.emulate_media(media="print")
    assert part.evaluate(look) != on_screen


def test_who_reads_in_the_dark_prints_dark_on_white(desk: Page) -> None:
    desk.evaluate("document.documentElement.dataset.theme = 'dark'")
    ink = "text => getComputedStyle(text).color"
    light = desk.locator("#text").evaluate(ink)
    desk.emulate_media(media="print")
    assert desk.locator("#text").evaluate(ink) != light


def test_nested_spans_can_each_be_chosen(desk: Page) -> None:
    for quote, key in [("Ada Marlow", "1"), ("Ada Marlow, the harbour's captain, spoke in Veldt", "c")]:
        tag_and_save(desk, quote, key)
    chosen = desk.locator("#inspector [data-field=tag]")
    box = box_of(desk, *place_of(desk, "Ada"))
    desk.mouse.click(box["left"] + 5, box["y"])
    expect(chosen).to_have_text("Person")
    desk.mouse.click(box["left"] + 5, box["y"])
    expect(chosen).to_have_text("Claim")
    desk.keyboard.press("o")
    expect(chosen).to_have_text("Person")


def test_a_key_walks_all_spans_that_cross_one_another(
    desk: Page, task: Task, alice: User, person: Label, claim: Label
) -> None:
    layer = make_assignment(task, alice)
    crossing = ["Ada Marlow, the", "Marlow, the harbour", "the harbour's captain, spoke"]
    for label, quote in zip((person, claim, person), crossing, strict=True):
        make_span(layer, label, quote)
    make_span(layer, claim, "captain, spoke in")  # It crosses the last of them elsewhere.
    desk.reload()
    all_saved(desk)
    desk.locator("#span-list a", has_text="Marlow, the harbour").last.click()
    seen = set()
    for _ in range(6):
        seen.add(desk.locator("#inspector [data-field=quote]").inner_text())
        desk.keyboard.press("o")
    assert seen == set(crossing)


def test_the_list_can_be_filtered_and_walked(desk: Page) -> None:
    for quote, key in [("Ada Marlow", "1"), ("seven", "c"), ("six", "c")]:
        tag_and_save(desk, quote, key)
    desk.locator("#span-filter").select_option(label="Claim")
    expect(desk.locator("#span-list li:visible")).to_have_count(2)
    desk.keyboard.press("j")  # No letter to choose in the list by, as for who chooses there by keys.
    desk.keyboard.press("j")
    expect(desk.locator("#inspector [data-field=quote]")).to_have_text("six")
    expect(desk.locator("mark.chosen-span")).to_have_text(["six"])


def test_the_list_shows_what_is_not_linked_or_has_a_note(
    desk: Page, task: Task, alice: User, person: Label, claim: Label
) -> None:
    layer = make_assignment(task, alice)
    make_span(layer, person, "Ada Marlow", entity=Entity.make(person, "Ada Marlow", actor=alice))
    make_span(layer, person, "Veldt")
    make_span(layer, claim, "six were hurt", note="Who counted?")
    desk.reload()
    all_saved(desk)
    for shown, quote in (("Not linked", "Veldt"), ("With a note", "six were hurt")):
        desk.locator("#span-filter").select_option(label=shown)
        expect(desk.locator("#span-list li:visible .quote")).to_have_text([quote])


def test_who_deletes_a_span_goes_on_from_its_place(desk: Page) -> None:
    for quote in ("Ada Marlow", "Veldt", "seven", "six"):
        tag_and_save(desk, quote)
    desk.keyboard.press("Escape")
    desk.evaluate("getSelection().removeAllRanges()")
    chosen = desk.locator("#inspector [data-field=quote]")
    for _ in range(3):
        desk.keyboard.press("j")
    expect(chosen).to_have_text("seven")
    desk.keyboard.press("x")
    desk.keyboard.press("j")
    expect(chosen).to_have_text("six")
    desk.keyboard.press("x")
    desk.keyboard.press("k")
    expect(chosen).to_have_text("Veldt")


def test_text_does_not_move_when_a_span_appears(desk: Page) -> None:
    before = box_of(desk, *place_of(desk, "six were hurt"))
    for quote in ["Ada Marlow", "Marlow", "Ada", "the harbour's captain", "harbour", "captain", "Monday"]:
        tag(desk, quote, "c")
    all_saved(desk)
    # Kerning may differ by hundredths of a pixel where a mark cuts a word.
    assert box_of(desk, *place_of(desk, "six were hurt")) == pytest.approx(before, abs=0.1)


def test_eight_labels_on_one_word_stay_in_lanes_of_their_own(
    desk: Page, project: Project, task: Task, alice: User
) -> None:
    layer = make_assignment(task, alice, Assignment.State.IN_PROGRESS)
    for number in range(8):
        make_span(layer, make_label(project, f"Kind {number}"), "seven")
    desk.reload()
    all_saved(desk)
    for density in ("", "compact"):
        desk.evaluate("density => (document.documentElement.dataset.density = density)", density)
        marks = desk.locator("mark")
        bottoms = sorted(marks.evaluate_all("marks => marks.map(m => m.getBoundingClientRect().bottom)"))
        thick, line = marks.first.evaluate(
            "m => [getComputedStyle(m).borderBottomWidth, getComputedStyle(m).lineHeight].map(parseFloat)"
        )
        assert len(set(bottoms)) == 8
        assert min(below - above for above, below in pairwise(bottoms)) > thick
        assert bottoms[-1] - bottoms[0] < line / 2  # They reach into no next line.


def test_the_chosen_one_of_many_spans_is_in_sight_in_the_chooser(
    desk: Page, project: Project, task: Task, alice: User
) -> None:
    layer = make_assignment(task, alice, Assignment.State.IN_PROGRESS)
    for number in range(8):
        make_span(layer, make_label(project, f"Kind of label {number}"), "seven")
    desk.reload()
    all_saved(desk)
    desk.keyboard.press("j")
    chooser = desk.get_by_role("group", name="Spans that lie here")
    for _ in range(8):
        desk.keyboard.press("o")
        expect(chooser.locator("[aria-pressed=true]")).to_be_in_viewport(ratio=0.9)


def test_a_label_can_be_switched_off_in_text_and_list(desk: Page) -> None:
    for quote, key in [("Ada Marlow", "1"), ("seven", "c")]:
        tag_and_save(desk, quote, key)
    desk.get_by_text("Shown", exact=True).click()
    desk.locator("[data-shown]").get_by_label("Claim").uncheck()
    expect(desk.locator("#span-list li:visible")).to_have_count(1)
    faded = desk.locator("mark.claim").evaluate("mark => getComputedStyle(mark).borderBottomColor")
    assert faded == "rgba(0, 0, 0, 0)"


def test_what_is_switched_off_is_neither_clicked_nor_walked(desk: Page) -> None:
    tag_and_save(desk, "Marlow")
    tag_and_save(desk, "Ada Marlow", "c")
    tag_and_save(desk, "spoke", "c")
    desk.get_by_text("Shown", exact=True).click()
    desk.locator("[data-shown]").get_by_label("Claim").uncheck()
    desk.keyboard.press("Escape")
    quote = desk.locator("[data-field=quote]")
    desk.locator("mark", has_text="spoke").click()
    expect(quote).to_be_hidden()
    box = box_of(desk, *place_of(desk, "Marlow"))
    for _ in range(2):
        desk.mouse.click((box["left"] + box["right"]) / 2, box["y"])
        expect(quote).to_have_text("Marlow")
    desk.keyboard.press("o")
    expect(quote).to_have_text("Marlow")
    expect(desk.locator("[data-field=beneath]")).to_be_empty()


@pytest.mark.parametrize("how", ["tagged", "relabelled"])
def test_what_is_tagged_with_a_label_that_is_switched_off_is_seen(desk: Page, how: str) -> None:
    tag_and_save(desk, "Ada Marlow")
    desk.get_by_text("Shown", exact=True).click()
    switch = desk.locator("[data-shown]").get_by_label("Claim")
    switch.uncheck()
    desk.keyboard.press("Escape")
    if how == "tagged":
        tag(desk, "seven", "c")
    else:
        desk.keyboard.press("r")
        desk.keyboard.press("c")
    expect(desk.locator("#said")).to_have_text("Shown again: Claim")
    expect(desk.locator("#span-list .tag", has_text="Clai")).to_be_visible()
    expect(switch).to_be_checked()
    seen = desk.locator("mark.claim").evaluate("mark => getComputedStyle(mark).borderBottomColor")
    assert seen != "rgba(0, 0, 0, 0)"
