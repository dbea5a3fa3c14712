"""What a span should be, as the reviewer corrected it, is told to its annotator beside it."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from annotator.models import Assignment, Label, Project, Span, Task, User
from tests.annotator.reviewing import annotate, decide, delete, send
from tests.conftest import ClientOf, Statements
from tests.factory import make_assignment, make_label, make_span, make_submitted, make_task


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
