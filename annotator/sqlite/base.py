"""Writers of one process take turns before they ask SQLite for its lock.

SQLite lets one writer in at a time, and the others sleep, look again and sleep longer: with eight of them the
unlucky wait for more than a second. A lock of the process wakes the next one at once. Other processes
(a command, say) still meet SQLite's own lock and its timeout.
"""

from threading import Lock

from django.db import OperationalError
from django.db.backends.sqlite3 import base

_turn = Lock()


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that holds the turn from BEGIN IMMEDIATE to the end of the transaction."""

    # What django-stubs leaves out of the base class.
    transaction_mode: str | None

    _has_turn = False

    def _start_transaction_under_autocommit(self) -> None:
        if self.transaction_mode == "IMMEDIATE":  # Readers (a snapshot) wait for nobody.
            self._take_turn()
        try:
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

    def _take_turn(self) -> None:
        if not _turn.acquire(timeout=self.settings_dict["OPTIONS"].get("timeout", 5)):
            raise OperationalError("database is locked: another transaction of this process does not end")
        self._has_turn = True

    def _pass_turn(self) -> None:
        if self._has_turn:
            self._has_turn = False
            _turn.release()
