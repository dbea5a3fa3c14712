"""Choosing and taking a dataset, in the browser."""

import json
import re

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Assignment, Event, Label, Project, Review, Task, User
from tests.browser.actions import sign_in
from tests.factory import make_assignment, make_review, make_span, make_task

State = Assignment.State


@pytest.fixture
def work(task: Task, project: Project, alice: User, bob: User, person: Label, claim: Label) -> Assignment:
    """Three spans, one of them rejected, and an article that is not finished."""
    accepted = make_assignment(task, alice, State.ACCEPTED)
    make_span(accepted, person, "Ada Marlow")
    make_span(accepted, claim, "She left on Monday")
    make_review(make_span(accepted, person, "Veldt"), bob, Review.Decision.REJECTED)
    unfinished = make_assignment(make_task(project, story="Fire"), alice, State.IN_PROGRESS)
    make_span(unfinished, person, "Ada")
    return accepted


@pytest.fixture
def export(page: Page, live_server: LiveServer, bob: User, work: Assignment) -> Page:
    """The export page as Bob has it."""
    sign_in(page, live_server.url, bob)
    page.goto(f"{live_server.url}/projects/harbour/export/")
    return page


def test_a_filter_changes_counts_and_preview_in_place(export: Page, complaints: list[str]) -> None:
    heading = export.locator("#dataset h2").first
    expect(heading).to_have_text("1 annotated article, 2 spans")
    export.evaluate("window.isSamePage = true")
    export.get_by_label("Claim").check()
    expect(heading).to_have_text("1 annotated article, 1 span")
    expect(export.locator("mark")).to_have_text(["She left on Monday"])
    expect(export.locator("#status")).to_have_text("1 span")
    export.get_by_label("In progress").check()
    expect(heading).to_have_text("2 annotated articles, 1 span")
    assert export.evaluate("window.isSamePage")
    assert "label=" in export.url
    export.reload()
    expect(heading).to_have_text("2 annotated articles, 1 span")
    expect(export.get_by_label("Claim")).to_be_checked()
    assert complaints == []


def test_what_is_downloaded_is_what_was_counted(export: Page, bob: User, complaints: list[str]) -> None:
    export.get_by_label("Person").check()
    expect(export.locator("#dataset h2").first).to_have_text("1 annotated article, 1 span")
    with export.expect_download() as download:
        export.get_by_role("button", name="Download JSONL").click()
    assert re.fullmatch(r"harbour-\d{4}-\d\d-\d\d\.jsonl", download.value.suggested_filename)
    (line,) = download.value.path().read_text(encoding="utf-8").splitlines()
    assert [span["text"] for span in json.loads(line)["spans"]] == ["Ada Marlow"]
    with export.expect_download() as download:
        export.get_by_role("button", name="Download CSV").click()
    assert download.value.path().read_bytes().count(b"\r\n") == 2
    assert Event.objects.filter(verb="exported", actor=bob).count() == 2
    assert complaints == []


def test_nothing_found_offers_a_way_out(export: Page) -> None:
    export.get_by_label("Story").select_option("Fire")
    expect(export.get_by_role("heading", name="Nothing to export")).to_be_visible()
    expect(export.get_by_role("button", name="Download CSV")).to_have_count(0)
    export.get_by_role("link", name="Clear all filters").last.click()
    expect(export.locator("#dataset h2").first).to_have_text("1 annotated article, 2 spans")


def test_no_state_ticked_is_none_and_stays_none(export: Page) -> None:
    export.get_by_label("Accepted").first.uncheck()
    told = export.locator("#dataset .error")
    expect(told).to_have_text("State of the work: Tick one at least: without any there is nothing to export.")
    export.reload()
    expect(told).to_be_visible()
    expect(export.get_by_label("Accepted").first).not_to_be_checked()


def test_it_works_without_javascript(
    browser: Browser, live_server: LiveServer, bob: User, work: Assignment
) -> None:
    context = browser.new_context(java_script_enabled=False, accept_downloads=True)
    page = context.new_page()
    sign_in(page, live_server.url, bob)
    page.goto(f"{live_server.url}/projects/harbour/export/")
    page.get_by_label("Rejected").check()
    page.get_by_role("button", name="Show").click()
    expect(page.locator("#dataset h2").first).to_have_text("1 annotated article, 3 spans")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download CSV").click()
    assert download.value.path().read_bytes().count(b"\r\n") == 4
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(export: Page, scheme: str) -> None:
    export.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
    assert Axe().run(export).response["violations"] == []
