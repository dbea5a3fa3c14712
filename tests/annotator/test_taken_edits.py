"""A change under the uid of another one, even somebody else's, is refused in a sentence."""

import uuid
from typing import Any

import pytest

from annotator.models import Assignment, Edit, Label, Project, Refusal, Relation, Role, Span, User
from tests.annotator.datasets import make_relation
from tests.annotator.stories import Desk, make_claim, make_placement, make_statement, make_story, people
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_label, make_member, make_span, make_user

HTMX = {"HX-Request": "true"}


@pytest.fixture
def desk(project: Project) -> Desk:
    return make_story(project)


@pytest.fixture
def taken(desk: Desk, project: Project, person: Label) -> uuid.UUID:
    """The uid of an edit of somebody else's in another article."""
    dora = make_member(project, make_user("dora"), Role.ANNOTATOR)
    make_span(make_assignment(desk.tasks["Blog"], dora), person, "Wire")
    return Edit.objects.get(actor=dora).uid


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
    step: str,
    fields: dict[str, Any],
    desk: Desk,
    span: Span,
    taken: uuid.UUID,
    client_of: ClientOf,
    alice: User,
) -> None:
    url = f"/projects/harbour/articles/{desk.article('Wire')}/spans/{span.uid}/{step}"
    answer = client_of(alice).post(url, {"edit": taken, **fields}, headers=HTMX)
    assert (answer.status_code, answer["Content-Type"]) == (409, "text/plain")
    assert "its identifier is taken" in answer.content.decode()
    assert Span.objects.get(pk=span.pk).version == 1


@pytest.mark.parametrize(("step", "fields"), [("", {"stance": "refutes"}), ("delete/", {})])
def test_of_a_placement(
    step: str,
    fields: dict[str, Any],
    desk: Desk,
    span: Span,
    taken: uuid.UUID,
    client_of: ClientOf,
    alice: User,
) -> None:
    placement = make_placement(span, make_statement(desk))
    url = f"{desk.url}placements/{placement.uid}/{step}"
    answer = client_of(alice).post(url, {"edit": taken, **fields}, headers=HTMX)
    assert (answer.status_code, answer["Content-Type"]) == (409, "text/plain")
    placement.refresh_from_db()
    assert placement.stance == "affirms"


def test_of_a_relation(
    project: Project,
    desk: Desk,
    span: Span,
    taken: uuid.UUID,
    client_of: ClientOf,
    alice: User,
    person: Label,
) -> None:
    said_by = make_label(project, "said by", Label.Kind.RELATION)
    other = make_span(span.assignment, person, "workers")
    relation = make_relation(said_by, span, other)
    url = f"/projects/harbour/articles/{desk.article('Wire')}/relations/{relation.uid}/delete/"
    answer = client_of(alice).post(url, {"edit": taken}, headers=HTMX)
    assert (answer.status_code, answer["Content-Type"]) == (409, "text/plain")
    assert Relation.objects.exists()


def test_of_a_refusal(
    desk: Desk, span: Span, taken: uuid.UUID, client_of: ClientOf, alice: User, person: Label
) -> None:
    url = f"/projects/harbour/articles/{desk.article('Wire')}/suggestions/refuse/"
    fields = {"edit": taken, "label": person.pk, "start": 0, "end": 5}
    answer = client_of(alice).post(url, fields, headers=HTMX)
    assert (answer.status_code, answer["Content-Type"]) == (409, "text/plain")
    assert not Refusal.objects.exists()


def test_of_a_span_that_is_brought_back(
    desk: Desk, span: Span, taken: uuid.UUID, client_of: ClientOf, alice: User
) -> None:
    span.remove(actor=alice, seen=1)
    url = f"/projects/harbour/articles/{desk.article('Wire')}/spans/{span.uid}/restore/"
    answer = client_of(alice).post(url, {"edit": taken}, headers=HTMX)
    assert (answer.status_code, answer["Content-Type"]) == (409, "text/plain")
    assert not Span.objects.filter(uid=span.uid).exists()
