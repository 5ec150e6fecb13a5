"""What holds for the whole centre."""

from __future__ import annotations

import threading
from datetime import timedelta

import sqlalchemy as sa

from workflow_app.commands.transaction import in_transaction, writing
from workflow_app.store import settings

HOUR = timedelta(hours=1)


def test_a_name_without_a_value_has_none(database: sa.Engine) -> None:
    with database.connect() as connection:
        assert settings.get_setting(connection, "created_at") is None


def test_the_last_value_holds(database: sa.Engine) -> None:
    with writing(database) as connection:
        settings.set_setting(connection, "hall_close", "17:30")
        settings.set_setting(connection, "hall_close", "17:00")
        assert settings.get_setting(connection, "hall_close") == "17:00"


def test_a_centre_is_no_sandbox_unless_made_one(database: sa.Engine) -> None:
    with database.connect() as connection:
        assert settings.is_sandbox(connection) is False


def test_a_sandbox_says_so(database: sa.Engine) -> None:
    with writing(database) as connection:
        settings.set_sandbox(connection, True)
        assert settings.is_sandbox(connection) is True


def test_a_centre_that_is_none_says_so(database: sa.Engine) -> None:
    with writing(database) as connection:
        settings.set_sandbox(connection, False)
        assert settings.is_sandbox(connection) is False


def test_time_is_the_machines_until_it_is_moved(database: sa.Engine) -> None:
    with database.connect() as connection:
        assert settings.clock_offset(connection) == timedelta()


def test_moved_time_stays_moved(database: sa.Engine) -> None:
    with writing(database) as connection:
        settings.set_clock_offset(connection, 49 * HOUR)
    with database.connect() as connection:
        assert settings.clock_offset(connection) == 49 * HOUR


def test_two_who_move_the_clock_at_once_both_move_it(database: sa.Engine) -> None:
    def move(connection: sa.Connection) -> None:
        settings.set_clock_offset(connection, settings.lock_clock_offset(connection) + HOUR)

    threads = [threading.Thread(target=in_transaction, args=(database, move)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with database.connect() as connection:
        assert settings.clock_offset(connection) == 6 * HOUR
