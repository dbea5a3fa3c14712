"""Keyboards of other countries, input methods, and keys that are held: a key does what it writes, once."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Label, Project, Span, Task, User
from tests.browser.actions import all_saved, open_article, select_by_script, select_words, tag, tag_and_save
from tests.factory import make_label, make_task

pytestmark = pytest.mark.usefixtures("no_complaints")

TEXT = "Ada saw the ship. The ship saw Ada, and Veldt saw both.\n"

PRESS = """([key, code, held]) => document.activeElement.dispatchEvent(
    new KeyboardEvent("keydown", { key, code, ...held, bubbles: true, cancelable: true }))"""


@pytest.fixture
def task(project: Project, person: Label) -> Task:
    make_label(project, "Place", hotkey="2")
    return make_task(project, TEXT, language="en")


@pytest.fixture
def tagged(desk: Page) -> Page:
    """“Ada” is tagged as a person, and in hand."""
    tag_and_save(desk, "Ada")
    return desk


def press(page: Page, key: str, code: str, **held: Any) -> None:
    """A key as another layout would have it: what it writes, its place, and what is held with it."""
    page.evaluate(PRESS, [key, code, held])


def stored() -> list[tuple[str, str]]:
    return list(Span.objects.order_by("start", "pk").values_list("label__name", "quote"))


def test_altgr_writes_and_commands_nothing(tagged: Page) -> None:
    # Polish: ź stands at the place of x, which deletes; ł at that of l, which links.
    press(tagged, "ź", "KeyX", modifierAltGraph=True)
    press(tagged, "ł", "KeyL", modifierAltGraph=True)
    all_saved(tagged)
    assert stored() == [("Person", "Ada")]
    expect(tagged.locator("#text")).to_be_focused()


def test_altgr_that_comes_as_ctrl_and_alt_undoes_nothing(tagged: Page) -> None:
    press(tagged, "ż", "KeyZ", ctrlKey=True, altKey=True)
    all_saved(tagged)
    assert stored() == [("Person", "Ada")]


def test_a_latin_letter_means_no_sign_that_stands_at_its_place_elsewhere(tagged: Page) -> None:
    """German ß stands where others have the minus, which refuses; Turkish ö where they have the comma."""
    for key, code in (("ß", "Minus"), ("ö", "Semicolon"), ("ö", "Comma"), ("ç", "Period")):
        press(tagged, key, code)
    expect(tagged.locator("#said")).to_be_empty()
    expect(tagged.locator("#relation-bar")).to_be_hidden()
    # What they write themselves, and signs at their places on a keyboard of another script, still do.
    press(tagged, "/", "Digit7", shiftKey=True)
    expect(tagged.locator("#palette")).to_be_visible()
    tagged.keyboard.press("Escape")
    press(tagged, "ю", "Comma")
    expect(tagged.locator("#said")).to_contain_text("claims alone")


def test_a_label_s_key_that_is_held_tags_once(desk: Page) -> None:
    desk.keyboard.press("t")
    desk.keyboard.press("Control+ArrowRight")
    for _ in range(5):
        desk.keyboard.down("1")
    desk.keyboard.up("1")
    all_saved(desk)
    assert stored() == [("Person", "Ada")]


def test_a_key_that_is_held_does_not_type_into_the_field_that_it_opened(tagged: Page) -> None:
    for _ in range(5):
        tagged.keyboard.down("m")
    tagged.keyboard.up("m")
    note = tagged.locator("#span-note")
    expect(note).to_be_focused()
    expect(note).to_have_value("")
    tagged.keyboard.type("mm")
    expect(note).to_have_value("mm")


def test_a_key_that_is_held_still_walks(desk: Page) -> None:
    for words in ("Ada", "ship", "Veldt"):
        tag(desk, words)
    all_saved(desk)
    desk.keyboard.press("Escape")
    select_by_script(desk, 0, 0)
    for _ in range(3):
        desk.keyboard.down("j")
    desk.keyboard.up("j")
    expect(desk.locator("#span-list .chosen-span .quote")).to_have_text("Veldt")


@pytest.mark.parametrize("key", ["Enter", "1"])
def test_what_an_input_method_asks_for_links_nothing(tagged: Page, key: str) -> None:
    """Enter ends what is composed and digits choose among its words; both choose an entity otherwise."""
    tagged.keyboard.press("+")
    expect(tagged.locator("#span-list .entity")).to_have_text("Ada")
    tag(tagged, "Ada", occurrence=2)
    expect(tagged.locator("[data-choice]")).to_have_count(1)
    tagged.keyboard.press("l")
    field = tagged.locator("[data-linking] input[type=search]")
    expect(field).to_be_focused()
    press(tagged, key, "", isComposing=True)
    all_saved(tagged)
    assert Span.objects.latest("start").entity is None
    expect(field).to_be_focused()


def test_enter_of_an_input_method_picks_no_label(desk: Page) -> None:
    select_words(desk, "Ada")
    desk.keyboard.press("/")
    desk.keyboard.type("pla")
    press(desk, "Enter", "Enter", isComposing=True)
    expect(desk.locator("#palette")).to_be_visible()
    desk.keyboard.press("Enter")
    all_saved(desk)
    assert stored() == [("Place", "Ada")]


def test_option_with_the_arrows_walks_words_on_a_mac(
    page: Page, live_server: LiveServer, task: Task, alice: User
) -> None:
    page.add_init_script("Object.defineProperty(navigator, 'platform', { value: 'MacIntel' })")
    open_article(page, live_server.url, task, alice)
    page.keyboard.press("t")
    page.keyboard.press("Alt+Shift+ArrowRight")
    page.keyboard.press("Alt+Shift+ArrowRight")
    page.keyboard.press("1")
    all_saved(page)
    assert stored() == [("Person", "Ada saw")]


def test_keys_go_by_their_place_on_a_keyboard_of_another_script(tagged: Page) -> None:
    press(tagged, "я", "KeyZ", ctrlKey=True)
    expect(tagged.locator("#span-list li")).to_have_count(0)
    select_words(tagged, "Veldt")
    press(tagged, "۲", "Digit2")
    all_saved(tagged)
    assert stored() == [("Place", "Veldt")]
    press(tagged, "ь", "KeyM")
    expect(tagged.locator("#span-note")).to_be_focused()
