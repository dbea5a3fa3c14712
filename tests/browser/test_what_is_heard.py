"""What is told to those who hear the page: right, once, and again when it happens again."""

from playwright.sync_api import Page, expect

from annotator.models import Project, Task
from tests.browser.actions import all_saved, held, tag, tag_and_save
from tests.browser.conftest import OpenText
from tests.factory import make_task

TEXT = "Ada saw the ship. It was no ship.\n\nVeldt left.\n"


def heard(page: Page) -> str:
    """What was said last, with the blank that makes the same words new."""
    words: str = page.locator("#status").evaluate("status => status.textContent")
    return words


def test_within_a_word_each_letter_is_heard(page: Page, open_text: OpenText) -> None:
    open_text(page, TEXT)
    page.keyboard.press("t")
    page.keyboard.press("Control+Home")
    letters = []
    for _ in range(6):
        page.keyboard.press("ArrowRight")
        letters.append(heard(page))
    assert letters == ["A", "d", "a", "saw", "s", "a"]
    page.keyboard.press("Control+ArrowDown")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("ArrowLeft")
    assert heard(page) == "ship"
    page.keyboard.press("ArrowRight")
    assert heard(page) == "."


def test_words_of_the_text_are_heard_in_its_language(page: Page, open_text: OpenText) -> None:
    open_text(page, "Ada vit le navire.\n", language="fr")
    page.keyboard.press("t")
    expect(page.locator("#status")).to_have_attribute("lang", "fr")
    tag_and_save(page, "navire")
    expect(page.locator("#status")).to_have_attribute("lang", "en")


def test_the_same_once_more_is_heard_once_more(page: Page, open_text: OpenText) -> None:
    open_text(page, "See\n\nSee\n\nVeldt\n")
    page.keyboard.press("t")
    page.keyboard.press("Control+Home")
    first = heard(page)
    page.keyboard.press("Control+ArrowDown")
    second = heard(page)
    assert first.strip() == second.strip() == "See"
    assert first != second


def test_of_a_long_selection_both_ends_are_heard(page: Page, open_text: OpenText) -> None:
    open_text(page, f"Ada {'went on and on ' * 40}until Veldt.\n")
    page.keyboard.press("t")
    page.keyboard.press("Control+Home")
    page.keyboard.press("Control+Shift+End")
    words = heard(page)
    assert words.startswith("Ada went")
    assert words.strip().endswith("until Veldt.")
    assert len(words) < 200


def test_nothing_counts_as_saved_while_something_waits(page: Page, open_text: OpenText) -> None:
    open_text(page, TEXT)
    with held(page) as routes:
        tag(page, "Ada")
    tag(page, "Veldt")
    said = page.evaluate_handle(
        """() => {
            const said = [], status = document.getElementById("status");
            new MutationObserver(() => said.push(status.textContent)).observe(status, { childList: true });
            return said;
        }"""
    )
    routes[0].continue_()
    all_saved(page)
    expect(page.locator("#status")).to_contain_text("All saved")
    assert said.json_value() == ["All saved"]  # What is tagged was heard before.


def test_what_the_server_tells_is_not_told_twice(page: Page, open_text: OpenText) -> None:
    open_text(page, TEXT)
    tag_and_save(page, "Ada")
    page.keyboard.press("Control+z")
    expect(page.locator("#said")).to_have_text("Undone: Ada.")
    page.keyboard.press("Control+z")
    expect(page.locator("#said")).to_have_text("Nothing to undo.")
    expect(page.locator("#status")).to_have_text("All saved")


def test_the_place_is_heard_on_coming_into_the_text(page: Page, open_text: OpenText) -> None:
    open_text(page, TEXT)
    page.keyboard.press("t")
    assert heard(page).startswith("Ada saw the ship.")


def test_which_article_has_come_is_heard_with_the_focus_on_its_text(
    desk: Page, task: Task, project: Project
) -> None:
    other = make_task(project, TEXT, title="Ship seen")
    desk.reload()
    all_saved(desk)
    expect(desk.locator("#text")).to_have_accessible_name(task.article.title)
    desk.keyboard.press("t")
    desk.keyboard.press("n")
    text = desk.locator("#text")
    expect(text).to_have_accessible_name(other.article.title)
    expect(text).to_be_focused()


def test_the_whole_text_can_be_selected_and_let_go_of(page: Page, open_text: OpenText) -> None:
    open_text(page, TEXT)
    page.keyboard.press("t")
    page.keyboard.press("Control+a")
    assert page.evaluate("document.getSelection().toString().trim()").endswith("Veldt left.")
    page.keyboard.press("Escape")
    page.keyboard.press("Control+Home")
    page.keyboard.press("Control+ArrowRight")
    assert heard(page).strip() == "Ada"


def test_the_caret_is_found_again_after_something_else_was_selected(page: Page, open_text: OpenText) -> None:
    open_text(page, TEXT)
    page.keyboard.press("t")
    page.evaluate("document.getSelection().selectAllChildren(document.querySelector('.span-panel'))")
    page.keyboard.press("t")
    page.keyboard.press("Control+ArrowRight")
    assert heard(page) == "Ada"
