"""A story of sixty articles opens with as many queries as one of six, and in a page that stays small."""

import pytest

from annotator.models import Label, Project, User
from tests.bench.stories import fill_large_story
from tests.conftest import ClientOf, Statements

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
