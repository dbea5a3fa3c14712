from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import User


def test_a_person_signs_in_and_the_browser_has_nothing_to_complain_of(
    page: Page, live_server: LiveServer, alice: User, complaints: list[str]
) -> None:
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_label("User name").fill("alice")
    page.get_by_label("Password").fill("a long enough password")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{live_server.url}/")
    expect(page.get_by_role("main")).to_be_visible()
    assert complaints == []


def test_a_wrong_password_is_told_without_saying_which_of_the_two_was_wrong(
    page: Page, live_server: LiveServer, alice: User
) -> None:
    page.goto(f"{live_server.url}/sign-in/")
    page.get_by_label("User name").fill("alice")
    page.get_by_label("Password").fill("a wrong password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("user")
    assert page.url == f"{live_server.url}/sign-in/"
