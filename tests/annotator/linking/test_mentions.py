"""Every mention of a name is linked in one step."""

import uuid

import pytest
from lxml import html

from annotator.models import Alias, Assignment, Edit, Entity, Label, Project, Span, User
from tests.conftest import ClientOf, Statements
from tests.factory import make_label, make_span, make_task
from tests.pages import HTMX, words


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


def test_no_more_are_ticked_than_are_linked_at_once(
    client_of: ClientOf, layer: Assignment, person: Label, kadhimi: Entity, alice: User, project: Project,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    for module in ("forms", "views"):
        monkeypatch.setattr(f"annotator.{module}.occurrences.MOST_AT_ONCE", 2)
    make_task(project, "Kadhimi, Kadhimi, Kadhimi.\n", story="Visit", source="Agency")
    linked = make_span(layer, person, "Kadhimi", 2, entity=kadhimi)
    client = client_of(alice)
    for told, standing in ((True, 3), (False, 5)):
        asked = {"span": str(linked.uid), "scope": "story"}
        page = html.fromstring(client.get(mentions_url(linked), asked).content)
        assert ("At most 2 mentions are linked at once." in words(page)) is told
        sent = page.cssselect("form[data-outbox]")[0].form_values()
        fields = {name: [value for other, value in sent if other == name] for name, _value in sent}
        assert client.post(mentions_url(linked, "link/"), fields).status_code == 302
        assert Span.objects.filter(entity=kadhimi).count() == standing


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


def test_what_carries_another_label_is_named_and_changes_if_it_is_ticked(
    client_of: ClientOf, layer: Assignment, person: Label, kadhimi: Entity, alice: User, project: Project
) -> None:
    linked = make_span(layer, person, "Kadhimi", 2, entity=kadhimi)
    other = make_span(layer, make_label(project, "Office"), "Kadhimi", 3)
    client = client_of(alice)
    page = html.fromstring(
        client.get(mentions_url(linked), {"span": str(linked.uid), "scope": "article"}).content
    )
    assert "Office → Person" in words(page)
    assert not page.cssselect("[data-hit][checked]:not([disabled])")
    fields = dict(page.cssselect("form[data-outbox]")[0].form_values())
    hit = f"{layer.task.article_id}:{other.start}-{other.end}"
    client.post(mentions_url(linked, "link/"), {**fields, "hits": hit})
    other.refresh_from_db()
    assert (other.label, other.entity) == (person, kadhimi)
    assert layer.spans.count() == 2


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


def test_mentions_are_not_linked_to_an_entity_of_another_project(
    client_of: ClientOf, layer: Assignment, person: Label, kadhimi: Entity, alice: User, charlie: User
) -> None:
    foreign = Entity.make(make_label(Project.objects.get(slug="elsewhere")), "Kadhimi", actor=charlie)
    linked = make_span(layer, person, "Kadhimi", 2, entity=kadhimi)
    client = client_of(alice)
    page = html.fromstring(
        client.get(mentions_url(linked), {"span": str(linked.uid), "scope": "article"}).content
    )
    fields = dict(page.cssselect("form[data-outbox]")[0].form_values())
    assert fields["entity"] == str(kadhimi.pk)
    answer = client.post(mentions_url(linked, "link/"), {**fields, "entity": foreign.pk}, headers=HTMX)
    assert answer.status_code == 409
    assert not foreign.spans.exists()
