"""Bringing databases to the newest schema."""

from __future__ import annotations

import multiprocessing

import pytest
import sqlalchemy as sa

from workflow_app.errors import DatabaseNewer
from workflow_app.store.database import open_database, writable
from workflow_app.store.migrate import current, head, migrate
from workflow_app.store.tables import metadata


def test_an_empty_database_gets_every_table(bare_url: str) -> None:
    database = open_database(bare_url)
    migrate(database)
    made = set(sa.inspect(database).get_table_names())
    database.dispose()
    assert made == set(metadata.tables) | {"alembic_version"}


def test_a_database_at_head_is_left_alone(database: sa.Engine) -> None:
    assert migrate(database) is False


def test_the_first_migration_says_that_it_did_something(bare_url: str) -> None:
    database = open_database(bare_url)
    assert migrate(database) is True
    database.dispose()


def _migrate_in_child(url: str) -> None:
    database = open_database(url)
    migrate(database)
    database.dispose()


def test_processes_that_start_at_once_migrate_once(bare_url: str) -> None:
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=_migrate_in_child, args=(bare_url,)) for _ in range(4)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 4
    database = open_database(bare_url)
    with database.connect() as connection:
        assert current(connection) == head()
    database.dispose()


def test_a_database_newer_than_the_program_is_refused_clearly(database: sa.Engine) -> None:
    with writable(database) as connection, connection.begin():
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(DatabaseNewer, match="9999"):
        migrate(database)


def test_a_failed_migration_changes_nothing(bare_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    database = open_database(bare_url)
    with monkeypatch.context() as patch:
        patch.setattr("alembic.op.create_index", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            migrate(database)
    assert sa.inspect(database).get_table_names() == []
    database.dispose()
