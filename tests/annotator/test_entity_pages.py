"""The bank's pages: what is listed to whom, spellings by outlet, mentions in context, and every step."""

from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from annotator.models import Alias, Assignment, Entity, Event, Label, Project, Span, User
from tests.conftest import ClientOf, Statements
from tests.factory import make_assignment, make_label, make_span, make_task
from tests.pages import HTMX, words


@pytest.fixture
def qaani(person: Label, mary: User) -> Entity:
    return Entity.make(person, "Esmail Qaani", actor=mary, description="commander", wikidata_id="Q5398051")


@pytest.fixture
def layers(project: Project, alice: User) -> list[Assignment]:
    """Alice's layers on the reports of two outlets and of one that is not known."""
    texts = {
        "Wire": "Qaani met Ghaani’s aide. Qaani left.\n",
        "Agency": "Ghaani left.\n",
        "": "ghaani left.\n",
    }
    tasks = [make_task(project, text, source=source, story="Visit") for source, text in texts.items()]
    return [make_assignment(task, alice, Assignment.State.IN_PROGRESS) for task in tasks]


@pytest.fixture
def linked(layers: list[Assignment], person: Label, qaani: Entity) -> list[Span]:
    wire, agency, unknown = layers
    made = [(wire, "Qaani", 1), (wire, "Qaani", 2), (wire, "Ghaani’s", 1), (agency, "Ghaani", 1)]
    made.append((unknown, "ghaani", 1))
    return [make_span(layer, person, quote, number, entity=qaani) for layer, quote, number in made]


def page(client: Client, entity: Entity | None = None, query: str = "", **extra: Any) -> html.HtmlElement:
    path = f"/projects/harbour/entities/{f'{entity.pk}/' if entity else ''}{query}"
    answer = client.get(path, **extra)
    assert answer.status_code == 200
    return html.fromstring(answer.content.decode())


def rows(document: html.HtmlElement) -> list[str]:
    return [words(row) for row in document.cssselect("tbody tr")]


def step(client: Client, entity: Entity, verb: str, **fields: Any) -> Any:
    """Send a plain form of an entity's page, and give the page that follows."""
    return client.post(f"/projects/harbour/entities/{entity.pk}/{verb}/", fields, follow=True)


def test_the_list_tells_name_label_spellings_and_mentions(
    client_of: ClientOf, alice: User, linked: list[Span], qaani: Entity, person: Label, mary: User
) -> None:
    qaani.add_alias("Ghaani", actor=mary)
    Entity.make(person, "Ada Marlow", actor=mary)
    assert rows(page(client_of(alice))) == ["Ada Marlow Person –", "Esmail Qaani commander Person Ghaani 5"]


@pytest.mark.parametrize("headers", [{}, HTMX])
def test_it_is_searched_by_the_beginning_of_any_word_of_any_spelling(
    client_of: ClientOf, alice: User, qaani: Entity, person: Label, mary: User, headers: dict[str, str]
) -> None:
    other = Entity.make(person, "Ashraf Ghani", actor=mary)
    other.add_alias("اشرف غنی", actor=mary)
    old = Entity.make(person, "Ismail Ghaani", actor=mary)
    old.merge_into(qaani, actor=mary)
    for typed, found in {
        "gha": ["Ashraf", "Esmail"],
        "غن": ["Ashraf"],
        "ismail": ["Esmail"],
        "x": [],
    }.items():
        document = page(client_of(alice), query=f"?q={typed}", headers=headers)
        assert [row.split()[0] for row in rows(document)] == found
        assert bool(document.cssselect("html > head > title")) != bool(headers)


def test_it_is_filtered_by_label_and_by_mention(
    client_of: ClientOf, alice: User, linked: list[Span], project: Project, mary: User
) -> None:
    place = make_label(project, "Place")
    Entity.make(place, "Veldt", actor=mary)
    client = client_of(alice)
    assert [row.split()[0] for row in rows(page(client, query=f"?label={place.pk}"))] == ["Veldt"]
    assert [row.split()[0] for row in rows(page(client, query="?mentioned=1"))] == ["Esmail"]
    assert len(rows(page(client, query="?label=x&q="))) == 2


def test_it_is_walked_page_by_page(client_of: ClientOf, alice: User, person: Label, mary: User) -> None:
    for number in range(120):
        Entity.make(person, f"Person {number:03}", actor=mary)
    client, seen, query = client_of(alice), [], ""
    for _ in range(3):
        document = page(client, query=query)
        seen += [row.split()[1] for row in rows(document)]
        query = next((link.get("href") for link in document.cssselect("a[rel=next]")), "")
    assert seen == [f"{number:03}" for number in range(120)]
    assert not query
    assert "120 entities" in words(page(client))


def test_it_is_sorted_by_mentions_in_every_spelling_and_merged_ones_too(
    client_of: ClientOf,
    alice: User,
    layers: list[Assignment],
    linked: list[Span],
    qaani: Entity,
    person: Label,
    mary: User,
) -> None:
    old, rare = Entity.make(person, "Zahra Old", actor=mary), Entity.make(person, "Ada Rare", actor=mary)
    for name in ("Aaron", "Ben"):
        Entity.make(person, name, actor=mary)
    left = make_span(layers[1], person, "left", entity=old)
    make_span(layers[2], person, "left", entity=rare)
    client = client_of(alice)

    def names(query: str) -> list[str]:
        return [row.split()[0] for row in rows(page(client, query=query))]

    assert names("?sort=mentions") == ["Esmail", "Ada", "Zahra", "Aaron", "Ben"]
    assert names("?sort=mentions&q=a") == ["Ada", "Aaron"]
    assert names("?sort=mentions&mentioned=1") == ["Esmail", "Ada", "Zahra"]
    assert names("") == names("?sort=x") == ["Aaron", "Ada", "Ben", "Esmail", "Zahra"]
    # The same words in another layer are one mention; what is merged counts with what it was merged into.
    make_span(layers[0], person, "left", entity=rare)
    Span.objects.filter(pk=left.pk).update(entity=rare)

    def numbers() -> list[str]:
        return [row.split()[-1] for row in rows(page(client, query="?sort=mentions"))]

    assert numbers() == ["5", "3", "–", "–", "–"]
    rare.merge_into(qaani, actor=mary)
    assert numbers() == ["8", "–", "–", "–"]


def test_it_is_walked_page_by_page_by_mentions(
    client_of: ClientOf, alice: User, person: Label, mary: User, project: Project
) -> None:
    made = [Entity.make(person, f"Person {number:03}", actor=mary) for number in range(120)]
    layer = make_assignment(make_task(project, "a b c " * 30), alice)
    for number in range(60):  # The last sixty are mentioned, the very last one twice.
        make_span(layer, person, "a" if number < 30 else "b", 1 + number % 30, entity=made[60 + number])
    make_span(layer, person, "c", entity=made[119])
    client, seen, query, pages = client_of(alice), [], "?sort=mentions", []
    while query:
        document = page(client, query=query)
        pages.append([int(row.split()[1]) for row in rows(document)])
        seen += pages[-1]
        query = next((link.get("href") for link in document.cssselect("a[rel=next]")), "")
    assert seen == [119, *range(60, 119), *range(60)]
    back = document.cssselect("a[rel=prev]")[0].get("href")
    assert [int(row.split()[1]) for row in rows(page(client, query=back))] == pages[1]
    assert page(client, query="?sort=mentions").cssselect("th[aria-sort=descending]")
    assert rows(page(client, query="?sort=mentions&page_number=9")) == []


@pytest.mark.parametrize("size", [1, 60])
def test_the_pages_take_a_fixed_number_of_queries(
    statements: Statements,
    client_of: ClientOf,
    alice: User,
    person: Label,
    mary: User,
    project: Project,
    qaani: Entity,
    size: int,
) -> None:
    for number in range(size):
        Entity.make(person, f"Person {number}", actor=mary)
        layer = make_assignment(make_task(project, "Qaani left.\n", source=f"Source {number}"), alice)
        make_span(layer, person, "Qaani", entity=qaani)
    client = client_of(alice)
    with statements(most=11):
        assert len(rows(page(client))) == min(50, size + 1)
    with statements(most=13):
        assert len(rows(page(client, query="?sort=mentions"))) == min(50, size + 1)
    with statements(most=11):
        assert len(page(client, qaani).cssselect(".mention")) == min(50, size)


def test_an_entitys_page_counts_spellings_by_outlet(
    client_of: ClientOf, alice: User, linked: list[Span], qaani: Entity
) -> None:
    document = page(client_of(alice), qaani)
    assert words(document.cssselect(".spelling-table thead")[0]) == "SpellingAgencyWireno sourceAll"
    table = [[words(cell) for cell in row] for row in document.cssselect(".spelling-table tbody tr")]
    assert table == [["Ghaani", "1", "1", "1", "3"], ["Qaani", "·", "2", "·", "2"]]
    assert "Q5398051" in words(document)


def test_it_shows_each_mention_in_context_with_the_way_to_it(
    client_of: ClientOf, alice: User, linked: list[Span], qaani: Entity
) -> None:
    client = client_of(alice)
    document = page(client, qaani)
    shown = [words(mention.cssselect("p")[0]) for mention in document.cssselect(".mention")]
    assert shown[1] == "Qaani met Ghaani’s aide. Qaani left."
    links = [link.get("href") for link in document.cssselect(".mention a")]
    assert links == [
        f"{reverse('workspace', args=['harbour', span.assignment.task.article_id])}?span={span.uid}"
        for span in [linked[0], linked[2], linked[1], *linked[3:]]
    ]
    assert {client.get(link).status_code for link in links} == {200}


def test_the_same_place_in_two_layers_is_one_mention(
    client_of: ClientOf, bob: User, linked: list[Span], qaani: Entity, person: Label, jonas: User
) -> None:
    theirs = make_assignment(linked[3].assignment.task, jonas, Assignment.State.IN_PROGRESS)
    make_span(theirs, person, "Ghaani", entity=qaani)
    gold = linked[3].assignment.task.gold()
    make_span(gold, person, "Ghaani", entity=qaani, actor=bob)
    document = page(client_of(bob), qaani)
    assert words(document.cssselect("#mentions-title")[0]) == "Mentions 5"
    assert "alice · jonas · Gold" in [words(p) for p in document.cssselect(".mention p.small")]
    for link in document.cssselect(".mention a"):
        assert client_of(bob).get(link.get("href")).status_code == 200
    assert rows(page(client_of(bob)))[0].endswith("5")


def test_an_analyst_of_a_blind_project_sees_their_own_mentions(
    client_of: ClientOf, alice: User, linked: list[Span], qaani: Entity, bob: User, jonas: User
) -> None:
    Project.objects.update(is_blind=True)
    assert "Nothing is linked to it yet." in words(page(client_of(jonas), qaani))
    assert rows(page(client_of(jonas))) == ["Esmail Qaani commander Person –"]
    assert len(page(client_of(alice), qaani).cssselect(".mention")) == 5
    assert len(page(client_of(bob), qaani).cssselect(".mention")) == 5


def test_an_annotator_makes_an_entity_and_adds_a_spelling(
    client_of: ClientOf, alice: User, person: Label
) -> None:
    client = client_of(alice)
    fields = {"edit": uuid4(), "name": "  Ada   Marlow ", "label": person.pk, "wikidata_id": "Q42"}
    answer = client.post("/projects/harbour/entities/make/", fields, follow=True)
    entity = Entity.objects.get()
    assert entity.name == "Ada Marlow"
    assert b"<h1><bdi>Ada Marlow</bdi>" in answer.content
    step(client, entity, "aliases", name="Captain Marlow")
    assert {alias.name for alias in entity.aliases.all()} == {"Ada Marlow", "Captain Marlow"}
    assert (
        "has this spelling already" in step(client, entity, "aliases", name="Captain Marlow").content.decode()
    )


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"name": ""}, "Name: "),
        ({"name": "\u202e\u200f \u200b"}, "Name: None of these characters can be seen."),
        ({"name": "A", "wikidata_id": "42"}, "Q42"),
        ({"name": "A", "label": "9"}, "Label: "),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(
    client_of: ClientOf, alice: User, person: Label, fields: dict[str, str], why: str
) -> None:
    answer = client_of(alice).post(
        "/projects/harbour/entities/make/", {"edit": uuid4(), "label": person.pk, **fields}, follow=True
    )
    assert why in answer.content.decode()
    assert not Entity.objects.exists()


def test_a_name_that_another_entity_has_is_taken_and_told_of(
    client_of: ClientOf, alice: User, person: Label, qaani: Entity
) -> None:
    fields = {"edit": uuid4(), "label": person.pk, "name": qaani.name}
    answer = client_of(alice).post("/projects/harbour/entities/make/", fields, follow=True)
    assert "Another entity has this name too." in answer.content.decode()
    assert Entity.objects.filter(name=qaani.name).count() == 2


def test_a_form_that_is_sent_twice_makes_one_entity(
    client_of: ClientOf, alice: User, bob: User, person: Label
) -> None:
    client = client_of(alice)
    [form] = [each for each in page(client).forms if each.action.endswith("/make/")]
    fields = {**dict(form.form_values()), "name": "Ada Marlow", "label": person.pk}
    first, again = (client.post(form.action, fields) for _click in range(2))
    assert first["Location"] == again["Location"]
    assert Entity.objects.count() == 1
    client_of(bob).post(form.action, fields)
    client.post(form.action, {**fields, "edit": uuid4()})
    assert Entity.objects.count() == 3


def test_a_merge_that_is_sent_twice_is_one(
    client_of: ClientOf, bob: User, qaani: Entity, person: Label, mary: User
) -> None:
    other = Entity.make(person, "Ismail Ghaani", actor=mary)
    for _click in range(2):
        answer = step(client_of(bob), qaani, "merge", chosen=other.pk)
    assert "is merged; below it can be taken back" in words(html.fromstring(answer.content.decode()))
    assert Event.objects.filter(verb="entities merged").count() == 1


def test_a_reviewer_renames_and_takes_spellings_away(
    client_of: ClientOf, bob: User, qaani: Entity, mary: User
) -> None:
    client = client_of(bob)
    step(client, qaani, "describe", name="Ismail Qaani", description="", wikidata_id="", seen=1)
    qaani.refresh_from_db()
    assert (qaani.name, qaani.version) == ("Ismail Qaani", 2)
    stale = step(client, qaani, "describe", name="Nobody", seen=1)
    assert "Somebody else changed this entity" in stale.content.decode()
    alias = qaani.aliases.get(name="Esmail Qaani")
    for _ in range(2):
        answer = step(client, qaani, "aliases/remove", chosen=alias.pk)
    assert "gone already" in answer.content.decode()
    assert [alias.name for alias in qaani.aliases.all()] == ["Ismail Qaani"]


def test_a_reviewer_merges_what_was_typed_and_takes_it_back(
    client_of: ClientOf, bob: User, qaani: Entity, linked: list[Span], person: Label, mary: User
) -> None:
    other = Entity.make(person, "Ismail Ghaani", actor=mary)
    client = client_of(bob)
    [target] = page(client, qaani, "?into=ghaa").cssselect("#targets button")
    assert target.get("value") == str(other.pk)
    assert page(client, qaani, "?into=ghaa", headers=HTMX).get("id") == "targets"
    answer = step(client, qaani, "merge", chosen=target.get("value"))
    document = html.fromstring(answer.content.decode())
    assert len(document.cssselect(".mention")) == 5
    assert "Merged into it: Esmail Qaani" in words(document)
    assert [words(each) for each in document.cssselect(".aliases li:not(:has(form))")] == [
        "Esmail Qaani",
        "Ismail Ghaani",
    ]  # Names are not to be taken away.
    assert "Merged into Ismail Ghaani" in words(page(client, qaani))
    assert [row.split()[0] for row in rows(page(client))] == ["Ismail"]
    step(client, qaani, "unmerge")
    assert [row.split()[0] for row in rows(page(client))] == ["Esmail", "Ismail"]
    assert {span.version for span in Span.objects.all()} == {1}


def test_a_reviewer_splits_ticked_spellings_off(
    client_of: ClientOf, bob: User, qaani: Entity, linked: list[Span]
) -> None:
    client = client_of(bob)
    assert "Tick the spellings" in step(client, qaani, "split", name="Ashraf Ghani").content.decode()
    answer = step(client, qaani, "split", name="Ashraf Ghani", keys=["ghaani"])
    document = html.fromstring(answer.content.decode())
    assert words(document.cssselect("h1")[0]).startswith("Ashraf Ghani")
    assert len(document.cssselect(".mention")) == 3
    assert len(page(client, qaani).cssselect(".mention")) == 2
    assert "Nothing" not in words(document.cssselect("#mentions")[0])


def test_annotators_are_offered_only_what_they_may(
    client_of: ClientOf, alice: User, bob: User, qaani: Entity, linked: list[Span]
) -> None:
    actions = [
        {form.get("action").rsplit("/", 2)[1] for form in page(client_of(user), qaani).cssselect("main form")}
        for user in (alice, bob)
    ]
    assert "aliases" in actions[0]
    assert not actions[0] & {"describe", "merge", "unmerge"}
    assert {"describe", "merge", "aliases"} <= actions[1]
    assert not page(client_of(alice), qaani).cssselect("input[name=keys]")


def test_names_of_other_projects_are_not_to_be_had(
    client_of: ClientOf, bob: User, charlie: User, qaani: Entity
) -> None:
    label = make_label(Project.objects.get(slug="elsewhere"))
    foreign = Entity.make(label, "Esmail Qaani of elsewhere", actor=charlie)
    client = client_of(bob)
    assert client.get(f"/projects/harbour/entities/{foreign.pk}/").status_code == 404
    assert "is gone" in step(client, qaani, "merge", chosen=foreign.pk).content.decode()
    assert "elsewhere" not in words(page(client, qaani, "?into=esm"))
    alias = Alias.objects.get(entity=foreign)
    step(client, qaani, "aliases/remove", chosen=alias.pk)
    assert Alias.objects.filter(pk=alias.pk).exists()
