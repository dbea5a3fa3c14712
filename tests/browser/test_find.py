"""An analyst finds articles in a real browser: by words, filters, stories and pages."""

import re

import pytest
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Project, Task, User
from tests.browser.actions import eventually, sign_in
from tests.factory import make_task


@pytest.fixture
def tasks(project: Project) -> list[Task]:
    """Forty reports of one story, and one of another in Persian."""
    reports = [
        make_task(
            project,
            f"Report {number}\n\nSix dockers were hurt at berth {number}.\n",
            title=f"Report {number}",
            source=["Wire", "Radio"][number % 2],
            story="Port strike",
            language="en",
        )
        for number in range(1, 41)
    ]
    persian = make_task(project, "سد\n\nشش نفر زخمی شدند.\n", title="شکستن سد", story="Dam", language="fa")
    return [*reports, persian]


@pytest.fixture
def desk(page: Page, live_server: LiveServer, tasks: list[Task], alice: User) -> Page:
    """The project page, with a mark that goes when the page is loaded anew."""
    sign_in(page, live_server.url, alice)
    page.goto(f"{live_server.url}/projects/harbour/")
    page.evaluate("window.isTheSamePage = true")
    return page


def is_the_same(page: Page) -> bool:
    return bool(page.evaluate("Boolean(window.isTheSamePage)"))


def expect_number(page: Page, number: str) -> None:
    expect(page.locator(".list-head p")).to_have_text(number)


def test_words_are_found_and_back_leads_to_whole_pages(desk: Page, complaints: list[str]) -> None:
    expect_number(desk, "41 articles")
    desk.keyboard.press("/")
    desk.keyboard.type("dockers 7")
    desk.keyboard.press("Enter")
    expect_number(desk, "1 article")
    expect(desk.locator(".snippet mark")).to_have_text(["7", "dockers", "7"])
    expect(desk).to_have_url(re.compile(r"/projects/harbour/\?q=dockers\+7$|\?q=dockers%207$"))
    expect(desk.locator("#status")).to_have_text("1 article")
    assert is_the_same(desk)
    desk.locator("a.title").click()
    expect(desk.locator("#text")).to_contain_text("Six dockers")
    desk.go_back()
    expect(desk.locator(".site-header")).to_be_visible()
    expect(desk.locator("#q")).to_have_value("dockers 7")
    expect_number(desk, "1 article")
    desk.go_back()
    expect(desk.locator(".site-header")).to_be_visible()
    expect(desk.locator("#q")).to_have_value("")
    expect_number(desk, "41 articles")
    assert complaints == []


def test_arabic_script_is_found_in_any_of_its_spellings(desk: Page) -> None:
    desk.locator("#q").fill("زخمي")
    desk.locator("#q").press("Enter")
    expect_number(desk, "1 article")
    expect(desk.locator("a.title")).to_have_text("شکستن سد")
    expect(desk.locator(".snippet mark")).to_have_text("زخمی")


def test_each_choice_is_taken_at_once_and_kept_with_the_others(desk: Page, complaints: list[str]) -> None:
    desk.locator("[name=source]").select_option(label="Wire (20)")
    expect_number(desk, "20 articles")
    desk.locator("#sort").focus()
    desk.locator("#sort").select_option("title")
    expect(desk.locator("a.title").first).to_have_text("Report 10")
    expect(desk.locator("#sort")).to_be_focused()
    desk.get_by_role("radio", name="Dam").check(force=True)
    expect(desk.locator(".empty h2")).to_have_text("Nothing matches")
    expect(desk.locator("#status")).to_have_text("Nothing matches")
    assert is_the_same(desk)
    query = desk.url.split("?")[1]
    assert re.fullmatch(r"story=\d+&source=\d+&sort=title", query), query
    desk.reload()
    expect(desk.locator(".story:has(:checked)")).to_contain_text("Dam")
    expect(desk.locator("#sort")).to_have_value("title")
    desk.get_by_role("link", name="Clear filters").click()
    expect_number(desk, "41 articles")
    assert complaints == []


def test_pages_are_turned_by_key_and_can_be_kept(desk: Page) -> None:
    expect(desk.locator("a.title")).to_have_count(30)
    desk.locator("#next-page").focus()
    desk.keyboard.press("Enter")
    expect(desk.locator("a.title")).to_have_count(11)
    expect(desk.locator("a.title").first).to_have_text("Report 31")
    assert is_the_same(desk)
    eventually(desk, "window.scrollY === 0")
    kept = desk.url
    desk.locator("#previous-page").click()
    expect(desk.locator("a.title").first).to_have_text("Report 1")
    desk.goto(kept)
    expect(desk.locator("a.title").first).to_have_text("Report 31")
    expect(desk.locator(".site-header")).to_be_visible()


def test_everything_works_without_javascript(
    browser: Browser, live_server: LiveServer, tasks: list[Task], alice: User
) -> None:
    page = browser.new_context(java_script_enabled=False).new_page()
    sign_in(page, live_server.url, alice)
    page.goto(f"{live_server.url}/projects/harbour/")
    page.locator("#next-page").click()
    expect(page.locator("a.title").first).to_have_text("Report 31")
    page.locator("#q").fill("berth")
    page.locator("[name=source]").select_option(label="Radio (20)")
    page.get_by_role("button", name="Find").click()
    expect_number(page, "20 articles")
    expect(page.locator("a.title").first).to_have_text("Report 1")
    page.context.close()


def test_the_guidelines_open_over_the_text_with_one_key(
    page: Page, live_server: LiveServer, tasks: list[Task], alice: User, complaints: list[str]
) -> None:
    Project.objects.filter(slug="harbour").update(guidelines="# Spans\n\nTag **names** only.")
    sign_in(page, live_server.url, alice)
    page.goto(f"{live_server.url}/projects/harbour/articles/{tasks[0].article_id}/")
    expect(page.locator("#save-state")).to_have_text("All saved")
    page.keyboard.press("g")
    dialog = page.locator("#dialog")
    expect(dialog.locator("strong")).to_have_text("names")
    expect(dialog.locator(".prose")).to_have_css("font-size", "17px")  # its style came along
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    page.keyboard.press("g")
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_be_hidden()
    assert complaints == []


@pytest.mark.parametrize(
    "path", ["/", "/projects/harbour/", "/projects/harbour/?q=dockers", "/projects/harbour/guidelines/"]
)
def test_nothing_is_wider_than_a_phone(desk: Page, live_server: LiveServer, path: str) -> None:
    Project.objects.filter(slug="harbour").update(
        name="A very long name of a project " * 3,
        guidelines="| a | b |\n|---|---|\n| " + "word " * 40 + " | y |",
    )
    desk.set_viewport_size({"width": 390, "height": 844})
    desk.goto(live_server.url + path)
    assert desk.evaluate("document.documentElement.scrollWidth") <= 390
