"""What axe-core finds on a page (WCAG 2.2 AA and best practices)."""

from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# The two looks differ in nothing but their colours.
RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"]


def violations(page: Page) -> list[str]:
    """Each rule that the page breaks in the light or in the dark, and where; the page stays in the dark."""
    page.evaluate(AXE_SCRIPT)
    found = _run(page, "light", {})
    return found + _run(page, "dark", {"runOnly": RULES_OF_COLOUR})


def _run(page: Page, scheme: Literal["light", "dark"], options: dict[str, Any]) -> list[str]:
    page.emulate_media(color_scheme=scheme)
    page.evaluate("Promise.all(document.getAnimations().map((animation) => animation.finished))")
    response = page.evaluate(
        "options => axe.run(document, options)", {"resultTypes": ["violations"], **options}
    )
    return [
        f"{rule['id']} ({rule['impact']}, {scheme}) at {[node['target'] for node in rule['nodes'][:3]]}"
        for rule in response["violations"]
    ]
