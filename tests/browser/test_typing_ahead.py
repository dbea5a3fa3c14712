"""Who types faster than the server answers gets what was typed: no list of before is chosen from."""

from decimal import Decimal

import pytest
from playwright.sync_api import Page, expect

from annotator.models import Assignment, Entity, Label, Project, Relation, Span, Task, User
from tests.browser.actions import all_saved, cut_off, eventually, held, tag, tag_and_save
from tests.factory import make_label, make_task

TEXT = "Esmail Qaani met Ghaani, said Ada Marlow of Élysée.\n"
FIND = "**/entities/**"


@pytest.fixture
def task(project: Project, alice: User, person: Label, claim: Label) -> Task:
    """Every name of the article is known already."""
    for name in ("Esmail Qaani", "Ghaani", "Ada Marlow", "Élysée"):
        Entity.make(person, name, actor=alice)
    return make_task(project, TEXT, title="Visit", language="en")


def linked(words: str) -> str:
    entity = Span.objects.get(quote=words).entity
    return entity.name if entity else ""


def into_link(page: Page, words: str) -> None:
    tag(page, words)
    expect(page.locator("[data-choice]").first).to_be_visible()
    page.keyboard.press("l")
    expect(page.locator("#link-q")).to_be_focused()


@pytest.mark.parametrize("choice", ["Enter", "1"])
def test_a_choice_waits_for_what_is_being_looked_up(desk: Page, choice: str) -> None:
    into_link(desk, "Ghaani")
    with held(desk, FIND, "GET") as routes:
        desk.locator("#link-q").fill("marl")
    desk.keyboard.press(choice)
    routes[0].continue_()
    expect(desk.locator("#span-list .entity")).to_have_text("Ada Marlow")
    all_saved(desk)
    assert linked("Ghaani") == "Ada Marlow"


def test_a_choice_outlives_a_search_that_another_one_replaces(desk: Page) -> None:
    into_link(desk, "Ghaani")
    with held(desk, FIND, "GET"):
        desk.keyboard.type("mar")
    desk.keyboard.type("l1")
    expect(desk.locator("#span-list .entity")).to_have_text("Ada Marlow")
    all_saved(desk)
    assert linked("Ghaani") == "Ada Marlow"


def test_a_choice_for_a_search_that_failed_is_forgotten(desk: Page) -> None:
    into_link(desk, "Ghaani")
    with held(desk, FIND, "GET") as routes:
        desk.locator("#link-q").fill("marl")
    desk.keyboard.press("Enter")
    routes[0].abort()
    expect(desk.get_by_role("alert")).to_contain_text("The server does not answer.")
    desk.keyboard.press("Control+a")
    desk.keyboard.type("ely")
    eventually(desk, "document.querySelectorAll('[data-choice]').length === 1")
    all_saved(desk)
    assert linked("Ghaani") == ""
    desk.keyboard.press("Enter")
    expect(desk.locator("#span-list .entity")).to_have_count(1)


def test_letters_that_stand_on_digits_are_typed(desk: Page) -> None:
    """On French and Czech keyboards é and other letters stand where others have digits."""
    into_link(desk, "Ghaani")
    desk.evaluate(
        """document.activeElement.dispatchEvent(new KeyboardEvent("keydown",
            { key: "é", code: "Digit2", bubbles: true, cancelable: true }))"""
    )
    desk.keyboard.insert_text("él")
    expect(desk.locator("[data-choice]")).to_have_count(1)
    desk.keyboard.press("Enter")
    expect(desk.locator("#span-list .entity")).to_have_text("Élysée")


def test_letters_typed_before_the_panel_is_there_are_looked_up(desk: Page) -> None:
    """Else x would delete the span, and a open the occurrences."""
    with held(desk, "**/detail/", "GET") as routes:
        tag(desk, "Ghaani")
        desk.keyboard.press("l")
        desk.keyboard.type("axe")
    for _ in range(3):
        desk.keyboard.press("Backspace")
    desk.keyboard.type("marl")
    routes[0].continue_()
    field = desk.locator("#link-q")
    expect(field).to_be_focused()
    expect(field).to_have_value("marl")
    expect(desk.locator("[data-choice]")).to_contain_text(["Ada Marlow"])
    desk.keyboard.press("Enter")
    all_saved(desk)
    assert linked("Ghaani") == "Ada Marlow"


def test_a_claimant_is_chosen_from_what_was_typed(desk: Page) -> None:
    tag(desk, "Esmail Qaani met Ghaani", "c")
    field = desk.locator("[name=claimant_name]")
    expect(field).to_be_visible()
    field.fill("gha")
    expect(desk.locator("[data-claimants] button")).to_contain_text(["Ghaani"])
    with held(desk, "**/claimants/**", "GET") as routes:
        field.fill("marl")
        field.press("Enter")
    expect(field).to_have_value("marl")
    routes[0].continue_()
    expect(field).to_have_value("Ada Marlow")
    all_saved(desk)
    assert Span.objects.get().claim.claimant == Entity.objects.get(name="Ada Marlow")


@pytest.mark.parametrize("key", ["Control+Enter", "x", "Delete", "c"])
def test_what_is_pressed_before_a_dialog_is_there_does_nothing_to_the_article(desk: Page, key: str) -> None:
    tag_and_save(desk, "Ghaani")
    with held(desk, "**/occurrences/**", "GET") as routes:
        desk.keyboard.press("a")
    desk.keyboard.press(key)
    routes[0].continue_()
    expect(desk.locator("#dialog")).to_be_visible()
    assert [span.quote for span in Span.objects.all()] == ["Ghaani"]
    assert Assignment.objects.get().state == "in_progress"


def test_a_dialog_that_escape_called_off_stays_away(desk: Page) -> None:
    tag_and_save(desk, "Ghaani")
    with held(desk, "**/occurrences/**", "GET") as routes:
        desk.keyboard.press("a")
    with desk.expect_event("requestfailed"):
        desk.keyboard.press("Escape")
    routes[0].abort()
    desk.keyboard.press("r")
    desk.keyboard.press("c")
    expect(desk.locator("#span-list .tag")).to_have_text("Clai")
    expect(desk.locator("#dialog")).to_be_hidden()


@pytest.fixture
def desk_before_later(desk: Page, project: Project) -> Page:
    """With a span that is saved, and another article to go on to."""
    make_task(project, TEXT, title="Later")
    desk.reload()
    tag_and_save(desk, "Ghaani")
    return desk


def test_an_article_that_is_being_left_is_not_submitted(desk_before_later: Page) -> None:
    desk = desk_before_later
    with held(desk, "**/articles/*/", "GET") as routes:
        desk.keyboard.press("n")
    desk.keyboard.press("Control+Enter")
    routes[0].continue_()
    expect(desk).to_have_title("Later · Annotation desk")
    assert Assignment.objects.get().state == "in_progress"


def test_an_article_that_could_not_be_left_can_be_submitted(desk_before_later: Page) -> None:
    desk = desk_before_later
    cut_off(desk, "**/articles/*/")
    desk.keyboard.press("n")
    expect(desk.locator("#page-error")).to_be_visible()
    desk.unroute("**/articles/*/")
    desk.keyboard.press("Control+Enter")
    expect(desk).to_have_title("Later · Annotation desk")
    assert Assignment.objects.get().state == "submitted"


def test_keys_of_a_claim_wait_for_its_panel(desk: Page) -> None:
    with held(desk, "**/detail/", "GET") as routes:
        tag(desk, "Esmail Qaani met Ghaani", "c")
        desk.keyboard.type(",q6 peopl")
        desk.keyboard.press("Backspace")
        desk.keyboard.press("Backspace")
        desk.keyboard.type("ple")
        desk.keyboard.press("Enter")
        desk.keyboard.press("w")
    routes[0].continue_()
    expect(desk.locator("[name=quantity]")).to_have_value("6 people")
    all_saved(desk)
    claim = Span.objects.get().claim
    assert (claim.quantity_low, claim.quantity_unit, claim.check_worthy) == (Decimal(6), "people", True)


def test_keys_that_a_claim_has_no_use_for_do_nothing_to_the_article(desk: Page) -> None:
    with held(desk, "**/detail/", "GET") as routes:
        tag(desk, "Esmail Qaani met Ghaani", "c")
        desk.keyboard.press(",")
        desk.keyboard.press("Delete")
        desk.keyboard.type("q6")
    routes[0].continue_()
    expect(desk.locator("#claim-accept")).to_be_focused()
    expect(desk.locator("#said")).to_contain_text("what was typed after it was left out")
    all_saved(desk)
    assert Span.objects.get().quote == "Esmail Qaani met Ghaani"
    expect(desk.locator("[name=quantity]")).to_have_value("")


def test_enter_accepts_what_a_claim_proposes_before_its_panel_is_there(desk: Page) -> None:
    with held(desk, "**/detail/", "GET") as routes:
        tag(desk, "Esmail Qaani met Ghaani", "c")
        desk.keyboard.press(",")
        desk.keyboard.press("Enter")
    routes[0].continue_()
    expect(desk.locator("#claim-attribution-named")).to_be_checked()
    all_saved(desk)
    assert Span.objects.get().claim.attribution == "named"


def test_keys_of_a_relation_wait_for_its_panel(desk: Page, person: Label) -> None:
    make_label(person.project, "met", Label.Kind.RELATION)
    tag_and_save(desk, "Ghaani")
    with held(desk, "**/detail/", "GET") as routes:
        tag(desk, "Esmail Qaani")
        for key in [";", "j", "Enter"]:
            desk.keyboard.press(key)
    routes[0].continue_()
    expect(desk.locator(".relations li")).to_contain_text("Ghaani")
    all_saved(desk)
    assert Relation.objects.get().source.quote == "Esmail Qaani"


@pytest.mark.parametrize("key", [";", ","])
def test_it_says_that_a_panel_could_not_be_read(desk: Page, key: str) -> None:
    with held(desk, "**/detail/", "GET") as routes:
        tag(desk, "Esmail Qaani met Ghaani", "c")
        desk.keyboard.press(key)
        desk.keyboard.press("x")
    routes[0].fulfill(status=500)
    expect(desk.locator("#said")).to_have_text("It could not be read now. Press its key once more.")
    all_saved(desk)
    assert Span.objects.get().quote == "Esmail Qaani met Ghaani"


@pytest.mark.parametrize("key", ["x", "Control+Enter"])
def test_it_says_that_a_dialog_is_awaited(desk: Page, key: str) -> None:
    tag_and_save(desk, "Ghaani")
    said = desk.locator("#said")
    with held(desk, "**/occurrences/**", "GET") as routes:
        desk.keyboard.press("a")
    desk.keyboard.press(key)
    expect(said).to_contain_text("Escape calls it off")
    routes[0].continue_()
    expect(desk.locator("#dialog")).to_be_visible()
    expect(said).to_be_empty()


def test_a_dialog_waits_for_none_that_was_called_off(desk: Page) -> None:
    tag_and_save(desk, "Ghaani")
    with held(desk, "**/occurrences/**", "GET") as routes:
        desk.keyboard.press("a")
    desk.keyboard.press("Escape")
    desk.keyboard.press("g")
    expect(desk.locator("#dialog")).to_contain_text("Guidelines")
    routes[0].abort()


@pytest.mark.parametrize("how", ["with the mouse", "after a while"])
def test_a_dialog_stays_away_from_who_went_on(desk: Page, how: str) -> None:
    tag_and_save(desk, "Ghaani")
    tag_and_save(desk, "Ada Marlow")
    with held(desk, "**/occurrences/**", "GET") as routes:
        desk.keyboard.press("a")
    if how == "with the mouse":
        desk.locator("#span-list a").first.click()
    else:
        desk.evaluate("() => { const now = performance.now(); performance.now = () => now + 6000; }")
        desk.keyboard.press("k")
    expect(desk.locator("#inspector [data-field=quote]")).to_have_text("Ghaani")
    routes[0].continue_()
    desk.keyboard.press("r")
    desk.keyboard.press("c")
    expect(desk.locator("#span-list .tag").first).to_have_text("Clai")
    expect(desk.locator("#dialog")).to_be_hidden()
