"""Importing articles, and exporting very many spans."""

import http.client
import json
import threading
import time
from contextlib import redirect_stderr
from io import StringIO

from django.core.management import call_command

from annotator.models import Project
from tests.bench.desk import Desk
from tests.bench.figures import Figure, Floor
from tests.bench.filling import SHORT, SLUG
from tests.bench.setting import Setting
from tests.bench.texts import make_text, vocabulary
from tests.server import HOST

PART = "import and export"
CHUNK = 1_000_000  # bytes read at once


def measure(setting: Setting) -> list[Figure]:
    number = setting.size.articles
    figures = [
        Figure(
            PART,
            f"import {number:,} articles, full-text index included",
            "articles a second",
            number / _import_seconds(setting),
            4000,
            setting.floors.articles_inserted(),
        )
    ]
    floor = setting.floors.spans_dumped()
    for name, rate_goal, memory_goal in (("JSONL", 150_000, 10), ("CSV", None, None)):
        figures += _export(setting, name, rate_goal, memory_goal, floor)
    return figures


def _import_seconds(setting: Setting) -> float:
    """How long the command works, without the start of Python."""
    Project.objects.create(name="Import", slug="bench-import")
    words = vocabulary()
    path = setting.desk.folder / "import.jsonl"
    with path.open("w") as file:
        for number in range(setting.size.articles):
            text = make_text(1_000_000 + number, words, length=SHORT).text
            record = {
                "title": text[:60],
                "source": f"Outlet {number % 20}",
                "published_on": "2021-11-08",
                "language": "en",
                "text": text,
            }
            file.write(f"{json.dumps(record)}\n")
    began = time.monotonic()
    with redirect_stderr(StringIO()):  # the progress bar
        call_command("import_articles", str(path), project="bench-import", stdout=StringIO())
    return time.monotonic() - began


def _export(
    setting: Setting, name: str, rate_goal: float | None, memory_goal: float | None, floor: Floor
) -> list[Figure]:
    """One download that is timed, and one whose memory is watched, which costs the server some time."""
    path = f"/projects/{SLUG}/export/?format={name.lower()}"
    began = time.monotonic()
    spans = _download(setting, path)
    seconds = time.monotonic() - began
    title = f"export spans as {name}"
    figures = [Figure(PART, title, "spans a second", spans / seconds, rate_goal, floor)]
    with _Watch(setting.desk) as watch:
        _download(setting, path)
    if watch.grown is not None:
        figures.append(Figure(PART, f"{title}, memory grown", "MB", watch.grown, memory_goal))
    return figures


def _download(setting: Setting, path: str) -> int:
    """Read a whole file as the manager, and drop it. Returns how many spans it was to hold."""
    connection = http.client.HTTPConnection(HOST, setting.desk.port, timeout=120)
    connection.request("GET", path, headers={"Cookie": f"sessionid={setting.filled.manager.session}"})
    response = connection.getresponse()
    if response.status != 200:
        raise RuntimeError(f"{path} answered {response.status}.")
    size = 0
    while chunk := response.read(CHUNK):
        size += len(chunk)
    connection.close()
    if size < setting.filled.crowded * 50:
        raise RuntimeError(f"{path} holds {size} bytes: not every span can be there.")
    return setting.filled.crowded


class _Watch:
    """Looks at a desk's memory every few milliseconds; `grown` is by how much it rose, in mebibytes."""

    grown: float | None = None

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._look)

    def __enter__(self) -> "_Watch":
        self.before = self.desk.memory("Pss_Anon")
        self.most = self.before or 0.0
        if self.before is not None:
            self.thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        self.over.set()
        if self.before is not None:
            self.thread.join()
            self.grown = self.most - self.before

    def _look(self) -> None:
        while not self.over.wait(0.02):
            self.most = max(self.most, self.desk.memory("Pss_Anon") or 0.0)
