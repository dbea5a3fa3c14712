"""A page that shows the text before: what is marked on it goes nowhere else, and is not lost."""

from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Label, Project, Span, User
from tests.browser.actions import all_saved, open_article, refused, tag, tag_and_save
from tests.factory import make_task

OLD = "Ada Marlow spoke in Veldt.\n"
NEW = "It is said that Ada Marlow spoke in Veldt.\n"


def test_a_first_save_after_a_new_text_waits_with_the_reason_until_the_page_is_read_again(
    page: Page, live_server: LiveServer, project: Project, alice: User, person: Label
) -> None:
    task = make_task(project, OLD, language="en")
    open_article(page, live_server.url, task, alice)
    task.article.add_version(NEW)
    tag(page, "Ada Marlow")
    told = page.locator("#waiting li")
    expect(told).to_contain_text("Another text of this article came in since you opened it.")
    assert not Span.objects.exists()
    refused(page, 1)
    told.get_by_role("button", name="Discard").click()
    page.reload()
    expect(page.locator("#text")).to_have_text(NEW.strip())
    tag_and_save(page, "Ada Marlow")
    assert [(span.quote, span.assignment.version.number) for span in Span.objects.all()] == [
        ("Ada Marlow", 2)
    ]


def test_work_that_began_before_a_new_text_goes_on(
    page: Page, live_server: LiveServer, project: Project, alice: User, person: Label
) -> None:
    task = make_task(project, OLD, language="en")
    open_article(page, live_server.url, task, alice)
    tag_and_save(page, "Ada Marlow")
    task.article.add_version(NEW)
    tag(page, "Veldt")
    all_saved(page)
    page.reload()
    expect(page.locator("[data-older-text]")).to_contain_text("This is version 1 of the text")
    assert {span.assignment.version.number for span in Span.objects.all()} == {1}
