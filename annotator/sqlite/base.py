"""Writers take turns before they ask SQLite for its lock.

SQLite lets one writer in at a time, and the others sleep, look again and sleep longer: with eight of them the
unlucky wait for more than a second. A lock of the process and one of the operating system, on the database's
folder, wake the next one at once. A transaction of another of the desk's processes is waited for until it
ends; what is not the desk still meets SQLite's own lock and its timeout.
"""

import os
from fcntl import LOCK_EX, LOCK_UN, flock
from pathlib import Path
from threading import Lock

from django.db import OperationalError
from django.db.backends.sqlite3 import base

_turn = Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that holds the turn from BEGIN IMMEDIATE to the end of the transaction."""

    # What django-stubs leaves out of the base class.
    transaction_mode: str | None

    _has_turn = False
    # The folder that the system locks, opened by each connection for itself: a lock is its opener's.
    _folder: int | None = None

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
            if self._folder is not None:
                os.close(self._folder)
                self._folder = None

    def _take_turn(self) -> None:
        if not _turn.acquire(timeout=self.settings_dict["OPTIONS"].get("timeout", 5)):
            raise OperationalError("database is locked: another transaction of this process does not end")
        self._has_turn = True
        if self._folder is None:
            self._folder = os.open(Path(self.settings_dict["NAME"]).parent, os.O_RDONLY)
        flock(self._folder, LOCK_EX)

    def _pass_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            if self._folder is not None:
                flock(self._folder, LOCK_UN)
            _turn.release()
