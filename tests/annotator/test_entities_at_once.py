"""Two people change the bank at one instant: it stays whole, and each of them sees what came of it."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from annotator.bank import made_with
from annotator.models import Assignment, Entity, Event, Label, Span, Task, User
from annotator.models.edits import Conflict
from annotator.models.splitting import split
from tests.annotator.at_once import just_before, one_writer_at_a_time
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_span

pytestmark = [pytest.mark.django_db(transaction=True), one_writer_at_a_time]


@pytest.fixture
def marlow(person: Label, mary: User) -> Entity:
    return Entity.make(person, "Ada Marlow", actor=mary)


@pytest.fixture
def ada(person: Label, mary: User) -> Entity:
    return Entity.make(person, "Ada", actor=mary)


@pytest.fixture
def span(task: Task, alice: User, person: Label, marlow: Entity) -> Span:
    layer = make_assignment(task, alice, Assignment.State.IN_PROGRESS)
    return make_span(layer, person, "Ada Marlow", entity=marlow)


@pytest.fixture
def manager(mary: User, client_of: ClientOf) -> Client:
    return client_of(mary)


def send(client: Client, path: str, **fields: Any) -> str:
    """The words of the page that follows; `path` is what follows the address of the entities."""
    answer = client.post(f"/projects/harbour/entities/{path}", fields, follow=True)
    return answer.content.decode()


def test_an_entity_is_made_once_by_two_clicks(manager: Client, person: Label, mary: User) -> None:
    edit = str(uuid4())
    fields = {"edit": edit, "label": person.pk, "name": "Ada Marlow"}
    with just_before(lambda: send(manager, "make/", **fields)) as second:
        assert made_with(edit, mary) is None
        Entity.make(person, "Ada Marlow", actor=mary, edit=edit)
    assert "Ada Marlow" in second.result()
    assert Entity.objects.count() == 1


def test_a_spelling_that_two_give_at_once_is_given_once(manager: Client, marlow: Entity, bob: User) -> None:
    with just_before(lambda: send(manager, f"{marlow.pk}/aliases/", name="Marlowe")) as second:
        marlow.add_alias("Marlowe", actor=bob)
    assert "It has this spelling already." in second.result()
    assert marlow.aliases.filter(name="Marlowe").count() == 1
    assert Event.objects.filter(verb="alias added").count() == 1


def test_nothing_is_merged_into_what_is_just_being_merged(
    manager: Client, person: Label, marlow: Entity, ada: Entity, bob: User
) -> None:
    third = Entity.make(person, "Marlow", actor=bob)
    with just_before(lambda: send(manager, f"{marlow.pk}/merge/", chosen=ada.pk)) as second:
        ada.merge_into(third, actor=bob)
    assert "was merged by somebody else since you read it" in second.result()
    marlow.refresh_from_db()
    assert marlow.merged_into is None


def test_a_merge_is_taken_back_once(manager: Client, marlow: Entity, ada: Entity, bob: User) -> None:
    ada.merge_into(marlow, actor=bob)
    with just_before(lambda: send(manager, f"{ada.pk}/unmerge/")) as second:
        ada.take_back_merge(actor=bob)
    assert "This entity is not merged." in second.result()
    assert Event.objects.filter(verb="merge taken back").count() == 1


def test_what_is_just_being_merged_is_not_split(
    span: Span, marlow: Entity, ada: Entity, bob: User, mary: User
) -> None:
    with just_before(lambda: split(marlow, ["ada marlow"], "Other", actor=mary)) as splitting:
        marlow.merge_into(ada, actor=bob)
    with pytest.raises(Conflict, match="merged into another one"):
        splitting.result()
    span.refresh_from_db()
    assert span.entity == marlow


def test_a_span_that_changes_while_its_entity_is_split_keeps_its_change(
    span: Span, marlow: Entity, alice: User, mary: User
) -> None:
    with just_before(lambda: split(marlow, ["ada marlow"], "Other", actor=mary)) as splitting:
        span.change(actor=alice, seen=span.version, note="of the harbour")
    new = splitting.result()
    span.refresh_from_db()
    assert (span.note, span.entity, span.version) == ("of the harbour", new, 3)
    edit = span.assignment.edits.latest("pk")
    assert edit.before is not None
    assert edit.before["note"] == "of the harbour"
