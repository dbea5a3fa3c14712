"""An entity is described in a real browser: what can't be taken is said, and what was typed stays."""

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Entity, Label, User
from tests.browser.actions import sign_in


def test_what_was_typed_stays_when_it_is_refused(
    page: Page, live_server: LiveServer, person: Label, bob: User
) -> None:
    entity = Entity.make(person, "Ada Marlow", actor=bob)
    sign_in(page, live_server.url, bob)
    page.goto(f"{live_server.url}/projects/harbour/entities/{entity.pk}/")
    page.get_by_text("Rename or describe it").click()
    page.get_by_label("Description").fill("captain of the harbour")
    page.get_by_label("Name", exact=False).first.fill("\u200b")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("#page-error")).to_be_visible()
    expect(page.get_by_label("Description")).to_have_value("captain of the harbour")
    page.get_by_label("Name", exact=False).first.fill("Ada B. Marlow")
    page.get_by_role("button", name="Keep").click()
    expect(page.get_by_role("heading", name="Ada B. Marlow")).to_be_visible()
    entity.refresh_from_db()
    assert (entity.name, entity.description) == ("Ada B. Marlow", "captain of the harbour")
