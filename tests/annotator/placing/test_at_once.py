"""Two people, or one in two tabs, compare a story at one instant: both hold, or one of them is told."""

from typing import Any
from uuid import uuid4

import pytest
from django.db import transaction

from annotator.access import own_claim
from annotator.models import Edit, Label, Placement, Reading, Span, Statement, User
from annotator.undo import redo_in_story, undo_in_story
from tests.annotator.at_once import just_before, one_writer_at_a_time
from tests.annotator.placing.conftest import Send, place, standing
from tests.annotator.stories import Desk, make_placement, make_statement, send
from tests.conftest import ClientOf
from tests.factory import make_span

pytestmark = [pytest.mark.django_db(transaction=True), one_writer_at_a_time]


@pytest.fixture
def hurt(desk: Desk) -> Statement:
    """Another wording of what `injured` says."""
    return make_statement(desk, "how many were hurt")


def text_of(answer: Any) -> tuple[int, str]:
    return answer.status_code, answer.content.decode()


def test_an_article_that_is_marked_twice_is_read_once(
    as_alice: Send, desk: Desk, seven: Span, injured: Statement, alice: User
) -> None:
    fields = {"statement": injured.pk, "article": desk.article("Wire")}
    with just_before(lambda: as_alice("read/", **fields).status_code) as second:
        Statement.objects.select_for_update(no_key=True).get(pk=injured.pk)
        Reading.mark([seven.assignment], injured, actor=alice, batch=uuid4())
    assert second.result() == 200
    assert Reading.objects.count() == 1


def test_the_same_wording_sent_twice_is_no_conflict(as_alice: Send, injured: Statement, alice: User) -> None:
    address = f"statements/{injured.pk}/rename/"
    with just_before(lambda: as_alice(address, text="how many", seen=1).status_code) as second:
        Statement.objects.get(pk=injured.pk).rename("how many", actor=alice, seen=1)
    assert second.result() == 200
    assert Statement.objects.get().version == 2


def test_a_statement_that_somebody_just_reads_for_is_not_deleted(
    desk: Desk, seven: Span, injured: Statement, alice: User, bob: User, client_of: ClientOf
) -> None:
    client = client_of(bob)
    address = f"{desk.url}statements/{injured.pk}/delete/"
    with just_before(lambda: text_of(send(client, address))) as deleting:
        Statement.objects.select_for_update(no_key=True).get(pk=injured.pk)
        Reading.mark([seven.assignment], injured, actor=alice, batch=uuid4())
    status, said = deleting.result()
    assert (status, "claims or readings stand under it" in said) == (409, True)
    assert Reading.objects.count() == 1


def test_a_claim_for_a_statement_that_is_just_being_deleted_is_told_so(
    as_alice: Send, seven: Span, injured: Statement, alice: User
) -> None:
    with just_before(lambda: text_of(place(as_alice, seven, statement=injured.pk))) as placing:
        Statement.objects.select_for_update().get(pk=injured.pk).remove(actor=alice)
    status, said = placing.result()
    assert (status, "This statement is gone" in said) == (409, True)


def test_a_claim_that_is_just_being_deleted_is_not_placed(
    as_alice: Send, seven: Span, injured: Statement, alice: User
) -> None:
    with just_before(lambda: text_of(place(as_alice, seven, statement=injured.pk))) as placing:
        seven.assignment.task.assignment_of(alice)
        seven.remove(actor=alice, seen=seven.version)
    status, said = placing.result()
    assert (status, "This claim is gone" in said) == (409, True)


def test_two_who_compare_gold_do_not_wait_for_one_another(
    desk: Desk, seven: Span, injured: Statement, bob: User, mary: User, claim: Label, client_of: ClientOf
) -> None:
    """One places a claim of gold under the statement for which the other marks gold as read."""
    task = desk.tasks["Wire"]
    with transaction.atomic():
        right = make_span(task.gold(), claim, "Seven workers", actor=bob)
    client = client_of(mary)
    fields = {"statement": injured.pk, "article": desk.article("Wire")}
    with just_before(lambda: send(client, f"{desk.url}read/?layer=gold", **fields).status_code) as reading:
        locked = task.gold()
        right.assignment = locked
        Placement.of(right, injured, "affirms").add(actor=bob)
    assert reading.result() == 200
    assert (Placement.objects.count(), Reading.objects.count()) == (1, 1)


@pytest.mark.parametrize("step", ["undo", "place"])
def test_who_places_a_claim_and_who_merges_statements_do_not_wait_for_one_another(
    seven: Span, injured: Statement, hurt: Statement, alice: User, mary: User, claim: Label, step: str
) -> None:
    """Her layer is held for the new placement, and the merge writes down what it does in there."""
    make_placement(seven, hurt)
    workers = make_span(seven.assignment, claim, "workers")
    with just_before(lambda: injured.absorb(hurt, actor=mary)) as merging:
        if step == "undo":
            workers.assignment = workers.assignment.task.assignment_of(alice)
        else:
            workers = own_claim(alice, injured.project, injured.story, workers.uid, lock=True)
        Placement.of(workers, injured, "affirms").add(actor=alice)
    merging.result()
    assert standing() == [("Sev", injured.text, "affirms"), ("wor", injured.text, "affirms")]


def test_a_stance_that_changes_while_statements_are_merged_goes_along(
    seven: Span, injured: Statement, hurt: Statement, alice: User, mary: User
) -> None:
    placed = make_placement(seven, hurt)
    with just_before(lambda: injured.absorb(hurt, actor=mary)) as merging:
        own = Placement.objects.select_for_update().get(pk=placed.pk)
        own.alter({**own.snapshot(), "stance": "refutes"}, actor=alice)
    merging.result()
    assert standing() == [("Sev", injured.text, "refutes")]


def test_a_claim_that_is_taken_away_while_statements_are_merged_stays_away(
    seven: Span, injured: Statement, hurt: Statement, alice: User, mary: User
) -> None:
    placed = make_placement(seven, hurt)
    with just_before(lambda: injured.absorb(hurt, actor=mary)) as merging:
        Placement.objects.select_for_update().get(pk=placed.pk).drop(actor=alice)
    merging.result()
    assert standing() == []
    assert Edit.objects.filter(actor=mary).count() == 0


def test_a_reading_that_is_taken_back_while_statements_are_merged_stays_away(
    seven: Span, injured: Statement, hurt: Statement, alice: User, mary: User
) -> None:
    Reading.mark([seven.assignment], hurt, actor=alice, batch=uuid4())
    with just_before(lambda: injured.absorb(hurt, actor=mary)) as merging:
        undo_in_story(hurt.project, hurt.story, alice, alice, uuid4())
    merging.result()
    assert not Reading.objects.exists()


def test_what_is_just_being_read_for_goes_along_when_statements_are_merged(
    seven: Span, injured: Statement, hurt: Statement, alice: User, mary: User
) -> None:
    with just_before(lambda: injured.absorb(hurt, actor=mary)) as merging:
        Statement.objects.select_for_update(no_key=True).get(pk=hurt.pk)
        Reading.mark([seven.assignment], hurt, actor=alice, batch=uuid4())
    merging.result()
    assert Reading.objects.get().statement == injured


def test_two_undos_at_once_take_two_steps_back(
    as_alice: Send, desk: Desk, seven: Span, injured: Statement, hurt: Statement, alice: User
) -> None:
    make_placement(seven, injured)
    make_placement(seven, hurt)
    with just_before(lambda: as_alice("undo/").status_code) as second:
        undo_in_story(desk.project, desk.story, alice, alice, uuid4())
    assert second.result() == 200
    assert standing() == []


def test_two_redos_at_once_do_two_steps_again(
    as_alice: Send, desk: Desk, seven: Span, injured: Statement, hurt: Statement, alice: User
) -> None:
    make_placement(seven, injured)
    make_placement(seven, hurt)
    for _ in range(2):
        assert as_alice("undo/").status_code == 200
    with just_before(lambda: as_alice("redo/").status_code) as second:
        redo_in_story(desk.project, desk.story, alice, alice, uuid4())
    assert second.result() == 200
    assert [text for _claim, text, _stance in standing()] == [injured.text, hurt.text]


def test_an_undo_that_is_sent_twice_at_once_takes_one_step_back(
    as_alice: Send, desk: Desk, seven: Span, injured: Statement, hurt: Statement, alice: User
) -> None:
    make_placement(seven, injured)
    make_placement(seven, hurt)
    edit = uuid4()
    with just_before(lambda: as_alice("undo/", edit=edit).status_code) as second:
        undo_in_story(desk.project, desk.story, alice, alice, edit)
    assert second.result() == 200
    assert standing() == [("Sev", injured.text, "affirms")]
