"""Eight hours at one desk: nothing grows, nothing jumps, and nothing is done that nobody sees."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import CDPSession, Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Label, Project, User
from tests.browser.actions import (
    all_saved,
    back_again,
    cut_off,
    eventually,
    held,
    open_article,
    tag,
    tag_and_save,
    waiting,
)
from tests.browser.conftest import OpenText
from tests.factory import make_assignment, make_label, make_span, make_task

WORDS = ("Ada", "Bert", "Cora", "Dan", "Eve", "Finn")
PARAGRAPH = f"{', '.join(WORDS)} spoke in Veldt. " + "Nobody there had heard of it before. " * 20
LONG = "\n\n".join([PARAGRAPH] * 40) + "\n"
COUNTED = ("Nodes", "JSEventListeners")


@contextmanager
def requests_to(page: Page, end: str) -> Iterator[list[str]]:
    """The reads of addresses that end so."""
    found: list[str] = []
    page.on(
        "request",
        lambda one: found.append(one.url) if one.method == "GET" and one.url.endswith(end) else None,
    )
    yield found
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(200)  # The next article is read when the browser has nothing better to do.


def counts(page: Page, devtools: CDPSession) -> dict[str, float]:
    """What is alive in the page."""
    devtools.send("HeapProfiler.collectGarbage")
    page.wait_for_timeout(100)
    devtools.send("HeapProfiler.collectGarbage")
    metrics = devtools.send("Performance.getMetrics")["metrics"]
    return {one["name"]: one["value"] for one in metrics if one["name"] in COUNTED}


def test_a_paragraph_out_of_sight_keeps_its_height_when_a_change_in_it_is_undone(
    page: Page, open_text: OpenText
) -> None:
    open_text(page, LONG)
    tag_and_save(page, "Ada")
    page.evaluate("document.getSelection().removeAllRanges()")
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    eventually(page, "!document.querySelector('#p0 mark').checkVisibility({ contentVisibilityAuto: true })")
    before = page.evaluate("document.querySelector('#p0').offsetHeight")
    page.keyboard.press("Control+z")
    all_saved(page)
    expect(page.locator("#p0 mark")).to_have_count(0)
    assert page.evaluate("document.querySelector('#p0').offsetHeight") == before


def test_an_answer_tells_of_no_element_that_it_replaces(
    page: Page, open_text: OpenText, project: Project, alice: User, person: Label
) -> None:
    layer = make_assignment(make_task(project, PARAGRAPH, story="Veldt"), alice)
    for word in WORDS:
        make_span(layer, person, word)
    open_text(page, LONG, story="Veldt")
    expect(page.locator("[data-suggestion]").first).to_be_attached()
    for word in WORDS:
        tag_and_save(page, word)
    page.evaluate(
        "window.told = 0; document.addEventListener('htmx:beforeCleanupElement', () => (window.told += 1))"
    )
    with requests_to(page, "/suggestions/") as read:
        page.keyboard.press("Control+z")
        all_saved(page)
        expect(page.locator("#p0 mark")).to_have_count(len(WORDS) - 1)
    assert len(read) == 1
    assert page.evaluate("window.told") < 5  # The state in the bar is htmx's to swap.


def test_of_many_undos_only_the_last_has_suggestions_and_the_next_article_read(
    page: Page, live_server: LiveServer, project: Project, alice: User, person: Label
) -> None:
    task, following = make_task(project, LONG), make_task(project, "The next one.\n")
    open_article(page, live_server.url, task, alice)
    for word in WORDS:
        tag_and_save(page, word)
    page.wait_for_load_state("networkidle")
    next_article = f"/articles/{following.article_id}/"
    with requests_to(page, "/suggestions/") as suggestions, requests_to(page, next_article) as ahead:
        with held(page, "**/undo/") as routes:
            for _ in WORDS:
                page.keyboard.press("Control+z")
        routes[0].continue_()
        all_saved(page)
        expect(page.locator("#p0 mark")).to_have_count(0)
    assert (len(suggestions), len(ahead)) == (1, 1)


def test_what_waits_stands_untouched_when_more_comes_to_wait(page: Page, open_text: OpenText) -> None:
    open_text(page, LONG)
    cut_off(page)
    for word in WORDS[:4]:
        tag(page, word)
    waiting(page, 4)
    page.evaluate(
        """() => {
            window.changes = 0;
            const count = (records) => records.forEach(({ addedNodes, removedNodes }) => {
              window.changes += addedNodes.length + removedNodes.length;
            });
            const list = document.querySelector("#waiting ol");
            new MutationObserver(count).observe(list, { childList: true, subtree: true });
        }"""
    )
    tag(page, WORDS[4])
    waiting(page, 5)
    assert page.evaluate("window.changes") == 1
    back_again(page)
    all_saved(page)
    expect(page.locator("#waiting li")).to_have_count(0)


def test_a_span_without_relations_is_chosen_without_laying_the_page_out_for_arcs(
    page: Page, open_text: OpenText
) -> None:
    open_text(page, LONG)
    for word in WORDS[:3]:
        tag_and_save(page, word)
    page.evaluate(
        """() => {
            window.measured = 0;
            const { getBoundingClientRect } = Element.prototype;
            Element.prototype.getBoundingClientRect = function () {
                if (this.matches(".arcs")) window.measured += 1;
                return getBoundingClientRect.call(this);
            };
        }"""
    )
    with requests_to(page, "/detail/") as panels:
        page.keyboard.press("k")
        expect(page.locator("#span-detail form").first).to_be_attached()
    assert len(panels) == 1
    assert page.evaluate("window.measured") == 0


@pytest.fixture
def crowded(page: Page, live_server: LiveServer, project: Project, alice: User, person: Label) -> Page:
    """Two paragraphs, of three spans and of sixty."""
    many = [f"Name{number:02}" for number in range(60)]
    task = make_task(project, f"{' '.join(WORDS[:3])} spoke.\n\n{' '.join(many)} listened.\n")
    layer = make_assignment(task, alice)
    for word in (*WORDS[:3], *many):
        make_span(layer, person, word)
    open_article(page, live_server.url, task, alice)
    return page


def test_the_browser_looks_after_a_box_a_paragraph_and_not_one_a_span(crowded: Page) -> None:
    looked_after = crowded.locator("#text *, #span-list *").evaluate_all(
        "all => all.filter(one => getComputedStyle(one).contentVisibility === 'auto').map(one => one.tagName)"
    )
    # Beyond fifty in one paragraph each is looked after.
    assert looked_after == ["P", "P", "OL", "OL", *["LI"] * 11]


@pytest.mark.parametrize("density", ["comfortable", "compact"])
def test_an_entry_that_was_never_seen_is_as_high_as_one_that_was(crowded: Page, density: str) -> None:
    crowded.evaluate("density => (document.documentElement.dataset.density = density)", density)
    guessed = crowded.locator("#span-list li").last.evaluate(
        "entry => getComputedStyle(entry).containIntrinsicHeight"
    )
    is_so = crowded.locator("#span-list li").first.evaluate("entry => entry.getBoundingClientRect().height")
    assert float(guessed.removeprefix("auto ").removesuffix("px")) == pytest.approx(is_so, abs=0.5)


@pytest.mark.usefixtures("person")
def test_the_labels_stand_where_they_stood_before_the_script_came(desk: Page) -> None:
    chip = desk.locator(".label-bar .label-chip").first
    now = chip.bounding_box()
    desk.evaluate("document.getElementById('save-state').hidden = true")  # As the server sends it.
    assert chip.bounding_box() == now


def test_articles_dialogs_and_panels_leave_nothing_behind(
    page: Page, open_text: OpenText, project: Project, person: Label
) -> None:
    make_label(project, "Place", hotkey="3")
    make_task(project, LONG)
    open_text(page, LONG)
    tag_and_save(page, "Ada")
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    there, back = ("n", "b") if page.locator("[rel=next]").count() else ("b", "n")

    def rounds(number: int) -> dict[str, float]:
        for _ in range(number):
            for key in "?u":
                page.keyboard.press(key)
                page.locator("dialog[open]").wait_for()
                page.keyboard.press("Escape")
                page.locator("dialog[open]").wait_for(state="detached")
            for key in (there, back):
                was = page.locator("#workspace").get_attribute("data-spans-url")
                page.keyboard.press(key)
                expect(page.locator("#workspace")).not_to_have_attribute("data-spans-url", was or "")
                page.wait_for_load_state("networkidle")
            page.keyboard.press("j")
            page.locator("#span-detail form").first.wait_for()
        return counts(page, devtools)

    first, last = rounds(2), rounds(6)
    assert last["Nodes"] <= first["Nodes"] * 1.02
    assert last["JSEventListeners"] <= first["JSEventListeners"] + 3
