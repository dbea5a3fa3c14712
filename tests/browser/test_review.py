"""A reviewer decides about an analyst's work in a real browser."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Assignment, Entity, Label, Project, Review, Span, Task, User
from tests.browser.actions import all_saved, box_of, drag_over, sign_in
from tests.factory import make_assignment, make_label, make_review, make_span, make_task

TEXT = (
    "Port struck at night\n\n"
    "Ada Marlow, the harbour's captain 🧭, spoke in Veldt. “We counted seven,” she said.\n\n"
    "On Monday Marlow’s office in Karane said six were hurt.\n"
)


@pytest.fixture
def task(project: Project) -> Task:
    return make_task(project, TEXT, title="Port struck", language="en")


@pytest.fixture
def place(project: Project) -> Label:
    return make_label(project, "Place", hotkey="2", colour=Label.Colour.GREEN)


@pytest.fixture
def layer(task: Task, alice: User, person: Label, claim: Label, place: Label) -> Assignment:
    layer = make_assignment(task, alice)
    make_span(layer, person, "Port")
    make_span(layer, person, "Ada Marlow")
    make_span(layer, person, "Veldt")
    make_span(layer, claim, "We counted seven")
    layer.submit(alice)
    return layer


def open_review(page: Page, server: LiveServer, layer: Assignment, user: User) -> None:
    sign_in(page, server.url, user)
    page.goto(f"{server.url}/admin/annotator/assignment/{layer.pk}/change/")
    all_saved(page)


def chosen(page: Page) -> str:
    return page.locator("#decision [data-field='quote']").inner_text()


def test_bob_reviews_by_keys_alone_and_alice_reads_his_message(
    page: Page,
    live_server: LiveServer,
    layer: Assignment,
    task: Task,
    alice: User,
    bob: User,
    place: Label,
    complaints: list[str],
) -> None:
    open_review(page, live_server, layer, bob)
    keys = page.keyboard

    assert chosen(page) == "Port"
    keys.press("m")
    keys.type("A harbour, not a person")
    keys.press("Escape")
    keys.press("x")

    expect(page.locator("#decision [data-field='quote']")).to_have_text("Ada Marlow")
    keys.press("a")

    expect(page.locator("#decision [data-field='quote']")).to_have_text("Veldt")
    keys.press("c")
    keys.press("2")
    keys.press("Enter")

    expect(page.locator("#decision [data-field='quote']")).to_have_text("We counted seven")
    keys.press("c")
    for _ in range(len("counted seven")):
        keys.press("Shift+ArrowLeft")
    for _ in range(2):
        keys.press("Control+Shift+ArrowRight")
    expect(page.locator("#decision [data-field='proposed']")).to_have_text("We counted seven")
    keys.press("e")
    keys.press("Control+Shift+ArrowRight")
    expect(page.locator("#decision [data-field='proposed']")).to_have_text("counted seven")
    keys.press("Enter")
    all_saved(page)

    keys.press("t")
    keys.press("Control+Home")
    for _ in range(2):
        keys.press("Control+ArrowDown")
    find = TEXT.index("Karane") - TEXT.index("On Monday")
    for _ in range(find):
        keys.press("ArrowRight")
    for _ in range(len("Karane")):
        keys.press("Shift+ArrowRight")
    keys.press("2")
    all_saved(page)
    expect(page.locator("#span-list li.missed .quote")).to_have_text("Karane")
    expect(page.locator("#progress")).to_contain_text("4 of 4 decided")

    keys.press("r")
    keys.type("Two of them are places")
    keys.press("Control+Enter")
    expect(page.locator(".messages")).to_contain_text("Returned to alice.")
    assert not complaints

    decided = Review.objects.order_by("span__start").select_related("span", "correction__label")
    assert [(one.span.quote, one.decision, one.comment) for one in decided if one.span] == [
        ("Port", "rejected", "A harbour, not a person"),
        ("Ada Marlow", "accepted", ""),
        ("Veldt", "corrected", ""),
        ("We counted seven", "corrected", ""),
    ]
    gold = Span.objects.filter(assignment__kind="gold").order_by("start").select_related("label")
    assert [(span.quote, span.label.name) for span in gold] == [
        ("Veldt", "Place"),
        ("counted seven", "Claim"),
        ("Karane", "Place"),
    ]
    assert [span.quote for span in layer.spans.order_by("start")] == [
        "Port",
        "Ada Marlow",
        "Veldt",
        "We counted seven",
    ]

    sign_in(page, live_server.url, alice)
    page.goto(f"{live_server.url}/projects/{task.project.slug}/articles/{task.article_id}/")
    expect(page.locator(".notice")).to_contain_text("Two of them are places")


def test_the_chosen_span_shows_what_it_is_linked_to(
    page: Page, live_server: LiveServer, layer: Assignment, bob: User, person: Label
) -> None:
    other = Entity.objects.create(project=layer.task.project, label=person, name="Ada Marlow the elder")
    layer.spans.filter(quote="Ada Marlow").update(entity=other)
    open_review(page, live_server, layer, bob)
    says = page.locator("#decision [data-field='says']")
    expect(says).to_be_hidden()
    page.keyboard.press("j")
    expect(says).to_have_text("Entity Ada Marlow the elder")
    page.keyboard.press("j")
    expect(says).to_be_hidden()


def test_decisions_by_mouse(
    page: Page, live_server: LiveServer, layer: Assignment, bob: User, place: Label, complaints: list[str]
) -> None:
    open_review(page, live_server, layer, bob)
    box = box_of(page, TEXT.index("Veldt"), TEXT.index("Veldt") + 5)
    page.mouse.click(box["left"] + 4, box["y"])
    assert chosen(page) == "Veldt"
    page.locator("[data-correction] summary").click()
    page.locator("#correction-label").select_option("Place")
    page.get_by_role("button", name="Save the correction").click()
    all_saved(page)
    expect(page.locator("mark.gold")).to_have_text("Veldt")

    page.locator("#span-list li", has_text="Veldt").click()
    page.get_by_role("button", name="Take back").click()
    all_saved(page)
    expect(page.locator("mark.gold")).to_have_count(0)
    assert not Review.objects.exists()

    start = TEXT.index("Karane")
    drag_over(page, start, start + len("Karane"))
    page.locator("#palette").get_by_role("button", name="Place").click()
    all_saved(page)
    expect(page.locator("#span-list li.missed .quote")).to_have_text("Karane")
    page.locator("#span-list li.missed").click()
    page.get_by_role("button", name="Take out of gold").click()
    expect(page.locator("#span-list li.missed")).to_have_count(0)
    assert not complaints


def test_what_is_left_of_a_deleted_span_is_kept_or_taken_out(
    page: Page,
    live_server: LiveServer,
    layer: Assignment,
    alice: User,
    bob: User,
    place: Label,
    complaints: list[str],
) -> None:
    for span in layer.spans.filter(quote__in=["Port", "Veldt"]).select_related("assignment"):
        make_review(span, bob, Review.Decision.CORRECTED, label=place)
    layer.return_to_annotator(bob, "Look again")
    for span in layer.spans.filter(quote__in=["Port", "Veldt"]).select_related("assignment"):
        span.remove(actor=alice, seen=1)
    layer.refresh_from_db()
    layer.submit(alice)

    open_review(page, live_server, layer, bob)
    expect(page.locator("[data-when-left]")).to_be_hidden()
    left = page.locator("#span-list li", has_text="Corrects what the annotator has deleted")
    expect(left).to_have_count(2)
    left.filter(has_text="Veldt").click()
    expect(page.locator("[data-when-left]")).to_contain_text("It is in no dataset")
    page.get_by_role("button", name="Keep as missed").click()
    expect(left).to_have_count(1)
    expect(page.locator("[data-when-missed]")).to_be_visible()
    expect(page.locator("[data-when-left]")).to_be_hidden()
    expect(page.get_by_role("button", name="Keep as missed")).to_be_hidden()

    page.locator("#span-list li", has_text="Port").click()
    page.keyboard.press("u")
    expect(left).to_have_count(0)
    all_saved(page)
    assert not complaints
    [kept] = Span.objects.filter(assignment__kind="gold")
    assert (kept.quote, list(kept.corrects.all())) == ("Veldt", [])


def test_the_second_reviewer_is_told_and_nothing_is_overwritten(
    page: Page, live_server: LiveServer, layer: Assignment, bob: User, mary: User
) -> None:
    open_review(page, live_server, layer, mary)
    span = layer.spans.order_by("start")[0]
    Review.objects.create(
        assignment=layer, span=span, span_uid=span.uid, span_version=1, decision="rejected", reviewer=bob
    )
    page.keyboard.press("a")
    expect(page.locator("#waiting")).to_contain_text("bob has decided in the meantime: rejected")
    expect(page.locator("#span-list li").first).to_contain_text("Rejected · bob")
    assert Review.objects.get().decision == "rejected"


def test_decisions_in_quick_succession_are_no_conflict(
    page: Page, live_server: LiveServer, layer: Assignment, bob: User, complaints: list[str]
) -> None:
    open_review(page, live_server, layer, bob)
    for keys in ("a", "a", "x", "a", "k", "k", "k", "x", "k", "u"):
        page.keyboard.press(keys)
    all_saved(page)
    expect(page.locator("#waiting")).to_be_hidden()
    assert not complaints
    assert Review.objects.count() == 3


def test_an_unsent_comment_waits_at_its_span(
    page: Page, live_server: LiveServer, layer: Assignment, bob: User
) -> None:
    open_review(page, live_server, layer, bob)
    page.keyboard.press("m")
    page.keyboard.type("Hm")
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    expect(page.locator("#decision-comment")).to_have_value("")
    page.keyboard.press("k")
    expect(page.locator("#decision-comment")).to_have_value("Hm")


def test_nothing_here_needs_no_page_load(
    page: Page, live_server: LiveServer, task: Task, alice: User, bob: User, complaints: list[str]
) -> None:
    layer = make_assignment(task, alice, Assignment.State.SUBMITTED)
    open_review(page, live_server, layer, bob)
    page.evaluate("window.isSamePage = true")
    page.get_by_role("button", name="Nothing here").click()
    expect(page.locator("#progress")).to_contain_text("bob agrees")
    page.get_by_role("button", name="Take back").click()
    expect(page.get_by_role("button", name="Nothing here")).to_be_visible()
    assert page.evaluate("window.isSamePage") is True
    assert not complaints


def test_the_keys_are_explained(page: Page, live_server: LiveServer, layer: Assignment, bob: User) -> None:
    open_review(page, live_server, layer, bob)
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_an_entry_opens_in_a_tab_of_its_own_with_ctrl(
    page: Page, live_server: LiveServer, layer: Assignment, bob: User
) -> None:
    open_review(page, live_server, layer, bob)
    assert chosen(page) == "Port"
    with page.context.expect_page() as opened:
        page.locator("#span-list a", has_text="Veldt").click(modifiers=["ControlOrMeta"])
    expect(opened.value.locator("#decision [data-field='quote']")).to_have_text("Veldt")
    assert chosen(page) == "Port"
