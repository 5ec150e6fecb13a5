"""INSERT … ON CONFLICT, which SQLite and PostgreSQL both speak and SQLAlchemy spells once per dialect."""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from workflow_app.store.database import is_postgres

Insert = postgresql.Insert | sqlite.Insert


def insert(connection: sa.Connection, table: sa.Table) -> Insert:
    """An INSERT into `table` that understands ON CONFLICT."""
    return postgresql.insert(table) if is_postgres(connection) else sqlite.insert(table)


def upsert(connection: sa.Connection, table: sa.Table, **values: Any) -> None:
    """Insert the row, or, where its primary key is there, set the other columns given."""
    connection.execute(_upsert(is_postgres(connection), table, tuple(values)), values)


@cache
def _upsert(postgres: bool, table: sa.Table, names: tuple[str, ...]) -> Insert:
    """The statement for columns of these names, made once."""
    statement = postgresql.insert(table) if postgres else sqlite.insert(table)
    keys = [column.name for column in table.primary_key]
    changes = {name: statement.excluded[name] for name in names if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changes)


def insert_if_absent(connection: sa.Connection, table: sa.Table, **values: Any) -> bool:
    """Insert the row unless its primary key is there. Whether it was inserted."""
    # SQLAlchemy keeps the number of rows of an INSERT only when asked to.
    wanted = insert(connection, table).values(**values).on_conflict_do_nothing()
    return connection.execute(wanted, execution_options={"preserve_rowcount": True}).rowcount == 1
