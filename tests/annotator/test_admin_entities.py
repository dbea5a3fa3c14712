"""The bank in the administration: scoped, searched by any spelling, merged, orphans found."""

from typing import Any

import pytest
from django.test import Client
from lxml import html

from annotator.models import Alias, AliasWord, Assignment, Entity, Event, Label, Project, Task, User
from tests.conftest import ClientOf, Statements
from tests.factory import make_assignment, make_label, make_span
from tests.pages import words

LIST = "/admin/annotator/entity/"


@pytest.fixture
def ada(person: Label, mary: User, task: Task, alice: User) -> Entity:
    entity = Entity.make(person, "Ada Marlow", actor=mary)
    make_span(make_assignment(task, alice, Assignment.State.IN_PROGRESS), person, "Ada Marlow", entity=entity)
    return entity


@pytest.fixture
def captain(person: Label, mary: User) -> Entity:
    return Entity.make(person, "Captain Marlowe", actor=mary)


def listed(client: Client, query: str = "") -> list[str]:
    answer = client.get(LIST + query)
    assert answer.status_code == 200
    return [words(row) for row in html.fromstring(answer.content).cssselect("th.field-name")]


def act(client: Client, action: str, *entities: Entity) -> Any:
    fields = {"action": action, "_selected_action": [entity.pk for entity in entities]}
    return client.post(LIST, fields, follow=True).content.decode()


def test_it_is_searched_by_any_spelling(client_of: ClientOf, bob: User, ada: Entity, captain: Entity) -> None:
    ada.add_alias("ادا مارلو", actor=bob)
    client = client_of(bob)
    assert listed(client) == ["Ada Marlow", "Captain Marlowe"]
    assert listed(client, "?q=marlowe") == ["Captain Marlowe"]
    assert listed(client, "?q=مارل") == ["Ada Marlow"]


def test_only_ones_own_projects_are_reached(
    client_of: ClientOf, bob: User, charlie: User, alice: User, ada: Entity
) -> None:
    foreign = Entity.make(make_label(Project.objects.get(slug="elsewhere")), "Stranger", actor=charlie)
    client = client_of(bob)
    assert listed(client) == ["Ada Marlow"]
    assert client.get(f"{LIST}{foreign.pk}/change/").status_code == 302
    assert "Choose two" in act(client, "merge", ada, foreign)
    assert client_of(alice).get(LIST).status_code == 403


def test_orphans_are_those_that_nothing_names(
    client_of: ClientOf, bob: User, ada: Entity, captain: Entity, person: Label
) -> None:
    client = client_of(bob)
    assert listed(client, "?use=orphans") == ["Captain Marlowe"]
    ada.merge_into(captain, actor=bob)
    assert listed(client, "?use=orphans") == []
    assert listed(client, "?use=merged") == ["Ada Marlow"]


def test_several_are_merged_into_the_most_mentioned_and_taken_back(
    client_of: ClientOf, bob: User, ada: Entity, captain: Entity
) -> None:
    client = client_of(bob)
    assert "All of them are “Ada Marlow” now." in act(client, "merge", captain, ada)
    captain.refresh_from_db()
    assert captain.merged_into == ada
    assert "Nothing was merged" in act(client, "merge", captain, ada)
    assert "1 entity stands again." in act(client, "take_back", captain, ada)
    captain.refresh_from_db()
    assert captain.merged_into is None


def test_a_merge_of_what_is_gone_asks_for_two(
    client_of: ClientOf, bob: User, ada: Entity, captain: Entity
) -> None:
    Entity.objects.filter(pk=captain.pk).delete()
    client = client_of(bob)
    assert "Choose two entities or more." in act(client, "merge", captain, ada)
    fields = {"action": "merge", "_selected_action": ["999998", "999999"]}
    assert "Choose two entities or more." in client.post(LIST, fields, follow=True).content.decode()


def fields_of(entity: Entity | None, **fields: Any) -> dict[str, Any]:
    """What the form of an entity sends, with its spellings."""
    aliases = list(entity.aliases.order_by("pk")) if entity else []
    rows = {"aliases-TOTAL_FORMS": len(aliases) + 1, "aliases-INITIAL_FORMS": len(aliases)}
    for number, alias in enumerate(aliases):
        rows |= {f"aliases-{number}-id": alias.pk, f"aliases-{number}-entity": alias.entity_id}
    seen = {"seen": entity.version} if entity else {}
    return {"description": "", "wikidata_id": "", **seen, **rows, **fields}


def test_spellings_come_and_go_with_their_words(client_of: ClientOf, bob: User, ada: Entity) -> None:
    client, url = client_of(bob), f"{LIST}{ada.pk}/change/"
    client.post(
        url, fields_of(ada, name="Ada Marlow", **{"aliases-1-name": "A. Marlow", "aliases-1-entity": ada.pk})
    )
    alias = Alias.objects.get(name="A. Marlow")
    assert [word.word for word in alias.words.all()] == ["a", "marlow"]
    assert Event.objects.filter(verb="alias added", actor=bob).exists()
    client.post(url, fields_of(ada, name="Ada Marlow", **{"aliases-1-DELETE": "on"}))
    assert not Alias.objects.filter(pk=alias.pk).exists()
    assert AliasWord.objects.count() == 2


def test_it_is_renamed_and_made_by_the_verbs(
    client_of: ClientOf, bob: User, ada: Entity, person: Label, project: Project
) -> None:
    client = client_of(bob)
    client.post(f"{LIST}{ada.pk}/change/", fields_of(ada, name="Ada Marlowe"))
    ada.refresh_from_db()
    assert (ada.name, ada.version, ada.aliases.count()) == ("Ada Marlowe", 2, 2)
    answer = client.post(f"{LIST}add/", fields_of(None, name="Veldt", label=person.pk))
    assert answer.status_code == 302
    made = Entity.objects.get(name="Veldt")
    assert (made.project, made.aliases.get().name) == (project, "Veldt")


def test_a_save_on_an_older_version_overwrites_nothing(
    client_of: ClientOf, bob: User, mary: User, ada: Entity
) -> None:
    client, url = client_of(mary), f"{LIST}{ada.pk}/change/"
    [seen] = html.fromstring(client.get(url).content).xpath("//input[@name='seen']/@value")
    ada.describe(actor=bob, seen=1, name="Ada Marlowe", description="A captain.")
    fields = fields_of(ada, name="Ada Marlow", seen=seen, **{"aliases-2-name": "A. M."})
    content = client.post(url, fields).content.decode()
    assert "somebody else changed this since you opened it" in content
    assert "Name: Ada Marlowe; Description: A captain." in content
    ada.refresh_from_db()
    assert (ada.name, ada.version, ada.aliases.filter(name="A. M.").exists()) == ("Ada Marlowe", 2, False)


def test_what_is_mentioned_is_not_deleted(
    client_of: ClientOf, bob: User, ada: Entity, captain: Entity
) -> None:
    client = client_of(bob)
    for entity in (ada, captain):
        client.post(f"{LIST}{entity.pk}/delete/", {"post": "yes"})
    assert list(Entity.objects.all()) == [ada]


@pytest.mark.parametrize("size", [2, 40])
def test_the_list_takes_a_fixed_number_of_queries(
    statements: Statements, client_of: ClientOf, bob: User, person: Label, size: int
) -> None:
    for number in range(size):
        Entity.make(person, f"Person {number}", actor=bob)
    client = client_of(bob)
    with statements(most=10):
        assert len(listed(client)) == size
