"""The tests below this folder open a real Chromium, against a real server."""

import os
from pathlib import Path
from typing import Any

import pytest
from django.core.servers.basehttp import WSGIRequestHandler
from playwright.sync_api import BrowserContext, ConsoleMessage, Page

from tests import chromium

HERE = Path(__file__).parent
PATIENCE = 10_000  # milliseconds until what a test waits for counts as not coming

# Playwright's synchronous calls run in a thread with an event loop, where Django else refuses its ORM.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

# Django's server for tests sends head and body of an answer apart; the second would wait until the browser
# has told, 40 milliseconds later, that it has the first.
WSGIRequestHandler.disable_nagle_algorithm = True


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    path = chromium.find()
    if not path:
        pytest.fail("No Chromium or Chrome was found: install one, or set CHROMIUM to its path.")
    # Nothing of the browser's own goes to the network; root has no sandbox.
    flags = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    flags += ["--disable-sync", "--no-first-run", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    return {**browser_type_launch_args, "executable_path": path, "args": flags}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Without animations: what is measured on a page in the middle of one is neither here nor there."""
    return {**browser_context_args, "reduced_motion": "reduce"}


@pytest.fixture
def context(context: BrowserContext) -> BrowserContext:
    context.set_default_timeout(PATIENCE)
    return context


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser's console complains of on the way: a blocked script, a missing file, an exception."""
    found: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error":
            found.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found
