"""One person in two tabs at one instant: what one does holds, and the other one sees it or is told."""

from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from annotator.models import Assignment, Claim, Edit, Label, Project, Relation, Span, Statement, Task, User
from annotator.undo import bring_back
from tests.annotator.at_once import just_before, one_writer_at_a_time
from tests.annotator.stories import make_placement
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_label, make_span, make_task
from tests.pages import HTMX

pytestmark = [pytest.mark.django_db(transaction=True), one_writer_at_a_time]


@pytest.fixture
def layer(task: Task, alice: User) -> Assignment:
    return make_assignment(task, alice)


@pytest.fixture
def tab(client_of: ClientOf, alice: User) -> Client:
    return client_of(alice)


def send(tab: Client, task: Task, path: str, **fields: Any) -> tuple[int, str]:
    """The status and the words of the answer to a save; `path` is what follows the article's address."""
    address = f"/projects/{task.project.slug}/articles/{task.article_id}/{path}"
    answer = tab.post(address, {"edit": uuid4(), **fields}, headers=HTMX)
    return answer.status_code, answer.content.decode()


def test_a_span_that_comes_in_while_the_work_is_handed_in_is_refused(
    tab: Client, layer: Assignment, alice: User, person: Label
) -> None:
    save = {"uid": uuid4(), "label": person.pk, "start": 0, "end": 3}
    with just_before(partial(send, tab, layer.task, "spans/", **save)) as answer:
        layer.submit(alice)
    assert answer.result()[0] == 409
    assert not layer.spans.exists()


def test_what_is_accepted_while_the_work_is_handed_in_is_refused(
    tab: Client, layer: Assignment, alice: User, person: Label
) -> None:
    places = {"label": person.pk, "places": "0-3"}
    with just_before(partial(send, tab, layer.task, "suggestions/accept/", **places)) as answer:
        layer.submit(alice)
    assert answer.result()[0] == 409, answer.result()
    assert not layer.spans.exists()


def test_undo_leaves_what_is_just_being_handed_in_elsewhere(
    tab: Client, project: Project, layer: Assignment, alice: User, person: Label
) -> None:
    other = make_assignment(make_task(project), alice)
    batch = uuid4()
    here, there = (make_span(each, person, "Ada", batch=batch) for each in (layer, other))
    Edit.objects.filter(batch=batch).mark_begun(layer)
    with just_before(partial(send, tab, layer.task, "undo/")) as answer:
        other.submit(alice)
    assert answer.result()[0] == 200
    assert "1 place in another article stays" in answer.result()[1]
    assert list(Span.objects.all()) == [there]
    assert here != there


def test_a_span_that_is_just_being_joined_is_deleted_with_its_relation(
    tab: Client, layer: Assignment, alice: User, person: Label, project: Project
) -> None:
    said_by = make_label(project, "said by", Label.Kind.RELATION)
    source, target = make_span(layer, person, "Ada"), make_span(layer, person, "Veldt")
    delete = partial(send, tab, layer.task, f"spans/{source.uid}/delete/", seen=source.version)
    with just_before(delete) as answer:
        locked = layer.task.assignment_of(alice)
        Relation.make(locked, said_by, source, target, actor=alice)
    assert answer.result()[0] == 200
    assert list(Span.objects.all()) == [target]
    assert not Relation.objects.exists()
    deletions = Edit.objects.filter(verb=Edit.Verb.DELETED).order_by("pk")
    assert list(deletions.values_list("what", flat=True)) == ["relation", "span"]
    assert len(set(deletions.values_list("batch", flat=True))) == 1


def test_a_claim_is_described_while_it_is_placed_for_the_first_time(
    tab: Client, project: Project, alice: User, claim: Label
) -> None:
    task = make_task(project, "Six guards were hurt.\n", story="Port strike")
    assert task.article.story is not None
    six = make_span(make_assignment(task, alice), claim, "Six guards were hurt")
    hurt = Statement.objects.create(project=project, story=task.article.story, text="how many were hurt")
    describe = partial(send, tab, task, f"spans/{six.uid}/claim/", seen=six.version, polarity="affirmed")
    with just_before(describe) as answer:
        task.assignment_of(alice)
        make_placement(six, hurt)
    assert answer.result()[0] == 200
    said = Claim.objects.get()
    assert (said.polarity, said.placements.get().statement) == ("affirmed", hurt)


def test_a_span_that_is_brought_back_twice_by_one_save_comes_back_once(
    tab: Client, layer: Assignment, alice: User, person: Label
) -> None:
    span, edit = make_span(layer, person, "Veldt"), uuid4()
    span.remove(actor=alice, seen=span.version)
    again = partial(send, tab, layer.task, f"spans/{span.uid}/restore/", edit=edit)
    with just_before(again) as answer:
        layer.task.assignment_of(alice)
        bring_back(Edit.objects.select_related("assignment").latest("pk"), alice, edit)
    assert answer.result()[0] == 200
    assert Edit.objects.filter(verb=Edit.Verb.RESTORED).count() == 1
