"""What somebody works on is in sight: the caret, a tall span, and nothing but the work on paper."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Label, Project, Task, User
from tests.browser.actions import (
    all_saved,
    eventually,
    open_article,
    select_by_script,
    tag_and_save,
)
from tests.factory import make_assignment, make_label, make_span, make_task


@pytest.fixture
def task(project: Project, person: Label) -> Task:
    return make_task(project, "Ada saw the ship.\n")


@pytest.mark.parametrize("size", [(320, 256), (640, 360), (1280, 720)])
def test_the_caret_is_never_behind_the_bar_or_the_panel(
    desk: Page, project: Project, live_server: LiveServer, size: tuple[int, int]
) -> None:
    for number in range(22):
        make_label(project, f"A kind of thing {number}")
    long = make_task(project, ("Ada saw the ship and the sea. " * 12 + "\n\n") * 60)
    desk.set_viewport_size({"width": size[0], "height": size[1]})
    desk.goto(f"{live_server.url}/projects/{project.slug}/articles/{long.article_id}/")
    all_saved(desk)
    select_by_script(desk, 0, 3)
    desk.keyboard.press("1")
    all_saved(desk)
    free = """() => {
        const caret = document.getElementById("caret").getBoundingClientRect();
        const panel = document.querySelector(".inspector");
        const isOver = getComputedStyle(panel).position === "fixed";
        const end = isOver ? panel.getBoundingClientRect().top : innerHeight;
        const start = Math.max(0, document.querySelector(".toolbar").getBoundingClientRect().bottom);
        return start <= caret.top && caret.bottom <= end && caret.height < 40;
    }"""
    far = ["PageDown"] * 3 + ["Control+End", "ArrowUp", "PageUp", "Control+ArrowUp", "Control+Home"]
    for key in ["ArrowDown"] * 12 + far + ["ArrowDown"] * 3:
        desk.keyboard.press(key)
        eventually(desk, f"({free})()")  # What comes into view gets its height only then.


@pytest.mark.parametrize("size", [(320, 256), (640, 360), (960, 540), (390, 844)])
def test_the_text_keeps_a_third_of_a_small_window_between_the_bar_and_the_panel(
    desk: Page, size: tuple[int, int]
) -> None:
    """As at 400 and at 200 % zoom, and on a phone."""
    desk.set_viewport_size({"width": size[0], "height": size[1]})
    tag_and_save(desk, "Ada")
    desk.evaluate("document.querySelector('mark').scrollIntoView({ block: 'start' })")
    expect(desk.locator("#inspector .chosen .tag")).to_have_text("Person")
    bar = desk.locator(".toolbar").evaluate("bar => Math.max(0, bar.getBoundingClientRect().bottom)")
    panel = desk.locator(".inspector").evaluate("panel => panel.getBoundingClientRect().top")
    assert panel - bar > size[1] / 3


def test_a_span_taller_than_the_window_is_shown_from_its_start(
    page: Page, live_server: LiveServer, alice: User, project: Project, person: Label
) -> None:
    before, tall = "First.\n\n" * 40, "It goes on and on, for line after line of it. " * 120
    task = make_task(project, f"{before}{tall}\n\n{'Last.' * 3}\n" + "\n\nMore." * 40)
    layer = make_assignment(task, alice)
    make_span(layer, person, tall.strip())
    open_article(page, live_server.url, task, alice)
    page.keyboard.press("j")
    expect(page.locator("#inspector .chosen .tag")).to_have_text("Person")
    top = page.locator("mark").first.evaluate("mark => mark.getClientRects()[0].top")
    bar = page.locator("[data-bar]").evaluate("bar => bar.getBoundingClientRect().bottom")
    assert bar < top < bar + 120
    # It stays where it is read: what can be seen of it is enough.
    page.evaluate(
        "new Promise((done) => { let left = 12;"
        " const next = () => (left-- ? requestAnimationFrame(next) : done()); next(); })"
    )  # It is watched for some frames after it was shown.
    page.evaluate("scrollBy(0, 400)")
    here = page.evaluate("scrollY")
    select_by_script(page, *(len(before), len(before)))
    page.keyboard.press("Escape")
    assert page.evaluate("scrollY") == here


def test_the_page_is_printed_with_a_span_in_hand(desk: Page, complaints: list[str]) -> None:
    tag_and_save(desk, "Ada")
    desk.emulate_media(media="print")
    expect(desk.locator(".toolbar")).to_be_hidden()
    desk.set_viewport_size({"width": 500, "height": 900})
    desk.evaluate("new Promise((done) => requestAnimationFrame(() => setTimeout(done)))")
    desk.emulate_media(media="screen")
    desk.set_viewport_size({"width": 1280, "height": 720})
    expect(desk.locator("[data-handle=end]")).to_be_visible()
    assert complaints == []


def test_the_bar_takes_no_more_room_than_it_needs_when_the_window_is_wide_again(desk: Page) -> None:
    bar = "document.querySelector('.toolbar').offsetHeight"
    told = "parseInt(getComputedStyle(document.querySelector('.span-panel')).top)"
    desk.set_viewport_size({"width": 1280, "height": 720})
    low = desk.evaluate(bar)
    desk.set_viewport_size({"width": 390, "height": 844})
    eventually(desk, f"{bar} > {low}")
    desk.set_viewport_size({"width": 1280, "height": 720})
    eventually(desk, f"{bar} === {low} && {told} === {low}")


@pytest.mark.parametrize("key", ["Tab", "Shift+Tab"])
def test_what_has_the_focus_lies_under_no_bar_and_no_panel(
    page: Page, live_server: LiveServer, project: Project, person: Label, alice: User, key: str
) -> None:
    task = make_task(project, "".join(f"name{number}." + "\n\n" * (number % 8 == 7) for number in range(32)))
    layer = make_assignment(task, alice)
    for number in range(32):
        make_span(layer, person, f"name{number}.")
    page.set_viewport_size({"width": 640, "height": 400})  # As at 200 % zoom.
    open_article(page, live_server.url, task, alice)
    page.keyboard.press("j")
    expect(page.locator("#span-detail form")).to_be_visible()
    first, last = page.locator("#span-list a").first, page.locator("#span-list a").last
    for end in (last, first) if key == "Tab" else (first, last):
        end.focus()  # A list that was out of sight has a guessed height until it is drawn.
        page.wait_for_timeout(100)
    hidden = []
    for _ in range(25):
        page.keyboard.press(key)
        hidden += page.evaluate(
            """async () => {
                await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
                const { left, right, top, bottom } = document.activeElement.getBoundingClientRect();
                const seen = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
                return document.activeElement.contains(seen) ? [] : [document.activeElement.textContent];
            }"""
        )
    assert hidden == []
