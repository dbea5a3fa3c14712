"""An article that may not be worked on any more, while it is open: the page stays, and says why."""

import pytest
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Assignment, Label, Membership, Project, Role, Span, Task, User
from tests.browser.actions import SAVES, all_saved, held, open_article, sign_in, tag
from tests.factory import make_assignment, make_member, make_span, make_task

TEXT = "Ada Marlow spoke in Veldt.\n\nShe left on Monday.\n"


@pytest.fixture
def articles(project: Project, person: Label) -> list[Task]:
    return [make_task(project, TEXT, title=f"Report {number}", language="en") for number in range(3)]


@pytest.fixture
def task(articles: list[Task]) -> Task:
    return articles[0]


def test_who_was_taken_out_of_the_project_keeps_the_page_and_reads_why(
    desk: Page, project: Project, alice: User
) -> None:
    Membership.objects.filter(user=alice).delete()
    tag(desk, "Ada Marlow")
    expect(desk.locator("#save-state")).to_have_text("1 not saved")
    expect(desk.locator("#waiting .reason")).to_contain_text("not a member of its project any more")
    expect(desk.locator("#text")).to_contain_text("She left on Monday.")
    expect(desk.locator("#inspector [data-when-chosen]")).to_be_hidden()
    make_member(project, alice, Role.ANNOTATOR)
    desk.get_by_role("button", name="Send again").click()
    all_saved(desk)
    assert Span.objects.get().quote == "Ada Marlow"


def test_who_annotates_no_more_reads_why_what_is_done_waits(
    desk: Page, project: Project, alice: User
) -> None:
    Membership.objects.filter(user=alice).update(role=Role.REVIEWER)
    tag(desk, "Ada Marlow")
    expect(desk.locator("#page-error")).to_contain_text("may not change this article now")
    make_member(project, alice, Role.ANNOTATOR)
    desk.evaluate("dispatchEvent(new Event('online'))")
    all_saved(desk)
    expect(desk.locator("#page-error")).to_be_hidden()
    assert Span.objects.get().quote == "Ada Marlow"


@pytest.mark.parametrize(("step", "state"), [("Come back later", "deferred"), ("Not for me", "declined")])
def test_putting_off_waits_for_what_is_not_saved(desk: Page, step: str, state: str) -> None:
    with held(desk) as routes:
        tag(desk, "Ada Marlow")
    desk.get_by_text("More", exact=True).click()
    desk.get_by_label("Why not now?").fill("too long")
    desk.get_by_role("button", name=step).click()
    routes[0].continue_()
    expect(desk).to_have_title("Report 1 · Annotation desk")
    assert Span.objects.get().quote == "Ada Marlow"
    assert Assignment.objects.get().state == state


def test_what_was_refused_after_the_article_was_left_is_told_on_the_next(
    desk: Page, articles: list[Task], alice: User
) -> None:
    with held(desk) as routes:
        tag(desk, "Ada Marlow")
    layer = make_assignment(articles[0], alice, Assignment.State.ACCEPTED)
    desk.get_by_role("link", name="Next article").click()
    expect(desk).to_have_title("Report 1 · Annotation desk")
    routes[0].continue_()
    state = desk.locator("#save-state")
    expect(state).to_have_text("1 not saved elsewhere")
    expect(desk.locator("#waiting")).to_contain_text("Ada Marlow")
    expect(desk.locator("#waiting .reason")).to_contain_text("This article is accepted")
    Assignment.objects.filter(pk=layer.pk).update(state=Assignment.State.IN_PROGRESS)
    desk.get_by_role("button", name="Send again").click()
    all_saved(desk)
    expect(desk.locator("#waiting")).to_be_hidden()
    assert Span.objects.get().assignment == layer


def test_the_place_of_what_was_refused_elsewhere_is_one_click_away(
    desk: Page, articles: list[Task], alice: User
) -> None:
    make_assignment(articles[0], alice, Assignment.State.SUBMITTED)
    with desk.expect_response(SAVES):
        tag(desk, "Ada Marlow")
    expect(desk.locator("#waiting .reason")).to_contain_text("This article is submitted")
    desk.get_by_role("link", name="Next article").click()
    expect(desk).to_have_title("Report 1 · Annotation desk")
    desk.locator("#waiting").get_by_role("link", name="Ada Marlow").click()
    expect(desk).to_have_title("Report 0 · Annotation desk")
    desk.get_by_role("button", name="Discard").click()
    all_saved(desk)


@pytest.mark.parametrize("key", ["1", "x", "Control+z", "Control+Enter"])
def test_keys_say_why_they_change_nothing_on_an_article_to_read(
    page: Page, live_server: LiveServer, articles: list[Task], person: Label, alice: User, key: str
) -> None:
    layer = make_assignment(articles[0], alice, Assignment.State.SUBMITTED)
    make_span(layer, person, "Ada Marlow")
    open_article(page, live_server.url, articles[0], alice)
    page.keyboard.press("j")
    expect(page.locator("#status")).to_have_text("Person: Ada Marlow")
    expect(page.locator("#inspector .chosen .tag")).to_have_text("Person")
    page.keyboard.press(key)
    expect(page.locator("#said")).to_have_text("Read only: submitted")
    assert Span.objects.get().quote == "Ada Marlow"


def test_somebody_else_s_layer_names_its_labels(
    page: Page, live_server: LiveServer, articles: list[Task], person: Label, alice: User, bob: User
) -> None:
    layer = make_assignment(articles[0], alice, Assignment.State.SUBMITTED)
    make_span(layer, person, "Ada Marlow")
    sign_in(page, live_server.url, bob)
    address = f"/projects/{articles[0].project.slug}/articles/{articles[0].article_id}/?layer={layer.uid}"
    page.goto(live_server.url + address)
    all_saved(page)
    page.keyboard.press("j")
    expect(page.locator("#status")).to_have_text("Person: Ada Marlow")
