"""A link undone and done again, with what the bank learned by it."""

import uuid

import pytest

from annotator.linking import look_up
from annotator.models import Alias, Assignment, Entity, Label, Project, Relation, Role, Span, User
from annotator.models.splitting import split
from tests.annotator.linking.conftest import Post, Step
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_label, make_member, make_span, make_task


def knows(entity: Entity, name: str = "Ghaani") -> bool:
    return entity.aliases.filter(name=name).exists()


@pytest.mark.parametrize("role", [Role.ANNOTATOR, Role.REVIEWER])
def test_undoing_a_link_takes_back_what_it_taught_and_redo_brings_it_back(
    post: Post, step: Step, layer: Assignment, person: Label, qaani: Entity, alice: User,
    project: Project, role: Role,
) -> None:  # fmt: skip
    if role == Role.REVIEWER:
        make_member(project, alice, role)
    post(make_span(layer, person, "Ghaani"), "link", entity=qaani.pk)
    taught = qaani.aliases.values_list("pk", "name", "taught_by").get(name="Ghaani")
    for _ in range(2):
        step("undo")
        assert (knows(qaani), Span.objects.get().entity) == (False, None)
        step("redo")
        assert qaani.aliases.values_list("pk", "name", "taught_by").get(name="Ghaani") == taught
        assert Span.objects.get().entity == qaani
    project.held = frozenset({Role.ANNOTATOR})
    assert look_up("ghaani", project, alice)[0].entity == qaani


def test_a_spelling_stays_that_another_link_says_or_that_was_known_before(
    post: Post, step: Step, layer: Assignment, person: Label, kadhimi: Entity, mary: User
) -> None:
    kadhimi.add_alias("the prime minister", actor=mary)
    spans = [make_span(layer, person, "Kadhimi", number) for number in (2, 3)]
    post(spans[0], "link", entity=kadhimi.pk)
    post(make_span(layer, person, "the prime minister"), "link", entity=kadhimi.pk)
    step("undo")
    assert knows(kadhimi, "the prime minister")
    step("undo")  # The span “the prime minister” itself.
    Span.objects.filter(pk=spans[1].pk).update(entity=kadhimi)
    step("undo")
    assert Span.objects.get(pk=spans[0].pk).entity is None
    assert knows(kadhimi, "Kadhimi")


def test_a_spelling_that_has_become_the_name_stays_when_its_link_is_undone(
    post: Post, step: Step, layer: Assignment, person: Label, qaani: Entity, alice: User, project: Project
) -> None:
    make_member(project, alice, Role.REVIEWER)
    span = make_span(layer, person, "Ghaani")
    post(span, "link", entity=qaani.pk)
    qaani.describe(actor=alice, seen=1, name="Ghaani")
    step("undo")
    assert Span.objects.get().entity is None
    assert knows(qaani)


def test_the_entity_that_a_link_taught_is_the_one_that_learns_again(
    post: Post, step: Step, layer: Assignment, person: Label, qaani: Entity, kadhimi: Entity
) -> None:
    for words, entity in (("Ghaani", qaani), ("Kadhimi", kadhimi)):
        post(make_span(layer, person, words), "link", entity=entity.pk)
        step("undo")
        step("redo")
        assert knows(entity, words)
    assert not knows(qaani, "Kadhimi")


def test_a_spelling_that_was_changed_since_is_not_taken_back(
    post: Post, step: Step, layer: Assignment, person: Label, qaani: Entity, mary: User
) -> None:
    span = make_span(layer, person, "Ghaani")
    post(span, "link", entity=qaani.pk)
    Alias.objects.get(name="Ghaani").delete()
    again = qaani.add_alias("Ghaani", actor=mary)
    step("undo")
    assert list(qaani.aliases.filter(name="Ghaani")) == [again]
    step("redo")
    assert list(qaani.aliases.filter(name="Ghaani", taught_by=None)) == [again]


def test_undoing_an_unlink_teaches_again_what_it_made_the_bank_forget(
    post: Post, step: Step, layer: Assignment, person: Label, qaani: Entity, kadhimi: Entity
) -> None:
    span = make_span(layer, person, "Ghaani")
    post(span, "link", entity=qaani.pk)
    post(span, "unlink")
    assert not knows(qaani)
    step("undo")
    assert knows(qaani)
    post(span, "link", entity=kadhimi.pk)
    assert (knows(qaani), knows(kadhimi)) == (False, True)
    step("undo")
    assert (knows(qaani), knows(kadhimi)) == (True, False)


def test_a_link_sent_again_after_its_undo_teaches_nothing(
    post: Post, step: Step, layer: Assignment, person: Label, qaani: Entity
) -> None:
    span, edit = make_span(layer, person, "Ghaani"), uuid.uuid4()
    post(span, "link", entity=qaani.pk, edit=edit, seen=1)
    step("undo")
    assert post(span, "link", entity=qaani.pk, edit=edit, seen=1).status_code == 200
    assert not knows(qaani)


def test_undoing_a_link_takes_back_the_entity_that_it_made_and_redo_brings_it_back(
    post: Post, step: Step, claim: Label, layer: Assignment, person: Label, project: Project
) -> None:
    post(make_span(layer, person, "Ghaani"), "link", new="1", q="Esmail Qaani")
    made = Entity.objects.values("pk", "name", "label").get()
    spellings = set(Alias.objects.values_list("name", flat=True))
    assert spellings == {"Esmail Qaani", "Ghaani"}
    for _ in range(2):
        step("undo")
        assert not Entity.objects.exists()
        assert Span.objects.get().entity is None
        step("redo")
        assert Entity.objects.values("pk", "name", "label").get() == made
        assert set(Alias.objects.values_list("name", flat=True)) == spellings
        assert Span.objects.get().entity_id == made["pk"]
    told = project.events.order_by("pk").values_list("verb", flat=True)
    assert [verb for verb in told if verb.startswith("entity")] == ["entity made", "entity deleted"] * 2 + [
        "entity made"
    ]


def test_an_entity_is_not_made_again_for_a_span_that_is_gone(
    post: Post,
    step: Step,
    layer: Assignment,
    person: Label,
    client_of: ClientOf,
    alice: User,
) -> None:
    post(make_span(layer, person, "Ghaani"), "link", new="1", q="Esmail Qaani")
    step("undo")
    Span.objects.all().delete()
    url = f"/projects/harbour/articles/{layer.task.article_id}/redo/"
    assert client_of(alice).post(url, {"edit": uuid.uuid4()}).status_code == 409
    assert not Entity.objects.exists()


@pytest.mark.parametrize(
    "deed",
    ["link", "link taken back", "alias", "rename", "merge", "describe", "merge away", "own link elsewhere"],
)
def test_an_entity_that_somebody_has_used_since_stays_when_its_link_is_undone(
    post: Post, step: Step, layer: Assignment, person: Label, alice: User, mary: User, bob: User,
    project: Project, deed: str,
) -> None:  # fmt: skip
    span = make_span(layer, person, "Ghaani")
    post(span, "link", new="1", q="Esmail Qaani")
    made = Entity.objects.get()
    if deed == "link":
        make_span(make_assignment(layer.task, bob), person, "Kadhimi", entity=made)
    elif deed == "link taken back":
        other = make_span(make_assignment(layer.task, bob), person, "Kadhimi")
        other.link(made, actor=bob, seen=1)
        other.link(None, actor=bob, seen=2)
    elif deed == "alias":
        made.add_alias("Qaani", actor=mary)
    elif deed == "rename":
        made.describe(actor=mary, seen=1, name="Ismail Qaani")
    elif deed == "describe":
        made.describe(actor=mary, seen=1, name="Esmail Qaani", description="a general")
    elif deed == "merge away":
        made.merge_into(Entity.make(person, "Qaani", actor=mary), actor=mary)
    elif deed == "own link elsewhere":  # There it is a step of its own, to be taken back and done again.
        elsewhere = make_assignment(make_task(project, "Ghaani left."), alice, Assignment.State.IN_PROGRESS)
        other = make_span(elsewhere, person, "Ghaani")
        other.link(made, actor=alice, seen=1)
        other.link(None, actor=alice, seen=2)
    else:
        Entity.make(person, "Qaani", actor=mary).merge_into(made, actor=mary)
    step("undo")
    assert Span.objects.get(pk=span.pk).entity is None
    assert Entity.objects.filter(pk=made.pk).exists()
    step("redo")
    assert Span.objects.get(pk=span.pk).entity == made


def test_a_link_to_what_was_deleted_since_is_told_of_and_passed_over_by_undo(
    post: Post, layer: Assignment, person: Label, qaani: Entity, client_of: ClientOf, alice: User
) -> None:
    first, second = make_span(layer, person, "Ghaani"), make_span(layer, person, "Kadhimi")
    post(first, "link", new="1", q="Someone")
    post(second, "link", entity=qaani.pk)
    post(second, "unlink")
    Entity.objects.filter(pk=qaani.pk).delete()
    url = f"/projects/harbour/articles/{layer.task.article_id}/undo/"
    answers = [client_of(alice).post(url, {"edit": uuid.uuid4()}) for _ in range(3)]
    assert [answer.status_code for answer in answers] == [409, 409, 302]
    assert "what it refers to was deleted" in answers[0].content.decode()
    assert Span.objects.get(pk=second.pk).entity is None
    assert Span.objects.get(pk=first.pk).entity is None


def test_a_note_is_undone_though_the_span_was_moved_to_another_entity_and_the_first_one_deleted(
    step: Step, layer: Assignment, person: Label, qaani: Entity, kadhimi: Entity, alice: User
) -> None:
    span = make_span(layer, person, "Ghaani")
    span.link(qaani, actor=alice, seen=1)
    span.change(actor=alice, seen=2, note="sure?")
    Span.objects.filter(pk=span.pk).update(entity=kadhimi)  # As a split does.
    Entity.objects.filter(pk=qaani.pk).delete()
    step("undo")
    assert Span.objects.get().note == ""
    assert Span.objects.get().entity == kadhimi


def test_a_link_that_a_split_has_moved_since_is_told_of_and_passed_over_by_undo(
    post: Post,
    layer: Assignment,
    person: Label,
    qaani: Entity,
    kadhimi: Entity,
    client_of: ClientOf,
    alice: User,
    mary: User,
) -> None:
    first, second = make_span(layer, person, "Kadhimi"), make_span(layer, person, "Ghaani")
    post(first, "link", entity=kadhimi.pk)
    post(second, "link", entity=qaani.pk)
    ghani = split(qaani, ["ghaani"], "Ashraf Ghani", actor=mary)
    url = f"/projects/harbour/articles/{layer.task.article_id}/"
    answers = [client_of(alice).post(f"{url}undo/", {"edit": uuid.uuid4()}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [409, 302]
    assert "or changed by somebody else" in answers[0].content.decode()
    linked = dict(Span.objects.values_list("pk", "entity"))
    assert linked == {first.pk: None, second.pk: ghani.pk}
    for _ in range(2):
        client_of(alice).post(f"{url}redo/", {"edit": uuid.uuid4()})
    linked = dict(Span.objects.values_list("pk", "entity"))
    assert linked == {first.pk: kadhimi.pk, second.pk: ghani.pk}


def test_the_making_of_a_span_is_undone_though_a_split_has_moved_it_to_another_entity(
    step: Step, layer: Assignment, person: Label, qaani: Entity, mary: User
) -> None:
    span = make_span(layer, person, "Ghaani", entity=qaani)
    split(qaani, ["ghaani"], "Ashraf Ghani", actor=mary)
    step("undo")
    assert not Span.objects.exists()
    step("redo")
    assert Span.objects.get().uid == span.uid


def test_a_span_whose_entity_was_deleted_comes_back_with_what_hung_on_it(
    post: Post,
    layer: Assignment,
    person: Label,
    project: Project,
    qaani: Entity,
    client_of: ClientOf,
    alice: User,
) -> None:
    span, other = make_span(layer, person, "Ghaani"), make_span(layer, person, "Kadhimi")
    joins = make_label(project, "meets", Label.Kind.RELATION)
    post(span, "link", entity=qaani.pk)
    span.refresh_from_db()
    Relation(assignment=layer, label=joins, source=span, target=other).add(actor=alice)
    Span.objects.get(pk=span.pk).remove(actor=alice, seen=span.version)
    Entity.objects.filter(pk=qaani.pk).delete()
    url = f"/projects/harbour/articles/{layer.task.article_id}/undo/"
    assert client_of(alice).post(url, {"edit": uuid.uuid4()}).status_code == 302
    relation = Relation.objects.get()
    assert (relation.source.quote, relation.source.entity, relation.target) == ("Ghaani", None, other)
    answers = [client_of(alice).post(url, {"edit": uuid.uuid4()}).status_code for _ in range(4)]
    # The relation is taken away; the link leads nowhere any more and is passed over; then go both spans.
    assert answers == [302, 409, 302, 302]
    assert not Span.objects.exists()
