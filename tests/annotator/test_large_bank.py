"""A large bank is looked into by indexes alone, by a connection too that never read the bank's statistics.

Counted is what the database does, not how long it takes.
"""

import json
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotator.linking import candidates_for, look_up
from annotator.management.commands.serve import count_rows
from annotator.models import Alias, Assignment, Entity, Label, Project, Role, User
from annotator.models.entities import Entry
from annotator.proposing import entities_named
from annotator.suggesting import suggest
from tests.bank import TYPED, fill_bank
from tests.factory import make_assignment, make_span, make_task

# What is committed is what another connection reads.
pytestmark = pytest.mark.django_db(transaction=True)

ENTITIES = 1_500
FEW = 2_000  # rows read of 1,500 entities, 4,500 aliases and 12,000 words

Visited = Callable[[Callable[[], object]], int]


@pytest.fixture(params=[False, True], ids=["open", "blind"])
def bank(request: Any, project: Project, person: Label, mary: User) -> Iterator[Project]:
    """As a server finds it that started, and opened its connections, before it was filled."""
    project.is_blind = request.param
    project.save()
    project.held = frozenset({Role.ANNOTATOR})
    Entity.make(person, "Ada Marlow", actor=mary)
    count_rows()
    fill_bank(person, mary, ENTITIES)
    whole = () if connection.vendor == "sqlite" else ("seqscan", "hashjoin", "mergejoin")
    connection.close()
    with connection.cursor() as cursor:
        for way in whole:  # A bank as small as this one it would rather read whole.
            cursor.execute(f"SET enable_{way} = off")
    yield project
    connection.close()


@pytest.fixture
def visited() -> Visited:
    return _steps if connection.vendor == "sqlite" else _rows


def _steps(work: Callable[[], object]) -> int:
    """A tenth of the instructions of SQLite's machine, which takes about ten for a row."""
    ticks = 0

    def tick() -> int:
        nonlocal ticks
        ticks += 1
        return 0

    connection.ensure_connection()
    connection.connection.set_progress_handler(tick, 10)
    try:
        work()
    finally:
        connection.connection.set_progress_handler(None, 0)
    return ticks


def _rows(work: Callable[[], object]) -> int:
    """The rows that PostgreSQL read from tables and indexes, those that it left out too."""
    with CaptureQueriesContext(connection) as captured:
        work()
    found = 0
    with connection.cursor() as cursor:
        for query in captured.captured_queries:
            if query["sql"].startswith("SELECT"):
                cursor.execute("EXPLAIN (ANALYZE, FORMAT JSON) " + query["sql"])
                [plan] = cursor.fetchone()
                found += sum(_read(json.loads(plan) if isinstance(plan, str) else plan))
    return found


def _fetched(captured: CaptureQueriesContext) -> int:
    """The rows that came from the database."""
    number = 0
    with connection.cursor() as cursor:
        for query in captured.captured_queries:
            cursor.execute(query["sql"])
            number += len(cursor.fetchall())
    return number


def _read(plan: Any) -> Iterator[int]:
    if isinstance(plan, list):
        for each in plan:
            yield from _read(each.get("Plan", each))
        return
    if "Scan" in plan["Node Type"] and plan["Node Type"] != "Bitmap Index Scan":  # The heap's follows it.
        yield int(plan["Actual Loops"] * (plan["Actual Rows"] + plan.get("Rows Removed by Filter", 0)))
    yield from _read(plan.get("Plans", []))


def test_what_is_typed_is_found_by_few_rows(bank: Project, alice: User, visited: Visited) -> None:
    numbers = {typed: visited(partial(look_up, typed, bank, alice)) for typed in TYPED}
    numbers["a claimant"] = visited(partial(entities_named, bank, alice, Alias.objects.latest("pk").name))
    assert max(numbers.values()) < FEW, numbers


def test_candidates_are_found_by_few_rows(
    bank: Project, person: Label, alice: User, visited: Visited
) -> None:
    names = [*Alias.objects.order_by("pk").values_list("name", flat=True)[:40:4], "Mohammed", "Kadhimi"]
    task = make_task(bank, ", ".join(names) + "\n")
    layer = make_assignment(task, alice, Assignment.State.IN_PROGRESS)
    make_span(layer, person, names[0], entity=Alias.objects.earliest("pk").entity)
    spans = [make_span(layer, person, name) for name in names[1:]]
    numbers = {span.quote: visited(partial(candidates_for, span, task, alice)) for span in spans}
    assert max(numbers.values()) < FEW, numbers


def test_suggestions_are_found_by_few_rows_however_many_names_begin_alike(
    bank: Project, person: Label, alice: User, mary: User, visited: Visited
) -> None:
    """Of a given name that hundreds have, and of a first word that few have."""
    Entity.objects.load(person, [Entry(f"Mohammed al-Number{number}") for number in range(2_000)], actor=mary)
    shared = Alias.objects.filter(key__startswith="mohammed ").order_by("-pk")[:20]
    names = [*Alias.objects.order_by("pk").values_list("name", flat=True)[:300:30], *map(str, shared)]
    task = make_task(bank, "".join(f"{name} said so, Mohammed\n" for name in names))
    version = task.current_version()
    with CaptureQueriesContext(connection) as captured:
        found = suggest(task, alice, None, version).suggestions
    assert [version.text[one.start : one.end] for one in found] == names
    assert _fetched(captured) < 200
    # All that begin so are counted, which takes less than to read them.
    assert visited(partial(suggest, task, alice, None, version)) < 2 * FEW
