"""Simulated people: what they leave behind is what real people would have left, and the same for the same seed."""

from __future__ import annotations

import itertools
import json
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support.postgres import Cluster
from workflow_app.audit.verify import verify
from workflow_app.commands.demonstration import demonstration_centre, load_demonstration
from workflow_app.commands.set_up_centre import set_up_centre
from workflow_app.commands.settle_due import tell_notices
from workflow_app.commands.simulation.simulate import simulate
from workflow_app.errors import NotASandbox, RequestRefused
from workflow_app.queries.remaining import known_calendar
from workflow_app.rules.instants import SHANGHAI, parse_instant
from workflow_app.store.database import open_database
from workflow_app.store.notices import notice_count
from workflow_app.store.settings import NOTICES_TOLD, get_setting
from workflow_app.store.tables import cases, journal, tasks, users

START = datetime(2019, 3, 4, tzinfo=SHANGHAI)
# A notice became known on 22 March: it made 28 April a working day.
END = datetime(2019, 4, 30, 18, tzinfo=SHANGHAI)
CASES = 24
_numbers = itertools.count(1)


def _simulated(url: str) -> Iterator[tuple[sa.Engine, dict[str, int]]]:
    database = open_database(url)
    set_up_centre(database, END, sandbox=True)
    load_demonstration(database, END)
    yield database, simulate(database, cases=CASES, start=START, end=END, seed=1)
    database.dispose()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def simulated(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[sa.Engine, dict[str, int]]]:
    """A demonstration centre with a history, and what the simulation answered; for tests that only read."""
    if request.param == "sqlite":
        template: Path = request.getfixturevalue("sqlite_template")
        path = tmp_path_factory.mktemp("simulated") / "simulated.sqlite3"
        shutil.copyfile(template, path)
        yield from _simulated(f"sqlite:///{path}")
        return
    cluster: Cluster = request.getfixturevalue("postgres_cluster")
    name = f"simulated_{os.getpid()}_{next(_numbers)}"
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE migrated STRATEGY file_copy")
    yield from _simulated(cluster.url(name))
    cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def history(simulated: tuple[sa.Engine, dict[str, int]]) -> sa.Engine:
    """The centre with a history."""
    return simulated[0]


@pytest.fixture
def new_centre(sqlite_database: sa.Engine) -> sa.Engine:
    """A demonstration centre in which nothing happened yet."""
    set_up_centre(sqlite_database, END, sandbox=True)
    load_demonstration(sqlite_database, END)
    return sqlite_database


def rows(database: sa.Engine, statement: sa.Select[Any]) -> list[sa.Row[Any]]:
    with database.connect() as connection:
        return list(connection.execute(statement))


def acts_of_people(database: sa.Engine) -> list[sa.Row[Any]]:
    """What people did: all entries but the machine's."""
    return rows(database, sa.select(journal).where(journal.c.actor != "system"))


def completed(database: sa.Engine) -> list[tuple[sa.Row[Any], sa.Row[Any], sa.Row[Any]]]:
    """Every completed task: its row, who completed it, its case."""
    by_key = {(row.case_number, row.key): row for row in rows(database, sa.select(tasks))}
    people = {row.name: row for row in rows(database, sa.select(users))}
    case = {row.number: row for row in rows(database, sa.select(cases))}
    done = rows(database, sa.select(journal).where(journal.c.kind == "task_completed"))
    return [
        (by_key[row.case_number, json.loads(row.body)["task"]], people[row.actor], case[row.case_number])
        for row in done
    ]


def hashes(database: sa.Engine) -> list[str]:
    return [
        row.hash for row in rows(database, sa.select(journal.c.hash).order_by(journal.c.case_number, journal.c.seq))
    ]


def test_the_journals_execute_again(history: sa.Engine) -> None:
    assert verify(history)["differences"] == []


def test_as_many_cases_are_worked_as_were_asked_for(history: sa.Engine) -> None:
    assert len(rows(history, sa.select(cases.c.number))) == CASES


def test_cases_and_entries_are_counted(simulated: tuple[sa.Engine, dict[str, int]]) -> None:
    database, answer = simulated
    assert answer == {"cases": CASES, "entries": len(rows(database, sa.select(journal.c.seq)))}


def test_some_cases_are_closed_and_some_are_not(history: sa.Engine) -> None:
    assert {"open", "completed"} <= {row.status for row in rows(history, sa.select(cases.c.status))}


def test_cases_end_in_different_ways(history: sa.Engine) -> None:
    assert len({row.outcome for row in rows(history, sa.select(cases.c.outcome))} - {None}) >= 3


def test_nobody_needs_the_administrator(history: sa.Engine) -> None:
    administrators = {person["name"] for person in demonstration_centre().people if person["role"] == "administrator"}
    assert {row.actor for row in acts_of_people(history)}.isdisjoint(administrators)


def test_departments_work_their_own_tasks(history: sa.Engine) -> None:
    departments = {*demonstration_centre().departments, *demonstration_centre().authorities}
    theirs = [(task.group_name, person.department) for task, person, _ in completed(history)]
    assert departments & {group for group, _ in theirs}
    assert [(group, own) for group, own in theirs if group in departments and own != group] == []


def test_applicants_with_an_account_answer_for_themselves(history: sa.Engine) -> None:
    asked = [(person.name, case.applicant_user) for task, person, case in completed(history)
             if task.group_name == "applicant"]  # fmt: skip
    assert [(name, user) for name, user in asked if user not in (None, name)] == []
    assert any(user for _, user in asked)


def test_nobody_does_two_steps_that_must_be_separate(history: sa.Engine) -> None:
    """`separate_from` of a task that was opened names steps of the same case."""
    entries = rows(history, sa.select(journal).order_by(journal.c.case_number, journal.c.seq))
    assert list(_unseparated(entries)) == []


def _unseparated(entries: list[sa.Row[Any]]) -> Iterator[tuple[str, str]]:
    opened: dict[tuple[str, str], dict[str, Any]] = {}
    did: dict[tuple[str, str], str] = {}
    for row in entries:
        task = opened.get((row.case_number, json.loads(row.body).get("task") or ""))
        if row.kind == "task_completed" and task is not None:
            others = [name.strip() for name in (task.get("separate_from") or "").split(",")]
            yield from ((row.case_number, name) for name in others if did.get((row.case_number, name)) == row.actor)
            did[row.case_number, task["element"]] = row.actor
        for fact in json.loads(row.facts):
            if fact["fact"] == "task_opened":
                opened[row.case_number, fact["key"]] = fact


def test_people_work_while_the_hall_is_open(history: sa.Engine) -> None:
    with history.connect() as connection:
        calendar = known_calendar(connection, END)
    hours = demonstration_centre().hours
    moments = [parse_instant(row.at) for row in acts_of_people(history)]
    assert moments
    assert [
        moment
        for moment in moments
        if not calendar.is_working_day(moment.date())
        or not any(opens <= moment.time() < closes for opens, closes in hours)
    ] == []


def test_nothing_is_written_down_before_it_happened_or_after_the_end(history: sa.Engine) -> None:
    entries = rows(history, sa.select(journal.c.at, journal.c.recorded_at))
    assert all(START <= parse_instant(row.at) <= parse_instant(row.recorded_at) <= END for row in entries)


def test_numbers_follow_the_days_of_application(history: sa.Engine) -> None:
    handed_in = rows(history, sa.select(cases.c.number, cases.c.opened_at).order_by(cases.c.number))
    assert [row.number[:8] for row in handed_in] == [f"{row.opened_at:%Y%m%d}" for row in handed_in]
    assert [row.opened_at for row in handed_in] == sorted(row.opened_at for row in handed_in)


def test_no_deadline_is_left_unsettled(history: sa.Engine) -> None:
    assert rows(history, sa.select(cases.c.number).where(cases.c.next_due < END)) == []


def test_no_case_fails(history: sa.Engine) -> None:
    assert rows(history, sa.select(cases.c.number).where(cases.c.failures > 0)) == []


def test_some_deadlines_pass_because_somebody_is_late_or_silent(history: sa.Engine) -> None:
    assert rows(history, sa.select(journal.c.seq).where(journal.c.kind == "timer_fired"))


def test_a_notice_is_told_on_its_day(history: sa.Engine) -> None:
    told = rows(history, sa.select(journal.c.recorded_at).where(journal.c.kind == "notice_known"))
    assert {row.recorded_at for row in told} == {"2019-03-22T00:00:00+08:00"}


def test_the_same_seed_gives_the_same_journals(sqlite_template: Path, tmp_path: Path) -> None:
    assert _history_of(sqlite_template, tmp_path / "first", 5) == _history_of(sqlite_template, tmp_path / "second", 5)


def test_another_seed_gives_other_journals(sqlite_template: Path, tmp_path: Path) -> None:
    assert _history_of(sqlite_template, tmp_path / "first", 5) != _history_of(sqlite_template, tmp_path / "second", 6)


def _history_of(template: Path, path: Path, seed: int) -> list[str]:
    shutil.copyfile(template, path)
    database = open_database(f"sqlite:///{path}")
    set_up_centre(database, END, sandbox=True)
    load_demonstration(database, END)
    simulate(database, cases=5, start=START, end=END, seed=seed)
    found = hashes(database)
    database.dispose()
    assert found
    return found


def test_a_second_history_goes_beside_the_first(new_centre: sa.Engine) -> None:
    for _ in range(2):
        simulate(new_centre, cases=3, start=START, end=END, seed=1)
    assert (len(rows(new_centre, sa.select(cases.c.number))), verify(new_centre)["differences"]) == (6, [])


def test_progress_is_told_after_every_case(new_centre: sa.Engine) -> None:
    told: list[tuple[int, int]] = []
    simulate(new_centre, cases=2, start=START, end=END, seed=1, progress=lambda done, of: told.append((done, of)))
    assert told == [(1, 2), (2, 2)]


def test_no_cases_are_no_work(new_centre: sa.Engine) -> None:
    assert simulate(new_centre, cases=0, start=START, end=END, seed=1) == {"cases": 0, "entries": 0}


def test_notices_known_since_are_told_afterwards(new_centre: sa.Engine) -> None:
    before_notice = datetime(2019, 3, 20, 18, tzinfo=SHANGHAI)
    simulate(new_centre, cases=8, start=datetime(2019, 3, 18, tzinfo=SHANGHAI), end=before_notice, seed=1)
    tell_notices(new_centre, END)
    knowing = rows(new_centre, sa.select(journal.c.case_number).where(journal.c.kind == "notice_known"))
    still_open = rows(new_centre, sa.select(cases.c.number).where(cases.c.status == "open"))
    assert {row.number for row in still_open} <= {row.case_number for row in knowing}
    assert still_open


def test_a_history_that_reaches_the_present_leaves_nothing_to_tell(new_centre: sa.Engine) -> None:
    simulate(new_centre, cases=1, start=START, end=END, seed=1)
    with new_centre.connect() as connection:
        assert get_setting(connection, NOTICES_TOLD) == str(notice_count(connection, END))


def test_only_a_sandbox_can_be_simulated(sqlite_database: sa.Engine) -> None:
    set_up_centre(sqlite_database, END, sandbox=False)
    with pytest.raises(NotASandbox):
        simulate(sqlite_database, cases=1, start=START, end=END, seed=1)


def test_a_period_without_working_time_is_refused(new_centre: sa.Engine) -> None:
    saturday, sunday = (datetime(2019, 3, day, tzinfo=SHANGHAI) for day in (9, 10))
    with pytest.raises(RequestRefused):
        simulate(new_centre, cases=1, start=saturday, end=sunday, seed=1)


def test_a_centre_without_demonstration_people_is_refused(sqlite_database: sa.Engine) -> None:
    set_up_centre(sqlite_database, END, sandbox=True)
    with pytest.raises(RequestRefused):
        simulate(sqlite_database, cases=1, start=START, end=END, seed=1)
