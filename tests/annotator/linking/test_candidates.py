"""Who is offered for a span and why, and what a blind project hides."""

import pytest
from lxml import html

from annotator.models import Alias, Assignment, Entity, Label, Project, Role, Span, Task, User
from tests.annotator.linking.conftest import Post
from tests.conftest import ClientOf, Statements
from tests.factory import make_assignment, make_label, make_member, make_span, make_task
from tests.pages import HTMX, words


def offered(client_of: ClientOf, user: User, span: Span, typed: str = "") -> list[str]:
    """What the panel offers for a span, as the person reads it, without the new entity at the end."""
    task = span.assignment.task
    url = f"/projects/{task.project.slug}/articles/{task.article_id}/spans/{span.uid}/entities/"
    answer = client_of(user).get(url, {"q": typed}, headers=HTMX)
    assert answer.status_code == 200
    return [words(row) for row in html.fromstring(answer.content).cssselect("[data-choice]")]


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


@pytest.fixture
def linked_by_jonas(layer: Assignment, person: Label, kadhimi: Entity, post: Post, jonas: User) -> Span:
    """“The prime minister”, which Alice has tagged in a blind project where Jonas has linked it already."""
    Project.objects.update(is_blind=True)
    theirs = make_assignment(layer.task, jonas, Assignment.State.IN_PROGRESS)
    link = post(make_span(theirs, person, "the prime minister"), "link", as_user=jonas, entity=kadhimi.pk)
    assert link.status_code == 200
    return make_span(layer, person, "the prime minister")


def test_a_blind_project_gives_nothing_of_anothers_links_away(
    client_of: ClientOf, alice: User, linked_by_jonas: Span, kadhimi: Entity
) -> None:
    assert offered(client_of, alice, linked_by_jonas) == []
    assert offered(client_of, alice, linked_by_jonas, "prime") == []
    page = client_of(alice).get(f"/projects/harbour/entities/{kadhimi.pk}/").content.decode()
    assert "prime minister" not in page
    assert "prime minister" not in client_of(alice).get("/projects/harbour/entities/").content.decode()
    Project.objects.update(is_blind=False)
    assert offered(client_of, alice, linked_by_jonas) == ["1 Mustafa al-Kadhimi Pers linked so in this story"]


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
    client_of: ClientOf, alice: User, linked_by_jonas: Span, project: Project
) -> None:
    make_member(project, alice, Role.REVIEWER)
    assert offered(client_of, alice, linked_by_jonas) == ["1 Mustafa al-Kadhimi Pers linked so in this story"]


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


def test_of_a_span_in_stretches_only_what_is_tagged_is_a_name(
    post: Post, layer: Assignment, person: Label, client_of: ClientOf, alice: User
) -> None:
    span = make_span(layer, person, "Esmail Qaani met Mustafa")
    span.change(actor=alice, seen=1, ranges=[(0, 6), (17, 24)])
    assert offered(client_of, alice, span) == []
    post(span, "link", new="1")
    assert set(Alias.objects.values_list("name", flat=True)) == {"Esmail Mustafa"}
    assert Entity.objects.get().name == "Esmail Mustafa"
