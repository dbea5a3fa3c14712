"""What an analyst does with mouse and keys, and what a test asks the page."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import Page, Route, expect

from annotator.models import Task, User

SAVES = "**/spans/**"  # where changes of spans are sent
STAMP = "**/stamp/*"  # where a page finds out whether what it shows is all there is


def sign_in(page: Page, server: str, user: User) -> None:
    """Put the person's session into the browser."""
    client = Client()
    client.force_login(user)
    value = client.cookies[settings.SESSION_COOKIE_NAME].value
    page.context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": value, "url": server}])


def open_article(page: Page, server: str, task: Task, user: User) -> None:
    """Open the workspace as the person, up to the point where it knows that it shows all there is."""
    sign_in(page, server, user)
    with page.expect_response(STAMP):
        page.goto(f"{server}/projects/{task.project.slug}/articles/{task.article_id}/")
    expect(page.locator("#save-state")).to_have_text("All saved")


def box_of(page: Page, start: int, end: int) -> dict[str, float]:
    """Where a range of the text stands in the window; y and y2: the middle of its first and last lines."""
    box: dict[str, float] = page.evaluate(
        """async ([start, end]) => {
            const { rangeOf } = await import("/static/js/offsets.js");
            const range = rangeOf(document.getElementById("text"), start, end);
            range.startContainer.parentElement.scrollIntoView({ block: "center" });
            const boxes = [...range.getClientRects()];
            const first = boxes[0], last = boxes.at(-1);
            return { left: first.left, right: last.right, y: (first.top + first.bottom) / 2,
                     y2: (last.top + last.bottom) / 2 };
        }""",
        [start, end],
    )
    return box


def drag_over(page: Page, start: int, end: int) -> None:
    """Select a range of the text with the mouse."""
    box = box_of(page, start, end)
    page.mouse.move(box["left"] + 1, box["y"])
    page.mouse.down()
    page.mouse.move(box["right"] - 1, box["y2"], steps=3)
    page.mouse.up()


def select_by_script(page: Page, start: int, end: int) -> None:
    """Select a range in code points, as the keyboard would: the browser gets it in its own units."""
    page.evaluate(
        """async ([start, end]) => {
            const loaded = performance.getEntriesByType("resource").map((entry) => entry.name);
            const { select } = await import(loaded.find((name) => name.includes("/static/js/offsets.")));
            document.getElementById("text").focus();
            select(document.getElementById("text"), start, end);
        }""",
        [start, end],
    )


def place_of(page: Page, words: str, occurrence: int = 1) -> tuple[int, int]:
    """Where words stand in the text that the page shows, in code points."""
    text = page.locator("#text").evaluate("text => text.textContent")
    start = -1
    for _ in range(occurrence):
        start = text.index(words, start + 1)
    return start, start + len(words)


def select_words(page: Page, words: str, occurrence: int = 1) -> None:
    """Select words of the text, as the keyboard would."""
    select_by_script(page, *place_of(page, words, occurrence))


def tag(page: Page, words: str, key: str = "1", occurrence: int = 1) -> None:
    """Select words of the text and press a label's key."""
    select_words(page, words, occurrence)
    page.keyboard.press(key)


def tag_and_save(page: Page, words: str, key: str = "1") -> None:
    """The same, and wait until the server has confirmed it."""
    tag(page, words, key)
    all_saved(page)


def route(page: Page, addresses: str, answer: Callable[[Route], None], times: int | None = None) -> None:
    """Have requests to these addresses answered so, from now on.

    `page.route` alone comes back before the page knows: what it sends at once may still pass.
    """
    probe = "/static/js/page.js?is-routed"
    page.route(addresses, answer, times=times)
    page.route(f"**{probe}", lambda found: found.fulfill(status=204))
    eventually(page, f"fetch('{probe}', {{cache: 'no-store'}}).then(({{status}}) => status === 204)")
    page.unroute(f"**{probe}")


def cut_off(page: Page, addresses: str = SAVES) -> None:
    """Let no request to these addresses through."""
    route(page, addresses, lambda request: request.abort())


def back_again(page: Page, addresses: str = SAVES) -> None:
    """Let them through again, and tell the page so."""
    page.unroute(addresses)
    page.evaluate("dispatchEvent(new Event('online'))")


@contextmanager
def held(page: Page, addresses: str = SAVES, method: str = "POST") -> Iterator[list[Route]]:
    """Hold the first request of the method that is sent here; later, the list has its route, to continue."""
    routes: list[Route] = []

    def hold(found: Route) -> None:
        if routes or found.request.method != method:  # What was chosen before may still be read.
            found.fallback()
        else:
            routes.append(found)

    route(page, addresses, hold)
    yield routes
    for _ in range(200):
        if routes:
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"nothing was sent to {addresses}")


def all_saved(page: Page) -> None:
    """Wait until the server has confirmed everything."""
    expect(page.locator("#save-state")).to_have_text("All saved")


def waiting(page: Page, number: int) -> None:
    """Wait until so many changes wait to be saved."""
    expect(page.locator("#save-state")).to_have_text(f"{number} waiting to be saved")


def refused(page: Page, number: int) -> None:
    """Wait until so many changes are told to be refused, and the article that comes for it stands there."""
    expect(page.locator("#waiting [data-retry]")).to_have_count(number)
    eventually(page, "!document.querySelector('.htmx-request')")


def shown_spans(page: Page) -> list[tuple[str, str]]:
    """The list beside the text: (tag, quote) of each entry."""
    entries: list[Any] = page.locator("#span-list li").evaluate_all(
        "entries => entries.map(entry => [entry.querySelector('.tag').textContent,"
        " entry.querySelector('.quote').textContent])"
    )
    return [(tag, quote) for tag, quote in entries]


def eventually(page: Page, condition: str) -> None:
    """Wait until an expression is true in the page, whose own policy lets it evaluate none."""
    for _ in range(200):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"never true: {condition}")
