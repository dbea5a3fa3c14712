"""A claim is described by keys alone; two spans are joined by two keys, and parted by an undo."""

from datetime import date
from decimal import Decimal

import pytest
from django.conf import settings
from playwright.sync_api import Page, Route, expect

from annotator.models import Claim, Entity, Label, Project, Relation, Task, User
from tests.browser.actions import all_saved, held, route, tag_and_save
from tests.factory import make_label, make_task

pytestmark = pytest.mark.usefixtures("no_complaints")

TEXT = (
    "A drone struck Veldt late on Sunday, wounding at least seven dockworkers, two officials told AP.\n\n"
    "“It may burn again,” the Harbour Union said on Monday.\n"
)


@pytest.fixture
def task(project: Project, alice: User, person: Label, claim: Label) -> Task:
    Label.objects.make_said_by(project)
    Entity.make(person, "Harbour Union", actor=alice)
    return make_task(project, TEXT, title="Port struck", language="en", published_on=date(2021, 3, 15))


def test_a_claim_is_described_by_keys_alone(desk: Page) -> None:
    tag_and_save(desk, "wounding at least seven dockworkers", "c")
    expect(desk.locator("#claim-accept")).to_contain_text("≥ 7 dockworkers")
    desk.keyboard.press(",")
    expect(desk.locator("#claim-accept")).to_be_focused()
    desk.keyboard.press("Enter")
    expect(desk.locator("#claim-accept")).to_have_count(0)
    expect(desk.locator("#claim-form")).to_be_focused()
    desk.keyboard.press("w")
    expect(desk.locator("#claim-check_worthy-yes")).to_be_checked()
    desk.keyboard.press("q")
    expect(desk.locator("#claim-quantity")).to_be_focused()
    desk.keyboard.type("7-6 guards")
    desk.keyboard.press("Enter")
    expect(desk.locator('[data-problem="quantity"]')).to_contain_text("smaller number first")
    desk.keyboard.press("q")
    desk.keyboard.type("eight guards")
    desk.keyboard.press("Enter")
    expect(desk.locator("#claim-quantity")).to_have_value("8 guards")
    desk.keyboard.press("h")
    desk.keyboard.type("union")
    expect(desk.locator("[data-claimants] button")).to_have_count(1)
    desk.keyboard.press("Enter")
    expect(desk.locator("#claim-claimant")).to_have_value("Harbour Union")
    desk.keyboard.press("Escape")
    desk.keyboard.press("Escape")
    expect(desk.locator("#text")).to_be_focused()
    all_saved(desk)
    claim = Claim.objects.select_related("claimant").get()
    assert (claim.attribution, claim.via, claim.check_worthy) == ("unnamed", "AP", True)
    assert (claim.quantity_low, claim.quantity_unit) == (Decimal(8), "guards")
    assert claim.date_start == date(2021, 3, 14)
    assert str(claim.claimant) == "Harbour Union"


def test_what_is_chosen_right_after_accepting_takes_nothing_back(desk: Page) -> None:
    tag_and_save(desk, "wounding at least seven dockworkers", "c")
    expect(desk.locator("#claim-accept")).to_contain_text("≥ 7 dockworkers")
    desk.keyboard.press(",")
    with held(desk) as saves:
        for key in ["Enter", "w", "w"]:
            desk.keyboard.press(key)
    saves[0].continue_()
    expect(desk.locator("#claim-accept")).to_have_count(0)
    all_saved(desk)
    claim = Claim.objects.get()
    assert (claim.attribution, claim.quantity_unit, claim.check_worthy) == ("unnamed", "dockworkers", None)
    desk.keyboard.press("w")
    all_saved(desk)
    assert Claim.objects.get().check_worthy is True


def test_what_was_read_before_the_last_choice_was_saved_is_not_shown_again(desk: Page) -> None:
    tag_and_save(desk, "wounding at least seven dockworkers", "c")
    expect(desk.locator("#claim-accept")).to_contain_text("≥ 7 dockworkers")
    desk.keyboard.press(",")
    desk.keyboard.press("Escape")
    desk.locator("#claim-form").focus()
    worthy = desk.locator("#claim-check_worthy-yes")
    with held(desk, "**/detail/", "GET") as panels:
        desk.keyboard.press("w")
        all_saved(desk)
    read = panels[0].fetch()
    with held(desk) as saves:
        desk.keyboard.press("w")
    with desk.expect_event("requestfinished"):
        panels[0].fulfill(response=read)
    desk.keyboard.press("ArrowRight")  # A frame later.
    expect(worthy).not_to_be_checked()
    saves[0].continue_()
    all_saved(desk)
    desk.keyboard.press("w")
    all_saved(desk)
    assert Claim.objects.get().check_worthy is True


def test_what_can_not_be_read_may_be_emptied(desk: Page) -> None:
    tag_and_save(desk, "wounding at least seven dockworkers", "c")
    quantity, problem = desk.locator("#claim-quantity"), desk.locator('[data-problem="quantity"]')
    for words in ("8 guards", "7-6 guards"):
        quantity.fill(words)
        quantity.press("Enter")
    expect(problem).to_be_visible()
    quantity.fill("")
    quantity.press("Enter")
    expect(problem).to_be_hidden()
    expect(desk.locator("#claim-form")).to_be_visible()
    all_saved(desk)
    assert Claim.objects.get().quantity_low is None


def test_what_is_emptied_while_the_panel_is_read_again_stays_empty(desk: Page) -> None:
    tag_and_save(desk, "wounding at least seven dockworkers", "c")
    quantity = desk.locator("#claim-quantity")
    expect(quantity).to_be_visible()
    held: list[Route] = []
    route(desk, "**/detail/", lambda request: held.append(request))
    with desk.expect_request("**/detail/"):
        quantity.fill("8 guards")
        quantity.press("Enter")
    all_saved(desk)
    quantity.fill("")
    with desk.expect_response("**/detail/"):
        for request in held:
            request.continue_()
    desk.unroute("**/detail/")
    quantity.press("Enter")
    all_saved(desk)
    expect(quantity).to_have_value("")
    assert Claim.objects.get().quantity_low is None


def test_what_is_still_being_read_is_not_called_saved(desk: Page) -> None:
    tag_and_save(desk, "wounding at least seven dockworkers", "c")
    quantity = desk.locator("#claim-quantity")
    with held(desk, "**/value/**", "GET") as routes:
        quantity.fill("8 guards")
        quantity.press("Enter")
    with desk.expect_response("**/claim/"):
        desk.keyboard.press("w")
    expect(desk.locator("[name=check_worthy]:checked")).to_have_value("yes")
    expect(desk.locator("#save-state")).to_have_text("Saving…")
    assert Claim.objects.get().quantity_low is None
    routes[0].continue_()
    all_saved(desk)
    assert Claim.objects.get().quantity_low == Decimal(8)


def test_what_is_typed_after_the_session_is_over_is_kept(desk: Page, complaints: list[str]) -> None:
    tag_and_save(desk, "wounding at least seven dockworkers", "c")
    quantity = desk.locator("#claim-quantity")
    expect(quantity).to_be_visible()
    desk.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    quantity.fill("8 guards")
    quantity.press("Enter")
    expect(desk.locator("#page-error")).to_contain_text("signed out")
    kept = desk.evaluate("Object.values(localStorage).join()")
    assert "8 guards" in kept
    assert all("401" in complaint for complaint in complaints), complaints
    complaints.clear()


def test_the_whole_form_is_seen_on_a_laptop_and_its_keys_only_while_they_are_answered(desk: Page) -> None:
    desk.set_viewport_size({"width": 1440, "height": 860})
    tag_and_save(desk, "wounding at least seven dockworkers", "c")
    expect(desk.locator("#claim-accept")).to_be_visible()
    fits = "(panel) => panel.scrollHeight <= panel.clientHeight && panel.scrollWidth <= panel.clientWidth"
    assert desk.locator(".span-more").evaluate(fits)
    expect(desk.locator("#claim-form fieldset kbd").first).to_be_hidden()
    desk.get_by_role("button", name="Describe ,").click()
    expect(desk.locator("#claim-accept")).to_be_focused()
    expect(desk.locator("#claim-form fieldset kbd").first).to_be_visible()
    desk.keyboard.press("Enter")
    expect(desk.locator("#claim-accept")).to_have_count(0)
    assert desk.locator(".span-more").evaluate(fits)
    all_saved(desk)


def test_a_key_that_means_nothing_for_a_span_says_why(desk: Page) -> None:
    tag_and_save(desk, "Harbour Union", "1")
    desk.keyboard.press(",")
    expect(desk.locator("#said")).to_contain_text("a label of claims alone")
    tag_and_save(desk, "It may burn again", "c")
    expect(desk.locator("#claim-form")).to_be_visible()
    desk.keyboard.press("l")
    expect(desk.locator("#said")).to_contain_text("a label of entities alone")
    expect(desk.locator("#claim-form")).not_to_be_focused()


def test_two_spans_are_joined_by_two_keys_and_parted_by_an_undo(desk: Page) -> None:
    tag_and_save(desk, "It may burn again", "c")
    tag_and_save(desk, "Harbour Union", "1")
    expect(desk.locator(".relations")).to_be_visible()
    before = desk.locator("#text").bounding_box()
    desk.keyboard.press(";")
    expect(desk.locator("#relation-bar")).to_contain_text("Harbour Union")
    desk.keyboard.press("Enter")
    expect(desk.locator("#relation-bar")).to_contain_text("Choose another span")
    desk.keyboard.press("k")
    desk.keyboard.press("Enter")
    all_saved(desk)
    expect(desk.locator("#relation-bar")).to_be_hidden()
    expect(desk.locator(".relations li")).to_contain_text("It may burn again")
    expect(desk.locator(".arcs path")).to_have_count(1)
    expect(desk.locator("#text mark.claim").first).to_have_css("display", "inline")
    assert desk.locator("#text").bounding_box() == before
    relation = Relation.objects.select_related("source", "target").get()
    assert (relation.source.quote, relation.target.quote) == ("It may burn again", "Harbour Union")
    desk.keyboard.press("Control+z")
    all_saved(desk)
    expect(desk.locator(".arcs path")).to_have_count(0)
    assert not Relation.objects.exists()
    desk.keyboard.press("Control+Shift+z")
    expect(desk.locator(".arcs path")).to_have_count(1)


def test_two_claims_can_not_be_joined_by_said_by_and_that_is_said(desk: Page) -> None:
    tag_and_save(desk, "It may burn again", "c")
    tag_and_save(desk, "A drone struck Veldt late on Sunday", "c")
    expect(desk.locator(".relations")).to_be_visible()
    desk.keyboard.press(";")
    desk.keyboard.press("j")
    desk.keyboard.press("Enter")
    expect(desk.locator("#relation-bar")).to_contain_text("said by: Claim → Person")
    desk.keyboard.press("Escape")
    expect(desk.locator("#relation-bar")).to_be_hidden()
    assert not Relation.objects.exists()


def test_keys_with_ctrl_are_the_editors_own_while_a_relation_is_made(desk: Page) -> None:
    Label.objects.filter(kind=Label.Kind.RELATION).update(hotkey="z")
    tag_and_save(desk, "It may burn again", "c")
    tag_and_save(desk, "Harbour Union", "1")
    expect(desk.locator(".relations")).to_be_visible()
    desk.keyboard.press(";")
    expect(desk.locator("#relation-bar")).to_be_visible()
    desk.keyboard.press("k")
    desk.keyboard.press("Control+z")
    expect(desk.locator("#span-list li")).to_have_count(1)
    all_saved(desk)
    assert not Relation.objects.exists()


def test_a_relation_is_chosen_by_its_button_with_the_keyboard_too(desk: Page, task: Task) -> None:
    make_label(task.project, "told about", Label.Kind.RELATION)
    tag_and_save(desk, "It may burn again", "c")
    tag_and_save(desk, "Harbour Union", "1")
    expect(desk.locator(".relations")).to_be_visible()
    desk.keyboard.press(";")
    desk.locator("#span-list a").first.focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("#inspector .chosen .quote")).to_contain_text("It may burn again")
    desk.locator("#relation-bar").get_by_role("button", name="told about").focus()
    desk.keyboard.press("Enter")
    all_saved(desk)
    assert Relation.objects.get().label.name == "told about"
    expect(desk.locator("#text")).to_be_focused()
