"""A story of sixty articles opens with as many queries as one of six, and in a page that stays small."""

import pytest

from annotator.models import Label, Project, User
from tests.annotator.stories import page_of
from tests.bench.stories import fill_large_story
from tests.conftest import ClientOf, Statements
from tests.pages import words

MOST = 13  # queries, whatever the story
KILOBYTES = 1000  # of HTML before it is compressed


@pytest.mark.parametrize(("articles", "claims", "statements_made"), [(6, 60, 20), (60, 1500, 400)])
def test_a_story_opens_with_a_fixed_number_of_queries(
    articles: int,
    claims: int,
    statements_made: int,
    project: Project,
    claim: Label,
    alice: User,
    bob: User,
    client_of: ClientOf,
    statements: Statements,
) -> None:
    story = fill_large_story(project, claim, alice, articles, claims, statements_made)
    for user in (alice, bob):
        client = client_of(user)
        with statements(most=MOST):
            answer = client.get(f"/projects/harbour/stories/{story.pk}/")
        assert answer.status_code == 200
        assert len(answer.content) < KILOBYTES * 1000


def test_a_story_is_shown_whole_for_print_with_as_many_queries(
    project: Project, claim: Label, alice: User, client_of: ClientOf, statements: Statements
) -> None:
    story = fill_large_story(project, claim, alice, articles=6, claims=300, statements=100)
    client = client_of(alice)
    url = f"/projects/harbour/stories/{story.pk}/"
    page = page_of(client, url)
    assert len(page.cssselect("#rows tr")) == 40
    [link] = page.cssselect(".pager a[data-whole]")
    assert words(link) == "All 100, to print"
    with statements(most=MOST):
        whole = page_of(client, url + link.get("href"))
    assert len({row.get("id") for row in whole.cssselect("#rows tr")}) == 100
    [back] = whole.cssselect(".pager a")
    assert len(page_of(client, url + back.get("href")).cssselect("#rows tr")) == 40


def test_what_is_printed_whole_is_what_the_filters_leave(
    project: Project, claim: Label, alice: User, client_of: ClientOf
) -> None:
    story = fill_large_story(project, claim, alice, articles=6, claims=300, statements=100)
    url = f"/projects/harbour/stories/{story.pk}/?whole=1&q=100"
    rows = page_of(client_of(alice), url).cssselect("#rows tr")
    assert 0 < len(rows) < 100
    assert all("100" in words(row) for row in rows)
