"""A span is linked to an entity: what is stored, what the bank learns, what is refused."""

import uuid

from lxml import html

from annotator.models import Assignment, Entity, Label, Project, Role, Span, Task, User
from tests.annotator.linking.conftest import Post
from tests.conftest import ClientOf, Statements
from tests.factory import make_assignment, make_label, make_member, make_span
from tests.pages import HTMX


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


def test_what_somebody_else_was_taught_is_learned_once_more(
    post: Post, layer: Assignment, person: Label, qaani: Entity, alice: User, jonas: User
) -> None:
    """Each one's own, so that it stays when the other's link goes."""
    qaani.add_alias("Ghaani", actor=jonas, taught_by=jonas)
    post(make_span(layer, person, "Ghaani"), "link", entity=qaani.pk)
    assert {alias.taught_by for alias in qaani.aliases.filter(name="Ghaani")} == {alice, jonas}


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


def test_a_nul_finds_nothing(
    client_of: ClientOf, layer: Assignment, person: Label, qaani: Entity, alice: User
) -> None:
    """PostgreSQL takes none, wherever it is looked up."""
    span = make_span(layer, person, "Ghaani")
    article = f"/projects/harbour/articles/{layer.task.article_id}"
    for address, name in (
        (f"{article}/spans/{span.uid}/entities/", "q"),
        (f"{article}/spans/{span.uid}/detail/", "q"),
        (f"{article}/claimants/", "q"),
        (f"/projects/harbour/entities/{qaani.pk}/", "into"),
    ):
        answer = client_of(alice).get(address, {name: "\0"}, headers=HTMX)
        assert answer.status_code == 200


def test_a_new_entity_has_a_name_that_can_be_seen(post: Post, layer: Assignment, person: Label) -> None:
    answer = post(make_span(layer, person, "Ghaani"), "link", new="1", q="\u200b")
    assert (answer.status_code, answer.content.decode()) == (
        400,
        "Name: None of these characters can be seen.",
    )
    assert not Entity.objects.exists()


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


def test_unlinking_forgets_no_other_words_and_nothing_of_another_entity(
    post: Post, layer: Assignment, person: Label, kadhimi: Entity, qaani: Entity
) -> None:
    spans = [make_span(layer, person, *words) for words in (("Ghaani",), ("Kadhimi", 2), ("Kadhimi", 3))]
    for span, entity in zip(spans, (qaani, kadhimi, qaani), strict=True):
        post(span, "link", entity=entity.pk)
    post(spans[2], "unlink")
    assert {alias.name for alias in qaani.aliases.all()} == {"Esmail Qaani", "Ghaani"}
    assert kadhimi.aliases.filter(name="Kadhimi").exists()


def test_what_one_person_forgets_is_known_to_the_other_who_says_it_still(
    post: Post, layer: Assignment, task: Task, person: Label, qaani: Entity, alice: User, jonas: User
) -> None:
    own = make_span(layer, person, "Ghaani")
    his = make_span(make_assignment(task, jonas, Assignment.State.IN_PROGRESS), person, "Ghaani")
    post(own, "link", entity=qaani.pk)
    post(his, "link", as_user=jonas, entity=qaani.pk)
    post(own, "unlink")
    assert [alias.taught_by for alias in qaani.aliases.filter(name="Ghaani")] == [jonas]


def test_another_choice_forgets_the_first_one(
    post: Post, layer: Assignment, person: Label, kadhimi: Entity, qaani: Entity
) -> None:
    span = make_span(layer, person, "Ghaani")
    post(span, "link", entity=kadhimi.pk)
    post(span, "link", entity=qaani.pk)
    assert not kadhimi.aliases.filter(name="Ghaani").exists()
    assert qaani.aliases.filter(name="Ghaani").exists()


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
        assert client.post(url, fields, headers=HTMX).status_code == 200
    with statements(most=8):
        fields = {"edit": uuid.uuid4(), "seen": 2}
        url = url.replace("/link/", "/unlink/")
        assert client.post(url, fields, headers=HTMX).status_code == 200
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
        assert client.post(url, fields, headers=HTMX).status_code == 200
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
