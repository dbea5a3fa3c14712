"""Signed out in the middle of something: who signs in again in another tab repeats it, and nobody else."""

from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Import, Project, Statement, User
from tests.annotator.stories import Desk, make_statement, make_story
from tests.browser.actions import sign_in

REASON = "Both hospitals say so."


@pytest.fixture
def desk(project: Project) -> Desk:
    return make_story(project)


@pytest.fixture
def verdict(page: Page, live_server: LiveServer, desk: Desk, bob: User) -> Page:
    """Bob has written a verdict with its reasons when his session ends."""
    statement = make_statement(desk)
    sign_in(page, live_server.url, bob)
    page.goto(f"{live_server.url}{desk.url}statements/{statement.pk}/")
    page.locator("#verdict").select_option("supported")
    page.locator("[name=justification]").fill(REASON)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.locator(".judge [type=submit]").click()
    expect(page.locator("#page-error")).to_contain_text("You are signed out")
    return page


def sign_in_by_form(page: Page, server: LiveServer, user: User) -> None:
    """In another tab, which gives the browser another CSRF token."""
    tab = page.context.new_page()
    tab.goto(f"{server.url}/sign-in/")
    send_sign_in(tab, user)
    expect(tab.locator("summary").filter(has_text=user.username)).to_be_visible()
    tab.close()


def send_sign_in(page: Page, user: User) -> None:
    page.get_by_label("User name").fill(user.username)
    page.get_by_label("Password").fill("a long enough password")
    page.get_by_role("button", name="Sign in").click()


def test_what_was_typed_is_sent_by_the_same_person(verdict: Page, live_server: LiveServer, bob: User) -> None:
    sign_in_by_form(verdict, live_server, bob)
    with verdict.expect_response("**/judge/**") as answer:
        verdict.locator(".judge [type=submit]").click()
    assert answer.value.ok
    assert Statement.objects.get().justification == REASON
    expect(verdict.locator("#page-error")).to_be_hidden()


def test_what_was_typed_is_not_sent_by_another_one(
    verdict: Page, live_server: LiveServer, mary: User
) -> None:
    sign_in_by_form(verdict, live_server, mary)
    verdict.locator(".judge [type=submit]").click()
    expect(verdict.locator("#page-error")).to_contain_text("Somebody else has signed in here since")
    assert Statement.objects.get().justification == ""


def test_files_are_sent_again(
    page: Page, live_server: LiveServer, desk: Desk, mary: User, tmp_path: Path
) -> None:
    file = tmp_path / "crane.txt"
    file.write_text("Crane falls\n\nIt fell onto the quay.\n")
    sign_in(page, live_server.url, mary)
    page.goto(f"{live_server.url}/projects/harbour/import/")
    page.locator("#id_file").set_input_files(file)
    page.context.clear_cookies(name=settings.SESSION_COOKIE_NAME)
    page.get_by_role("button", name="Read and preview").click()
    expect(page.locator("[data-upload-error]")).to_contain_text("You are signed out")
    sign_in_by_form(page, live_server, mary)
    page.get_by_role("button", name="Read and preview").click()
    expect(page.get_by_role("heading", name="Look before it is stored")).to_be_visible()
    assert Import.objects.get().drafts.count() == 1


def test_two_tabs_that_ask_to_sign_in_are_both_let_in(
    page: Page, live_server: LiveServer, desk: Desk, bob: User
) -> None:
    second = page.context.new_page()
    page.goto(f"{live_server.url}/projects/harbour/entities/")
    second.goto(live_server.url + desk.url)
    send_sign_in(page, bob)
    expect(page.get_by_role("heading", name="Entities", exact=True)).to_be_visible()
    send_sign_in(second, bob)
    expect(second.locator("#matrix")).to_be_visible()
    second.close()
