"""A story compared in a real browser: by keys alone, by dragging, filtered and back, taken away as a file."""

from pathlib import Path

import pytest
from django.test import Client
from playwright.sync_api import APIResponse, Page, Route, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import (
    Assignment,
    Claim,
    Entity,
    Label,
    Placement,
    Project,
    Reading,
    Review,
    Span,
    Statement,
    User,
)
from articles.models import Source, Story
from tests.annotator.stories import Desk, make_claim, make_placement, make_statement, make_story, people
from tests.browser.actions import eventually, route, sign_in
from tests.factory import make_assignment, make_review
from tests.pages import HTMX


@pytest.fixture
def desk(project: Project) -> Desk:
    return make_story(project)


@pytest.fixture
def claims(desk: Desk, alice: User, claim: Label) -> list[Span]:
    """Alice has begun all four articles, and found nothing in the blog."""
    claims = [
        make_claim(desk, "Wire", "Seven workers were injured", alice, claim, **people(7)),
        make_claim(desk, "State TV", "Six workers were lightly injured", alice, claim, **people(6)),
        make_claim(desk, "Radio", "The silo burnt all night", alice, claim),
    ]
    make_assignment(desk.tasks["Blog"], alice)
    Assignment.objects.update(state=Assignment.State.IN_PROGRESS)
    return claims


@pytest.fixture
def story(page: Page, live_server: LiveServer, desk: Desk, claims: list[Span], alice: User) -> Page:
    """The story's page as Alice sees it, with its script started."""
    page.set_viewport_size({"width": 1400, "height": 900})
    sign_in(page, live_server.url, alice)
    page.goto(live_server.url + desk.url, wait_until="networkidle")
    return page


@pytest.fixture
def rejected(story: Page, desk: Desk, claims: list[Span], bob: User) -> Page:
    """The same page, with a claim of Alice's in the first cell that Bob has rejected."""
    make_placement(claims[0], make_statement(desk))
    Assignment.objects.update(state=Assignment.State.SUBMITTED)
    make_review(Span.objects.get(pk=claims[0].pk), bob, Review.Decision.REJECTED)
    story.reload(wait_until="networkidle")
    return story


def standing() -> list[tuple[str, str, str]]:
    found = Placement.objects.order_by("claim__span__quote", "pk")
    return [
        (quote[:3], text, stance)
        for quote, text, stance in found.values_list("claim__span__quote", "statement__text", "stance")
    ]


def test_a_story_is_compared_by_keys_alone(story: Page, complaints: list[str]) -> None:
    keys = story.keyboard
    keys.press("j")
    expect(story.locator("[data-panel=claim] .chosen-claim")).to_have_text("Seven workers were injured")
    keys.press("n")
    expect(story.locator("#wording")).to_have_value("number of workers injured")
    keys.press("Enter")
    # The next claim follows by itself, with the new statement proposed and the reason.
    expect(story.locator("[data-panel=claim] .chosen-claim")).to_have_text("Six workers were lightly injured")
    expect(story.locator(".proposal")).to_contain_text("same words: workers, injured")
    expect(story.locator(".proposal input")).to_be_checked()
    keys.press("a")
    expect(story.locator(".contested-flag")).to_be_visible()
    expect(story.locator("#rows .side-by-side strong")).to_have_text(["6 workers", "7 workers"])
    assert standing() == [
        ("Sev", "number of workers injured", "affirms"),
        ("Six", "number of workers injured", "affirms"),
    ]
    expect(story.locator("#story-numbers")).to_contain_text("4 articles · 1 statement · 1 contested")
    placed = story.locator("#said-when ~ figure li span")
    expect(placed).to_have_text(["1 claim placed", "1 claim placed", "0 claims placed", "0 claims placed"])
    # Into the table: the blog was read and is silent, then all of them, then the last step back.
    keys.press("u")
    keys.press("s")
    expect(story.locator("#rows td").nth(2)).to_have_text("silent")
    assert story.evaluate("document.activeElement.textContent.trim()") == "silent"
    keys.press("Shift+S")
    expect(story.locator("#rows td.silent")).to_have_count(2)
    keys.press("Control+z")
    expect(story.locator("#rows td.silent")).to_have_count(1)
    # A stance changed and a claim taken away in its cell.
    keys.press("ArrowLeft")
    keys.press("r")
    expect(story.locator("#rows td").nth(1)).to_contain_text("refutes")
    keys.press("x")
    expect(story.locator("#rows td").nth(1)).to_have_text("unread")
    expect(story.locator("[data-waiting-number]")).to_have_text("2")
    keys.press("Control+z")
    expect(story.locator("#rows td").nth(1)).to_contain_text("refutes")
    keys.press("ArrowLeft")
    keys.press("Enter")
    expect(story.locator("#text")).to_be_visible()
    story.go_back()
    expect(story.locator("#matrix")).to_be_visible()
    assert complaints == []


def test_the_claims_that_wait_stay_where_they_are_when_one_is_opened(story: Page, desk: Desk) -> None:
    story.set_viewport_size({"width": 1400, "height": 600})
    for number in range(12):
        make_statement(desk, f"statement {number}")
    story.reload(wait_until="networkidle")
    waiting = story.locator("[data-waiting] a")
    waiting.last.focus()
    top = "document.getElementById('tray').getBoundingClientRect().top"
    before = story.evaluate(top)
    story.keyboard.press("Enter")
    expect(story.locator("#panel-title")).to_be_visible()
    expect(waiting.last).to_be_in_viewport()
    assert story.evaluate(top) == before


def test_a_stance_by_key_is_the_one_that_is_stored(story: Page, desk: Desk) -> None:
    make_statement(desk, "number of workers injured")
    story.keyboard.press("j")
    expect(story.locator(".proposal input")).to_be_checked()
    story.keyboard.press("r")
    expect(story.locator("#rows td").first).to_contain_text("refutes")
    expect(story.locator("[data-panel=claim] .chosen-claim")).to_have_text("Six workers were lightly injured")
    story.keyboard.press("m")
    expect(story.locator("#rows td").nth(1)).to_contain_text("mentions")
    assert [stance for _quote, _text, stance in standing()] == ["refutes", "mentions"]


def test_a_cell_with_one_s_own_rejected_claim_is_not_said_to_be_read(rejected: Page) -> None:
    rejected.keyboard.press("u")
    with rejected.expect_response("**/unplaced/"):  # The last of what is read anew.
        rejected.keyboard.press("s")
    expect(rejected.locator("#page-error")).to_contain_text("Take the claim away first")
    assert not Reading.objects.exists()
    rejected.keyboard.press("x")
    expect(rejected.locator("#rows td").first).to_have_text("unread")
    rejected.keyboard.press("s")
    expect(rejected.locator("#rows td").first).to_have_text("silent")
    expect(rejected.locator("#page-error")).to_be_hidden()


def test_rows_that_were_read_before_a_save_do_not_stay_after_it(rejected: Page) -> None:
    held: list[tuple[Route, APIResponse]] = []
    route(rejected, "**/stories/*/", lambda request: held.append((request, request.fetch())), times=1)
    rejected.keyboard.press("u")
    rejected.keyboard.press("s")
    while not held:
        rejected.wait_for_timeout(20)
    with rejected.expect_response("**/delete/"):
        rejected.keyboard.press("x")
    [(request, before)] = held
    with rejected.expect_response("**/unplaced/"):
        request.fulfill(response=before)
    expect(rejected.locator("#rows td").first).to_have_text("unread")


def test_what_is_done_before_the_server_answers_is_done_too(story: Page, desk: Desk) -> None:
    make_statement(desk)
    story.reload(wait_until="networkidle")
    held: list[Route] = []
    route(story, "**/read/", lambda request: held.append(request), times=1)
    story.keyboard.press("u")
    for _ in range(3):
        story.keyboard.press("s")
        story.keyboard.press("ArrowRight")
    held[0].continue_()
    expect(story.locator("#rows td.silent")).to_have_count(3)
    assert Reading.objects.count() == 3


def test_typed_statements_are_found_or_told_of(story: Page, desk: Desk) -> None:
    make_statement(desk, "weather at night")
    story.reload()
    story.keyboard.press("j")
    expect(story.locator("#typed")).to_be_visible()
    story.keyboard.press("/")
    story.keyboard.type("whether at night")
    story.keyboard.press("Enter")
    expect(story.locator("[data-place-form] [data-form-error]")).to_contain_text("No statement reads")
    story.locator("#typed").fill("Weather at night")
    story.keyboard.press("Enter")
    expect(story.locator("[data-waiting-number]")).to_have_text("2")
    assert standing() == [("Sev", "weather at night", "affirms")]


def test_claims_are_dragged_onto_statements_and_from_one_to_another(
    story: Page, desk: Desk, claims: list[Span], complaints: list[str]
) -> None:
    one, two = make_statement(desk), make_statement(desk, "how long it burnt")
    make_placement(claims[1], one, "queries")
    story.reload(wait_until="networkidle")

    def drag(selector: str, statement: Statement) -> None:
        box = story.locator(selector).bounding_box()
        row = story.locator(f"#statement-{statement.pk} th").bounding_box()
        assert box
        assert row
        story.mouse.move(box["x"] + 8, box["y"] + 8)
        story.mouse.down()
        story.mouse.move(row["x"] + 60, row["y"] + 20, steps=5)
        expect(story.locator(".dragged")).to_be_visible()
        expect(story.locator(f"#statement-{statement.pk}")).to_have_class("drop-here")
        story.mouse.up()

    drag(f'[data-waiting="{claims[2].uid}"] [data-grip]', two)
    expect(story.locator(f"#statement-{two.pk} td.placed")).to_contain_text("The silo burnt")
    drag(f'[data-claim="{claims[1].uid}"]', two)
    expect(story.locator(f"#statement-{two.pk} td.placed")).to_have_count(2)
    expect(story.locator(f"#statement-{one.pk} td.placed")).to_have_count(0)
    assert standing() == [("Six", two.text, "queries"), ("The", two.text, "affirms")]
    story.keyboard.press("Control+z")
    expect(story.locator(f"#statement-{one.pk} td.placed")).to_contain_text("Six workers")
    expect(story.locator(".dragged")).to_have_count(0)
    assert complaints == []


def test_filters_stand_in_the_address_and_back_works(story: Page, desk: Desk, claims: list[Span]) -> None:
    contested, calm = make_statement(desk), make_statement(desk, "calm")
    for span in claims[:2]:
        make_placement(span, contested)
    story.reload(wait_until="networkidle")
    story.keyboard.press("c")
    expect(story.locator(f"#statement-{calm.pk}")).to_have_count(0)
    eventually(story, "location.search === '?show=contested'")
    eventually(story, "document.querySelector('[data-file]').search === '?show=contested'")
    story.go_back()
    expect(story.locator(f"#statement-{calm.pk}")).to_be_visible()


def test_a_rewording_on_a_stale_page_is_told_where_it_was_asked(
    story: Page, desk: Desk, alice: User, complaints: list[str]
) -> None:
    statement = make_statement(desk)
    story.reload(wait_until="networkidle")
    story.locator("#rows a.text").click()
    expect(story.locator("#text")).to_have_value(statement.text)
    statement.rename("somebody was faster", actor=alice, seen=1)
    story.locator("#text").fill("mine")
    story.keyboard.press("Enter")
    told = story.locator("[data-form-error]:visible")
    expect(told).to_contain_text("Somebody else changed this statement since you read it.")
    expect(story.locator("#page-error")).to_be_hidden()
    expect(story.locator("#rows a.text")).to_have_text("somebody was faster")
    expect(told).to_be_visible()
    expect(story.locator("#text")).to_have_value("mine")


def test_a_row_that_was_changed_elsewhere_is_shown_as_it_stands(
    story: Page, desk: Desk, claims: list[Span], alice: User
) -> None:
    statement = make_statement(desk)
    placement = make_placement(claims[0], statement)
    story.reload(wait_until="networkidle")
    placement.drop(actor=alice)
    statement.rename("workers hurt", actor=alice, seen=1)
    story.keyboard.press("t")
    story.keyboard.press("ArrowRight")
    story.keyboard.press("x")
    expect(story.locator("#rows a.text")).to_have_text("workers hurt")
    expect(story.locator("#rows td.placed")).to_have_count(0)
    expect(story.locator("[data-waiting-number]")).to_have_text("3")
    expect(story.locator("#page-error")).to_contain_text("This claim stands here no longer.")
    # The keys go on from the same cell.
    story.keyboard.press("s")
    expect(story.locator("#rows td").first).to_have_class("silent")


def test_the_file_opens_offline_and_the_page_prints_every_column(
    story: Page, desk: Desk, claims: list[Span], tmp_path: Path
) -> None:
    statement = make_statement(desk)
    for span in claims[:2]:
        make_placement(span, statement)
    story.reload(wait_until="networkidle")
    with story.expect_download() as download:
        story.get_by_role("link", name="HTML file").click()
    path = tmp_path / download.value.suggested_filename
    download.value.save_as(path)
    story.emulate_media(media="print")
    assert story.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"
    assert story.locator(".tray").is_hidden()
    story.emulate_media(media="screen")
    asked: list[str] = []
    story.on("request", lambda request: asked.append(request.url))
    story.context.set_offline(True)
    story.goto(path.as_uri())
    expect(story.locator("#matrix")).to_contain_text("Seven workers were injured")
    assert story.evaluate("getComputedStyle(document.querySelector('.wording')).position") == "sticky"
    assert asked == [path.as_uri()]


def test_without_a_script_the_forms_do_it(
    live_server: LiveServer, page: Page, desk: Desk, claims: list[Span], alice: User
) -> None:
    assert page.context.browser
    context = page.context.browser.new_context(java_script_enabled=False)
    plain = context.new_page()
    sign_in(plain, live_server.url, alice)
    plain.goto(live_server.url + desk.url)
    plain.get_by_role("link", name="Seven workers were injured").click()
    plain.get_by_role("button", name="Make").click()
    expect(plain.locator("#rows")).to_contain_text("number of workers injured")
    plain.locator("#rows a.text").click()
    plain.get_by_role("button", name="I read every article for it").click()
    expect(plain.locator("td.silent")).to_have_count(3)
    assert Reading.objects.count() == Assignment.objects.count() == 4
    context.close()


def test_a_page_and_its_fragment_are_two_answers(desk: Desk, alice: User) -> None:
    client = Client()
    client.force_login(alice)
    assert b"<html" in client.get(desk.url).content
    assert b"<html" not in client.get(desk.url, headers=HTMX).content


def test_a_name_without_a_blank_makes_no_page_wider_than_a_phone(
    page: Page, live_server: LiveServer, desk: Desk, claims: list[Span], alice: User, person: Label
) -> None:
    """An outlet, an agency and a claimant of 190 letters, in the table, the panel, the list and the head."""
    long = "Very" + "Long" * 46 + "Name"
    Source.objects.filter(name="Wire").update(name=long)
    Story.objects.update(title=long)
    ministry = Entity.make(person, long, actor=alice)
    Claim.objects.filter(span=claims[0]).update(via=long, claimant=ministry, place=long)
    statement = make_statement(desk, long)
    make_placement(claims[0], statement)
    make_placement(claims[1], statement)
    make_claim(desk, "Wire", "on Sunday", alice, claims[0].label)
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, live_server.url, alice)
    placed = f"claims/{claims[0].uid}/"
    for path in ("", f"statements/{statement.pk}/", placed, "unplaced/"):
        page.goto(live_server.url + desk.url + path, wait_until="networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path


def test_what_has_the_focus_does_not_lie_under_the_heads_of_the_columns(
    story: Page, desk: Desk, claims: list[Span]
) -> None:
    for number in range(12):
        make_placement(claims[0], make_statement(desk, f"statement {number}"))
    story.set_viewport_size({"width": 1000, "height": 500})
    story.reload(wait_until="networkidle")
    story.locator("#rows a.words").last.focus()
    hidden = []
    for _ in range(20):
        story.keyboard.press("Shift+Tab")
        hidden += story.evaluate(
            """() => {
                const { left, right, top, bottom } = document.activeElement.getBoundingClientRect();
                const seen = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
                return document.activeElement.contains(seen) ? [] : [document.activeElement.textContent];
            }"""
        )
    assert hidden == []


def test_a_stance_is_heard_with_the_claim_that_it_is_about(
    story: Page, desk: Desk, claims: list[Span], live_server: LiveServer
) -> None:
    statement = make_statement(desk)
    make_placement(claims[0], statement)
    make_placement(claims[1], statement, "refutes")
    story.goto(f"{live_server.url}{desk.url}statements/{statement.pk}/")
    for outlet, words, stance in [("Wire", "Seven", "Affirms"), ("State TV", "Six", "Refutes")]:
        group = story.get_by_role("group", name=f"{outlet}: {words} workers were")
        expect(group.get_by_role("button", pressed=True)).to_have_text(stance)
