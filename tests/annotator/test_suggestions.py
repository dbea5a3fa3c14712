"""What is suggested for an article, and what becomes of a suggestion."""

import re
import uuid
from typing import Any

import pytest
from django.test import Client
from lxml import html

from annotator.models import (
    Assignment,
    Entity,
    Label,
    Project,
    Refusal,
    Review,
    Role,
    Span,
    Task,
    User,
)
from annotator.suggesting import suggest
from tests.conftest import ClientOf, Statements
from tests.factory import (
    make_assignment,
    make_label,
    make_member,
    make_missed,
    make_review,
    make_span,
    make_submitted,
    make_task,
    make_user,
)
from tests.pages import HTMX

Found = list[tuple[str, str]]


@pytest.fixture
def date(project: Project) -> Label:
    return make_label(project, "Date", hotkey="4")


@pytest.fixture
def other(project: Project) -> Task:
    """Another outlet's report of the same story."""
    return make_task(project, "Ada Marlow was seen.\n", story="Veldt", source="Wire")


@pytest.fixture
def told(project: Project) -> Task:
    return make_task(
        project,
        "Ada Marlow spoke on Sunday. ADA MARLOW left, Adam Marlow stayed.\n",
        story="Veldt",
        source="Radio",
        published_on="2021-11-09",
    )


def suggested(client: Client, task: Task) -> Found:
    """(quote, reason) of each suggestion."""
    page = client.get(address(task), headers=HTMX)
    assert page.status_code == 200
    found = re.findall(
        r'class="quote">(.*?)</bdi>\s*<span class="reason[^>]*>(.*?)</span>', page.content.decode()
    )
    return [(quote, reason) for quote, reason in found]


def address(task: Task, step: str = "") -> str:
    return f"/projects/{task.project.slug}/articles/{task.article_id}/suggestions/{step}"


def accept(client: Client, task: Task, label: Label, places: str, **fields: Any) -> int:
    data = {"edit": uuid.uuid4(), "label": label.pk, "places": places, **fields}
    return client.post(address(task, "accept/"), data, headers=HTMX).status_code


def test_words_tagged_elsewhere_are_suggested_as_whole_words_in_any_case(
    client_of: ClientOf, alice: User, person: Label, other: Task, told: Task
) -> None:
    make_span(make_assignment(other, alice), person, "Ada Marlow")
    reason = "tagged so before (1×)"
    assert suggested(client_of(alice), told) == [("Ada Marlow", reason), ("ADA MARLOW", reason)]


def test_a_date_is_suggested_with_the_day_it_means(
    client_of: ClientOf, alice: User, date: Label, told: Task
) -> None:
    [(quote, reason)] = suggested(client_of(alice), told)
    assert (quote, reason) == ("Sunday", "a date: Sun 7 Nov 2021")


def test_in_a_blind_project_nothing_of_another_annotator_is_suggested(
    client_of: ClientOf, project: Project, alice: User, person: Label, other: Task, told: Task
) -> None:
    adam = make_member(project, make_user("adam"), Role.ANNOTATOR)
    make_span(make_assignment(other, adam), person, "Ada Marlow")
    assert len(suggested(client_of(alice), told)) == 2
    project.is_blind = True
    project.save()
    assert suggested(client_of(alice), told) == []
    Span.make(other.gold(), person, 0, len("Ada Marlow"), actor=adam)
    assert len(suggested(client_of(alice), told)) == 2


def test_what_a_reviewer_rejected_is_not_suggested_unless_it_is_another_span_by_now(
    client_of: ClientOf, alice: User, bob: User, person: Label, other: Task, told: Task
) -> None:
    span = make_span(make_assignment(other, alice, Assignment.State.SUBMITTED), person, "Ada")
    make_review(span, bob, Review.Decision.REJECTED)
    assert suggested(client_of(alice), told) == []
    layer = Assignment.objects.with_text().get(pk=span.assignment_id)
    layer.reopen(alice)
    span = layer.spans.get()
    span.change(actor=alice, seen=span.version, ranges=[(0, len("Ada Marlow"))])
    assert len(suggested(client_of(alice), told)) == 2


def test_a_span_of_several_stretches_suggests_nothing_of_what_stands_between(
    client_of: ClientOf, project: Project, alice: User, person: Label
) -> None:
    task = make_task(project, "Ada and Omar Marlow spoke.\n", story="Veldt")
    span = make_span(make_assignment(task, alice), person, "Ada and Omar Marlow")
    asked = make_task(project, "Ada and Omar Marlow left.\n", story="Veldt")
    assert len(suggested(client_of(alice), asked)) == 1
    span.change(actor=alice, seen=1, ranges=[(0, 3), (13, 19)])
    assert suggested(client_of(alice), asked) == []


def test_words_tagged_as_often_in_two_ways_are_suggested_with_the_older_label_and_its_entity(
    project: Project, alice: User, person: Label, other: Task, told: Task
) -> None:
    entity = Entity.make(person, "Ada Quill Marlow", actor=alice)
    layer = make_assignment(other, alice)
    make_span(layer, make_label(project, "Ship"), "Ada Marlow")
    make_span(layer, person, "Ada Marlow")
    make_span(layer, person, "Ada Marlow", entity=entity)
    first, *_ = suggest(told, alice, None, told.current_version()).suggestions
    assert (first.label, first.entity) == (person.pk, entity.pk)


def test_what_others_tagged_in_the_same_article_leads_nobody(
    client_of: ClientOf, project: Project, alice: User, person: Label, told: Task
) -> None:
    adam = make_member(project, make_user("adam"), Role.ANNOTATOR)
    make_span(make_assignment(told, adam), person, "Ada Marlow")
    assert suggested(client_of(alice), told) == []


@pytest.mark.parametrize("is_blind", [True, False])
def test_what_the_reviewer_added_is_suggested_once_the_work_is_returned(
    is_blind: bool, client_of: ClientOf, task: Task, person: Label, alice: User, jonas: User, bob: User
) -> None:
    Project.objects.update(is_blind=is_blind, annotators_per_article=2)
    alices, theirs = (make_submitted(task, user, (person, "Veldt")) for user in (alice, jonas))
    make_missed(alices, person, "Ada Marlow", bob)
    make_missed(theirs, person, "Monday", bob)

    def missed() -> list[str]:
        return [
            quote for quote, why in suggested(client_of(alice), task) if why == "missed, says the reviewer"
        ]

    assert missed() == []
    alices.refresh_from_db()
    alices.return_to_annotator(bob, "A name is missing")
    assert missed() == ["Ada Marlow"]
    assert accept(client_of(alice), task, person, "0-10") == 200
    assert missed() == []


def test_an_accepted_one_is_a_span_and_asked_no_more(
    client_of: ClientOf, alice: User, person: Label, other: Task, told: Task
) -> None:
    make_span(make_assignment(other, alice), person, "Ada Marlow")
    client = client_of(alice)
    edit = uuid.uuid4()
    for _ in range(2):  # Sent twice, made once.
        assert accept(client, told, person, "0-10", edit=edit) == 200
    span = Span.objects.get(assignment__task=told)
    assert (span.quote, span.origin, span.label) == ("Ada Marlow", "suggested", person)
    assert [quote for quote, _ in suggested(client, told)] == ["ADA MARLOW"]


def test_all_of_a_label_are_one_step_and_one_undo(
    client_of: ClientOf, alice: User, person: Label, other: Task, told: Task
) -> None:
    make_span(make_assignment(other, alice), person, "Ada Marlow")
    client = client_of(alice)
    assert accept(client, told, person, "0-10 28-38") == 200
    assert Span.objects.filter(assignment__task=told).count() == 2
    undo = f"/projects/{told.project.slug}/articles/{told.article_id}/undo/"
    assert client.post(undo, {"edit": uuid.uuid4()}, headers=HTMX).status_code == 200
    assert not Span.objects.filter(assignment__task=told).exists()


def test_without_a_script_one_after_the_other_is_accepted(
    client_of: ClientOf, alice: User, person: Label, other: Task, told: Task
) -> None:
    """The page is gone back to, so that its forms are sent as they were."""
    make_span(make_assignment(other, alice), person, "Ada Marlow")
    client = client_of(alice)
    forms = html.fromstring(client.get(address(told)).content.decode()).cssselect(".suggested form")
    accepting = [form for form in forms if form.get("action").endswith("accept/")]
    for form in accepting:
        assert client.post(form.get("action"), dict(form.form_values())).status_code == 302
    assert Span.objects.filter(assignment__task=told).count() == len(accepting) == 2


def test_a_refused_one_never_comes_again_until_it_is_undone(
    client_of: ClientOf, alice: User, person: Label, other: Task, told: Task
) -> None:
    make_span(make_assignment(other, alice), person, "Ada Marlow")
    client = client_of(alice)
    data = {"edit": uuid.uuid4(), "label": person.pk, "start": 0, "end": 10}
    for _ in range(2):
        assert client.post(address(told, "refuse/"), data).status_code == 302
    assert Refusal.objects.count() == 1
    assert [quote for quote, _ in suggested(client, told)] == ["ADA MARLOW"]
    undo = f"/projects/{told.project.slug}/articles/{told.article_id}/undo/"
    answer = client.post(undo, {"edit": uuid.uuid4()}, headers=HTMX)
    assert "Undone: refusal." in answer.content.decode()
    assert len(suggested(client, told)) == 2
    assert client.post(address(told, "refuse/"), data).status_code == 302  # It was sent before.
    assert not Refusal.objects.exists()


def test_a_refusal_far_beyond_every_text_is_refused_in_a_sentence(
    client_of: ClientOf, alice: User, person: Label, told: Task
) -> None:
    data = {"edit": uuid.uuid4(), "label": person.pk, "start": 0, "end": 2**63}
    answer = client_of(alice).post(address(told, "refuse/"), data)
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain")


@pytest.mark.parametrize(
    "fields", [{"places": "10-0"}, {"places": "0-9999"}, {"places": "x"}, {"label": 0, "places": "0-3"}]
)
def test_what_can_not_be_is_refused_in_a_sentence(
    client_of: ClientOf, alice: User, person: Label, told: Task, fields: dict[str, Any]
) -> None:
    data = {"edit": uuid.uuid4(), "label": person.pk, **fields}
    answer = client_of(alice).post(address(told, "accept/"), data)
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/plain")
    assert not Span.objects.filter(assignment__task=told).exists()


def test_nothing_can_be_accepted_once_the_work_is_handed_in(
    client_of: ClientOf, alice: User, person: Label, told: Task
) -> None:
    make_assignment(told, alice, Assignment.State.SUBMITTED)
    assert accept(client_of(alice), told, person, "0-10") == 409


def test_suggestions_are_in_no_count_and_no_export(
    client_of: ClientOf, alice: User, mary: User, person: Label, other: Task, told: Task
) -> None:
    make_span(make_assignment(other, alice), person, "Ada Marlow")
    assert len(suggested(client_of(alice), told)) == 2
    assert not Span.objects.filter(assignment__task=told).exists()
    assert not Assignment.objects.filter(task=told).exists()


@pytest.mark.parametrize("tagged", [1, 60])
def test_the_list_takes_the_same_statements_whatever_is_known(
    client_of: ClientOf,
    statements: Statements,
    alice: User,
    person: Label,
    other: Task,
    told: Task,
    tagged: int,
) -> None:
    layer = make_assignment(other, alice)
    for _ in range(tagged):
        make_span(layer, person, "Ada Marlow")
    make_assignment(told, alice)
    client = client_of(alice)
    with statements(most=12):
        assert len(suggested(client, told)) == 2


def test_a_quotation_is_suggested_with_its_speaker_and_verb(
    client_of: ClientOf, project: Project, alice: User
) -> None:
    make_label(project, "Quotation", Label.Kind.CLAIM, hotkey="q")
    task = make_task(project, "“Nobody of us was hurt,” Ada Marlow told Radio Veldt.\n\nA “safe” port.\n")
    [(quote, reason)] = suggested(client_of(alice), task)
    assert quote == "Nobody of us was hurt,"
    assert reason.startswith("Ada Marlow is quoted")
    assert "told" in reason
