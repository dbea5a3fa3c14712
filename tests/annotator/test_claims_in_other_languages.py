"""What is typed about a claim is read in the language of its article, as the form says while one types."""

import uuid
from datetime import date
from decimal import Decimal

import pytest

from annotator.models import Assignment, Claim, Label, Project, Span, User
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_span, make_task
from tests.pages import HTMX

WORDS = "Sieben freiwillige Helfer trugen 1,125 Tonnen Mehl."


@pytest.fixture
def span(project: Project, alice: User, claim: Label) -> Span:
    task = make_task(project, WORDS, language="de", published_on=date(2021, 11, 8))
    return make_span(make_assignment(task, alice, Assignment.State.IN_PROGRESS), claim, WORDS)


@pytest.mark.parametrize(
    ("field", "typed", "read"),
    [
        ("quantity", "1.500 Helfer", "1500 helfer"),
        ("quantity", "7 freiwillige Helfer", "7 freiwillige Helfer"),
        ("quantity", "at least 7 guards", "≥ 7 guards"),
        ("date", "Sonntag", "2021-11-07"),
        ("date", "Sunday", "2021-11-07"),
        ("date", "2021-11", "2021-11"),
    ],
)
def test_what_the_form_says_while_one_types_is_what_is_stored(
    field: str, typed: str, read: str, span: Span, alice: User, client_of: ClientOf
) -> None:
    client, task = client_of(alice), span.assignment.task
    article = f"/projects/{task.project.slug}/articles/{task.article_id}/"
    assert client.get(f"{article}value/", {field: typed}).json() == {"read": read, "why": ""}
    answer = client.post(
        f"{article}spans/{span.uid}/claim/",
        {"edit": uuid.uuid4(), "seen": span.version, field: typed},
        headers=HTMX,
    )
    assert answer.status_code == 200
    assert f'value="{read}"' in client.get(f"{article}spans/{span.uid}/detail/").content.decode()


def test_a_proposal_is_stored_as_it_was_proposed(span: Span, alice: User, client_of: ClientOf) -> None:
    """It is written with a point, which stands before thousands in German."""
    client, task = client_of(alice), span.assignment.task
    client.post(
        f"/projects/{task.project.slug}/articles/{task.article_id}/spans/{span.uid}/claim/",
        {
            "edit": uuid.uuid4(),
            "seen": span.version,
            "accept": "quantity",
            "proposed-quantity": "1.125 tonnes",
        },
        headers=HTMX,
    )
    assert Claim.objects.get(span=span).quantity_low == Decimal("1.125")
