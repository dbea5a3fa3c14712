"""Writers take turns before they ask SQLite for its lock.

SQLite lets one writer in at a time, and the others sleep, look again and sleep longer: with eight of them the
unlucky wait for more than a second. A lock of the process and one of the operating system, on a file beside
the database, wake the next one at once. What is not the desk still meets SQLite's own lock and its timeout.
"""

import os
from fcntl import LOCK_EX, LOCK_UN, flock
from threading import Lock

from django.db import OperationalError
from django.db.backends.sqlite3 import base

_turn = Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that holds the turn from BEGIN IMMEDIATE to the end of the transaction."""

    # What django-stubs leaves out of the base class.
    transaction_mode: str | None

    _has_turn = False
    # The file that the system locks, opened by each connection for itself: a lock is its opener's.
    _turn_file: int | None = None

    def _start_transaction_under_autocommit(self) -> None:
        try:
            if self.transaction_mode == "IMMEDIATE":  # Readers (a snapshot) wait for nobody.
                self._take_turn()
            super()._start_transaction_under_autocommit()  # type: ignore[misc]
        except BaseException:
            self._pass_turn()
            raise

    def _commit(self) -> None:
        super()._commit()  # type: ignore[misc]
        self._pass_turn()  # If it failed, a rollback follows and does this.

    def _rollback(self) -> None:
        try:
            super()._rollback()  # type: ignore[misc]
        finally:
            self._pass_turn()

    def _close(self) -> None:
        try:
            super()._close()  # type: ignore[misc]
        finally:
            self._pass_turn()
            if self._turn_file is not None:
                os.close(self._turn_file)
                self._turn_file = None

    def _take_turn(self) -> None:
        if not _turn.acquire(timeout=self.settings_dict["OPTIONS"].get("timeout", 5)):
            raise OperationalError("database is locked: another transaction of this process does not end")
        self._has_turn = True
        if self._turn_file is None:
            self._turn_file = os.open(f"{self.settings_dict['NAME']}-turn", os.O_RDWR | os.O_CREAT, 0o600)
        flock(self._turn_file, LOCK_EX)

    def _pass_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            if self._turn_file is not None:
                flock(self._turn_file, LOCK_UN)
            _turn.release()
