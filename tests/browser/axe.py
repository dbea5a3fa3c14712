"""What axe-core finds on a page (WCAG 2.2 AA and best practices), and what the browser has no name for."""

from typing import Any, Literal

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# The two looks differ in nothing but their colours.
RULES_OF_COLOUR = ["color-contrast", "link-in-text-block"]
# The one rule of WCAG 2.2, which axe-core leaves out unless it is asked for.
TARGETS = {"target-size": {"enabled": True}}
# They take the focus, and are no controls.
PLACES = {"RootWebArea", "main"}


def violations(page: Page) -> list[str]:
    """Each rule that the page breaks in the light or in the dark, and where; the page stays in the dark."""
    page.evaluate(AXE_SCRIPT)
    # A target that happens to stand half behind what sticks to the foot of a form is scrolled out of there.
    page.evaluate(
        "for (const one of document.querySelectorAll('form *'))"
        "  if (getComputedStyle(one).position === 'sticky') one.style.position = 'static'"
    )
    found = _unnamed(page) + _run(page, "light", {"rules": TARGETS})
    return found + _run(page, "dark", {"runOnly": RULES_OF_COLOUR})


def _unnamed(page: Page) -> list[str]:
    """Each control that says nothing of itself to a screen reader, in the browser's accessibility tree."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    return [
        f"a {node['role']['value']} without a name"
        for node in nodes
        if any(each["name"] == "focusable" for each in node.get("properties", ()))
        if node["role"]["value"] not in PLACES and not node["name"]["value"].strip()
    ]


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
