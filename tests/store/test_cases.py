"""The case's row: numbers nobody else gets, locks that hold, deadlines that are found once."""

from __future__ import annotations

import threading
from datetime import date, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support.entries import NOW, NUMBER, add_case
from workflow_app.commands.transaction import in_transaction, writing
from workflow_app.errors import Conflict, NotFound
from workflow_app.store.cases import (
    due_cases,
    earliest_due,
    load_case_row,
    lock_case,
    next_case_number,
    update_case,
)

DAY = date(2026, 10, 9)
HOUR = timedelta(hours=1)


def _add(database: sa.Engine, *cases: dict[str, Any]) -> None:
    with writing(database) as connection:
        for each in cases:
            add_case(connection, **each)


def _due(database: sa.Engine, limit: int = 10) -> list[str]:
    with writing(database) as connection:
        return due_cases(connection, before=NOW, now=NOW, limit=limit)


def test_the_first_case_of_a_day_is_number_one(database: sa.Engine) -> None:
    assert in_transaction(database, lambda connection: next_case_number(connection, DAY)) == "20261009-000001"


def test_every_day_counts_for_itself(database: sa.Engine) -> None:
    with writing(database) as connection:
        given = [next_case_number(connection, day) for day in (DAY, DAY, date(2026, 10, 10))]
    assert given == ["20261009-000001", "20261009-000002", "20261010-000001"]


def test_windows_that_ask_at_once_get_different_numbers(database: sa.Engine) -> None:
    given: list[str] = []

    def ask() -> None:
        given.extend(in_transaction(database, lambda connection: next_case_number(connection, DAY)) for _ in range(5))

    threads = [threading.Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == [f"20261009-{number:06}" for number in range(1, 31)]


def test_a_case_is_loaded_by_its_number(database: sa.Engine) -> None:
    _add(database, {"snapshot": b"\x00state"})
    with database.connect() as connection:
        row = load_case_row(connection, NUMBER)
    assert (row.number, row.opened_at, row.snapshot) == (NUMBER, NOW, b"\x00state")


@pytest.mark.parametrize("read", [load_case_row, lock_case])
def test_a_case_there_is_not_is_not_found(database: sa.Engine, read: Any) -> None:
    with writing(database) as connection, pytest.raises(NotFound):
        read(connection, NUMBER)


def test_who_locks_a_case_makes_the_next_one_wait(database: sa.Engine) -> None:
    _add(database, {})
    locked = threading.Event()

    def lock() -> None:
        with writing(database) as connection:
            lock_case(connection, NUMBER)
            locked.set()

    with writing(database) as connection:
        lock_case(connection, NUMBER)
        thread = threading.Thread(target=lock)
        thread.start()
        waited = not locked.wait(0.2)
    thread.join()
    assert waited
    assert locked.is_set()


def test_who_waited_for_a_case_sees_what_the_first_one_did(database: sa.Engine) -> None:
    _add(database, {})
    seen: list[int] = []

    def lock() -> None:
        with writing(database) as connection:
            seen.append(lock_case(connection, NUMBER).seq)

    with writing(database) as connection:
        lock_case(connection, NUMBER)
        thread = threading.Thread(target=lock)
        thread.start()
        update_case(connection, NUMBER, expected_seq=1, seq=2)
    thread.join()
    assert seen == [2]


def test_a_lock_on_one_case_leaves_the_others_free(postgres_database: sa.Engine) -> None:
    _add(postgres_database, {}, {"number": "other"})
    with writing(postgres_database) as first, writing(postgres_database) as second:
        lock_case(first, NUMBER)
        second.exec_driver_sql("SET LOCAL lock_timeout = '1s'")
        assert lock_case(second, "other").number == "other"


def test_a_case_is_updated_from_where_it_was_expected(database: sa.Engine) -> None:
    _add(database, {})
    with writing(database) as connection:
        update_case(connection, NUMBER, expected_seq=1, seq=2, status="closed")
    with database.connect() as connection:
        row = load_case_row(connection, NUMBER)
    assert (row.seq, row.status) == (2, "closed")


@pytest.mark.parametrize("number", [NUMBER, "none"])
def test_a_case_that_moved_on_is_a_conflict(database: sa.Engine, number: str) -> None:
    _add(database, {"seq": 3})
    with pytest.raises(Conflict), writing(database) as connection:
        update_case(connection, number, expected_seq=2, seq=3)


def test_a_deadline_exactly_now_has_not_passed(database: sa.Engine) -> None:
    _add(database, {"next_due": NOW})
    assert _due(database) == []


def test_overdue_cases_come_the_longest_overdue_first(database: sa.Engine) -> None:
    _add(database, {"number": "b", "next_due": NOW - HOUR}, {"number": "a", "next_due": NOW - 2 * HOUR})
    assert _due(database) == ["a", "b"]


def test_no_more_cases_are_taken_than_asked_for(database: sa.Engine) -> None:
    _add(database, *({"number": name, "next_due": NOW - HOUR} for name in "abc"))
    assert _due(database, limit=2) == ["a", "b"]


def test_a_case_without_timers_is_never_due(database: sa.Engine) -> None:
    _add(database, {"next_due": None})
    assert _due(database) == []


@pytest.mark.parametrize(("retry_at", "found"), [(NOW + HOUR, []), (NOW, [NUMBER]), (NOW - HOUR, [NUMBER])])
def test_a_failing_case_is_left_until_it_is_to_be_tried_again(
    database: sa.Engine, retry_at: Any, found: list[str]
) -> None:
    _add(database, {"next_due": NOW - HOUR, "retry_at": retry_at})
    assert _due(database) == found


def test_what_a_worker_has_in_its_hands_is_skipped_by_the_next(postgres_database: sa.Engine) -> None:
    _add(postgres_database, *({"number": name, "next_due": NOW - HOUR} for name in "ab"))
    with writing(postgres_database) as first, writing(postgres_database) as second:
        taken = due_cases(first, before=NOW, now=NOW, limit=1)
        left = due_cases(second, before=NOW, now=NOW, limit=10)
    assert (taken, left) == (["a"], ["b"])


def test_a_case_a_clerk_is_working_on_is_skipped(postgres_database: sa.Engine) -> None:
    _add(postgres_database, {"next_due": NOW - HOUR})
    with writing(postgres_database) as clerk:
        lock_case(clerk, NUMBER)
        assert _due(postgres_database) == []


def test_the_earliest_deadline_of_all_is_known(database: sa.Engine) -> None:
    _add(database, {"number": "a", "next_due": NOW + HOUR}, {"number": "b", "next_due": NOW}, {"number": "c"})
    with database.connect() as connection:
        assert earliest_due(connection) == NOW


def test_without_timers_there_is_no_earliest_deadline(database: sa.Engine) -> None:
    _add(database, {})
    with database.connect() as connection:
        assert earliest_due(connection) is None
