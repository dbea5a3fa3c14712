"""Every page of the administration under the strict Content-Security-Policy, in a real browser."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Assignment, Label, Project, Task, User
from tests.browser.actions import sign_in
from tests.browser.axe import violations
from tests.crawl import NOUNS, Crawl
from tests.factory import make_assignment, make_member, make_project, make_span, make_task, make_user


@pytest.fixture
def desk(project: Project, alice: User, person: Label, mary: User) -> Project:
    """One of everything."""
    task = make_task(project, "Ada Marlow spoke.\n", title="Struck", source="Wire", story="Strike")
    layer = make_assignment(task, alice)
    make_span(layer, person, "Ada Marlow")
    layer.submit(alice)
    make_task(project)
    return project


def links(page: Page, server: str) -> list[str]:
    found: list[str] = page.locator("a[href]").evaluate_all("links => links.map(link => link.href)")
    return [link for link in found if link.startswith(f"{server}/admin/")]


def test_no_page_breaks_the_policy(
    page: Page, live_server: LiveServer, desk: Project, complaints: list[str]
) -> None:
    """What a manager sees is a part of it; where those links lead is tested without a browser."""
    sign_in(page, live_server.url, make_user("root", is_superuser=True))
    seen = Crawl(f"{live_server.url}/admin/")
    for address in seen:
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, address
        assert not complaints, (address, complaints)
        if "/jsi18n/" not in address:
            seen.add(links(page, live_server.url))
    assert seen.lists() == NOUNS
    assert seen.actions() >= {"delete", "history", "add", "change", "invite"}


def test_the_widgets_work_under_the_policy(
    page: Page, live_server: LiveServer, desk: Project, mary: User, complaints: list[str]
) -> None:
    sign_in(page, live_server.url, mary)
    article = Task.objects.earliest("pk").article
    page.goto(f"{live_server.url}/admin/articles/article/{article.pk}/change/")
    page.locator(".field-source .select2-selection").click()
    page.locator(".select2-search__field").fill("wir")
    page.locator(".select2-results__option", has_text="Wire").click()
    page.get_by_role("link", name="Today").click()
    page.get_by_role("link", name="Choose a Date").click()
    expect(page.locator("#calendarbox0")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("link", name="Now").click()
    page.get_by_role("button", name="Add another Task").click()
    expect(page.locator("#id_tasks-1-project")).to_be_visible()
    page.locator("#tasks-1 .inline-deletelink").click()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    article.refresh_from_db()
    assert article.published_on is not None
    assert not complaints


def test_a_filter_is_sent_when_it_is_chosen(
    page: Page, live_server: LiveServer, desk: Project, mary: User, complaints: list[str]
) -> None:
    sign_in(page, live_server.url, make_member(make_project("second"), mary, "manager"))  # type: ignore[arg-type]
    page.goto(f"{live_server.url}/admin/annotator/assignment/")
    page.get_by_label("Project").select_option("Second")
    expect(page.locator(".paginator")).to_contain_text("0 assignments")
    page.get_by_label("Project").select_option("Harbour")
    expect(page.locator("#result_list")).to_contain_text("Struck")
    assert not complaints


def test_actions_answer_with_a_page_that_works(
    page: Page, live_server: LiveServer, desk: Project, mary: User, complaints: list[str]
) -> None:
    sign_in(page, live_server.url, mary)
    page.goto(f"{live_server.url}/admin/annotator/assignment/")
    page.locator("#action-toggle").check()
    page.get_by_label("Action:").select_option("return_to_annotator")
    page.get_by_role("button", name="Go").click()
    page.get_by_label("Message to the annotator").fill("Once more")
    page.get_by_role("button", name="Return").click()
    expect(page.locator(".messagelist")).to_contain_text("1 is returned.")
    assert Assignment.objects.get().message == "Once more"
    page.goto(f"{live_server.url}/admin/annotator/label/")
    page.locator("#action-toggle").check()
    page.get_by_label("Action:").select_option("delete_selected")
    page.get_by_role("button", name="Go").click()
    expect(page.locator(".refusal")).to_contain_text("can't be deleted: 1 span hangs on it.")
    assert not complaints


def test_the_link_of_an_invitation_is_copied(
    page: Page, live_server: LiveServer, desk: Project, mary: User, complaints: list[str]
) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    sign_in(page, live_server.url, mary)
    page.goto(f"{live_server.url}/admin/annotator/membership/invite/?project={desk.pk}")
    page.get_by_label("User name").fill("nora")
    page.get_by_role("button", name="Invite").click()
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    link = page.evaluate("navigator.clipboard.readText()")
    assert link == page.get_by_label("Link").input_value()
    page.context.clear_cookies()
    page.goto(link)
    expect(page.get_by_role("heading", name="Choose a password")).to_be_visible()
    assert not complaints


@pytest.mark.parametrize(
    "path", ["annotator/assignment/", "annotator/label/", "annotator/assignment/{}/change/"]
)
def test_the_dark_is_dark(
    path: str, page: Page, live_server: LiveServer, desk: Project, mary: User, complaints: list[str]
) -> None:
    sign_in(page, live_server.url, mary)
    page.emulate_media(color_scheme="dark")
    page.goto(f"{live_server.url}/admin/{path.format(Assignment.objects.get().pk)}")
    brightness = """() => {
        const paper = [document.body, document.documentElement]
            .map(element => getComputedStyle(element).backgroundColor)
            .find(colour => colour !== "rgba(0, 0, 0, 0)");
        return Math.max(...paper.match(/\\d+/g).slice(0, 3).map(Number));
    }"""
    assert page.evaluate(brightness) < 60
    assert not complaints


@pytest.mark.parametrize(("theme", "system"), [("dark", "light"), ("light", "dark")])
def test_a_person_s_colours_win_over_the_system_s(
    theme: str,
    system: str,
    page: Page,
    live_server: LiveServer,
    desk: Project,
    mary: User,
) -> None:
    mary.prefer(look={"theme": theme})
    sign_in(page, live_server.url, mary)
    page.emulate_media(color_scheme=system)  # type: ignore[arg-type]
    paper = "getComputedStyle(document.body).backgroundColor"
    seen = {}
    for path in ("", "annotator/label/", f"annotator/project/{desk.pk}/change/"):
        page.goto(f"{live_server.url}/admin/{path}")
        assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == theme
        seen[path] = page.evaluate(paper)
        assert violations(page) == [], path
    assert set(seen.values()) == {{"dark": "rgb(23, 25, 28)", "light": "rgb(250, 249, 246)"}[theme]}


@pytest.mark.parametrize(
    "path", ["", "annotator/assignment/", "annotator/label/add/", "annotator/membership/invite/"]
)
def test_no_page_is_wider_than_a_phone(
    path: str, page: Page, live_server: LiveServer, desk: Project, mary: User
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    sign_in(page, live_server.url, mary)
    page.goto(f"{live_server.url}/admin/{path}")
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_nothing_stands_in_the_way_of_a_screen_reader(
    page: Page, live_server: LiveServer, desk: Project, mary: User
) -> None:
    sign_in(page, live_server.url, mary)
    layer = Assignment.objects.get()
    article = layer.task.article
    for path in (
        "",
        "annotator/assignment/",
        f"annotator/assignment/{layer.pk}/change/",
        "annotator/label/add/",
        "annotator/membership/invite/",
        f"annotator/project/{desk.pk}/change/",
        f"articles/article/{article.pk}/change/",
        f"articles/source/{article.source_id}/delete/",
    ):
        page.goto(f"{live_server.url}/admin/{path}")
        assert violations(page) == [], path
