"""What tests of two things at one instant share: work that is done aside, on a connection of its own."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from threading import Barrier, Event
from typing import Any

import pytest
from django.db import connection, transaction

one_writer_at_a_time = pytest.mark.skipif(
    connection.vendor == "sqlite", reason="SQLite lets nobody write while another one's transaction is open"
)


def aside(pool: ThreadPoolExecutor, work: Callable[[], Any]) -> "Future[Any]":
    """Do it on a connection of its own."""

    def run() -> Any:
        try:
            return work()
        finally:
            connection.close()

    return pool.submit(run)


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """Do them side by side; return what they return."""
    start = Barrier(len(works))

    def begin(work: Callable[[], Any]) -> Any:
        start.wait(timeout=10)
        return work()

    with ThreadPoolExecutor(len(works)) as pool:
        futures = [aside(pool, lambda work=work: begin(work)) for work in works]  # type: ignore[misc]
        return [future.result(timeout=30) for future in futures]


@contextmanager
def just_before(work: Callable[[], Any]) -> "Iterator[Future[Any]]":
    """What is done in the block is stored once the work, begun after it, is done or can go no further."""
    begin = Event()

    def begin_late() -> Any:
        begin.wait(timeout=30)
        return work()

    with ThreadPoolExecutor(1) as pool:
        future = aside(pool, begin_late)
        try:
            with transaction.atomic():
                yield future
                begin.set()
                wait_until_it_waits(future)
        finally:
            begin.set()
        wait([future], timeout=30)


def wait_until_it_waits(future: "Future[Any]") -> None:
    """Until it is done, or somebody stands before a lock of this transaction."""
    with connection.cursor() as cursor:
        for _ in range(1000):
            cursor.execute(
                "SELECT EXISTS (SELECT FROM pg_locks"
                " WHERE NOT granted AND pg_backend_pid() = ANY(pg_blocking_pids(pid)))"
            )
            if cursor.fetchone() == (True,) or wait([future], timeout=0.01).done:
                return
    raise AssertionError("It neither ended nor waited for anybody.")
