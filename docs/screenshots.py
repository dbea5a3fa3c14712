"""Takes the README's pictures from the running product: `make pictures`.

Starts the desk as `make run` does, on a free port and in a temporary folder, and opens pages of the sample
project as the people in it.
"""

import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import django
from playwright.sync_api import BrowserContext, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
from tests import chromium  # noqa: E402 - found by the line above

PATIENCE = 90  # seconds
WIDE, PHONE = (1440, 900), (390, 844)
# Each picture's name, who looks, and at what.
PAGES = {
    "workspace": ("amina", "/projects/sample/articles/9/"),
    "project": ("ruth", "/projects/sample/"),
    "home": ("amina", "/"),
    "story": ("ruth", "/projects/sample/stories/1/"),
}


def main() -> None:
    with tempfile.TemporaryDirectory() as data, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = {**os.environ, "DATA_DIR": data, "PORT": str(port)}
        server = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=ROOT, env=environment)
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/sign-in/")
            os.environ |= {"DATA_DIR": data, "DJANGO_SETTINGS_MODULE": "annotator.settings"}
            os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # Playwright has an event loop in this thread.
            django.setup()
            take_pictures(address)
        finally:
            server.terminate()
            server.wait()


def wait_for(url: str) -> None:
    give_up_at = time.monotonic() + PATIENCE
    while True:
        try:
            urllib.request.urlopen(url, timeout=5).close()
            return
        except OSError:
            if time.monotonic() > give_up_at:
                raise
            time.sleep(0.2)


def take_pictures(address: str) -> None:
    with sync_playwright() as playwright:
        flags = ["--disable-gpu", *(["--no-sandbox"] if os.geteuid() == 0 else [])]
        browser = playwright.chromium.launch(executable_path=chromium.find(), args=flags)
        for scheme, size in [("light", WIDE), ("dark", WIDE), ("light", PHONE)]:
            context = browser.new_context(
                viewport={"width": size[0], "height": size[1]},
                color_scheme=scheme,  # type: ignore[arg-type]
            )
            look = "" if size == WIDE and scheme == "light" else "-phone" if size == PHONE else "-dark"
            for name, (person, path) in PAGES.items():
                sign_in(context, address, person)
                page = context.new_page()
                page.goto(address + path)
                page.wait_for_load_state("networkidle")
                if name == "workspace" and size == WIDE:
                    page.locator("#span-list .quote", has_text="swept away").click()
                    page.locator("#claim-form").wait_for()
                page.screenshot(path=ROOT / "docs" / f"{name}{look}.png")
                print(f"docs/{name}{look}.png")
                page.close()
            context.close()
        browser.close()


def sign_in(context: BrowserContext, address: str, username: str) -> None:
    """Put a session of one of the sample's people, who have no passwords, into the browser."""
    from django.test import Client  # It reads the settings, which read DATA_DIR.

    from annotator.models import User

    client = Client()
    client.force_login(User.objects.get(username=username))
    context.add_cookies([{"name": "sessionid", "value": client.cookies["sessionid"].value, "url": address}])


if __name__ == "__main__":
    main()
