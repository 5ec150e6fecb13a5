"""The tables the program speaks of are exactly those the migrations make."""

from __future__ import annotations

import re

import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from workflow_app.store.database import is_postgres
from workflow_app.store.migrate import MIGRATIONS, known
from workflow_app.store.tables import metadata


def _differences(database: sa.Engine, wanted: sa.MetaData) -> list[object]:
    # Alembic cannot compare an empty text as default on SQLite; PostgreSQL's answer is enough.
    options = {"compare_type": True, "compare_server_default": is_postgres(database)}
    with database.connect() as connection:
        return list(compare_metadata(MigrationContext.configure(connection, opts=options), wanted))


def test_the_migrations_make_the_tables_of_the_program(database: sa.Engine) -> None:
    assert _differences(database, metadata) == []


def test_a_table_without_a_migration_is_noticed(database: sa.Engine) -> None:
    wanted = sa.MetaData()
    for table in metadata.tables.values():
        table.to_metadata(wanted)
    sa.Table("forgotten", wanted, sa.Column("id", sa.Integer, primary_key=True))
    assert len(_differences(database, wanted)) == 1


def test_the_migrations_are_numbered_without_a_gap() -> None:
    assert sorted(known()) == [f"{number:04}" for number in range(1, len(known()) + 1)]


def test_a_migration_bears_the_number_of_its_file() -> None:
    for path in MIGRATIONS.glob("versions/*.py"):
        assert re.search(r'^revision = "(\d+)"$', path.read_text(), re.MULTILINE)[1] == path.name[:4]  # type: ignore[index]
