"""Going on to the next article, which comes in place of the one before."""

import pytest
from django.core.signals import request_started
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Label, Project, Span, Task, User
from tests.browser.actions import (
    SAVES,
    all_saved,
    back_again,
    cut_off,
    eventually,
    held,
    open_article,
    select_by_script,
    shown_spans,
    tag,
)
from tests.browser.conftest import OpenText
from tests.factory import make_assignment, make_span, make_task


def test_the_next_article_comes_in_place_with_all_that_belongs_to_it(
    page: Page,
    live_server: LiveServer,
    project: Project,
    alice: User,
    person: Label,
    task: Task,
    complaints: list[str],
) -> None:
    other = make_task(project, "Six were hurt, said Ida.\n", title="Six hurt", story="Strike")
    make_span(make_assignment(other, alice), person, "Ida")
    open_article(page, live_server.url, task, alice)
    page.evaluate("window.isTheSamePage = true")

    select_by_script(page, 0, 10)
    page.keyboard.press("1")
    page.keyboard.press("n")  # Before the answer: what is on its way belongs to the article that is left.
    expect(page).to_have_title("Six hurt · Annotation desk")
    expect(page.get_by_role("link", name="Strike")).to_be_visible()
    all_saved(page)
    assert page.evaluate("window.isTheSamePage")
    assert shown_spans(page) == [("Pers", "Ida")]
    select_by_script(page, 0, 3)
    page.keyboard.press("1")
    all_saved(page)
    assert shown_spans(page) == [("Pers", "Six"), ("Pers", "Ida")]

    page.keyboard.press("b")
    expect(page.locator("#text")).to_contain_text("Ada Marlow spoke")
    all_saved(page)
    assert shown_spans(page) == [("Pers", "Ada Marlow")]
    assert Span.objects.count() == 3

    page.go_back()
    expect(page).to_have_title("Six hurt · Annotation desk")
    all_saved(page)
    assert shown_spans(page) == [("Pers", "Six"), ("Pers", "Ida")]
    assert complaints == []


def test_the_next_article_is_shown_from_its_start_and_takes_nothing_over(
    page: Page, open_text: OpenText, project: Project
) -> None:
    make_task(project, "Six were hurt.\n\n" * 60, title="Six hurt")
    open_text(page, "Ada Marlow spoke.\n\n" * 60)
    page.evaluate("scrollTo(0, 900)")
    page.evaluate("document.getElementById('p3').dataset.kept = 'yes'")
    page.keyboard.press("b")
    expect(page).to_have_title("Six hurt · Annotation desk")
    assert page.evaluate("[scrollY, document.querySelectorAll('[data-kept]').length]") == [0, 0]


def test_what_stays_of_the_page_is_not_styled_anew(desk: Page, project: Project) -> None:
    make_task(project, "Six were hurt, said Ida.\n", title="Six hurt")
    desk.reload()
    all_saved(desk)
    desk.evaluate(
        """() => {
            window.styled = 0;
            const options = { attributes: true, attributeFilter: ["style", "class"] };
            new MutationObserver(() => (window.styled += 1)).observe(document.documentElement, options);
        }"""
    )
    desk.keyboard.press("n")
    expect(desk).to_have_title("Six hurt · Annotation desk")
    all_saved(desk)
    desk.evaluate("new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))")
    assert desk.evaluate("window.styled") == 0


def test_an_answer_that_comes_after_the_article_was_left_changes_nothing_on_the_next(
    page: Page, live_server: LiveServer, alice: User, person: Label, task: Task
) -> None:
    make_task(task.project, "Six were hurt, said Ida.\n")
    open_article(page, live_server.url, task, alice)
    with held(page) as saves:
        tag(page, "Ada Marlow")
    page.keyboard.press("n")
    expect(page.locator("#text")).to_contain_text("Six were hurt")
    with page.expect_response(SAVES):
        saves[0].continue_()
    all_saved(page)
    page.wait_for_load_state("networkidle")
    expect(page.locator("#text")).to_have_text("Six were hurt, said Ida.")
    assert shown_spans(page) == []
    assert Span.objects.count() == 1


def test_the_next_article_is_fetched_ahead_and_read_anew_afterwards(
    page: Page, live_server: LiveServer, alice: User, person: Label, task: Task
) -> None:
    other = make_task(task.project, "Six were hurt, said Ida.\n")
    address = f"/projects/{task.project.slug}/articles/{other.article_id}/"
    asked: list[str] = []

    def listen(environ: dict[str, str], **kwargs: object) -> None:
        asked.append(environ["PATH_INFO"])

    request_started.connect(listen)
    try:
        with page.expect_response(f"**{address}"):
            open_article(page, live_server.url, task, alice)
        page.wait_for_load_state("networkidle")
        assert asked.count(address) == 1
        page.keyboard.press("n")
        expect(page.locator("#text")).to_contain_text("Six were hurt")
        assert asked.count(address) == 1

        make_span(make_assignment(other, alice), person, "Ida")  # In another window.
        page.keyboard.press("b")
        expect(page.locator("#text")).to_contain_text("Ada Marlow spoke")
        page.wait_for_load_state("networkidle")
        page.keyboard.press("n")
        expect(page.locator("#text")).to_contain_text("Six were hurt")
        assert shown_spans(page) == [("Pers", "Ida")]
    finally:
        request_started.disconnect(listen)


@pytest.mark.parametrize("what", ["a span", "a note to self"])
def test_what_was_changed_elsewhere_after_it_was_fetched_ahead_is_shown(
    page: Page, live_server: LiveServer, alice: User, person: Label, task: Task, what: str
) -> None:
    other = make_task(task.project, "Six were hurt, said Ida.\n")
    layer = make_assignment(other, alice)
    with page.expect_response(f"**/articles/{other.article_id}/"):
        open_article(page, live_server.url, task, alice)
    page.wait_for_load_state("networkidle")
    if what == "a span":
        make_span(layer, person, "Ida")
    else:
        layer.keep_note("ask Bob")
    page.keyboard.press("n")
    expect(page.locator("#text")).to_contain_text("Six were hurt")
    if what == "a span":
        expect(page.locator("#span-list li")).to_have_count(1)
    else:
        expect(page.locator("#own-note")).to_have_value("ask Bob")


def test_submitting_goes_on_in_place_and_says_what_was_handed_in(
    page: Page, live_server: LiveServer, alice: User, task: Task, complaints: list[str]
) -> None:
    other = make_task(task.project, "Six were hurt, said Ida.\n", title="Six hurt")
    open_article(page, live_server.url, task, alice)
    page.evaluate("window.isTheSamePage = true")
    page.keyboard.press("Control+Enter")
    expect(page).to_have_title("Six hurt · Annotation desk")
    expect(page.get_by_role("status").filter(has_text=f"Submitted: {task.article.title}.")).to_be_visible()
    page.wait_for_url(f"**/articles/{other.article_id}/")
    assert page.evaluate("window.isTheSamePage")

    page.go_back()
    expect(page).to_have_title(f"{task.article.title} · Annotation desk")
    expect(page.locator("#state")).to_have_text("Submitted")
    page.go_forward()
    expect(page).to_have_title("Six hurt · Annotation desk")
    all_saved(page)
    page.evaluate("window.isTheSamePage = true")
    page.keyboard.press("b")
    expect(page.locator("#state")).to_have_text("Submitted")
    expect(page.locator("#messages")).to_be_hidden()
    page.get_by_role("button", name="Reopen").click()
    expect(page.locator("#state")).to_have_text("In progress")
    assert page.evaluate("window.isTheSamePage")
    assert complaints == []


def test_submitting_without_a_server_stays_on_the_article_and_says_why(
    page: Page, live_server: LiveServer, alice: User, task: Task
) -> None:
    make_task(task.project, "Six were hurt, said Ida.\n", title="Six hurt")
    open_article(page, live_server.url, task, alice)
    cut_off(page, "**/submit/")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("alert")).to_contain_text("The server does not answer.")
    expect(page.locator("#text")).to_contain_text("Ada Marlow spoke")
    back_again(page, "**/submit/")
    page.keyboard.press("Control+Enter")
    expect(page.locator("#text")).to_contain_text("Six were hurt")
    expect(page.get_by_role("alert")).to_be_hidden()


def test_putting_off_goes_on_and_a_reason_is_asked_for_first(
    page: Page, live_server: LiveServer, alice: User, task: Task
) -> None:
    make_task(task.project, "Six were hurt, said Ida.\n", title="Six hurt")
    open_article(page, live_server.url, task, alice)
    page.get_by_text("More", exact=True).click()
    page.get_by_role("button", name="Not for me").click()
    expect(page.locator("#text")).to_contain_text("Ada Marlow spoke")
    page.get_by_label("Why not now?").fill("my cousin's firm")
    page.get_by_role("button", name="Not for me").click()
    expect(page.locator("#text")).to_contain_text("Six were hurt")
    layer = task.assignments.get()
    assert (layer.state, layer.message) == ("declined", "my cousin's firm")


def test_what_was_switched_off_in_one_article_is_shown_in_the_next(
    page: Page, live_server: LiveServer, alice: User, person: Label, task: Task
) -> None:
    other = make_task(task.project, "Six were hurt, said Ida.\n", title="Six hurt")
    make_span(make_assignment(other, alice), person, "Ida")
    make_span(make_assignment(task, alice), person, "Ada Marlow")
    open_article(page, live_server.url, task, alice)
    page.get_by_text("Shown", exact=True).click()
    page.locator("[data-shown]").get_by_label("Person").uncheck()
    expect(page.locator("#span-list li")).to_be_hidden()
    page.keyboard.press("Escape")
    page.keyboard.press("n")
    expect(page).to_have_title("Six hurt · Annotation desk")
    expect(page.locator("#span-list li")).to_be_visible()


def test_a_server_that_takes_its_time_for_the_next_article_shows_a_sign(desk: Page, project: Project) -> None:
    make_task(project, "Six were hurt, said Ida.\n", title="The other one")
    desk.reload()
    all_saved(desk)
    eventually(desk, "performance.getEntriesByName(document.querySelector('[rel=next]').href).length > 0")
    with held(desk, "**/articles/*/", "GET") as routes:
        desk.keyboard.press("n")
    sign = "getComputedStyle(document.querySelector('[data-bar]'), '::after').content"
    assert desk.evaluate(sign) == '""'
    routes[0].continue_()
    expect(desk).to_have_title("The other one · Annotation desk")
    assert desk.evaluate(sign) == "none"


def test_an_article_of_a_new_release_comes_with_its_scripts(
    page: Page,
    live_server: LiveServer,
    project: Project,
    alice: User,
    person: Label,
    task: Task,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    other = make_task(project, "Six were hurt, said Ida.\n", title="Six hurt")
    open_article(page, live_server.url, task, alice)
    monkeypatch.setattr("annotator.middleware.release", lambda: "2")
    page.evaluate("window.isTheSamePage = true")
    tag(page, "Ada")
    page.get_by_role("button", name="Submit").click()
    page.wait_for_url(f"**/articles/{other.article_id}/")
    expect(page.locator("html")).to_have_attribute("data-release", "2")
    assert page.evaluate("window.isTheSamePage") is None
    all_saved(page)
    assert Span.objects.get().quote == "Ada"
