"""A change under the uid of another one, even somebody else's, is refused in a sentence."""

import uuid
from typing import Any

import pytest
from django.test import Client

from annotator.models import Assignment, Edit, Label, Project, Refusal, Relation, Span, User
from tests.annotator.datasets import make_relation
from tests.annotator.stories import Desk, make_claim, make_placement, make_statement, people
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_label, make_span
from tests.pages import HTMX


def is_refused(client: Client, url: str, taken: uuid.UUID, **fields: Any) -> bool:
    """Whether a change under the uid is refused as the outbox shows it, and for that reason."""
    answer = client.post(url, {"edit": taken, **fields}, headers=HTMX)
    told = answer.status_code == 409 and answer["Content-Type"] == "text/plain"
    return told and "its identifier is taken" in answer.content.decode()


@pytest.fixture
def taken(desk: Desk, person: Label, jonas: User) -> uuid.UUID:
    """The uid of an edit of somebody else's in another article."""
    make_span(make_assignment(desk.tasks["Blog"], jonas), person, "Wire")
    return Edit.objects.get(actor=jonas).uid


@pytest.fixture
def alices(client_of: ClientOf, alice: User) -> Client:
    return client_of(alice)


@pytest.fixture
def span(desk: Desk, alice: User, claim: Label) -> Span:
    span = make_claim(desk, "Wire", "Seven workers were injured", alice, claim, **people(7))
    Assignment.objects.filter(pk=span.assignment_id).update(state=Assignment.State.IN_PROGRESS)
    return span


@pytest.mark.parametrize(
    ("step", "fields"),
    [
        ("", {"seen": 1, "note": "Ask."}),
        ("delete/", {"seen": 1}),
        ("claim/", {"seen": 1, "via": "AP"}),
    ],
)
def test_of_a_span(
    step: str, fields: dict[str, Any], desk: Desk, span: Span, taken: uuid.UUID, alices: Client
) -> None:
    url = f"/projects/harbour/articles/{desk.article('Wire')}/spans/{span.uid}/{step}"
    assert is_refused(alices, url, taken, **fields)
    assert Span.objects.get(pk=span.pk).version == 1


@pytest.mark.parametrize(("step", "fields"), [("", {"stance": "refutes"}), ("delete/", {})])
def test_of_a_placement(
    step: str, fields: dict[str, Any], desk: Desk, span: Span, taken: uuid.UUID, alices: Client
) -> None:
    placement = make_placement(span, make_statement(desk))
    url = f"{desk.url}placements/{placement.uid}/{step}"
    assert is_refused(alices, url, taken, **fields)
    placement.refresh_from_db()
    assert placement.stance == "affirms"


def test_of_a_relation(
    project: Project, desk: Desk, span: Span, taken: uuid.UUID, alices: Client, person: Label
) -> None:
    said_by = make_label(project, "said by", Label.Kind.RELATION)
    other = make_span(span.assignment, person, "workers")
    relation = make_relation(said_by, span, other)
    url = f"/projects/harbour/articles/{desk.article('Wire')}/relations/{relation.uid}/delete/"
    assert is_refused(alices, url, taken)
    assert Relation.objects.exists()


def test_of_a_refusal(desk: Desk, span: Span, taken: uuid.UUID, alices: Client, person: Label) -> None:
    url = f"/projects/harbour/articles/{desk.article('Wire')}/suggestions/refuse/"
    assert is_refused(alices, url, taken, label=person.pk, start=0, end=5)
    assert not Refusal.objects.exists()


def test_of_a_span_that_is_brought_back(
    desk: Desk, span: Span, taken: uuid.UUID, alices: Client, alice: User
) -> None:
    span.remove(actor=alice, seen=1)
    url = f"/projects/harbour/articles/{desk.article('Wire')}/spans/{span.uid}/restore/"
    assert is_refused(alices, url, taken)
    assert not Span.objects.filter(uid=span.uid).exists()


def test_an_edit_of_another_span_says_nothing_of_this_one(
    desk: Desk, span: Span, alices: Client, alice: User
) -> None:
    """What was changed elsewhere since is a conflict, though the uid is one that was taken."""
    other = make_span(span.assignment, span.label, "workers")
    edit = uuid.uuid4()
    other.change(actor=alice, seen=1, note="Ask.", edit_uid=edit)
    span.change(actor=alice, seen=1, note="Sure?")
    url = f"/projects/harbour/articles/{desk.article('Wire')}/spans/{span.uid}/"
    answer = alices.post(url, {"edit": edit, "seen": 1, "note": "No."}, headers=HTMX)
    assert answer.status_code == 409
    assert "changed elsewhere since you read it" in answer.content.decode()


@pytest.mark.parametrize("outlet", ["Wire", "Blog"])
def test_that_a_span_is_gone_is_told_to_who_deletes_it_under_somebody_elses_edit(
    desk: Desk, span: Span, alices: Client, jonas: User, person: Label, outlet: str
) -> None:
    make_span(make_assignment(desk.tasks[outlet], jonas), person, "workers")
    edit = Edit.objects.get(actor=jonas).uid
    url = f"/projects/harbour/articles/{desk.article('Wire')}/spans/{uuid.uuid4()}/delete/"
    answer = alices.post(url, {"edit": edit, "seen": 1}, headers=HTMX)
    assert answer.status_code == 409
    assert "This span is gone" in answer.content.decode()


def test_that_a_span_is_gone_is_told_to_who_deletes_it_under_an_edit_of_another_article(
    desk: Desk, span: Span, alices: Client, alice: User, person: Label
) -> None:
    make_span(make_assignment(desk.tasks["Blog"], alice), person, "workers")
    edit = Edit.objects.latest("pk").uid
    url = f"/projects/harbour/articles/{desk.article('Wire')}/spans/{uuid.uuid4()}/delete/"
    assert alices.post(url, {"edit": edit, "seen": 1}, headers=HTMX).status_code == 409
