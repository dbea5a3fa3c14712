"""The tests share one browser context, whose cache stays warm; nothing else goes from one to the next."""

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Error, Page
from pytest_django.live_server_helper import LiveServer

from tests.browser.forgetting import WarmContext, forget

LEAVE = """async () => {
    localStorage.setItem("left", "1");
    sessionStorage.setItem("left", "1");
    document.cookie = "left=1";
    await (await caches.open("left")).put("/left", new Response("left"));
    await new Promise((done, failed) => {
        const asked = indexedDB.open("left");
        asked.onsuccess = () => { asked.result.close(); done(); };
        asked.onerror = failed;
    });
}"""
FIND = """async () => [
    Object.keys(localStorage), Object.keys(sessionStorage), document.cookie,
    await caches.keys(), (await indexedDB.databases()).map((one) => one.name),
    (await navigator.permissions.query({ name: "clipboard-read" })).state,
    navigator.onLine,
]"""
NOTHING = [[], [], "", [], [], "prompt", True]


def found(page: Page, address: str) -> list[Any]:
    page.goto(address)
    things: list[Any] = page.evaluate(FIND)
    return things


def test_what_a_test_leaves_is_gone_for_the_next(context: BrowserContext, live_server: LiveServer) -> None:
    address = f"{live_server.url}/static/js/words.js"  # a page that does nothing by itself
    addresses = [address, address.replace("localhost", "127.0.0.1")]
    for address in addresses:
        page = context.new_page()
        assert found(page, address) == NOTHING
        page.evaluate(LEAVE)
    context.grant_permissions(["clipboard-read"])
    assert found(page, address) == [["left"], ["left"], "left=1", ["left"], ["left"], "granted", True]
    context.route("**/*", lambda route: route.abort())
    context.set_offline(True)
    page.goto("about:blank")  # The address in the window at the end is not all that was visited.

    forget(context)
    assert page.is_closed()
    assert context.cookies() == []
    for address in addresses:
        assert found(context.new_page(), address) == NOTHING


def test_a_crash_of_the_browser_costs_the_tests_after_it_nothing(warm_context: WarmContext) -> None:
    crashed = warm_context.empty()
    page = crashed.new_page()
    with page.expect_event("crash"), pytest.raises(Error):
        page.goto("chrome://crash")

    context = warm_context.empty()
    assert context is not crashed
    assert context.new_page().evaluate("document.readyState") == "complete"
    assert warm_context.empty() is context
