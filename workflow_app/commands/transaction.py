"""The one place that commits: every change to the data goes through `writing` or `in_transaction`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import sqlalchemy as sa

from workflow_app.errors import DatabaseBusy
from workflow_app.store.database import writable

Result = TypeVar("Result")

# PostgreSQL (SQLSTATE): serialization failure, deadlock, lock not available.
_TRANSIENT_STATES = {"40001", "40P01", "55P03"}
# SQLite: somebody kept the write lock longer than we wait for it.
_TRANSIENT_NAMES = ("SQLITE_BUSY", "SQLITE_LOCKED")


@contextmanager
def writing(database: sa.Engine) -> Iterator[sa.Connection]:
    """A transaction that may write: committed when the block ends, rolled back by any exception.

    On SQLite it holds the write lock from its first moment, so nothing read in it can change under it.
    Raises DatabaseBusy when the database gave up this transaction for another one's sake (deadlock, lock wait).
    """
    try:
        with writable(database) as connection, connection.begin():
            yield connection
    except sa.exc.OperationalError as error:
        if is_transient(error):
            raise DatabaseBusy from error
        raise


def in_transaction(database: sa.Engine, work: Callable[[sa.Connection], Result], attempts: int = 3) -> Result:
    """The answer of ``work(connection)``, committed; tried again, whole, up to ``attempts`` times when busy.

    ``work`` must be safe to repeat: nothing outside the database may remember a lost attempt.
    """
    for _ in range(attempts - 1):
        try:
            with writing(database) as connection:
                return work(connection)
        except DatabaseBusy:
            continue
    with writing(database) as connection:
        return work(connection)


def is_transient(error: sa.exc.DBAPIError) -> bool:
    """Whether the same transaction may well succeed when tried again."""
    state = getattr(error.orig, "sqlstate", None)
    name = str(getattr(error.orig, "sqlite_errorname", ""))
    return state in _TRANSIENT_STATES or name.startswith(_TRANSIENT_NAMES)
