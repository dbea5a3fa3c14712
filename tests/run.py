"""What `make test` runs: the linters, then every test on SQLite and again on PostgreSQL.

`python -m tests.run` takes pytest's arguments, and leaves the linters out then; `--lint` runs them alone.
"""

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn
from xml.etree import ElementTree

from tests import chromium, postgres

ROOT = Path(__file__).resolve().parent.parent
PYTHON = sys.executable
LINTERS = {
    "ruff check": [PYTHON, "-m", "ruff", "check"],
    "ruff format": [PYTHON, "-m", "ruff", "format", "--check"],
    "mypy": [PYTHON, "-m", "mypy"],
    "djlint": [PYTHON, "-m", "djlint", "templates", "--lint", "--quiet"],
    "migrations": [PYTHON, "manage.py", "makemigrations", "--check", "--dry-run"],
}
# Workers wait for their browsers at times: there is one more than cores, each with a database of its own.
PARALLEL = ("-n", str(min(8, (os.cpu_count() or 1) + 1)), "--dist=worksteal")
# A person's own settings are not what is tested; and what Python may not keep, each process compiles anew.
SETTINGS = (
    "HOST",
    "PORT",
    "DATABASE_URL",
    "SECRET_KEY",
    "ALLOWED_HOSTS",
    "DEBUG",
    "PYTHONDONTWRITEBYTECODE",
)


@dataclass
class Run:
    """What was run so far, and what of the machine it had to do without."""

    data: Path  # a private folder, removed at the end
    lines: list[str] = field(default_factory=list)
    failures: int = 0
    missing: list[str] = field(default_factory=list)

    def step(self, name: str, command: Sequence[str], **environment: str) -> None:
        """Run it, its output shown as it comes, and note how it went."""
        say(f"\n--- {name} ---")
        started = time.monotonic()
        base = {key: value for key, value in os.environ.items() if key not in SETTINGS}
        code = subprocess.run(
            command, cwd=ROOT, env=base | {"DATA_DIR": str(self.data)} | environment
        ).returncode
        self.failures += code != 0
        verdict = "failed" if code else "passed"
        self.lines.append(f"{verdict}  {name:20}{time.monotonic() - started:6.1f} s  ")

    def pytest(self, name: str, arguments: Sequence[str], **environment: str) -> None:
        results = self.data / "results.xml"
        results.unlink(missing_ok=True)
        command = [PYTHON, "-m", "pytest", f"--junitxml={results}", *arguments]
        self.step(f"tests on {name}", command, **environment)
        self.lines[-1] += counts(results)

    def without(self, thing: str, consequence: str) -> None:
        self.missing.append(f"{thing}: {consequence}")

    def summary(self) -> int:
        """Print it. Returns the exit code."""
        say("\n--- summary ---")
        for line in self.lines:
            say(line)
        for line in self.missing:
            say(f"\n!!! NOT TESTED !!! {line}")
        if self.missing and not os.environ.get("CI"):
            say("With CI set, this run would have failed.")
        return int(bool(self.failures or (self.missing and os.environ.get("CI"))))


def main(arguments: list[str]) -> int:
    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGHUP, end)
    with tempfile.TemporaryDirectory(prefix="desk-tests-") as data:
        run = Run(Path(data))
        if arguments and arguments != ["--lint"]:
            say("With arguments for pytest, the linters are left out (make lint runs them).")
        else:
            for name, command in LINTERS.items():
                run.step(name, command)
        if arguments != ["--lint"]:
            run_tests(run, arguments)
        return run.summary()


def run_tests(run: Run, arguments: list[str]) -> None:
    browser = chromium.get(say)
    arguments = arguments or list(PARALLEL)
    if not browser:
        run.without("a browser", "no Chromium or Chrome that works here, and none could be installed.")
        arguments = ["--ignore=tests/browser", *arguments]
    run.pytest("SQLite", arguments, CHROMIUM=browser)
    try:
        with postgresql() as url:
            run.pytest("PostgreSQL", arguments, CHROMIUM=browser, DATABASE_URL=url)
    except postgres.Unavailable as reason:
        run.without(
            "PostgreSQL",
            f"{reason}\nInstall it (Debian, Ubuntu: apt install postgresql), or set DATABASE_URL.",
        )


@contextmanager
def postgresql() -> Iterator[str]:
    """The DATABASE_URL of the person's own server, else of a private one that ends with the block."""
    if url := os.environ.get("DATABASE_URL", ""):
        if not url.startswith("postgres"):
            raise postgres.Unavailable(f"DATABASE_URL is set, but not to a PostgreSQL: {url}")
        yield url
    else:
        with postgres.private_server() as url:
            yield url


def counts(results: Path) -> str:
    """How many tests did what, as pytest wrote it down."""
    if not results.exists():
        return "no result"
    suites = ElementTree.parse(results).getroot().iter("testsuite")
    totals = {"tests": 0, "failures": 0, "errors": 0, "skipped": 0}
    for suite in suites:
        for key in totals:
            totals[key] += int(suite.get(key, 0))
    ran = totals.pop("tests")
    parts = [f"{ran - sum(totals.values())} passed", *(f"{n} {key}" for key, n in totals.items() if n)]
    return ", ".join(parts)


def end(number: int, frame: object) -> NoReturn:
    """A signal from outside ends the run as Ctrl+C does: the blocks that clean up are left in order."""
    raise KeyboardInterrupt


def say(text: str) -> None:
    print(text, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit("Interrupted.")
