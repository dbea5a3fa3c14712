"""On a phone: read, select by touch, tag with the palette."""

from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Label, Project, Span, User
from tests.browser.actions import all_saved, box_of, open_article, select_by_script
from tests.factory import make_assignment, make_span, make_task

TEXT = "Ada Marlow spoke in Veldt.\n\nShe left on Monday.\n"


def test_a_selection_by_touch_is_tagged_with_the_palette(
    browser: Browser,
    live_server: LiveServer,
    project: Project,
    alice: User,
    person: Label,
    transactional_db: None,
) -> None:
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = phone.new_page()
    open_article(page, live_server.url, make_task(project, TEXT), alice)
    # The phone's own handles change the selection without a pointer event that a page would see.
    select_by_script(page, 0, 10)
    palette = page.locator("#palette")
    expect(palette).to_be_visible()
    palette.get_by_role("button", name="Person").tap()
    all_saved(page)
    assert Span.objects.get().quote == "Ada Marlow"
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width <= 390, "the page scrolls sideways"
    phone.close()


def test_what_is_touched_is_at_hand_on_a_phone(
    browser: Browser,
    live_server: LiveServer,
    project: Project,
    alice: User,
    person: Label,
    transactional_db: None,
) -> None:
    task = make_task(project, TEXT + "More of it.\n\n" * 60)
    make_span(make_assignment(task, alice), person, "Ada Marlow")
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True)
    page = phone.new_page()
    open_article(page, live_server.url, task, alice)
    touch(page, "Ada Marlow")
    expect(page.locator("#inspector .quote").first).to_be_in_viewport()
    expect(page.get_by_role("button", name="Delete", exact=True)).to_be_in_viewport()
    touch(page, "She left")
    expect(page.get_by_role("button", name="Delete", exact=True)).to_be_hidden()
    phone.close()


def touch(page: Page, words: str) -> None:
    start = TEXT.index(words)
    box = box_of(page, start, start + len(words))
    page.touchscreen.tap((box["left"] + box["right"]) / 2, box["y"])
