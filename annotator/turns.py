"""Requests of one process take turns.

Python runs one thread at a time. Requests that run at once take from one another the moments in which each
could go on, and most of all from the one that holds the database's lock, for which all wait: one after the
other, as many saves are done in five sixths of the time. Who takes long (a large import, a slow upload, the
answer of another server) is not waited for.
"""

from collections import deque
from collections.abc import Callable
from threading import Lock
from time import monotonic
from typing import Any

PATIENCE = 0.1  # seconds for which a request has its turn to itself


class Turns:
    """A WSGI application whose requests begin in the order in which they came.

    The next one begins once the one before has its answer, or has had `patience` seconds. An answer that is
    made while it is sent is made outside of the turn.
    """

    def __init__(self, application: Callable[..., Any], patience: float = PATIENCE) -> None:
        self.application = application
        self.patience = patience
        self._guard = Lock()
        self._waiting: deque[Lock] = deque()
        self._turn: Lock | None = None
        self._began = 0.0

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        turn = self._wait()
        try:
            return self.application(environ, start_response)
        finally:
            with self._guard:
                if self._turn is turn:
                    self._turn = None
                    self._call_next()

    def _wait(self) -> Lock:
        turn = Lock()
        turn.acquire()
        with self._guard:
            self._waiting.append(turn)
            self._call_next()
        while not turn.acquire(timeout=self.patience):
            with self._guard:
                self._call_next()
        return turn

    def _call_next(self) -> None:
        """Give the turn on if it is free, or was held for too long."""
        if self._waiting and (self._turn is None or monotonic() - self._began >= self.patience):
            self._turn = self._waiting.popleft()
            self._began = monotonic()
            self._turn.release()
