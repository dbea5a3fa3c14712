"""Where the browser of the browser tests comes from."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

# The shell first: the same engine without windows around its pages, which take a third of the time.
NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
)
BROWSER_PACKAGES = ("chromium-headless-shell", "chromium")  # the first one that there is
# Besides: a library without which Playwright's own program does not start, and letters to draw.
OTHER_PACKAGES = ("libatomic1", "fonts-dejavu-core")
MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def find() -> str:
    """The path of a Chromium or Chrome that starts: CHROMIUM, the machine's, Playwright's; empty if none."""
    candidates = [os.environ.get("CHROMIUM"), *map(shutil.which, NAMES), str(MAC), *_playwrights_own()]
    return next((path for path in candidates if path and _starts(path)), "")


def get(say: Callable[[str], None]) -> str:
    """The same, installed if need be: Debian's package where one may, else Playwright's download."""
    if (path := find()) and _driver_starts():
        return path
    if shutil.which("apt-get"):
        root = [] if os.geteuid() == 0 else ["sudo", "--non-interactive"]
        _quietly([*root, "apt-get", "update"])
        for browser in BROWSER_PACKAGES:
            packages = (browser, *OTHER_PACKAGES)
            say(f"Asking apt-get for {', '.join(packages)}.")
            if _quietly([*root, "apt-get", "install", "--yes", "--no-install-recommends", *packages]):
                break
    if not _driver_starts():
        return ""
    if path := find():
        return path
    say("Asking Playwright for its own Chromium.")
    _quietly([sys.executable, "-m", "playwright", "install", "chromium"])
    return find()


def _driver_starts() -> bool:
    return _quietly([sys.executable, "-m", "playwright", "--version"])


def _playwrights_own() -> list[str]:
    """Those that `playwright install` keeps in the person's cache, newest first."""
    cache = Path(os.environ.get("PLAYWRIGHT_BROWSERS_PATH") or Path.home() / ".cache" / "ms-playwright")
    found = [
        *cache.glob("chromium-*/chrome-linux*/chrome"),
        *cache.glob("chromium-*/chrome-mac*/*/*/*/Chromium"),
    ]
    return [str(path) for path in sorted(found, reverse=True)]


def _starts(path: str) -> bool:
    """Ubuntu's chromium-browser is a script that only says to use snap."""
    return _quietly([path, "--version"])


def _quietly(command: list[str]) -> bool:
    """Run it with no questions asked; whether it went well."""
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    try:
        return (
            subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, env=environment).returncode
            == 0
        )
    except OSError:
        return False
