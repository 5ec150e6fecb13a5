"""A new centre is set up once, whoever comes first."""

from __future__ import annotations

from functools import partial

import sqlalchemy as sa

from tests.support.at_once import at_once
from tests.support.centre import START
from workflow_app.commands.set_up_centre import set_up_centre
from workflow_app.store.notices import notice_count


def test_of_several_processes_that_start_at_once_one_sets_up(database: sa.Engine) -> None:
    answers = at_once(*[partial(set_up_centre, database, START)] * 4)
    assert sorted(answers) == [False, False, False, True]


def test_a_centre_that_is_there_stays_as_it_is(sqlite_database: sa.Engine) -> None:
    set_up_centre(sqlite_database, START)
    with sqlite_database.connect() as connection:
        before = notice_count(connection, START)
    assert set_up_centre(sqlite_database, START, sandbox=True) is False
    with sqlite_database.connect() as connection:
        assert notice_count(connection, START) == before > 0
