"""The desk's starts and its memory, beside those of an empty Django."""

import subprocess
import sys
import time

from tests.bench.desk import Desk
from tests.bench.figures import Figure, Floor

PART = "start"
# As much as any desk on Django loads.
EMPTY_DJANGO = """
import django
from django.conf import settings
apps = [f"django.contrib.{name}" for name in ("admin", "auth", "contenttypes", "sessions", "messages")]
settings.configure(INSTALLED_APPS=apps, ROOT_URLCONF="django.contrib.admin")
from django.core.wsgi import get_wsgi_application
get_wsgi_application()
import django.contrib.admin.sites
try:
    for line in open("/proc/self/smaps_rollup"):
        if line.startswith("Pss:"):
            print(int(line.split()[1]) / 1024)
except FileNotFoundError:
    pass
"""


def first_start(desk: Desk) -> list[Figure]:
    """Start it on a fresh database; it is left running."""
    seconds, memory = _empty_django()
    floor = Floor(seconds, "empty Django loaded")
    figures = [Figure(PART, "first start on a fresh database", "s", desk.start(), 5, floor)]
    if (held := desk.memory()) is not None:
        beside = Floor(memory, "empty Django") if memory else None
        figures.append(Figure(PART, "idle memory (PSS)", "MB", held, 120, beside))
    return figures


def second_start(desk: Desk) -> list[Figure]:
    """Stop it and start it on what it has; it is left running."""
    desk.stop()
    seconds, _ = _empty_django()
    return [Figure(PART, "second start", "s", desk.start(), None, Floor(seconds, "empty Django loaded"))]


def _empty_django() -> tuple[float, float]:
    """Seconds and mebibytes of a process that loads it; 0 of these where Linux does not tell."""
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-c", EMPTY_DJANGO], stdout=subprocess.PIPE, text=True, check=True)
    return time.monotonic() - began, float(done.stdout or 0)
