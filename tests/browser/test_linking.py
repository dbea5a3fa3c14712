"""An analyst links names to entities by keys alone, in a real browser."""

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Alias, Entity, Label, Project, Span, Task, User
from tests.browser.actions import all_saved, eventually, tag
from tests.factory import make_task

pytestmark = pytest.mark.usefixtures("no_complaints")

TEXT = "Esmail Qaani came. Ghaani met Kadhimi.\n\nGhaani left; General Ghani said nothing.\n"


@pytest.fixture
def task(project: Project, person: Label) -> Task:
    return make_task(project, TEXT, title="Visit", language="en")


def links() -> dict[str, list[str]]:
    """The quotes that are linked, by the entity's name."""
    found: dict[str, list[str]] = {}
    for span in Span.objects.filter(entity__isnull=False).select_related("entity").order_by("start"):
        assert span.entity
        found.setdefault(span.entity.name, []).append(span.quote)
    return found


def test_names_are_linked_by_keys_alone(desk: Page, alice: User) -> None:
    # A new entity right after the tag, without waiting for the save or the panel.
    tag(desk, "Esmail Qaani")
    desk.keyboard.press("+")
    expect(desk.locator("#span-list .entity")).to_have_text("Esmail Qaani")
    all_saved(desk)
    assert links() == {"Esmail Qaani": ["Esmail Qaani"]}

    # Another spelling: the first candidate sounds alike. The digit is no label's key meanwhile.
    tag(desk, "Ghaani")
    desk.keyboard.press("l")
    desk.keyboard.press("1")
    expect(desk.locator("#span-list .entity")).to_have_count(2)
    all_saved(desk)
    assert links() == {"Esmail Qaani": ["Esmail Qaani", "Ghaani"]}
    assert Alias.objects.get(name="Ghaani").taught_by == alice
    assert Span.objects.count() == 2
    eventually(desk, "document.activeElement.id === 'text'")

    # Every mention of this form, in a preview.
    desk.keyboard.press("l")
    expect(desk.locator("#link-q")).to_be_focused()
    desk.keyboard.press("*")
    expect(desk.locator("#dialog [data-hit]:enabled")).to_have_count(1)
    desk.keyboard.press("Control+Enter")
    expect(desk.locator("#span-list .entity")).to_have_count(3)
    all_saved(desk)
    assert links()["Esmail Qaani"] == ["Esmail Qaani", "Ghaani", "Ghaani"]
    desk.keyboard.press("Control+z")
    expect(desk.locator("#span-list .entity")).to_have_count(2)

    # By typing: letters look a name up, Enter takes the first that is found.
    tag(desk, "Kadhimi")
    desk.keyboard.press("l")
    expect(desk.locator("#link-q")).to_be_focused()
    desk.keyboard.type("al-Kadh")
    expect(desk.locator("#candidates [data-new]")).to_contain_text("al-Kadh")
    desk.keyboard.press("Control+a")
    desk.keyboard.type("esm")
    expect(desk.locator("#candidates [data-choice]")).to_have_count(1)
    desk.keyboard.press("Enter")
    expect(desk.locator("#span-list .entity")).to_have_count(3)
    all_saved(desk)
    assert links() == {"Esmail Qaani": ["Esmail Qaani", "Ghaani", "Kadhimi"]}

    # A wrong link is taken away by a key, and the spelling with it.
    desk.keyboard.press("l")
    expect(desk.locator("#link-q")).to_be_focused()
    desk.keyboard.press("-")
    expect(desk.locator("#span-list .entity")).to_have_count(2)
    all_saved(desk)
    assert not Alias.objects.filter(name="Kadhimi").exists()
    assert Entity.objects.count() == 1


def test_one_who_types_fast_tags_and_makes_entities_without_waiting(desk: Page) -> None:
    """A digit after a choice is a label's again, and each new entity is that of its own span."""
    for name in ("Esmail Qaani", "Ghaani", "Kadhimi"):
        tag(desk, name)
        desk.keyboard.press("+")
    expect(desk.locator("#span-list .entity")).to_have_count(3)
    all_saved(desk)
    assert links() == {name: [name] for name in ("Esmail Qaani", "Ghaani", "Kadhimi")}
