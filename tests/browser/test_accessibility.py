"""axe-core finds nothing on any page, in the light and in the dark (WCAG 2.2 AA and best practices)."""

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect
from pytest_django.live_server_helper import LiveServer

from annotator.models import Assignment, Project, Role, Span, Statement, User
from tests.browser.actions import sign_in
from tests.browser.axe import violations
from tests.factory import make_member

# Every page by its URL's name; `{…}` are filled in below.
PAGES = {
    "home": "/",
    "sign_in": "/sign-in/",
    "password_change": "/password/",
    "preferences": "/preferences/",
    "project": "/projects/sample/",
    "guidelines": "/projects/sample/guidelines/",
    "end_of_queue": "/projects/sample/done/",
    "workspace": "/projects/sample/articles/{article}/?span={span}",
    "span_detail": "/projects/sample/articles/{article}/spans/{span}/detail/",
    "span_history": "/projects/sample/articles/{article}/spans/{span}/history/",
    "deleted_spans": "/projects/sample/articles/{article}/spans/deleted/",
    "occurrences": "/projects/sample/articles/{article}/occurrences/?span={span}&scope=story",
    "mentions": "/projects/sample/articles/{article}/mentions/?span={linked}&scope=story",
    "link": "/projects/sample/articles/{article}/spans/{linked}/detail/?q=a",
    "entities": "/projects/sample/entities/",
    "entity": "/projects/sample/entities/{entity}/?into=a",
    "story": "/projects/sample/stories/{story}/",
    "unplaced": "/projects/sample/stories/{story}/unplaced/",
    "claim_panel": "/projects/sample/stories/{story}/claims/{claim}/",
    "statement": "/projects/sample/stories/{story}/statements/{statement}/",
    "export": "/projects/sample/export/",
    "import": "/projects/sample/import/",
}


@pytest.fixture
def amina() -> User:
    """The sample's first analyst, who manages and reviews it too; her first article is open to be changed."""
    call_command("load_sample", verbosity=0)
    amina = User.objects.get(username="amina")
    make_member(Project.objects.get(), amina, Role.REVIEWER, Role.MANAGER)
    Assignment.objects.filter(annotator=amina).update(state=Assignment.State.IN_PROGRESS)
    return amina


def test_axe_finds_nothing_on_any_page(page: Page, live_server: LiveServer, amina: User) -> None:
    span = Span.objects.filter(assignment__annotator=amina).select_related("assignment__task")[0]
    claim = Span.objects.filter(assignment__annotator=amina, label__name="Claim", claim__placements=None)[0]
    statement = Statement.objects.filter(story=claim.assignment.task.article.story)[0]
    known = {"span": span.uid, "article": span.assignment.task.article_id}
    linked = Span.objects.filter(assignment=span.assignment, entity__isnull=False).select_related("entity")[0]
    assert linked.entity
    known |= {"linked": linked.uid, "entity": linked.entity.pk}
    known |= {"claim": claim.uid, "statement": statement.pk, "story": statement.story_id}
    found = []
    for name, path in PAGES.items():
        if name != "sign_in":
            sign_in(page, live_server.url, amina)
        else:
            page.context.clear_cookies()
        answer = page.goto(live_server.url + path.format(**known))
        assert answer is not None
        assert answer.ok, f"{name}: {answer.status}"
        found += [f"{name}: {violation}" for violation in violations(page)]
    assert found == []


def test_axe_finds_nothing_in_a_message(page: Page, live_server: LiveServer, amina: User) -> None:
    sign_in(page, live_server.url, amina)
    page.goto(f"{live_server.url}/preferences/")
    page.get_by_role("button", name="Back to the usual keys").click()
    expect(page.get_by_role("status").filter(has_text="The usual keys are back.")).to_be_visible()
    assert violations(page) == []
