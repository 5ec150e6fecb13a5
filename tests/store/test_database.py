"""Opening databases: which addresses are accepted, who may write, what waits for whom."""

from __future__ import annotations

import multiprocessing
import threading
from pathlib import Path

import pytest
import sqlalchemy as sa

from workflow_app.commands.transaction import writing
from workflow_app.errors import DatabaseUnusable
from workflow_app.store.database import is_postgres, open_database
from workflow_app.store.tables import departments, tokens


def _add(connection: sa.Connection, name: str) -> None:
    connection.execute(sa.insert(departments).values(name=name))


def _names(connection: sa.Connection) -> list[str]:
    return list(connection.scalars(sa.select(departments.c.name).order_by(departments.c.name)))


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://root@localhost/x", "sqlite://", "sqlite:///:memory:", "sqlite:///", "http://a/b"]
)
def test_an_address_that_is_no_usable_database_is_refused_with_status_3(url: str) -> None:
    with pytest.raises(DatabaseUnusable) as refused:
        open_database(url)
    assert refused.value.exit_status == 3


def test_a_refused_address_does_not_show_its_password() -> None:
    with pytest.raises(DatabaseUnusable) as refused:
        open_database("postgresql://app:geheim@127.0.0.1:1/centre")
    assert "geheim" not in refused.value.message() + refused.value.message("en")


def test_an_error_does_not_show_what_people_wrote(database: sa.Engine) -> None:
    twice = [{"name": "甲局", "short_name": "geheim"}] * 2
    with writing(database) as connection, pytest.raises(sa.exc.IntegrityError) as failed:
        connection.execute(sa.insert(departments), twice)
    assert "geheim" not in str(failed.value)


def test_a_folder_is_no_database(tmp_path: Path) -> None:
    with pytest.raises(DatabaseUnusable):
        open_database(f"sqlite:///{tmp_path}")


def test_the_folder_of_a_sqlite_file_is_made(tmp_path: Path) -> None:
    open_database(f"sqlite:///{tmp_path}/a/b/centre.sqlite3").dispose()
    assert (tmp_path / "a/b/centre.sqlite3").exists()


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_every_spelling_of_a_postgresql_address_is_accepted(postgres_url: str, scheme: str) -> None:
    database = open_database(postgres_url.replace("postgresql", scheme, 1))
    assert is_postgres(database)
    database.dispose()


def test_sqlite_keeps_a_commit_through_a_power_cut(sqlite_database: sa.Engine) -> None:
    with sqlite_database.connect() as connection:
        asked = [connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in ("journal_mode", "synchronous")]
    assert asked == ["wal", 2]


def test_a_reference_to_nobody_is_refused(database: sa.Engine) -> None:
    row = {"digest": "0" * 64, "user_name": "nobody", "created_at": None}
    with pytest.raises(sa.exc.IntegrityError), writing(database) as connection:
        connection.execute(sa.insert(tokens).values(row))


def test_a_reading_connection_cannot_write(database: sa.Engine) -> None:
    with database.connect() as connection, pytest.raises(sa.exc.DBAPIError):
        _add(connection, "住建局")


def test_a_connection_that_wrote_reads_again_afterwards(database: sa.Engine) -> None:
    with writing(database) as connection:
        _add(connection, "住建局")
    with database.connect() as connection, pytest.raises(sa.exc.DBAPIError):
        _add(connection, "发改委")


def test_a_reader_does_not_wait_for_a_writer(database: sa.Engine) -> None:
    with writing(database) as writer:
        _add(writer, "住建局")
        with database.connect() as reader:
            assert _names(reader) == []


def test_a_writer_does_not_wait_for_a_reader(database: sa.Engine) -> None:
    with database.connect() as reader:
        _names(reader)
        with writing(database) as writer:
            _add(writer, "住建局")
        with database.connect() as later:
            assert _names(later) == ["住建局"]


def test_a_reader_sees_one_snapshot(database: sa.Engine) -> None:
    with database.connect() as reader:
        before = _names(reader)
        with writing(database) as writer:
            _add(writer, "住建局")
        assert _names(reader) == before


def test_sqlite_writers_take_their_turn(sqlite_database: sa.Engine) -> None:
    second_wrote = threading.Event()

    def second() -> None:
        with writing(sqlite_database) as connection:
            _add(connection, "second")
        second_wrote.set()

    with writing(sqlite_database) as connection:
        thread = threading.Thread(target=second)
        thread.start()
        _add(connection, "first")
        waited = not second_wrote.wait(0.2)
    thread.join()
    assert waited
    assert second_wrote.is_set()


def _open_and_close(url: str) -> None:
    open_database(url).dispose()


def test_many_processes_may_open_a_new_sqlite_file_at_once(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/centre.sqlite3"
    processes = [multiprocessing.get_context("fork").Process(target=_open_and_close, args=(url,)) for _ in range(8)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    assert [process.exitcode for process in processes] == [0] * 8


def _read_in_child(database: sa.Engine) -> None:
    with database.connect() as connection:
        assert connection.scalar(sa.select(sa.func.count()).select_from(departments)) == 0


def test_a_forked_child_has_connections_of_its_own(database: sa.Engine) -> None:
    _read_in_child(database)
    process = multiprocessing.get_context("fork").Process(target=_read_in_child, args=(database,))
    process.start()
    process.join()
    assert process.exitcode == 0
    _read_in_child(database)
