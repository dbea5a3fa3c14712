"""Reading a database as it was at one moment, while others go on saving.

This is the one place of the datasets that asks which database it is.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from django.db import DEFAULT_DB_ALIAS, connections, transaction
from psycopg import IsolationLevel

ALIAS = "snapshot"


class Mode(NamedTuple):
    """How one kind of database is read: options of the connection, and the first words of the transaction."""

    options: dict[str, Any]
    begin: str


# SQLite: a deferred transaction sees, from its first SELECT on, what was there then, and in WAL mode it takes
# no lock that a writer waits for; our usual immediate one counts as a writer. What is read once needs no
# large cache. PostgreSQL: repeatable read keeps to the first moment; a connection outside of the pool takes
# none away from the pages.
MODES = {
    "sqlite": Mode(
        {"transaction_mode": "DEFERRED", "init_command": "PRAGMA cache_size=-2000"}, "PRAGMA query_only = ON"
    ),
    "postgresql": Mode(
        {"isolation_level": IsolationLevel.REPEATABLE_READ, "pool": None}, "SET TRANSACTION READ ONLY"
    ),
}


@contextmanager
def snapshot() -> Iterator[str]:
    """Yield the alias, for `QuerySet.using()`, of a read-only connection of its own in one transaction.

    What is read through it fits together, whatever others commit meanwhile. Leave soon: on SQLite the log
    grows, and on PostgreSQL dead rows stay, for as long as it is open. A thread has one at a time.
    """
    own = connections[DEFAULT_DB_ALIAS].copy(ALIAS)
    mode = MODES[own.vendor]
    own.settings_dict["OPTIONS"].update(mode.options)
    connections[ALIAS] = own
    try:
        with transaction.atomic(using=ALIAS), own.cursor() as cursor:
            cursor.execute(mode.begin)
            yield ALIAS
    finally:
        own.close()
        del connections[ALIAS]
