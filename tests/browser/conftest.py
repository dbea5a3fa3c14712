"""The tests below this folder open a real Chromium, against a real server."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Condition
from typing import Any

import pytest
from django.contrib.staticfiles.handlers import StaticFilesHandlerMixin
from django.core.handlers.wsgi import WSGIHandler
from django.core.servers.basehttp import WSGIRequestHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Label, Project, Task, User
from tests import chromium
from tests.browser.actions import open_article
from tests.browser.forgetting import WarmContext
from tests.factory import make_task

OpenText = Callable[..., None]

HERE = Path(__file__).parent
PATIENCE = 10_000  # milliseconds until what a test waits for counts as not coming
expect.set_options(timeout=PATIENCE)
# htmx says so of a search that a newer one replaces, which only a slow machine has time for.
REPLACED = ("htmx:sendAbort", "htmx:afterRequest")

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
    # A new page is drawn by the process that knows the scripts already, not by one of its own.
    flags += ["--renderer-process-limit=1"]
    return {**browser_type_launch_args, "executable_path": path, "args": flags}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args: dict[str, Any]) -> dict[str, Any]:
    """Without animations: what is measured on a page in the middle of one is neither here nor there."""
    return {**browser_context_args, "reduced_motion": "reduce"}


@pytest.fixture(scope="session")
def warm_context(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[WarmContext]:
    def make() -> BrowserContext:
        context = browser.new_context(**browser_context_args)
        context.set_default_timeout(PATIENCE)
        return context

    warm_context = WarmContext(make)
    yield warm_context
    warm_context.close()


class AtWork:
    """The requests that the live server is answering, some of them for pages that are closed by now."""

    def __init__(self) -> None:
        self._number = 0
        self._changed = Condition()

    def __call__(self, respond: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
        def counted(*args: Any) -> HttpResponseBase:
            self._count(1)
            try:
                return respond(*args)
            finally:
                self._count(-1)

        return counted

    def _count(self, one: int) -> None:
        with self._changed:
            self._number += one
            self._changed.notify_all()

    def wait(self) -> None:
        """Until there is none."""
        with self._changed:
            assert self._changed.wait_for(lambda: not self._number, PATIENCE / 1000)


@pytest.fixture(scope="session", autouse=True)
def at_work() -> Iterator[AtWork]:
    at_work = AtWork()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(WSGIHandler, "get_response", at_work(WSGIHandler.get_response))
        yield at_work


@pytest.fixture
def context(warm_context: WarmContext, at_work: AtWork) -> Iterator[BrowserContext]:
    """What a test leaves behind is forgotten, but for the files in the cache.

    A page of another test that is in there too (the next article) is another session's, which it says (Vary).
    """
    yield warm_context.empty()  # An answer to the last test's page may have come after its end.
    warm_context.empty()
    at_work.wait()  # What a page sent last would be stored after all else was deleted.


@pytest.fixture(scope="session", autouse=True)
def kept_files() -> Iterator[None]:
    """The browser keeps scripts and styles for the run; of files just checked out it would ask again."""
    answer = StaticFilesHandlerMixin.get_response

    def kept(self: StaticFilesHandlerMixin, request: HttpRequest) -> HttpResponseBase:
        response = answer(self, request)
        response["Cache-Control"] = "max-age=3600"
        return response

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(StaticFilesHandlerMixin, "get_response", kept)
        yield


@pytest.fixture
def complaints(page: Page) -> list[str]:
    """What the browser's console complains of on the way: a blocked script, a missing file, an exception."""
    found: list[str] = []

    def listen(message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(REPLACED):
            found.append(message.text)

    page.on("console", listen)
    page.on("pageerror", lambda error: found.append(str(error)))
    return found


@pytest.fixture
def no_complaints(complaints: list[str]) -> Iterator[None]:
    """For the tests that use it: the console has nothing to complain of, from the first page on."""
    yield
    assert complaints == []


@pytest.fixture
def desk(page: Page, live_server: LiveServer, task: Task, alice: User) -> Page:
    """The workspace, open for Alice at the test's article."""
    open_article(page, live_server.url, task, alice)
    return page


@pytest.fixture
def open_text(live_server: LiveServer, project: Project, alice: User, person: Label) -> OpenText:
    """A function that opens the workspace for Alice in a page, at a new article of this text."""

    def open_text(page: Page, text: str, **fields: Any) -> None:
        open_article(page, live_server.url, make_task(project, text, **fields), alice)

    return open_text
