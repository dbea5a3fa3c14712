"""What a span should be, as the reviewer corrected it, is told to its annotator beside it."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse
from lxml import html

from annotator.models import Assignment, Label, Project, Span, Task, User
from tests.annotator.reviewing import annotate, decide, delete, send
from tests.conftest import ClientOf, Statements
from tests.factory import make_assignment, make_label, make_span, make_submitted, make_task
from tests.pages import words


@pytest.fixture
def layer(task: Task, alice: User, person: Label) -> Assignment:
    return make_submitted(task, alice, (person, "Veldt"), (person, "Marlow"))


@pytest.fixture
def span(layer: Assignment) -> Span:
    """“Veldt”."""
    return layer.spans.order_by("-start")[0]


def read(client: Client, layer: Assignment) -> str:
    """The workspace of the annotator."""
    address = reverse("workspace", args=(layer.task.project.slug, layer.task.article_id))
    return client.get(address).content.decode()


@pytest.mark.parametrize("is_blind", [True, False])
def test_the_annotator_reads_what_it_should_be(
    is_blind: bool,
    project: Project,
    layer: Assignment,
    span: Span,
    alice: User,
    reviewer: Client,
    client_of: ClientOf,
) -> None:
    project.is_blind = is_blind
    project.save()
    place = make_label(project, "Place")
    decide(reviewer, span, "corrected", label=place.pk, start=17, end=25, comment="It lies <there>")
    send(reviewer, layer, "return", message="Look")
    told = (
        '<span class="review corrected">Corrected → Place <bdi>“in Veldt”</bdi>: It lies &lt;there&gt;</span>'
    )
    assert told in read(client_of(alice), layer)


def test_fragments_stand_apart(
    task: Task, alice: User, person: Label, claim: Label, reviewer: Client, client_of: ClientOf
) -> None:
    layer = make_assignment(task, alice)
    span = make_span(layer, person, "Ada Marlow spoke")
    span.change(actor=alice, seen=1, ranges=[(0, 3), (11, 16)])
    layer.submit(alice)
    decide(reviewer, span, "corrected", label=claim.pk)
    assert "Corrected → Claim <bdi>“Ada … spoke”</bdi></span>" in read(client_of(alice), layer)


def test_hostile_words_stay_words(
    project: Project, alice: User, reviewer: Client, client_of: ClientOf
) -> None:
    label = make_label(project, "<i>Label")
    layer = make_assignment(make_task(project, "She said <script>alert(1)</script> twice.\n"), alice)
    span = make_span(layer, label, "script")
    layer.submit(alice)
    decide(reviewer, span, "corrected", start=9, end=34)
    content = read(client_of(alice), layer)
    assert "→ &lt;i&gt;Label <bdi>“&lt;script&gt;alert(1)&lt;/script&gt;”</bdi>" in content
    assert "<script>alert" not in content


def test_once_the_annotator_has_changed_it_nothing_is_told(
    layer: Assignment, span: Span, claim: Label, alice: User, reviewer: Client, client_of: ClientOf
) -> None:
    decide(reviewer, span, "corrected", label=claim.pk)
    send(reviewer, layer, "return", message="Look")
    annotator = client_of(alice)
    assert "Corrected → Claim" in read(annotator, layer)
    answer = annotate(annotator, layer, f"spans/{span.uid}/", seen=span.version, label=claim.pk)
    assert "Corrected" not in answer.content.decode()
    assert "Corrected" not in read(annotator, layer)


def test_a_save_beside_it_tells_it_with_no_more_queries_and_stays_small(
    layer: Assignment,
    span: Span,
    person: Label,
    claim: Label,
    alice: User,
    reviewer: Client,
    client_of: ClientOf,
    statements: Statements,
) -> None:
    decide(reviewer, span, "corrected", label=claim.pk)
    send(reviewer, layer, "return", message="Look")
    annotator = client_of(alice)
    delete(annotator, layer.spans.get(quote="Marlow"))
    made = {"uid": uuid.uuid4(), "label": person.pk, "start": 0, "end": 3}
    with statements(most=7):
        answer = annotate(annotator, layer, "spans/", **made)
    assert "Corrected → Claim <bdi>“Veldt”</bdi>" in answer.content.decode()
    assert len(answer.content) < 10_000


def asked(client: Client, span: Span) -> list[html.HtmlElement]:
    """The forms of the span's panel that do what the reviewer says."""
    task = span.assignment.task
    address = reverse("span_detail", args=(task.project.slug, task.article_id, span.uid))
    forms: list[html.HtmlElement] = html.fromstring(client.get(address).content).cssselect("form.as-reviewed")
    return forms


def test_a_correction_is_taken_over_at_once(
    project: Project, layer: Assignment, span: Span, alice: User, reviewer: Client, client_of: ClientOf
) -> None:
    place = make_label(project, "Place")
    decide(reviewer, span, "corrected", label=place.pk, start=17, end=25, comment="It lies there")
    send(reviewer, layer, "return", message="Look")
    annotator = client_of(alice)
    [form] = asked(annotator, span)
    assert "Corrected → Place “in Veldt”: It lies there" in words(form)
    assert annotator.post(form.action, dict(form.form_values())).status_code == 302
    span.refresh_from_db()
    assert (span.label, span.quote, span.version) == (place, "in Veldt", 2)
    assert asked(annotator, span) == []


def test_the_stretches_of_a_correction_are_taken_over(
    task: Task, alice: User, person: Label, claim: Label, reviewer: Client, client_of: ClientOf
) -> None:
    layer = make_assignment(task, alice)
    span = make_span(layer, person, "Ada Marlow spoke")
    span.change(actor=alice, seen=1, ranges=[(0, 3), (11, 16)])
    layer.submit(alice)
    decide(reviewer, span, "corrected", label=claim.pk)
    send(reviewer, layer, "return", message="Look")
    [form] = asked(client_of(alice), span)
    client_of(alice).post(form.action, dict(form.form_values()))
    span.refresh_from_db()
    assert (span.label, span.fragments) == (claim, [[0, 3], [11, 16]])


def test_what_was_rejected_is_deleted_at_once(
    layer: Assignment, span: Span, alice: User, reviewer: Client, client_of: ClientOf
) -> None:
    decide(reviewer, span, "rejected", comment="No <name>")
    send(reviewer, layer, "return", message="Look")
    annotator = client_of(alice)
    [form] = asked(annotator, span)
    assert "Rejected: No <name>" in words(form)
    annotator.post(form.action, dict(form.form_values()))
    assert not layer.spans.filter(pk=span.pk).exists()


def test_nothing_is_taken_over_where_nothing_can_be_changed(
    layer: Assignment, span: Span, claim: Label, alice: User, reviewer: Client, client_of: ClientOf
) -> None:
    decide(reviewer, span, "corrected", label=claim.pk)
    assert asked(client_of(alice), span) == []  # It is still handed in.
    assert asked(reviewer, span) == []
    decide(reviewer, span, "accepted")
    send(reviewer, layer, "return", message="Look")
    assert asked(client_of(alice), span) == []
