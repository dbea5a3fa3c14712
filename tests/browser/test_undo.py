"""Undo and redo, history, bringing back, every occurrence and fragments, by key in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Assignment, Label, Project, Span, Task, User
from tests.browser.actions import all_saved, select_words, shown_spans, tag_and_save
from tests.factory import make_task

pytestmark = pytest.mark.usefixtures("no_complaints")

TEXT = (
    "Ada Marlow spoke in Veldt. “We counted seven,” she said, “and then we stopped.”\n\n"
    "ADA MARLOW left. Ada Marlow’s office said six. Marlowe stayed.\n"
)


@pytest.fixture
def task(project: Project, person: Label, claim: Label) -> Task:
    return make_task(project, TEXT, title="Port struck", language="en", story="The port")


def quotes() -> list[str]:
    return list(Span.objects.order_by("start", "-end").values_list("quote", flat=True))


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)
        all_saved(page)


def test_every_change_is_undone_and_done_again_in_order_across_a_reload(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    press(desk, "r", "c")
    desk.locator("#span-note").fill("why")
    desk.locator("#span-note").blur()
    all_saved(desk)
    press(desk, "x")
    assert quotes() == []
    desk.reload()
    all_saved(desk)
    press(desk, "Control+z")
    span = Span.objects.select_related("label").get()
    assert (span.label.name, span.note) == ("Claim", "why")
    expect(desk.locator("#said")).to_contain_text("Undone: Ada Marlow")
    press(desk, "Control+z")
    assert Span.objects.get().note == ""
    press(desk, "Control+z")
    assert Span.objects.select_related("label").get().label.name == "Person"
    press(desk, "Control+z")
    assert quotes() == []
    press(desk, "Control+z")
    expect(desk.locator("#said")).to_have_text("Nothing to undo.")
    press(desk, "Control+Shift+z", "Control+Shift+z", "Control+y")
    span = Span.objects.select_related("label").get()
    assert (span.label.name, span.note) == ("Claim", "why")
    assert shown_spans(desk) == [("Clai", "Ada Marlow")]


def test_a_new_change_ends_redoing(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    press(desk, "Control+z")
    tag_and_save(desk, "Veldt")
    press(desk, "Control+Shift+z")
    expect(desk.locator("#said")).to_have_text("Nothing to redo.")
    assert quotes() == ["Veldt"]


def test_a_span_that_was_brought_back_can_be_changed_at_once(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    press(desk, "x", "Control+z")
    desk.locator("#span-list a").click()
    press(desk, "r", "c")
    assert Span.objects.select_related("label").get().label.name == "Claim"


def test_the_history_of_a_span_opens_beside_it(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    press(desk, "r", "c")
    desk.keyboard.press("h")
    dialog = desk.locator("#dialog")
    expect(dialog.get_by_role("listitem")).to_have_count(2)
    expect(dialog).to_contain_text("alice")
    expect(dialog.locator("del")).to_have_text(["Person"])


def test_a_deleted_span_is_found_and_brought_back(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    press(desk, "x")
    tag_and_save(desk, "Veldt")
    desk.keyboard.press("u")
    desk.get_by_role("button", name="Bring back").click()
    all_saved(desk)
    assert quotes() == ["Ada Marlow", "Veldt"]
    press(desk, "Control+z")
    assert quotes() == ["Veldt"]


def test_every_occurrence_is_tagged_with_a_preview_and_one_undo(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    desk.keyboard.press("a")
    dialog = desk.locator("#dialog")
    expect(dialog.locator("[data-hit]")).to_have_count(2)
    expect(dialog.locator("[data-hit]:enabled")).to_have_count(1)
    dialog.get_by_label("whatever case and accents").check()
    expect(dialog.locator("[data-hit]:enabled")).to_have_count(2)
    desk.keyboard.press("Control+Enter")
    all_saved(desk)
    assert quotes() == ["Ada Marlow", "ADA MARLOW", "Ada Marlow"]
    press(desk, "Control+z")
    assert quotes() == ["Ada Marlow"]


def test_keys_begin_at_the_first_place_that_can_be_ticked(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    desk.keyboard.press("a")
    dialog = desk.locator("#dialog")
    expect(dialog.locator("[data-hit]:enabled")).to_be_focused()
    desk.keyboard.press("Space")
    expect(dialog.locator("[data-hit]:enabled")).not_to_be_checked()
    desk.keyboard.press("Space")
    desk.keyboard.press("Enter")
    all_saved(desk)
    assert quotes() == ["Ada Marlow"] * 2


def test_every_occurrence_in_the_story_is_one_step_in_all_its_articles(
    desk: Page, project: Project, alice: User
) -> None:
    make_task(project, "Later Ada Marlow spoke again.\n", story="The port")
    closed = make_task(project, "Ada Marlow is in a closed article.\n", story="The port")
    Assignment.objects.create(
        task=closed, annotator=alice, version=closed.current_version(), state="submitted"
    )
    tag_and_save(desk, "Ada Marlow")
    desk.keyboard.press("a")
    dialog = desk.locator("#dialog")
    dialog.get_by_label("in this story").check()
    expect(dialog.locator("[data-hit]")).to_have_count(4)
    expect(dialog.locator("fieldset:disabled")).to_contain_text("Submitted")
    dialog.get_by_role("button", name="Tag the ticked places").click()
    all_saved(desk)
    assert Span.objects.count() == 3
    press(desk, "Control+z")
    assert quotes() == ["Ada Marlow"]


def test_a_border_of_a_span_of_fragments_is_moved_and_the_others_stay(desk: Page) -> None:
    tag_and_save(desk, "We counted seven", "c")
    select_words(desk, "and then we stopped")
    press(desk, "f")
    (first, end), second = Span.objects.get().fragments
    press(desk, "e")
    for _ in range(len(" stopped")):
        desk.keyboard.press("Shift+ArrowLeft")
    press(desk, "Enter")
    assert Span.objects.get().fragments == [[first, end], [second[0], second[1] - len(" stopped")]]
    # Far enough, a stretch is left out.
    press(desk, "e")
    for _ in range(30):
        desk.keyboard.press("Shift+ArrowLeft")
    press(desk, "Enter")
    assert quotes() == ["We counted"]
    press(desk, "Control+z")
    assert len(Span.objects.get().fragments) == 2


def test_words_that_reach_out_of_a_fragment_make_it_longer(desk: Page) -> None:
    tag_and_save(desk, "We counted", "c")
    select_words(desk, "and then we")
    press(desk, "f")
    select_words(desk, "then we stopped")
    press(desk, "f")
    first, second = TEXT.index("We counted"), TEXT.index("and then we stopped")
    assert Span.objects.get().fragments == [[first, first + 10], [second, second + 19]]
    select_words(desk, "We counted seven,” she said, “and")
    press(desk, "f")
    assert Span.objects.get().fragments == []
    assert quotes() == ["We counted seven,” she said, “and then we stopped"]


def test_a_quotation_interrupted_by_its_speaker_is_one_span_of_two_fragments(desk: Page) -> None:
    tag_and_save(desk, "We counted seven", "c")
    select_words(desk, "and then we stopped")
    press(desk, "f")
    span = Span.objects.get()
    first, second = TEXT.index("We counted seven"), TEXT.index("and then we stopped")
    assert span.fragments == [[first, first + 16], [second, second + 19]]
    assert span.quote == TEXT[span.start : span.end] == "We counted seven,” she said, “and then we stopped"
    assert shown_spans(desk) == [("Clai", "We counted seven … and then we stopped")]
    expect(desk.locator("mark.tie")).to_have_text([",” she said, “"])
    desk.locator("#span-list a").click()
    select_words(desk, "and then we stopped")
    press(desk, "f")
    assert Span.objects.get().fragments == []
    assert quotes() == ["We counted seven"]
    press(desk, "Control+z")
    assert len(Span.objects.get().fragments) == 2
