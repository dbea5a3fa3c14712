"""Linking over HTTP: who is offered and why, what the bank learns, and what a blind project hides."""

import uuid
from collections.abc import Callable
from typing import Any

import pytest
from lxml import html

from annotator.linking import look_up
from annotator.models import (
    Alias,
    Assignment,
    Edit,
    Entity,
    Label,
    Project,
    Relation,
    Role,
    Span,
    Task,
    User,
)
from tests.conftest import ClientOf, Statements
from tests.factory import make_assignment, make_label, make_member, make_span, make_task, make_user
from tests.pages import words

Post = Callable[..., Any]
TEXT = "Esmail Qaani met Mustafa al-Kadhimi. Ghaani told Kadhimi so, the prime minister said. Kadhimi left.\n"


@pytest.fixture
def task(project: Project) -> Task:
    return make_task(project, TEXT, story="Visit", source="Wire")


@pytest.fixture
def layer(task: Task, alice: User) -> Assignment:
    return make_assignment(task, alice, Assignment.State.IN_PROGRESS)


@pytest.fixture
def qaani(person: Label, mary: User) -> Entity:
    return Entity.make(person, "Esmail Qaani", actor=mary)


@pytest.fixture
def kadhimi(person: Label, mary: User) -> Entity:
    return Entity.make(person, "Mustafa al-Kadhimi", actor=mary)


@pytest.fixture
def post(client_of: ClientOf, alice: User) -> Post:
    """Send a change of a span of Alice's, as the outbox does."""

    def post(span: Span, path: str, as_user: User = alice, headers: Any = None, **fields: Any) -> Any:
        task = span.assignment.task
        url = f"/projects/{task.project.slug}/articles/{task.article_id}/spans/{span.uid}/{path}/"
        data = {"edit": uuid.uuid4(), "seen": Span.objects.get(pk=span.pk).version, **fields}
        return client_of(as_user).post(
            url, data, headers={"HX-Request": "true"} if headers is None else headers
        )

    return post


def offered(client_of: ClientOf, user: User, span: Span, typed: str = "") -> list[str]:
    """What the panel offers for a span, as the person reads it, without the new entity at the end."""
    task = span.assignment.task
    url = f"/projects/{task.project.slug}/articles/{task.article_id}/spans/{span.uid}/entities/"
    answer = client_of(user).get(url, {"q": typed}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
    return [words(row) for row in html.fromstring(answer.content).cssselect("[data-choice]")]


def test_choosing_links_the_span_and_teaches_the_bank_a_spelling(
    post: Post, layer: Assignment, person: Label, qaani: Entity, alice: User
) -> None:
    span = make_span(layer, person, "Ghaani")
    answer = post(span, "link", entity=qaani.pk)
    assert answer.status_code == 200
    assert "Esmail Qaani" in answer.content.decode()
    assert 'data-tag="Pers•"' in answer.content.decode()
    span.refresh_from_db()
    assert (span.entity, span.version) == (qaani, 2)
    assert (qaani.aliases.get(name="Ghaani").taught_by) == alice


def test_what_a_reviewer_links_is_taught_to_all(
    post: Post, layer: Assignment, person: Label, qaani: Entity, alice: User, project: Project
) -> None:
    make_member(project, alice, Role.REVIEWER)
    post(make_span(layer, person, "Ghaani"), "link", entity=qaani.pk)
    assert qaani.aliases.get(name="Ghaani").taught_by is None


def test_a_new_entity_is_made_once_however_often_it_is_sent(
    post: Post, layer: Assignment, person: Label
) -> None:
    span, edit = make_span(layer, person, "Ghaani"), uuid.uuid4()
    for _ in range(2):
        assert post(span, "link", new="1", edit=edit, seen=1).status_code == 200
    entity = Entity.objects.get()
    assert (entity.name, entity.label, [alias.name for alias in entity.aliases.all()]) == (
        "Ghaani",
        person,
        ["Ghaani"],
    )
    assert Span.objects.get().entity == entity
    assert post(span, "link", new="1", seen=1).status_code == 409
    assert Entity.objects.count() == 1


def test_a_new_entity_may_be_named_otherwise_than_the_span(
    post: Post, layer: Assignment, person: Label
) -> None:
    post(make_span(layer, person, "Ghaani"), "link", new="1", q="Esmail Qaani")
    entity = Entity.objects.get()
    assert (entity.name, {alias.name for alias in entity.aliases.all()}) == (
        "Esmail Qaani",
        {"Esmail Qaani", "Ghaani"},
    )


def test_unlinking_forgets_what_that_link_alone_taught(
    post: Post, layer: Assignment, person: Label, kadhimi: Entity
) -> None:
    spans = [make_span(layer, person, "Kadhimi", number) for number in (2, 3)]
    for span in spans:
        post(span, "link", entity=kadhimi.pk)
    assert post(spans[0], "unlink").status_code == 200
    assert kadhimi.aliases.filter(name="Kadhimi").exists()
    post(spans[1], "unlink")
    assert not kadhimi.aliases.filter(name="Kadhimi").exists()
    assert not Span.objects.filter(entity__isnull=False).exists()


def test_another_choice_forgets_the_first_one(
    post: Post, layer: Assignment, person: Label, kadhimi: Entity, qaani: Entity
) -> None:
    span = make_span(layer, person, "Ghaani")
    post(span, "link", entity=kadhimi.pk)
    post(span, "link", entity=qaani.pk)
    assert not kadhimi.aliases.filter(name="Ghaani").exists()
    assert qaani.aliases.filter(name="Ghaani").exists()


@pytest.fixture
def step(client_of: ClientOf, alice: User, task: Task) -> Callable[[str], None]:
    """Undo or redo, as Alice."""

    def step(which: str) -> None:
        url = f"/projects/harbour/articles/{task.article_id}/{which}/"
        assert client_of(alice).post(url, {"edit": uuid.uuid4()}).status_code == 302

    return step


def knows(entity: Entity, name: str = "Ghaani") -> bool:
    return entity.aliases.filter(name=name).exists()


@pytest.mark.parametrize("role", [Role.ANNOTATOR, Role.REVIEWER])
def test_undoing_a_link_takes_back_what_it_taught_and_redo_brings_it_back(
    post: Post, step: Callable[[str], None], layer: Assignment, person: Label, qaani: Entity, alice: User,
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
    post: Post, step: Callable[[str], None], layer: Assignment, person: Label, kadhimi: Entity, mary: User
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


def test_a_spelling_that_was_changed_since_is_not_taken_back(
    post: Post, step: Callable[[str], None], layer: Assignment, person: Label, qaani: Entity, mary: User
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
    post: Post, step: Callable[[str], None], layer: Assignment, person: Label, qaani: Entity, kadhimi: Entity
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
    post: Post, step: Callable[[str], None], layer: Assignment, person: Label, qaani: Entity
) -> None:
    span, edit = make_span(layer, person, "Ghaani"), uuid.uuid4()
    post(span, "link", entity=qaani.pk, edit=edit, seen=1)
    step("undo")
    assert post(span, "link", entity=qaani.pk, edit=edit, seen=1).status_code == 200
    assert not knows(qaani)


def test_undoing_a_link_takes_back_the_entity_that_it_made_and_redo_brings_it_back(
    post: Post, step: Callable[[str], None], layer: Assignment, person: Label, project: Project
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


def test_of_a_span_in_stretches_only_what_is_tagged_is_a_name(
    post: Post, layer: Assignment, person: Label, client_of: ClientOf, alice: User
) -> None:
    span = make_span(layer, person, "Esmail Qaani met Mustafa")
    span.change(actor=alice, seen=1, ranges=[(0, 6), (17, 24)])
    assert offered(client_of, alice, span) == []
    post(span, "link", new="1")
    assert set(Alias.objects.values_list("name", flat=True)) == {"Esmail Mustafa"}
    assert Entity.objects.get().name == "Esmail Mustafa"


def test_an_entity_is_not_made_again_for_a_span_that_is_gone(
    post: Post,
    step: Callable[[str], None],
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


@pytest.mark.parametrize("deed", ["link", "link taken back", "alias", "rename", "merge"])
def test_an_entity_that_somebody_has_used_since_stays_when_its_link_is_undone(
    post: Post, step: Callable[[str], None], layer: Assignment, person: Label, mary: User, bob: User,
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
    step: Callable[[str], None], layer: Assignment, person: Label, qaani: Entity, kadhimi: Entity, alice: User
) -> None:
    span = make_span(layer, person, "Ghaani")
    span.link(qaani, actor=alice, seen=1)
    span.change(actor=alice, seen=2, note="sure?")
    Span.objects.filter(pk=span.pk).update(entity=kadhimi)  # As a split does.
    Entity.objects.filter(pk=qaani.pk).delete()
    step("undo")
    assert Span.objects.get().note == ""
    assert Span.objects.get().entity == kadhimi


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
    Span.objects.with_dependants().get(pk=span.pk).remove(actor=alice, seen=span.version)
    Entity.objects.filter(pk=qaani.pk).delete()
    url = f"/projects/harbour/articles/{layer.task.article_id}/undo/"
    assert client_of(alice).post(url, {"edit": uuid.uuid4()}).status_code == 302
    relation = Relation.objects.get()
    assert (relation.source.quote, relation.source.entity, relation.target) == ("Ghaani", None, other)
    answers = [client_of(alice).post(url, {"edit": uuid.uuid4()}).status_code for _ in range(4)]
    # The relation is taken away; the link leads nowhere any more and is passed over; then go both spans.
    assert answers == [302, 409, 302, 302]
    assert not Span.objects.exists()


def test_a_link_is_refused_where_there_is_nothing_to_link(
    post: Post, layer: Assignment, person: Label, claim: Label, qaani: Entity, bob: User, charlie: User
) -> None:
    span = make_span(layer, person, "Ghaani")
    assert post(span, "link").status_code == 400
    assert post(span, "link", entity=999_999).status_code == 409
    assert post(span, "link", entity=qaani.pk, seen=7).status_code == 409
    assert post(make_span(layer, claim, "Kadhimi left"), "link", entity=qaani.pk).status_code == 400
    assert post(span, "link", as_user=bob, entity=qaani.pk).status_code == 403
    elsewhere = make_label(Project.objects.get(slug="elsewhere"))
    foreign = Entity.make(elsewhere, "Esmail Qaani", actor=charlie)
    assert post(span, "link", entity=foreign.pk).status_code == 409
    assert not Span.objects.filter(entity__isnull=False).exists()


def test_a_merged_entity_is_linked_as_what_it_became(
    post: Post, layer: Assignment, person: Label, qaani: Entity, kadhimi: Entity, mary: User
) -> None:
    span = make_span(layer, person, "Ghaani")
    kadhimi.merge_into(qaani, actor=mary)
    post(span, "link", entity=kadhimi.pk)
    assert Span.objects.get().entity == qaani


def test_candidates_come_ranked_with_their_reasons(
    client_of: ClientOf, layer: Assignment, alice: User, person: Label, qaani: Entity, kadhimi: Entity
) -> None:
    make_span(layer, person, "the prime minister", entity=kadhimi)
    make_span(layer, person, "Kadhimi", 2, entity=kadhimi)
    again = make_span(layer, person, "Kadhimi", 3)
    assert offered(client_of, alice, again) == ["1 Mustafa al-Kadhimi Pers linked so in this story"]
    assert offered(client_of, alice, make_span(layer, person, "Ghaani")) == [
        "1 Esmail Qaani Pers sounds alike"
    ]
    full = make_span(layer, person, "Mustafa al-Kadhimi")
    assert offered(client_of, alice, full)[0] == "1 Mustafa al-Kadhimi Pers the same name"


def test_the_story_is_asked_first_and_only_this_story(
    client_of: ClientOf, layer: Assignment, alice: User, person: Label, kadhimi: Entity, project: Project
) -> None:
    make_span(layer, person, "the prime minister", entity=kadhimi)
    kadhimi.aliases.exclude(name=kadhimi.name).delete()
    told = make_task(project, "Then the prime minister spoke.\n", story="Visit")
    elsewhere = make_task(project, "Then the prime minister spoke.\n", story="Another one")
    spans = [
        make_span(make_assignment(task, alice, Assignment.State.IN_PROGRESS), person, "the prime minister")
        for task in (told, elsewhere)
    ]
    assert offered(client_of, alice, spans[0]) == ["1 Mustafa al-Kadhimi Pers linked so in this story"]
    assert offered(client_of, alice, spans[1]) == []


def test_the_same_label_comes_before_another_one(
    client_of: ClientOf, layer: Assignment, alice: User, person: Label, mary: User, project: Project
) -> None:
    place = make_label(project, "Place")
    for label in (place, person):
        Entity.make(label, "Ghaani", actor=mary)
    found = offered(client_of, alice, make_span(layer, person, "Ghaani"))
    assert [row.split()[2] for row in found] == ["Pers", "Plac"]


def test_typing_finds_by_the_beginning_of_any_word(
    client_of: ClientOf, layer: Assignment, alice: User, person: Label, qaani: Entity, kadhimi: Entity
) -> None:
    span = make_span(layer, person, "Ghaani")
    for typed in ("kad", "MUST", "must kad", "kadhimi"):
        assert [row.split()[1] for row in offered(client_of, alice, span, typed)] == ["Mustafa"], typed


def link_of_another(project: Project, person: Label, task: Task, entity: Entity, post: Post) -> User:
    """Another annotator links “the prime minister” in the same article."""
    ann = make_member(project, make_user("ann"), Role.ANNOTATOR)
    theirs = make_span(make_assignment(task, ann, Assignment.State.IN_PROGRESS), person, "the prime minister")
    assert post(theirs, "link", as_user=ann, entity=entity.pk).status_code == 200
    return ann


def test_a_blind_project_gives_nothing_of_anothers_links_away(
    client_of: ClientOf,
    layer: Assignment,
    alice: User,
    person: Label,
    kadhimi: Entity,
    project: Project,
    task: Task,
    post: Post,
) -> None:
    Project.objects.update(is_blind=True)
    link_of_another(project, person, task, kadhimi, post)
    span = make_span(layer, person, "the prime minister")
    assert offered(client_of, alice, span) == []
    assert offered(client_of, alice, span, "prime") == []
    page = client_of(alice).get(f"/projects/harbour/entities/{kadhimi.pk}/").content.decode()
    assert "prime minister" not in page
    assert "prime minister" not in client_of(alice).get("/projects/harbour/entities/").content.decode()
    Project.objects.update(is_blind=False)
    assert offered(client_of, alice, span) == ["1 Mustafa al-Kadhimi Pers linked so in this story"]


def test_gold_and_what_the_bank_was_given_count_in_a_blind_project(
    client_of: ClientOf,
    layer: Assignment,
    alice: User,
    person: Label,
    kadhimi: Entity,
    qaani: Entity,
    task: Task,
    mary: User,
) -> None:
    Project.objects.update(is_blind=True)
    make_span(task.gold(), person, "the prime minister", entity=kadhimi, actor=mary)
    span = make_span(layer, person, "the prime minister")
    assert offered(client_of, alice, span) == ["1 Mustafa al-Kadhimi Pers linked so in this story"]
    qaani.add_alias("the general", actor=mary)
    assert offered(client_of, alice, span, "gener")[0].startswith("1 Esmail Qaani")


def test_a_reviewer_who_annotates_a_blind_project_draws_on_all(
    client_of: ClientOf,
    layer: Assignment,
    alice: User,
    person: Label,
    kadhimi: Entity,
    project: Project,
    task: Task,
    post: Post,
) -> None:
    Project.objects.update(is_blind=True)
    link_of_another(project, person, task, kadhimi, post)
    make_member(project, alice, Role.REVIEWER)
    span = make_span(layer, person, "the prime minister")
    assert offered(client_of, alice, span) == ["1 Mustafa al-Kadhimi Pers linked so in this story"]


@pytest.mark.parametrize("size", [2, 40])
def test_looking_up_takes_a_fixed_number_of_queries(
    statements: Statements,
    client_of: ClientOf,
    layer: Assignment,
    alice: User,
    person: Label,
    mary: User,
    size: int,
) -> None:
    for number in range(size):
        Entity.make(person, f"Ghaani {'abcdefghij'[number % 10]}{number}", actor=mary)
    span = make_span(layer, person, "Ghaani")
    client = client_of(alice)
    url = f"/projects/harbour/articles/{layer.task.article_id}/spans/{span.uid}/entities/"
    with statements(most=9):
        assert client.get(url).content.count(b"data-choice") == min(size, 9)
    with statements(most=9):
        assert client.get(url, {"q": "gh"}).content.count(b"data-choice") == min(size, 9)


def test_a_link_takes_few_statements(
    statements: Statements, post: Post, layer: Assignment, person: Label, qaani: Entity, client_of: ClientOf,
    alice: User, mary: User,
) -> None:  # fmt: skip
    """A save, and one to find the entity and to see that it knows the spelling."""
    qaani.add_alias("Ghaani", actor=mary)
    span = make_span(layer, person, "Ghaani")
    client = client_of(alice)
    url = f"/projects/harbour/articles/{layer.task.article_id}/spans/{span.uid}/link/"
    fields = {"edit": uuid.uuid4(), "seen": 1, "entity": qaani.pk}
    with statements(most=8):
        assert client.post(url, fields, headers={"HX-Request": "true"}).status_code == 200
    with statements(most=8):
        fields = {"edit": uuid.uuid4(), "seen": 2}
        url = url.replace("/link/", "/unlink/")
        assert client.post(url, fields, headers={"HX-Request": "true"}).status_code == 200
    assert not Span.objects.filter(entity__isnull=False).exists()


def test_a_link_that_teaches_takes_three_statements_more(
    statements: Statements, client_of: ClientOf, layer: Assignment, person: Label, qaani: Entity, alice: User
) -> None:
    """The spelling, its words, and what happened to the bank."""
    span = make_span(layer, person, "Ghaani")
    client = client_of(alice)
    url = f"/projects/harbour/articles/{layer.task.article_id}/spans/{span.uid}/link/"
    fields = {"edit": uuid.uuid4(), "seen": 1, "entity": qaani.pk}
    with statements(most=11):
        assert client.post(url, fields, headers={"HX-Request": "true"}).status_code == 200
    assert qaani.aliases.filter(name="Ghaani").exists()


def test_without_a_script_the_panel_is_a_page_with_a_form(
    client_of: ClientOf, post: Post, layer: Assignment, person: Label, qaani: Entity, alice: User
) -> None:
    span = make_span(layer, person, "Ghaani")
    url = f"/projects/harbour/articles/{layer.task.article_id}/spans/{span.uid}/detail/"
    page = html.fromstring(client_of(alice).get(url, {"q": "esm"}).content)
    [form] = page.cssselect("#link-form")
    [button] = page.cssselect("[data-choice]")
    fields = {name: value for name, value in form.form_values() if name not in ("edit", "seen")}
    answer = post(span, "link", headers={}, **fields, **{button.get("name"): button.get("value")})
    assert answer.status_code == 302
    assert Span.objects.get().entity == qaani


def mentions_url(span: Span, path: str = "") -> str:
    return f"/projects/harbour/articles/{span.assignment.task.article_id}/mentions/{path}"


def test_every_mention_in_the_story_is_linked_in_one_step_and_undone_in_one(
    client_of: ClientOf, layer: Assignment, person: Label, kadhimi: Entity, alice: User, project: Project
) -> None:
    other = make_task(project, "Kadhimi again, and Kadhimian.\n", story="Visit", source="Agency")
    linked = make_span(layer, person, "Kadhimi", 2, entity=kadhimi)
    tagged = make_span(layer, person, "Kadhimi", 3)
    client = client_of(alice)
    page = html.fromstring(
        client.get(mentions_url(linked), {"span": str(linked.uid), "scope": "story"}).content
    )
    hits = [hit.get("value") for hit in page.cssselect("[data-hit]:not([disabled])")]
    assert len(page.cssselect("[data-hit]")) == 4
    assert len(hits) == 3
    form = page.cssselect("form[data-outbox]")[0]
    fields = {name: value for name, value in form.form_values() if name != "hits"}
    for _ in range(2):
        answer = client.post(mentions_url(linked, "link/"), {**fields, "hits": " ".join(hits)})
        assert answer.status_code == 302
    assert Span.objects.filter(entity=kadhimi).count() == 4
    assert Edit.objects.filter(batch=fields["edit"]).count() == 3
    tagged.refresh_from_db()
    assert (tagged.entity, tagged.version) == (kadhimi, 2)
    assert Span.objects.filter(assignment__task=other, entity=kadhimi).count() == 1
    client.post(f"/projects/harbour/articles/{layer.task.article_id}/undo/", {"edit": uuid.uuid4()})
    assert [span.pk for span in Span.objects.filter(entity=kadhimi)] == [linked.pk]
    assert Span.objects.count() == 2


def test_ticks_of_a_plain_form_count_each(
    client_of: ClientOf, layer: Assignment, person: Label, kadhimi: Entity, alice: User, project: Project
) -> None:
    make_task(project, "Kadhimi again.\n", story="Visit", source="Agency")
    linked = make_span(layer, person, "Kadhimi", 2, entity=kadhimi)
    client = client_of(alice)
    page = html.fromstring(
        client.get(mentions_url(linked), {"span": str(linked.uid), "scope": "story"}).content
    )
    sent = page.cssselect("form[data-outbox]")[0].form_values()
    fields = {name: [value for other, value in sent if other == name] for name, _value in sent}
    client.post(mentions_url(linked, "link/"), fields)
    assert Span.objects.filter(entity=kadhimi).count() == 3


def test_what_is_a_part_of_more_or_linked_otherwise_is_named_and_not_ticked(
    client_of: ClientOf, layer: Assignment, person: Label, kadhimi: Entity, qaani: Entity, alice: User
) -> None:
    linked = make_span(layer, person, "Kadhimi", 2, entity=kadhimi)
    make_span(layer, person, "Kadhimi", 3, entity=qaani)
    page = html.fromstring(
        client_of(alice).get(mentions_url(linked), {"span": str(linked.uid), "scope": "article"}).content
    )
    assert "part of “al-Kadhimi”" in words(page)
    assert "linked to Esmail Qaani" in words(page)
    assert not page.cssselect("[data-hit][checked]:not([disabled])")


@pytest.mark.parametrize("articles", [1, 12])
def test_a_preview_over_a_story_takes_a_fixed_number_of_queries(
    statements: Statements, client_of: ClientOf, layer: Assignment, person: Label, kadhimi: Entity,
    alice: User,
    project: Project, articles: int,
) -> None:  # fmt: skip
    for _ in range(articles):
        make_task(project, "Kadhimi again.\n", story="Visit")
    linked = make_span(layer, person, "Kadhimi", 2, entity=kadhimi)
    client = client_of(alice)
    with statements(most=10):
        page = client.get(mentions_url(linked), {"span": str(linked.uid), "scope": "story"})
    assert page.content.count(b"data-hit") == 3 + articles


def test_unlinked_spans_have_no_mentions_to_link(
    client_of: ClientOf, layer: Assignment, person: Label, alice: User
) -> None:
    span = make_span(layer, person, "Kadhimi", 2)
    assert (
        client_of(alice).get(mentions_url(span), {"span": str(span.uid), "scope": "story"}).status_code == 400
    )
    assert not Alias.objects.exists()
