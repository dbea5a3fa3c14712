"""The verbs of the bank: each is written down, mentions follow, and nothing of history goes."""

import pytest
from django.db import IntegrityError, transaction

from annotator.linking import look_up
from annotator.models import (
    Alias,
    AliasWord,
    Assignment,
    Edit,
    Entity,
    Event,
    Label,
    Project,
    Review,
    Role,
    Span,
    Task,
    User,
)
from annotator.models.edits import Conflict
from annotator.models.entities import Entry
from annotator.models.splitting import split
from annotator.undo import undo
from tests.factory import make_assignment, make_review, make_span, make_task


@pytest.fixture
def qaani(person: Label, mary: User) -> Entity:
    return Entity.make(person, "Esmail Qaani", actor=mary)


@pytest.fixture
def other(person: Label, mary: User) -> Entity:
    return Entity.make(person, "Ashraf Ghani", actor=mary)


@pytest.fixture
def task(project: Project) -> Task:
    return make_task(project, "Qaani met Ghani. Qaani left; Ghaani said no.\n")


@pytest.fixture
def layer(task: Task, alice: User) -> Assignment:
    return make_assignment(task, alice, Assignment.State.IN_PROGRESS)


def last_event() -> Event:
    return Event.objects.earliest("-pk")


def found(project: Project, user: User, typed: str) -> list[str]:
    project.held = frozenset({Role.ANNOTATOR})
    return [choice.entity.name for choice in look_up(typed, project, user)]


def test_an_entity_is_found_by_the_beginning_of_any_word_of_its_name(
    qaani: Entity, other: Entity, project: Project, alice: User
) -> None:
    assert found(project, alice, "qa") == ["Esmail Qaani"]
    assert found(project, alice, "ESM") == ["Esmail Qaani"]
    assert found(project, alice, "qaani esm") == ["Esmail Qaani"]
    assert found(project, alice, "e") == ["Esmail Qaani"]
    assert found(project, alice, "ghaani") == ["Ashraf Ghani", "Esmail Qaani"]
    assert found(project, alice, "…") == found(project, alice, "qaani zz") == []
    assert last_event().data["after"]["name"] == "Ashraf Ghani"


def test_an_alias_comes_once_and_goes_with_its_words(qaani: Entity, mary: User) -> None:
    alias = qaani.add_alias("قاآنی", actor=mary)
    assert alias is not None
    assert last_event().verb == "alias added"
    assert qaani.add_alias("قاآنی", actor=mary) is None
    assert AliasWord.objects.filter(alias=alias).count() == 1
    qaani.remove_alias(alias, actor=mary)
    assert (last_event().verb, last_event().data["before"]["name"]) == ("alias removed", "قاآنی")
    assert not AliasWord.objects.filter(word="قاانی").exists()
    with pytest.raises(Conflict):
        qaani.remove_alias(qaani.aliases.get(), actor=mary)


def test_renaming_keeps_the_old_name_as_a_spelling(
    qaani: Entity, project: Project, mary: User, alice: User
) -> None:
    qaani.describe(actor=mary, seen=1, name="Ismail Ghaani", description="commander")
    assert set(qaani.aliases.values_list("name", flat=True)) == {"Esmail Qaani", "Ismail Ghaani"}
    event = Event.objects.get(verb="entity renamed")
    assert (event.data["before"]["name"], event.data["after"]["name"]) == ("Esmail Qaani", "Ismail Ghaani")
    assert found(project, alice, "qaani") == ["Ismail Ghaani"]
    with pytest.raises(Conflict):
        qaani.describe(actor=mary, seen=1, name="Somebody else")


def test_a_merge_is_flat_and_changes_no_span(
    qaani: Entity, other: Entity, person: Label, mary: User, alice: User, layer: Assignment, project: Project
) -> None:
    third = Entity.make(person, "General Ghani", actor=mary)
    span = make_span(layer, person, "Ghani", entity=third)
    third.merge_into(other, actor=mary)
    other.merge_into(qaani, actor=mary)
    assert {entity.merged_into_id for entity in (third, other)} == {other.pk, qaani.pk}
    assert Entity.objects.get(pk=third.pk).standing_id == qaani.pk
    assert Span.objects.get(pk=span.pk).version == 1
    assert found(project, alice, "ashr") == ["Esmail Qaani"]
    with pytest.raises(Conflict):
        qaani.merge_into(other, actor=mary)
    with pytest.raises(Conflict):
        third.merge_into(qaani, actor=mary)


def test_a_merge_taken_back_takes_along_what_came_with_it(
    qaani: Entity, other: Entity, person: Label, mary: User
) -> None:
    third = Entity.make(person, "General Ghani", actor=mary)
    third.merge_into(other, actor=mary)
    other.merge_into(qaani, actor=mary)
    other.take_back_merge(actor=mary)
    assert list(other.merged.all()) == [third]
    assert not qaani.merged.exists()
    assert last_event().data["before"] == {"into": qaani.pk, "along": [third.pk]}
    with pytest.raises(Conflict):
        other.take_back_merge(actor=mary)


def merged_into(*entities: Entity) -> list[int | None]:
    return [Entity.objects.values_list("merged_into", flat=True).get(pk=entity.pk) for entity in entities]


def test_taking_a_merge_back_leaves_those_alone_that_went_their_own_way_since(
    person: Label, mary: User
) -> None:
    x, a, b, c = (Entity.make(person, name, actor=mary) for name in ("X", "A", "B", "C"))
    x.merge_into(a, actor=mary)
    a.merge_into(b, actor=mary)
    b.merge_into(c, actor=mary)
    a.take_back_merge(actor=mary)
    assert merged_into(x, a, b) == [a.pk, None, c.pk]
    a.merge_into(c, actor=mary)
    b.take_back_merge(actor=mary)
    assert merged_into(x, a, b) == [c.pk, c.pk, None]
    a.take_back_merge(actor=mary)
    assert merged_into(x, a, b) == [a.pk, None, None]


def test_what_was_merged_along_twice_comes_back_along(person: Label, mary: User) -> None:
    a, b, c, d = (Entity.make(person, name, actor=mary) for name in ("A", "B", "C", "D"))
    a.merge_into(b, actor=mary)
    b.merge_into(c, actor=mary)
    c.merge_into(d, actor=mary)
    b.take_back_merge(actor=mary)
    assert merged_into(a, b, c) == [b.pk, None, d.pk]


def test_an_entity_is_not_merged_into_itself_nor_out_of_its_project(
    qaani: Entity, charlie: User, mary: User
) -> None:
    elsewhere = Project.objects.get(slug="elsewhere")
    label = Label.objects.create(project=elsewhere, kind=Label.Kind.ENTITY, name="Person")
    for target in (qaani, Entity.make(label, "Esmail Qaani", actor=charlie)):
        with pytest.raises(Conflict):
            qaani.merge_into(target, actor=mary)
    with pytest.raises(IntegrityError), transaction.atomic():
        Entity.objects.filter(pk=qaani.pk).update(merged_into=qaani.pk)


def test_a_split_takes_spellings_with_their_mentions_in_every_layer(
    qaani: Entity, person: Label, mary: User, bob: User, layer: Assignment
) -> None:
    qaani.add_alias("Ghani", actor=mary)
    stays = make_span(layer, person, "Qaani", entity=qaani)
    goes = make_span(layer, person, "Ghani", entity=qaani)
    layer.submit(layer.annotator)  # type: ignore[arg-type]
    make_review(goes, bob)
    new = split(qaani, ["ghani"], "Ashraf Ghani", actor=mary)
    stays.refresh_from_db()
    goes.refresh_from_db()
    assert (stays.entity, goes.entity, goes.version) == (qaani, new, 2)
    assert goes.review.is_current
    edit = Edit.objects.get(what_uid=goes.uid, verb="changed")
    assert edit.before
    assert edit.after
    assert (edit.actor, edit.before["entity"], edit.after["entity"]) == (mary, qaani.pk, new.pk)
    assert set(new.aliases.values_list("name", flat=True)) == {"Ashraf Ghani", "Ghani"}
    assert not qaani.aliases.filter(name="Ghani").exists()
    event = Event.objects.get(verb="entity split")
    assert (event.data["before"]["mentions"], event.data["after"]["batch"]) == (1, str(edit.batch))
    with pytest.raises(Conflict):
        split(qaani, ["ghani"], "Nobody", actor=mary)


def test_an_entity_whose_name_a_split_took_is_found_by_it_once_it_stands_again(
    qaani: Entity, person: Label, mary: User, project: Project, alice: User
) -> None:
    ghani = Entity.make(person, "Ghani", actor=mary)
    ghani.merge_into(qaani, actor=mary)
    split(qaani, ["ghani"], "The singer", actor=mary)
    ghani.take_back_merge(actor=mary)
    assert {"Ghani", "The singer"} <= set(found(project, alice, "ghan"))


def test_the_annotators_own_steps_are_undone_over_a_split(
    qaani: Entity, person: Label, mary: User, alice: User, layer: Assignment
) -> None:
    span = make_span(layer, person, "Ghani", entity=qaani)
    span.change(actor=alice, seen=1, note="why")
    new = split(qaani, ["ghani"], "Ashraf Ghani", actor=mary)
    undo(layer, alice, span.uid)
    span.refresh_from_db()
    assert (span.note, span.entity) == ("", new)


def test_a_bank_is_loaded_at_once(person: Label, mary: User, project: Project, alice: User) -> None:
    entries = [Entry(f"Person {number}", (f"P. {number}", f"Person {number}")) for number in range(30)]
    assert Entity.objects.load(person, entries, actor=mary) == 30
    assert Alias.objects.count() == 60
    assert found(project, alice, "person 29")[0] == "Person 29"
    assert last_event().data == {"label": person.pk, "number": 30}


def test_a_correction_of_borders_keeps_the_link(
    qaani: Entity, person: Label, project: Project, bob: User, layer: Assignment
) -> None:
    span = make_span(layer, person, "Ghaani", entity=qaani)
    layer.submit(layer.annotator)  # type: ignore[arg-type]
    place = Label.objects.create(project=project, kind=Label.Kind.ENTITY, name="Place")
    review = make_review(span, bob, Review.Decision.CORRECTED, label=place)
    assert review.correction
    assert review.correction.entity == qaani
