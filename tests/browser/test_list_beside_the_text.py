"""The list of spans beside the text: its entries are links, and it shows where the pointer is."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Label, Project, Task, User
from tests.browser.actions import all_saved, sign_in, tag_and_save
from tests.factory import make_assignment, make_label, make_span, make_task


@pytest.fixture
def task(project: Project, person: Label) -> Task:
    make_label(project, "Place", hotkey="2")
    make_label(project, "Claim", hotkey="c", kind="claim")
    return make_task(project, "Ada Marlow of Veldt said so.\n", language="en")


@pytest.fixture
def desk(desk: Page) -> Page:
    """Two spans, the second of which is in hand."""
    tag_and_save(desk, "Ada Marlow")
    tag_and_save(desk, "Veldt")
    return desk


def test_an_entry_opens_in_a_tab_of_its_own_with_ctrl(desk: Page) -> None:
    with desk.context.expect_page() as opened:
        desk.locator("#span-list a").first.click(modifiers=["ControlOrMeta"])
    expect(opened.value.locator("#span-list .chosen-span .quote")).to_have_text("Ada Marlow")
    expect(desk.locator("#span-list .chosen-span .quote")).to_have_text("Veldt")


def test_the_span_under_the_pointer_is_still_marked_after_a_save(desk: Page) -> None:
    desk.locator("#span-list a").first.hover()
    expect(desk.locator("#text .hovered-span")).to_have_text("Ada Marlow")
    desk.keyboard.press("r")
    desk.keyboard.press("2")
    expect(desk.locator("#span-list li").nth(1)).to_contain_text("Place")
    all_saved(desk)
    expect(desk.locator("#text .hovered-span")).to_have_text("Ada Marlow")


def test_an_entry_of_another_layer_opens_in_that_layer(
    page: Page, live_server: LiveServer, project: Project, task: Task, alice: User, bob: User, person: Label
) -> None:
    layer = make_assignment(task, alice)
    make_span(layer, person, "Veldt")
    sign_in(page, live_server.url, bob)
    address = f"{live_server.url}/projects/{project.slug}/articles/{task.article_id}/"
    page.goto(f"{address}?layer={layer.uid}")
    with page.context.expect_page() as opened:
        page.locator("#span-list a").click(modifiers=["ControlOrMeta"])
    expect(opened.value.locator("#inspector [data-field=quote]")).to_have_text("Veldt")
    expect(opened.value.locator(".read-only")).to_contain_text("alice")


def test_the_tabs_stay_where_they_are_when_spans_are_counted(desk: Page) -> None:
    tab = desk.locator("#suggestions-tab")
    before = tab.bounding_box()
    tag_and_save(desk, "Veldt")
    expect(desk.locator("#span-count")).not_to_be_empty()
    assert tab.bounding_box() == before


def test_no_entry_moves_when_another_span_is_chosen_or_becomes_a_claim(desk: Page) -> None:
    desk.set_viewport_size({"width": 1280, "height": 720})
    first = desk.locator("#span-list li").first
    before = first.bounding_box()
    for key in ("Escape", "k", "k"):
        desk.keyboard.press(key)
        assert first.bounding_box() == before
    expect(desk.locator("#span-detail form").first).to_be_visible()
    assert first.bounding_box() == before
    desk.keyboard.type("rc")
    expect(desk.locator("#claim-form")).to_be_visible()
    assert first.bounding_box() == before


def test_the_chosen_entry_stays_in_sight_above_the_form_of_a_claim(
    desk: Page, project: Project, live_server: LiveServer
) -> None:
    names = [f"Name{number}" for number in range(40)]
    task = make_task(project, " ".join(names), title="Many")
    layer = make_assignment(task, User.objects.get(username="alice"))
    for name in names:
        make_span(layer, Label.objects.get(name="Claim"), name)
    desk.set_viewport_size({"width": 1280, "height": 720})
    desk.goto(f"{live_server.url}/projects/{project.slug}/articles/{task.article_id}/")
    all_saved(desk)
    for _ in range(12):
        desk.keyboard.press("j")
    expect(desk.locator("#inspector [data-field=quote]")).to_have_text("Name11")
    expect(desk.locator("#claim-form")).to_be_visible()
    overlap = """() => document.querySelector("#span-list .chosen-span").getBoundingClientRect().bottom
        - document.querySelector(".span-more").getBoundingClientRect().top"""
    assert desk.evaluate(overlap) <= 0
