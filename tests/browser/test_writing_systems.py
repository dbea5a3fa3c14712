"""Texts of other scripts: caret, selection and tags follow their words and sentences."""

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Span
from tests.browser.actions import all_saved, box_of, tag_and_save
from tests.browser.conftest import OpenText


@pytest.mark.parametrize(
    ("language", "text", "quote", "stored"),
    [
        ("ja", "東京、大阪で会議。\n", "東京、", "東京"),
        ("zh", "北京，上海；天津。\n", "上海；", "上海"),
        ("zh", "天津：一天。\n", "天津：", "天津"),
        ("ar", "قالت مارلو، ثم غادرت؛ وعادت.\n", "مارلو،", "مارلو"),
    ],
)
def test_a_comma_of_any_script_is_left_out(
    page: Page, open_text: OpenText, language: str, text: str, quote: str, stored: str
) -> None:
    open_text(page, text, language=language)
    tag_and_save(page, quote)
    assert Span.objects.get().quote == stored


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Port struck\n\nShe spoke. He left.\n\nNobody came.\n"),
        ("ar", "ضربة على الميناء\n\nقالت آدا ذلك. ثم غادرت.\n\nلم يأت أحد.\n"),
        ("ja", "港が攻撃された\n\n彼女は話した。彼は去った。\n\n誰も来なかった。\n"),
    ],
)
def test_the_caret_walks_sentences_without_a_stop_at_the_blank_between_paragraphs(
    page: Page, open_text: OpenText, language: str, text: str
) -> None:
    open_text(page, text, language=language)
    page.keyboard.press("t")
    page.keyboard.press("Control+Home")
    for _ in range(3):
        page.keyboard.press("Alt+ArrowDown")
    page.keyboard.press("Shift+Alt+ArrowDown")
    page.keyboard.press("1")
    all_saved(page)
    assert Span.objects.get().quote == text.split("\n")[-2].strip()
    page.keyboard.press("Control+End")
    for _ in range(2):
        page.keyboard.press("Alt+ArrowUp")
    page.keyboard.press("Shift+Alt+ArrowDown")
    page.keyboard.press("1")
    all_saved(page)
    second = text.split("\n\n")[1]
    assert second.endswith(Span.objects.order_by("start")[0].quote)


@pytest.mark.parametrize(
    ("text", "quote", "left"),
    [
        ("قالت وكالة Reuters ذلك أمس.\n", "Reuters", "start"),
        ("قالت وكالة Reuters ذلك أمس.\n", "ذلك أمس", "end"),
        ("The paper قالت said so.\n", "قالت", "end"),
        ("في ١٢٣٤ قالت.\n", "١٢٣٤", "start"),
    ],
)
def test_each_handle_stands_at_its_own_letter(
    page: Page, open_text: OpenText, text: str, quote: str, left: str
) -> None:
    open_text(page, text)
    tag_and_save(page, quote)
    at = {}
    for side in ("start", "end"):
        handle = page.locator(f"[data-handle={side}]")
        expect(handle).to_be_visible()
        box = handle.bounding_box()
        assert box
        at[side] = box["x"]
    assert min(at, key=lambda side: at[side]) == left


def test_a_handle_on_a_word_that_runs_the_other_way_cuts_what_it_is_drawn_over(
    page: Page, open_text: OpenText
) -> None:
    text = "قالت وكالة Reuters ذلك أمس.\n"
    open_text(page, text)
    tag_and_save(page, "وكالة Reuters")
    word = text.index("Reuters")
    box = box_of(page, word, word + len("Reuters"))
    page.locator("[data-handle=end]").hover()
    page.mouse.down()
    page.mouse.move(box["right"] + 20, box["y"])
    page.mouse.up()
    all_saved(page)
    assert Span.objects.get().quote == "وكالة"
