"""Until a change of borders is saved the page shows the words that a span gains and those that leave it."""

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Label, Project, Task
from tests.browser.actions import all_saved, back_again, cut_off, select_words, shown_spans, tag, tag_and_save
from tests.factory import make_task

TEXT = "“We won,” Ada Marlow of Veldt said, “and Veldt knows it.”\n"


@pytest.fixture
def task(project: Project, person: Label) -> Task:
    return make_task(project, TEXT, language="en")


def painted(page: Page, beginning: str) -> list[str]:
    """The words of the highlights whose names begin so."""
    words: list[str] = page.evaluate(
        """(beginning) => {
            const words = ({ startContainer, startOffset, endContainer, endOffset }) => {
                const range = new Range();
                range.setStart(startContainer, startOffset);
                range.setEnd(endContainer, endOffset);
                return String(range);
            };
            return [...CSS.highlights].filter(([name]) => name.startsWith(beginning))
                .flatMap(([, ranges]) => [...ranges].map(words));
        }""",
        beginning,
    )
    return words


def test_words_that_leave_a_span_are_struck_and_the_others_stay(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow of Veldt")
    cut_off(desk)
    desk.keyboard.press("e")
    for _ in range(2):
        desk.keyboard.press("Shift+Control+ArrowLeft")
    desk.keyboard.press("Enter")
    assert [words.strip() for words in painted(desk, "leaving")] == ["of Veldt"]
    assert painted(desk, "pending-") == []
    expect(desk.locator("mark.going")).to_have_count(0)
    expect(desk.locator("#waiting .quote")).to_have_text("Ada Marlow ")
    back_again(desk)
    all_saved(desk)
    assert shown_spans(desk) == [("Pers", "Ada Marlow")]
    assert painted(desk, "leaving") == []


def test_a_stretch_that_is_added_or_taken_out_is_painted_alone(desk: Page) -> None:
    tag_and_save(desk, "We won")
    cut_off(desk)
    select_words(desk, "and Veldt knows it")
    desk.keyboard.press("f")
    assert painted(desk, "pending-") == ["and Veldt knows it"]
    back_again(desk)
    all_saved(desk)
    cut_off(desk)
    select_words(desk, "We won")
    desk.keyboard.press("f")
    assert (painted(desk, "leaving"), painted(desk, "pending-")) == (["We won"], [])
    expect(desk.locator("mark.going")).to_have_count(0)


def test_what_is_not_saved_yet_is_painted_as_it_will_be(desk: Page) -> None:
    cut_off(desk)
    tag(desk, "We won")
    select_words(desk, "and Veldt knows it")
    desk.keyboard.press("f")
    assert painted(desk, "pending-") == ["We won", "and Veldt knows it"]
    select_words(desk, "We won")
    desk.keyboard.press("f")
    assert painted(desk, "pending-") == ["and Veldt knows it"]
    desk.keyboard.press("x")
    assert painted(desk, "pending-") == []


def test_a_stretch_with_no_words_left_is_left_out(desk: Page) -> None:
    tag_and_save(desk, "We won")
    select_words(desk, "Veldt said")
    desk.keyboard.press("f")
    all_saved(desk)
    desk.keyboard.press("e")
    select_words(desk, "We won,” Ada Marlow of ")
    desk.keyboard.press("Enter")
    all_saved(desk)
    assert shown_spans(desk) == [("Pers", "We won")]


def test_a_span_is_not_moved_to_blanks(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    desk.keyboard.press("e")
    select_words(desk, " ")
    desk.keyboard.press("Enter")
    all_saved(desk)
    assert shown_spans(desk) == [("Pers", "Ada Marlow")]
