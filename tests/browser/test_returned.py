"""Work that a reviewer returned: what they ask for is walked and taken over by key."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Label, Review, Task, User
from tests.browser.actions import all_saved, open_article
from tests.factory import make_review, make_submitted

pytestmark = pytest.mark.usefixtures("no_complaints")


def test_what_the_reviewer_asks_for_is_walked_and_taken_over_by_key(
    page: Page, live_server: LiveServer, task: Task, alice: User, bob: User, person: Label, claim: Label
) -> None:
    tagged = [(person, "Ada Marlow"), (person, "spoke"), (person, "Veldt"), (person, "Monday")]
    layer = make_submitted(task, alice, *tagged)
    ada, spoke, veldt, monday = layer.spans.order_by("start")
    make_review(ada, bob)
    make_review(spoke, bob, Review.Decision.REJECTED)
    make_review(veldt, bob, Review.Decision.CORRECTED, label=claim)
    make_review(monday, bob, Review.Decision.CORRECTED, label=claim)
    layer.return_to_annotator(bob, "Look again")
    open_article(page, live_server.url, task, alice)
    page.keyboard.press("j")
    page.keyboard.press("!")
    expect(page.locator("#said")).to_have_text("The reviewer asks for no change of this span.")
    page.keyboard.press(":")
    page.keyboard.type("To change")
    page.keyboard.press("Escape")
    listed = page.locator("#span-list li:visible .quote")
    expect(listed).to_have_text(["spoke", "Veldt", "Monday"])
    for key in "j!j!j":
        page.keyboard.press(key)
    expect(listed).to_have_text(["Monday"])
    expect(page.locator("#inspector [data-field=quote]")).to_have_text("Monday")
    page.locator("#span-detail").get_by_role("button", name="Take over").click()
    all_saved(page)
    assert [(span.quote, span.label) for span in layer.spans.order_by("start")] == [
        ("Ada Marlow", person),
        ("Veldt", claim),
        ("Monday", claim),
    ]
    expect(listed).to_have_count(0)
    page.keyboard.press("j")
    expect(page.locator("#said")).to_have_text("No spans are shown.")
