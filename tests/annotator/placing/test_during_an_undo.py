"""A span, a claim or a placement is changed while an undo takes it back: one waits for the other."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection, transaction

from annotator.models import Assignment, Label, Placement, Span, Statement, Task, User
from annotator.undo import undo
from tests.annotator.placing.conftest import Send, place
from tests.annotator.stories import make_placement
from tests.conftest import ClientOf
from tests.factory import make_assignment, make_span
from tests.pages import HTMX

pytestmark = pytest.mark.django_db(transaction=True)


def status_during_undo(layer: Assignment, actor: User, send: Callable[[], Any]) -> int:
    """What is answered to something sent while an undo has the layer, and waits for nothing."""

    def run() -> int:
        try:
            return int(send().status_code)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        with transaction.atomic():
            locked = layer.task.assignment_of(actor)
            status = pool.submit(run)
            time.sleep(0.5)  # It has come as far as it can.
            assert undo(locked, actor, uuid4())
        return status.result(timeout=20)


def test_a_change_of_a_span(task: Task, alice: User, person: Label, client_of: ClientOf) -> None:
    span = make_span(make_assignment(task, alice), person, "Veldt")
    span.change(actor=alice, seen=1, note="of the harbour")
    address = f"/projects/{task.project.slug}/articles/{task.article_id}/spans/{span.uid}/"
    data = {"edit": uuid4(), "seen": 2, "note": "of the old harbour"}
    send = partial(client_of(alice).post, address, data, headers=HTMX)
    assert status_during_undo(span.assignment, alice, send) == 409
    span.refresh_from_db()
    assert (span.note, span.version) == ("", 3)


def test_placing_a_claim(as_alice: Send, seven: Span, injured: Statement, alice: User) -> None:
    seven.change(actor=alice, seen=seven.version, note="of the harbour")
    send = partial(place, as_alice, seven, statement=injured.pk)
    assert status_during_undo(seven.assignment, alice, send) == 200
    seven.refresh_from_db()
    assert (seven.note, Placement.objects.count()) == ("", 1)


def test_a_change_of_a_stance(as_alice: Send, seven: Span, injured: Statement, alice: User) -> None:
    placed = make_placement(seven, injured)
    send = partial(as_alice, f"placements/{placed.uid}/", stance="queries")
    assert status_during_undo(seven.assignment, alice, send) == 409
    assert not Placement.objects.exists()
