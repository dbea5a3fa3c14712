"""What a person sees in a real Chromium: texts and spans shown, highlights in the next frame, spans saved.

probe.js tells how each moment is taken.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests import chromium
from tests.bench.clients import Clients
from tests.bench.figures import Figure, Floor, median, percentile
from tests.bench.floors import EMPTY_VIEW
from tests.bench.saves import save_job
from tests.bench.setting import Setting
from tests.bench.traffic import Traffic
from tests.browser.actions import select_by_script
from tests.server import HOST

PART = "in the browser"
PROBE = Path(__file__).with_name("probe.js")
MANY = 100_000  # requests: more than there is time for


class Keys(NamedTuple):
    """For each span made: the frame that showed it, and the milliseconds until it was shown and saved."""

    frames: list[float]
    shown: list[float]
    saved: list[float]


def measure(setting: Setting) -> list[Figure]:
    path = chromium.find()
    if not path:
        raise RuntimeError("No Chromium or Chrome was found: install one, or set CHROMIUM to its path.")
    flags = ["--disable-gpu", "--disable-background-networking", "--disable-component-update"]
    flags += ["--disable-sync", "--no-first-run", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=flags)
        desk = Watched(setting, browser)
        figures = [*desk.opened(), *desk.went_on(), *desk.tagged(), *desk.tagged_in_long(), *desk.loaded()]
        browser.close()
    return figures


class Watched:
    """The watched person at their browser."""

    def __init__(self, setting: Setting, browser: Browser) -> None:
        self.setting, self.browser = setting, browser
        self.filled, self.floors, self.size = setting.filled, setting.floors, setting.size
        self.short = self.filled.path(self.filled.watched.to_read[0])
        self.long = self.filled.path(self.filled.long)

    def opened(self) -> Iterator[Figure]:
        """From the navigation's start to the first painted mark, with an empty cache and again."""
        rows = (
            ("text and spans shown", self.short, "short", 250.0, 150.0),
            ("100,000 characters, 2,000 spans shown", self.long, "long", 500.0, None),
        )
        for name, path, static, goal_cold, goal_warm in rows:
            cold, warm = self._painted(path)
            floor_cold, floor_warm = self._painted(self.floors.static(static))
            beside = "static page"
            yield Figure(PART, f"{name}, cold, p50", "ms", cold, goal_cold, Floor(floor_cold, beside))
            yield Figure(PART, f"{name}, warm, p50", "ms", warm, goal_warm, Floor(floor_warm, beside))

    def _painted(self, path: str) -> tuple[float, float]:
        """Cold and warm."""
        cold: list[float] = []
        warm: list[float] = []
        for _ in range(self.size.rounds):
            with self._page() as page:
                for times in (cold, warm):
                    page.goto(self.setting.desk.url + path)
                    times.append(page.evaluate("bench.painted"))
        return median(cold), median(warm)

    def went_on(self) -> Iterator[Figure]:
        """From the key press to the next article's first painted mark; it comes in place."""
        times = []
        with self._page() as page:
            page.goto(self.setting.desk.url + self.short)
            for article in self.filled.watched.to_read[1 : self.size.rounds + 1]:
                page.evaluate("bench.fetchedAhead()")  # Reading takes longer than that.
                page.evaluate("bench.watchNext()")
                page.keyboard.press("n")
                times.append(page.evaluate("bench.next"))
                page.wait_for_url(f"**{self.filled.path(article)}")
            page.goto(self.setting.desk.url + self.floors.static("short"))
            floor = page.evaluate("bench.painted")
        yield Figure(PART, "next article by key, p50", "ms", median(times), 50, Floor(floor, "static page"))

    def tagged(self) -> Iterator[Figure]:
        """From a label's key to the highlight and to what is saved: alone, then beside others."""
        with self._page() as page:
            page.goto(self.setting.desk.url + self.floors.static("short"))
            page.evaluate("bench.painted")
            frame = Floor(median([self._press(page)["shown"] for _ in range(self.size.keys)]), "next frame")
        with self._article(self.filled.watched.to_save[0]) as page:
            keys = self._tag(page, self.filled.watched.to_save[0])
            fetched = self._fetched(page)
        yield Figure(PART, "key to highlight, the slowest", "frames", max(keys.frames), 1)
        yield Figure(PART, "key to highlight, p50", "ms", median(keys.shown), None, frame)
        yield Figure(PART, "key to highlight, p95", "ms", percentile(keys.shown, 95), None, frame)
        yield from _saved("", keys, fetched, 100)

        jobs = [save_job(self.setting, other, MANY) for other in self.filled.others]
        seconds = self.size.load_seconds
        with self._article(self.filled.watched.to_save[1]) as page:
            others = Clients([job.lasting(seconds) for job in jobs])
            over = time.monotonic() + seconds * 0.9
            keys = self._tag(page, self.filled.watched.to_save[1], until=over - seconds * 0.3)
            fetched = self._fetched(page, until=over)
            others.wait()
        yield Figure(PART, "key to highlight, eight others saving, p95", "ms", percentile(keys.shown, 95))
        yield from _saved(", eight others saving", keys, fetched, 250)

    def tagged_in_long(self) -> Iterator[Figure]:
        """The same in a long article."""
        with self._article(self.filled.long) as page:
            keys = self._tag(page, self.filled.long, most=self.size.rounds * 2)
        yield Figure(PART, "key to highlight, 2,000 spans, p50", "ms", median(keys.shown))
        yield Figure(PART, "key to saved, 2,000 spans, p50", "ms", median(keys.saved))

    def loaded(self) -> Iterator[Figure]:
        """Bytes on the wire, headers included, of an article opened for the first time."""
        with self._page() as page:
            traffic = Traffic(page)
            page.goto(self.setting.desk.url + self.short)
            page.wait_for_load_state("networkidle")
            sizes = traffic.sizes()
        yield Figure(PART, "scripts of a page", "KB", sizes.scripts / 1000, 60)
        yield Figure(PART, "whole page load", "KB", sizes.page / 1000, 150)
        yield Figure(PART, "fetched ahead after it", "KB", sizes.ahead / 1000)

    @contextmanager
    def _page(self) -> Iterator[Page]:
        """A page in a browser that has seen nothing yet, where the person is signed in."""
        context = self.browser.new_context(viewport={"width": 1440, "height": 900})
        self._sign_in(context)
        context.add_init_script(path=PROBE)
        yield context.new_page()
        context.close()

    @contextmanager
    def _article(self, article: int) -> Iterator[Page]:
        """An article opened, up to the point where its script has started."""
        with self._page() as page:
            page.goto(self.setting.desk.url + self.filled.path(article))
            expect(page.locator("#save-state")).to_have_text("All saved")
            page.wait_for_load_state("networkidle")
            yield page

    def _sign_in(self, context: BrowserContext) -> None:
        session = {"name": "sessionid", "value": self.filled.watched.session, "domain": HOST, "path": "/"}
        context.add_cookies([session])  # type: ignore[list-item]

    def _tag(self, page: Page, article: int, most: int = 0, until: float = float("inf")) -> Keys:
        """Select two words after two others and press the label's key, each time once the last are saved.

        Spans stand on single words, on which the page would make no second one.
        """
        seen = Keys([], [], [])
        words = self.filled.watched.words[article]
        pairs = list(zip(words[1::3], words[2::3], strict=False))
        for (start, _), (_, end) in pairs[: most or self.size.keys]:
            select_by_script(page, start, end)
            for values, value in zip(seen, self._press(page).values(), strict=True):
                values.append(value)
            if time.monotonic() > until:
                break
        return seen

    @staticmethod
    def _press(page: Page) -> dict[str, float]:
        """Press the label's key. What bench.watchKey tells, in the order of Keys."""
        page.evaluate("bench.watchKey()")
        page.keyboard.press("1")
        seen: dict[str, float] = page.evaluate("bench.key")
        return seen

    def _fetched(self, page: Page, until: float = float("inf")) -> list[float]:
        """Milliseconds of an empty view for the browser."""
        times: list[float] = []
        while len(times) < self.size.keys and (not times or time.monotonic() < until):
            times.append(page.evaluate("path => bench.fetched(path)", EMPTY_VIEW))
        return times


def _saved(suffix: str, keys: Keys, fetched: list[float], goal: float) -> Iterator[Figure]:
    for share, asked in ((50, None), (95, goal)):
        floor = Floor(percentile(fetched, share), "empty view fetched")
        yield Figure(
            PART, f"key to saved{suffix}, p{share}", "ms", percentile(keys.saved, share), asked, floor
        )
