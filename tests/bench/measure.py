"""Measures one desk, in a process of its own: `python -m tests.bench.measure FILE`.

Its environment says where the data are and which database it is (DATA_DIR, DATABASE_URL); __main__ starts it.
Writes the figures to FILE as JSON.
"""

import argparse
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import django

django.setup()

from tests.bench import bank, browser, datasets, pages, saves, starts, stories  # noqa: E402 - they import models
from tests.bench.clients import Clients, Job  # noqa: E402
from tests.bench.desk import Desk  # noqa: E402
from tests.bench.figures import Figure  # noqa: E402
from tests.bench.filling import QUICK, Size, fill, settle  # noqa: E402
from tests.bench.floors import Floors, write_static_pages  # noqa: E402
from tests.bench.setting import Setting  # noqa: E402
from tests.run import end  # noqa: E402

# In this order: what is read stands there before anything is saved beside it.
PARTS: dict[str, Callable[[Setting], list[Figure]]] = {
    "pages": pages.measure,
    "saves": saves.measure,
    "datasets": datasets.measure,
    "browser": browser.measure,
    "stories": stories.measure,
    "bank": bank.measure,
}


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--parts", nargs="*", default=[])
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, end)
    # Playwright's synchronous calls run in a thread with an event loop, where Django else refuses its ORM.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    desk = Desk(Path(os.environ["DATA_DIR"]), os.environ.get("DATABASE_URL", ""))
    try:
        figures = measure(desk, QUICK if options.quick else Size(), options.parts)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)  # Once is enough.
        desk.stop()
    options.file.write_text(json.dumps([figure.as_json() for figure in figures]))


def measure(desk: Desk, size: Size, parts: Sequence[str]) -> list[Figure]:
    say("starting on a fresh database")
    figures = starts.first_start(desk)
    say("filling it")
    filled = fill(size)
    write_static_pages(desk.folder, filled)
    figures += starts.second_start(desk)
    if "start" not in parts:
        figures.clear()
    setting = Setting(desk, size, filled, Floors(desk, filled, size))
    warm_up(setting)
    is_crowded = False
    for name, part in PARTS.items():
        if name not in parts:
            continue
        if name in {"datasets", "browser"} and not is_crowded:
            is_crowded = crowd(setting)
        say(name)
        figures += part(setting)
        if name == "saves":
            is_crowded = crowd(setting)
            say("saves beside them")
            figures += saves.measure_crowded(setting, filled.crowded)
    return figures


def warm_up(setting: Setting) -> None:
    """Let every thread of the server open its connection and read its templates: no figure is of that."""
    people = setting.filled.others
    Clients(
        Job(setting.desk.port, each.session, [setting.filled.path(each.to_read[0])], setting.size.warming)
        for each in people
    ).wait()


def crowd(setting: Setting) -> bool:
    say(f"filling in {setting.filled.crowded:,} spans")
    setting.filled.crowd()
    settle()
    return True


def say(text: str) -> None:
    sys.stderr.write(f"  {text} …\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
