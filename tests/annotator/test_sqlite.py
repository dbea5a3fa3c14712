"""The desk's writers take turns, and a transaction passes its turn on however it ends."""

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from django.db import OperationalError
from pytest_django.plugin import DjangoDbBlocker

from annotator.sqlite.base import DatabaseWrapper

# What a transaction of another process does, until its standard input ends.
HOLD_THE_TURN = """
import fcntl, os, sys
fcntl.flock(os.open(sys.argv[1], os.O_RDONLY), fcntl.LOCK_EX)
print("mine", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def connect(tmp_path: Path, django_db_blocker: DjangoDbBlocker) -> Iterator[Any]:
    """A function that opens connections to one new file."""
    opened: list[DatabaseWrapper] = []

    def connect(mode: str = "IMMEDIATE", timeout: float = 9) -> DatabaseWrapper:
        options = {"transaction_mode": mode, "timeout": timeout, "init_command": "PRAGMA journal_mode=WAL"}
        settings: dict[str, Any] = {
            "NAME": str(tmp_path / "file.sqlite3"),
            "OPTIONS": options,
            "AUTOCOMMIT": True,
            "TIME_ZONE": None,
            "CONN_MAX_AGE": None,
            "CONN_HEALTH_CHECKS": False,
        }
        wrapper = DatabaseWrapper(settings, alias=f"connection {len(opened)}")
        wrapper.inc_thread_sharing()
        wrapper.connect()
        opened.append(wrapper)
        return wrapper

    with django_db_blocker.unblock():
        yield connect
        for wrapper in opened:
            wrapper.close()


def begin(wrapper: DatabaseWrapper) -> None:
    wrapper.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def write_once(wrapper: DatabaseWrapper) -> None:
    begin(wrapper)
    wrapper.commit()
    wrapper.set_autocommit(True)


def test_a_second_writer_waits_until_the_first_has_committed(connect: Any) -> None:
    first, second = connect(), connect()
    begun = Event()
    order: list[str] = []

    def wait_and_write() -> None:
        begun.set()
        begin(second)
        order.append("second")
        second.commit()

    begin(first)
    with ThreadPoolExecutor() as pool:
        waiting = pool.submit(wait_and_write)
        assert begun.wait(9)
        order.append("first")
        first.commit()
        waiting.result(9)
    assert order == ["first", "second"]


def test_a_writer_waits_for_one_of_another_process_and_not_a_moment_longer(
    connect: Any, tmp_path: Path
) -> None:
    writer = connect()
    order: list[str] = []

    def write() -> None:
        begin(writer)
        order.append("here")
        writer.commit()

    command = [sys.executable, "-c", HOLD_THE_TURN, str(tmp_path)]
    with (
        ThreadPoolExecutor() as pool,
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other,
    ):
        assert other.stdin
        assert other.stdout
        assert other.stdout.readline() == b"mine\n"
        waiting = pool.submit(write)
        with pytest.raises(FutureTimeout):
            waiting.result(0.2)
        order.append("there")
        other.stdin.close()
        waiting.result(9)
    assert order == ["there", "here"]


@pytest.mark.parametrize("ending", ["commit", "rollback", "close"])
def test_the_turn_is_passed_on_however_a_transaction_ends(connect: Any, ending: str) -> None:
    first, second = connect(), connect(timeout=0.1)
    begin(first)
    getattr(first, ending)()
    write_once(second)


def test_a_transaction_that_cannot_begin_passes_the_turn_on(connect: Any) -> None:
    first, second = connect(timeout=0.1), connect(timeout=0.1)
    with second.cursor() as cursor:
        cursor.execute("BEGIN IMMEDIATE")  # Like another process: it has SQLite's lock, and no turn.
        with pytest.raises(OperationalError, match=r"database is locked$"):
            begin(first)
        cursor.execute("ROLLBACK")
    write_once(second)


def test_who_waits_too_long_is_told(connect: Any) -> None:
    first, second = connect(), connect(timeout=0.1)
    begin(first)
    with pytest.raises(OperationalError, match="another transaction of this process does not end"):
        begin(second)
    first.rollback()


def test_a_reader_waits_for_nobody(connect: Any) -> None:
    writer, reader = connect(), connect("DEFERRED", timeout=0.1)
    begin(writer)
    begin(reader)
    with reader.cursor() as cursor:
        assert cursor.execute("SELECT 1").fetchone() == (1,)
    reader.rollback()
    writer.rollback()
