"""On a phone: read, select by touch, tag with the palette."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Label, Project, Span, User
from tests.browser.actions import (
    all_saved,
    box_of,
    cut_off,
    eventually,
    open_article,
    place_of,
    select_words,
    tag,
)
from tests.browser.conftest import OpenText
from tests.factory import make_assignment, make_label, make_span, make_task

SETTLED = 600  # milliseconds in which a selection by touch counts as made
TEXT = "Ada Marlow spoke in Veldt.\n\nShe left on Monday.\n"
LONG = TEXT + "More of it.\n\n" * 60


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def tablet(browser: Browser) -> Iterator[Page]:
    """A screen to touch that has a keyboard and a mouse too."""
    context = browser.new_context(viewport={"width": 1100, "height": 800}, has_touch=True, is_mobile=True)
    yield context.new_page()
    context.close()


def touch(page: Page, words: str) -> None:
    box = box_of(page, *place_of(page, words))
    page.touchscreen.tap((box["left"] + box["right"]) / 2, box["y"])


def test_a_selection_by_touch_is_tagged_with_the_palette(phone: Page, open_text: OpenText) -> None:
    open_text(phone, TEXT)
    # The phone's own handles change the selection without a pointer event that a page would see.
    select_words(phone, "Ada Marlow")
    palette = phone.locator("#palette")
    expect(palette).to_be_visible()
    palette.get_by_role("button", name="Person").tap()
    all_saved(phone)
    assert Span.objects.get().quote == "Ada Marlow"
    width = phone.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, "the page scrolls sideways"


def test_what_is_touched_is_at_hand_on_a_phone(
    phone: Page, live_server: LiveServer, project: Project, alice: User, person: Label
) -> None:
    task = make_task(project, LONG)
    make_span(make_assignment(task, alice), person, "Ada Marlow")
    open_article(phone, live_server.url, task, alice)
    touch(phone, "Ada Marlow")
    expect(phone.locator("#inspector .quote").first).to_be_in_viewport()
    expect(phone.get_by_role("button", name="Delete", exact=True)).to_be_in_viewport()
    touch(phone, "She left")
    expect(phone.get_by_role("button", name="Delete", exact=True)).to_be_hidden()


def test_what_is_at_hand_on_a_phone_stays_so_while_the_server_is_away(
    phone: Page, open_text: OpenText
) -> None:
    open_text(phone, LONG)
    cut_off(phone)
    tag(phone, "Ada Marlow")
    expect(phone.locator("#page-error")).to_be_visible()
    for name in ("Delete", "Every occurrence", "History"):
        button = phone.locator("#inspector").get_by_role("button", name=name)
        button.click(trial=True)  # Nothing lies over it.


def test_a_suggestion_in_hand_is_decided_about_where_it_stands_on_a_phone(
    phone: Page, live_server: LiveServer, project: Project, alice: User, person: Label
) -> None:
    known = make_task(project, "Ada Marlow left.\n", story="Veldt")
    make_span(make_assignment(known, alice), person, "Ada Marlow")
    told = make_task(project, LONG + "Ada Marlow it was.\n" + "More of it.\n\n" * 60, story="Veldt")
    open_article(phone, live_server.url, told, alice)
    entries = phone.locator("[data-suggestion]")
    expect(entries).to_have_count(2)
    touch(phone, "Ada Marlow")
    for words, number in (("Ada Marlow spoke", 1), ("Ada Marlow it was", 0)):
        expect(phone.locator(".in-hand .quote")).to_be_in_viewport(ratio=1)
        place = phone.locator("#text p", has_text=words).bounding_box()
        panel = phone.locator(".in-hand").bounding_box()
        assert place
        assert panel
        assert 0 < place["y"] < panel["y"] - place["height"]
        accept = phone.get_by_role("button", name="Accept", exact=True)
        expect(accept).to_be_in_viewport(ratio=1)
        accept.tap()
        expect(entries).to_have_count(number)
    expect(phone.locator(".in-hand")).to_have_count(0)


def test_a_touch_beside_a_suggestion_lets_go_of_it(
    phone: Page, live_server: LiveServer, project: Project, alice: User, person: Label
) -> None:
    known = make_task(project, "Ada Marlow left.\n", story="Veldt")
    make_span(make_assignment(known, alice), person, "Ada Marlow")
    open_article(phone, live_server.url, make_task(project, LONG, story="Veldt"), alice)
    expect(phone.locator("[data-suggestion]")).to_have_count(1)
    touch(phone, "Ada Marlow")
    expect(phone.locator(".in-hand")).to_be_visible()
    touch(phone, "She left")
    expect(phone.locator(".in-hand")).to_have_count(0)


def test_keys_that_extend_a_selection_are_waited_for_on_a_tablet(tablet: Page, open_text: OpenText) -> None:
    """A label held ready tags what a finger has selected; keys are not done before the label's key is."""
    tablet.clock.install()
    open_text(tablet, TEXT)
    tablet.keyboard.press("1")
    tablet.keyboard.press("t")
    tablet.keyboard.press("Control+Shift+ArrowRight")
    tablet.clock.fast_forward(SETTLED)
    tablet.keyboard.press("Control+Shift+ArrowRight")
    tablet.clock.fast_forward(SETTLED)
    assert not Span.objects.exists()
    tablet.keyboard.press("1")
    all_saved(tablet)
    assert Span.objects.get().quote == "Ada Marlow"


def test_a_mouse_that_rests_amid_a_selection_tags_nothing_yet_on_a_tablet(
    tablet: Page, open_text: OpenText
) -> None:
    tablet.clock.install()
    open_text(tablet, TEXT)
    tablet.keyboard.press("1")
    box = box_of(tablet, *place_of(tablet, "Ada Marlow"))
    tablet.mouse.move(box["left"] + 1, box["y"])
    tablet.mouse.down()
    tablet.mouse.move(box["left"] + 20, box["y"], steps=3)
    tablet.clock.fast_forward(SETTLED)
    tablet.mouse.move(box["right"] - 1, box["y"], steps=3)
    tablet.mouse.up()
    all_saved(tablet)
    assert [span.quote for span in Span.objects.all()] == ["Ada Marlow"]


def test_a_finger_selects_on_a_screen_that_has_a_mouse_too(page: Page, open_text: OpenText) -> None:
    """What the browser calls the first pointer is the mouse; a finger or a pen may be used all the same."""
    open_text(page, TEXT)
    finger = "document.dispatchEvent(new PointerEvent('pointerdown', { pointerType: 'touch' }))"
    page.evaluate(finger)
    select_words(page, "Ada Marlow")
    expect(page.locator("#palette")).to_be_visible()


def test_the_palette_stays_with_the_words_and_inside_the_page(
    phone: Page, project: Project, open_text: OpenText
) -> None:
    for number in range(12):
        make_label(project, f"A label with a name {number}")
    open_text(phone, LONG)
    select_words(phone, "Ada Marlow")
    palette = phone.locator("#palette")
    expect(palette).to_be_visible()
    before = palette.bounding_box()
    assert before
    assert before["x"] >= 0
    assert before["x"] + before["width"] <= 390
    phone.evaluate("scrollBy(0, 150)")
    after = palette.bounding_box()
    assert after
    assert after["y"] == pytest.approx(before["y"] - 150, abs=1)


def test_a_border_is_moved_by_a_finger_s_breadth(
    tablet: Page, live_server: LiveServer, project: Project, alice: User, person: Label
) -> None:
    task = make_task(project, TEXT)
    make_span(make_assignment(task, alice), person, "Ada")
    open_article(tablet, live_server.url, task, alice)
    touch(tablet, "Ada")
    end = tablet.locator("[data-handle=end]")
    expect(end).to_be_visible()
    here = box_of(tablet, *place_of(tablet, "Ada"))
    target = tablet.evaluate(
        "([x, y]) => document.elementFromPoint(x, y).dataset.handle", [here["right"] + 14, here["y"] + 8]
    )
    assert target == "end", "fingers are broader than a border"


def test_a_phone_that_is_turned_keeps_the_palette_at_the_words(phone: Page, open_text: OpenText) -> None:
    text = "It rained all day in the harbour, and the ships lay still, said Ada Marlow.\n"
    phone.set_viewport_size({"width": 844, "height": 390})
    open_text(phone, text)
    select_words(phone, "said Ada Marlow")
    palette = phone.locator("#palette")
    expect(palette).to_be_visible()
    phone.set_viewport_size({"width": 390, "height": 844})
    eventually(phone, "document.getElementById('palette').getBoundingClientRect().right <= 390")
    words = box_of(phone, *place_of(phone, "Marlow"))
    here = palette.bounding_box()
    assert here
    assert words["y"] < here["y"] < words["y"] + 60
    assert phone.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_step_is_taken_back_and_done_again_without_keys(phone: Page, open_text: OpenText) -> None:
    open_text(phone, TEXT)
    select_words(phone, "Ada Marlow")
    phone.locator("#palette").get_by_role("button", name="Person").tap()
    all_saved(phone)
    phone.get_by_text("More", exact=True).tap()
    phone.get_by_role("button", name="Undo").tap()
    expect(phone.locator("#span-list li")).to_have_count(0)
    all_saved(phone)
    phone.get_by_role("button", name="Redo").tap()
    expect(phone.locator("#span-list li")).to_have_count(1)
    all_saved(phone)
    assert Span.objects.get().quote == "Ada Marlow"
