"""The one place that commits: all or nothing, and a second try when the database was busy."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy as sa

from workflow_app.commands.transaction import in_transaction, writing
from workflow_app.errors import DatabaseBusy
from workflow_app.store.database import open_database
from workflow_app.store.tables import departments


def _add(connection: sa.Connection, name: str) -> None:
    connection.execute(sa.insert(departments).values(name=name))


def _rename(connection: sa.Connection, name: str, short_name: str) -> None:
    connection.execute(sa.update(departments).where(departments.c.name == name).values(short_name=short_name))


def _count(database: sa.Engine) -> int:
    with database.connect() as connection:
        return connection.execute(sa.select(sa.func.count()).select_from(departments)).scalar_one()


def test_what_was_written_is_kept(database: sa.Engine) -> None:
    with writing(database) as connection:
        _add(connection, "住建局")
    assert _count(database) == 1


def test_an_exception_undoes_everything(database: sa.Engine) -> None:
    def work(connection: sa.Connection) -> None:
        _add(connection, "住建局")
        raise KeyError

    with pytest.raises(KeyError):
        in_transaction(database, work)
    assert _count(database) == 0


def test_an_exception_of_the_database_is_passed_on(database: sa.Engine) -> None:
    with writing(database) as connection:
        _add(connection, "住建局")
    with pytest.raises(sa.exc.IntegrityError), writing(database) as connection:
        _add(connection, "住建局")


def test_work_done_in_a_transaction_gives_its_answer(database: sa.Engine) -> None:
    assert in_transaction(database, lambda connection: connection.scalar(sa.select(sa.literal(7)))) == 7


class _Busy:
    """Work that the database gives up a number of times before it lets it through."""

    def __init__(self, failures: int) -> None:
        self.failures, self.calls = failures, 0

    def __call__(self, connection: sa.Connection) -> int:
        self.calls += 1
        _add(connection, "住建局")
        if self.calls <= self.failures:
            raise DatabaseBusy
        return self.calls


def test_busy_work_is_tried_again_from_the_start(database: sa.Engine) -> None:
    assert in_transaction(database, _Busy(failures=2)) == 3


def test_busy_work_is_given_up_after_the_last_attempt(database: sa.Engine) -> None:
    with pytest.raises(DatabaseBusy):
        in_transaction(database, _Busy(failures=3), attempts=3)


def test_other_failures_are_not_tried_again(database: sa.Engine) -> None:
    calls: list[int] = []

    def fail(_connection: sa.Connection) -> None:
        calls.append(1)
        raise KeyError

    with pytest.raises(KeyError):
        in_transaction(database, fail)
    assert calls == [1]


def test_a_deadlock_is_tried_again(postgres_database: sa.Engine) -> None:
    with writing(postgres_database) as connection:
        _add(connection, "甲")
        _add(connection, "乙")
    meeting = threading.Barrier(2)
    attempts: list[str] = []

    def cross(first: str, second: str) -> None:
        def work(connection: sa.Connection) -> None:
            attempts.append(first)
            _rename(connection, first, first)
            if len(attempts) <= 2:
                meeting.wait(20)
            _rename(connection, second, first)

        in_transaction(postgres_database, work)

    threads = [threading.Thread(target=cross, args=names) for names in (("甲", "乙"), ("乙", "甲"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(attempts) == 3


def test_a_database_locked_for_too_long_is_busy(sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow_app.store.database.BUSY_SECONDS", 0.01)
    database = open_database(sqlite_url)
    with writing(database), pytest.raises(DatabaseBusy), writing(database):
        pass
    database.dispose()
