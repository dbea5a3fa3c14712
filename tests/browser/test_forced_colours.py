"""Where the system's colours take the place of ours, what is drawn by colour alone is still seen."""

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Label, Project, Task
from tests.browser.actions import all_saved, cut_off, eventually, tag, tag_and_save
from tests.factory import make_task


@pytest.fixture
def task(project: Project, person: Label, claim: Label) -> Task:
    return make_task(project, "Ada Marlow of Veldt said so.\n", language="en")


@pytest.fixture
def desk(desk: Page) -> Page:
    desk.emulate_media(forced_colors="active")
    return desk


def colour(page: Page, selector: str, part: str = "") -> str:
    found: str = page.evaluate(
        "([selector, part]) => getComputedStyle(document.querySelector(selector), part).backgroundColor",
        [selector, part],
    )
    return found


def test_the_caret_and_the_handles_are_seen(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow")
    expect(desk.locator("#caret")).to_be_visible()
    ground = colour(desk, "body")
    seen = [colour(desk, "#caret"), colour(desk, ".handle", "::before"), colour(desk, ".handle", "::after")]
    assert ground not in seen


def test_what_is_on_its_way_has_a_line(desk: Page) -> None:
    cut_off(desk)
    tag(desk, "Veldt")
    line = desk.evaluate(
        """() => {
            const [[name]] = [...CSS.highlights].filter(([name, { size }]) => /^pending-/.test(name) && size);
            const look = getComputedStyle(document.getElementById("text"), `::highlight(${name})`);
            return look.textDecorationLine;
        }"""
    )
    assert line == "underline"


def test_a_label_that_is_held_ready_is_told_from_the_others(desk: Page) -> None:
    desk.keyboard.press("1")
    chips = desk.locator(".label-bar .label-chip")
    assert chips.evaluate_all("chips => chips.map((chip) => chip.ariaPressed)") == ["true", "false"]
    looks = chips.evaluate_all("chips => chips.map((chip) => getComputedStyle(chip).backgroundColor)")
    assert looks[0] != looks[1]


def test_what_a_claim_says_is_told_from_what_it_might_say(desk: Page) -> None:
    tag_and_save(desk, "Ada Marlow of Veldt said so", "c")
    chosen = desk.locator(".option:has(#claim-polarity-negated)")
    chosen.click()
    all_saved(desk)
    eventually(
        desk,
        """(() => {
            const options = document.querySelectorAll(".option:has([name=polarity])");
            const [affirmed, negated, none] = [...options].map((option) => getComputedStyle(option).color);
            return affirmed && negated !== affirmed && negated !== none;
        })()""",
    )


def test_the_tab_that_is_open_is_told_from_the_other(desk: Page) -> None:
    tabs = desk.get_by_role("tab")
    looks = tabs.evaluate_all("tabs => tabs.map((tab) => getComputedStyle(tab).outlineStyle)")
    assert looks == ["double", "none"]
