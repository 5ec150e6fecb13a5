"""Opens the database: SQLite (one machine) or PostgreSQL (many), behind the same SQLAlchemy engine.

Every connection reads one unchanging snapshot and cannot write, unless it was made writable with `writable`
(which only `commands/transaction.py` and the migrations do). So a read never takes SQLite's one write lock, and
a statement that would change something outside a command is refused at once instead of being lost silently.
"""

from __future__ import annotations

import os
import sqlite3
import weakref
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.pool import ConnectionPoolEntry

from workflow_app.errors import DatabaseUnusable

# Seconds a connection waits: for SQLite's write lock, for a PostgreSQL server to answer.
BUSY_SECONDS = 30
CONNECT_SECONDS = 10
# What people wrote is a statement's parameters: an error must not carry it into a log.
HIDDEN = True
_POOL = {"pool_size": 8, "max_overflow": 24}


def open_database(url: str) -> sa.Engine:
    """A database handle for ``sqlite:///FILE``, ``postgresql://…`` or ``postgres://…``; threads may share it.

    The folder of a SQLite file is made. Raises DatabaseUnusable (exit status 3) when the URL is none of these or
    nothing answers there; the password is never shown.
    """
    parsed = _parse(url)
    try:
        database = _open_sqlite(parsed) if parsed.drivername.startswith("sqlite") else _open_postgres(parsed)
        with database.connect():
            pass
    except (sa.exc.SQLAlchemyError, OSError) as error:
        raise _unusable(parsed, error) from error
    _forget_in_children(database)
    return database


def is_postgres(source: sa.Engine | sa.Connection) -> bool:
    """Whether this is PostgreSQL, where rows can be locked one by one; SQLite has one lock for all writing."""
    return source.dialect.name == "postgresql"


def writable(database: sa.Engine) -> sa.Connection:
    """A connection whose transaction may write: on SQLite it takes the write lock first, by BEGIN IMMEDIATE."""
    connection = database.connect()
    if is_postgres(database):
        return connection.execution_options(isolation_level="READ COMMITTED", postgresql_readonly=False)
    return connection.execution_options(sqlite_writes=True)


def _parse(url: str) -> sa.URL:
    try:
        parsed = sa.make_url(url)
    except (sa.exc.ArgumentError, ValueError) as error:
        raise DatabaseUnusable(url=url.partition(":")[0] + ":…", reason="not a database URL") from error
    if parsed.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
        return parsed.set(drivername="postgresql+psycopg")
    if parsed.drivername in {"sqlite", "sqlite+pysqlite"}:
        return _checked_file(parsed)
    raise _unusable(parsed, "use sqlite:///FILE or postgresql://…")


def _checked_file(parsed: sa.URL) -> sa.URL:
    """A SQLite URL must name a file: a database in memory belongs to one connection and could not be shared."""
    if parsed.host or not parsed.database or parsed.database == ":memory:":
        raise _unusable(parsed, "name a file: sqlite:///FILE")
    return parsed


def _unusable(parsed: sa.URL, reason: object) -> DatabaseUnusable:
    original = getattr(reason, "orig", None) or reason
    return DatabaseUnusable(
        url=parsed.render_as_string(hide_password=True), reason=" ".join(str(original).split()) or "no reason given"
    )


def _open_postgres(parsed: sa.URL) -> sa.Engine:
    # REPEATABLE READ: one snapshot for everything a page reads, as on SQLite. A reader is never made to fail by it.
    return sa.create_engine(
        parsed,
        connect_args={"connect_timeout": CONNECT_SECONDS},
        hide_parameters=HIDDEN,
        execution_options={"isolation_level": "REPEATABLE READ", "postgresql_readonly": True},
        pool_pre_ping=True,
        **_POOL,
    )


def _open_sqlite(parsed: sa.URL) -> sa.Engine:
    Path(str(parsed.database)).absolute().parent.mkdir(parents=True, exist_ok=True)
    database = sa.create_engine(parsed, connect_args={"timeout": BUSY_SECONDS}, hide_parameters=HIDDEN, **_POOL)
    sa.event.listen(database, "connect", _prepare_sqlite)
    sa.event.listen(database, "begin", _begin_sqlite)
    return database


def _prepare_sqlite(connection: sqlite3.Connection, _entry: ConnectionPoolEntry) -> None:
    # The sqlite3 module would begin transactions by itself, only before INSERT and the like, and never IMMEDIATE.
    connection.isolation_level = None
    _use_write_ahead_log(connection)
    connection.execute("PRAGMA synchronous=FULL")  # a commit that was answered survives a power cut
    connection.execute("PRAGMA foreign_keys=ON")


def _use_write_ahead_log(connection: sqlite3.Connection) -> None:
    """Switch to WAL, which the file remembers.

    The switch itself does not wait for locks (SQLite fails at once when two processes try together), so a loser
    waits by asking for the write lock, then finds the file switched.
    """
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("ROLLBACK")


def _begin_sqlite(connection: sa.Connection) -> None:
    writes = bool(connection.get_execution_options().get("sqlite_writes"))
    connection.exec_driver_sql(f"PRAGMA query_only={'OFF' if writes else 'ON'}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _forget_in_children(database: sa.Engine) -> None:
    """A forked child must not talk through its parent's connections: its pool starts empty."""
    reference: Any = weakref.ref(database)

    def forget() -> None:
        inherited = reference()
        if inherited is not None:
            inherited.dispose(close=False)

    os.register_at_fork(after_in_child=forget)
