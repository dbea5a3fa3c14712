"""The requests of a process take turns: in order, one at a time, and nobody waits for a slow one."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Event
from typing import Any

import pytest

from annotator.turns import Turns

A_WHILE = 9  # seconds, for what comes at once
FOR_EVER = 999


class Requests:
    """Requests by name, each in a thread of its own; it is answered once it is let go."""

    def __init__(self, pool: ThreadPoolExecutor, patience: float) -> None:
        self.pool = pool
        self.begun: list[str] = []
        self.turns = Turns(self._answer, patience)
        self._begins: dict[str, Event] = {}
        self._may_end: dict[str, Event] = {}

    def send(self, name: str) -> "Future[Any]":
        """Send it, and wait until it stands in the line."""
        self._begins[name], self._may_end[name] = Event(), Event()
        waiting = len(self.turns._waiting)
        answer = self.pool.submit(self.turns, {"name": name}, print)
        while not self._begins[name].is_set() and len(self.turns._waiting) == waiting:
            self._begins[name].wait(0.001)
        return answer

    def let_go(self, name: str) -> None:
        self._may_end[name].set()

    def wait_for(self, name: str) -> None:
        assert self._begins[name].wait(A_WHILE), f"{name} has not begun."

    def _answer(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterator[str]:
        name = environ["name"]
        self.begun.append(name)
        self._begins[name].set()
        assert self._may_end[name].wait(A_WHILE)
        if name == "broken":
            raise RuntimeError(name)
        return iter([name])


@pytest.fixture
def pool() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(8) as pool:
        yield pool


def test_requests_begin_in_their_order_each_when_the_one_before_is_answered(pool: ThreadPoolExecutor) -> None:
    requests = Requests(pool, FOR_EVER)
    answers = [requests.send(name) for name in ("a", "b", "c")]
    for number, name in enumerate(("a", "b", "c"), 1):
        requests.wait_for(name)
        assert requests.begun == ["a", "b", "c"][:number]
        requests.let_go(name)
    assert [next(answer.result(A_WHILE)) for answer in answers] == ["a", "b", "c"]


def test_a_request_that_breaks_gives_its_turn_on(pool: ThreadPoolExecutor) -> None:
    requests = Requests(pool, FOR_EVER)
    broken = requests.send("broken")
    requests.send("next")
    requests.let_go("broken")
    with pytest.raises(RuntimeError, match="broken"):
        broken.result(A_WHILE)
    requests.wait_for("next")
    requests.let_go("next")


def test_a_slow_request_is_passed_and_its_end_lets_nobody_in_before_their_turn(
    pool: ThreadPoolExecutor,
) -> None:
    requests = Requests(pool, 0.05)
    slow = requests.send("slow")
    requests.send("second")
    requests.wait_for("second")
    assert not slow.done()
    requests.turns.patience = FOR_EVER  # From here on only what ends makes room.
    requests.send("third")
    requests.let_go("slow")
    slow.result(A_WHILE)
    assert len(requests.turns._waiting) == 1  # It would have begun soon.
    requests.let_go("second")
    requests.wait_for("third")
    requests.let_go("third")


def test_an_answer_is_sent_outside_of_the_turn(pool: ThreadPoolExecutor) -> None:
    requests = Requests(pool, FOR_EVER)
    for name in ("first", "second"):
        answer = requests.send(name)
        requests.let_go(name)
        answer.result(A_WHILE)  # Nobody has read it.
    assert requests.begun == ["first", "second"]
