"""Sweeps: each timer once, as of its due time, whoever sweeps; a failing case is tried again and stops nobody."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import partial

import pytest
import sqlalchemy as sa

from tests.support.at_once import at_once
from tests.support.centre import DUE, START, Centre, at
from tests.support.failures import break_case
from workflow_app.commands.case_session import open_session
from workflow_app.commands.settle_due import settle_due
from workflow_app.commands.transaction import writing
from workflow_app.errors import DatabaseBusy
from workflow_app.jobs import scheduler
from workflow_app.jobs.scheduler import centre_now, start_scheduler, tick
from workflow_app.rules.instants import iso
from workflow_app.store.settings import CLOCK_OFFSET
from workflow_app.store.tables import cases, settings

LATE = DUE + timedelta(minutes=10)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def late(monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine's clock shows ten minutes after the deadline."""
    monkeypatch.setattr(scheduler, "sandbox_now", lambda offset: LATE + offset)


@pytest.fixture
def broken(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> str:
    """A case with a deadline passed that cannot be settled."""
    number = centre.asked()
    break_case(monkeypatch, number)
    return number


def test_a_tick_fires_what_is_due(centre: Centre, late: None) -> None:
    number = centre.asked()
    tick(centre.database)
    assert centre.last(number)["kind"] == "timer_fired"


def test_what_a_tick_fires_counts_as_of_its_due_time(centre: Centre, late: None) -> None:
    number = centre.asked()
    tick(centre.database)
    assert (centre.last(number)["at"], centre.last(number)["recorded_at"]) == (iso(DUE), iso(LATE))


def test_a_tick_says_how_many_cases_it_settled(centre: Centre, late: None) -> None:
    for _ in range(3):
        centre.asked()
    assert tick(centre.database) == 3


def test_the_machine_itself_is_the_actor_of_a_default(centre: Centre, late: None) -> None:
    number = centre.asked()
    tick(centre.database)
    assert centre.last(number)["actor"] == "system"


def test_a_second_tick_finds_nothing(centre: Centre, late: None) -> None:
    centre.asked()
    tick(centre.database)
    assert tick(centre.database) == 0


def test_a_deadline_exactly_now_has_not_passed(centre: Centre) -> None:
    centre.asked()
    assert settle_due(centre.database, DUE) == 0


def test_a_batch_is_no_larger_than_asked_for(centre: Centre) -> None:
    for _ in range(3):
        centre.asked()
    assert settle_due(centre.database, LATE, limit=2) == 2


def test_the_longest_overdue_case_comes_first(centre: Centre) -> None:
    centre.asked(now=START + timedelta(days=1))
    first = centre.asked()
    settle_due(centre.database, at("2026-06-05 09:00"), limit=1)
    assert centre.last(first)["kind"] == "timer_fired"


def test_a_sandboxs_time_is_the_machines_moved_by_its_offset(centre: Centre, late: None) -> None:
    centre.change(settings, settings.c.name == CLOCK_OFFSET, value="3600")
    assert centre_now(centre.database) == LATE + timedelta(hours=1)


def test_a_stale_date_in_the_row_fires_nothing_and_is_put_right(centre: Centre) -> None:
    number = centre.asked()
    centre.change(cases, cases.c.number == number, next_due=START)
    settle_due(centre.database, DUE)
    assert (centre.kinds(number)[-1], centre.row(number).next_due) == ("task_completed", DUE)


@pytest.fixture
def statements(centre: Centre) -> Iterator[list[str]]:
    """Every statement this database is given; on SQLite a transaction that may write begins IMMEDIATE."""
    seen: list[str] = []

    def note(_connection: sa.Connection, _cursor: object, statement: str, *_rest: object) -> None:
        seen.append(statement)

    sa.event.listen(centre.database, "before_cursor_execute", note)
    yield seen
    sa.event.remove(centre.database, "before_cursor_execute", note)


def test_with_nothing_due_no_row_is_locked_and_nothing_written(centre: Centre, statements: list[str]) -> None:
    centre.asked()
    statements.clear()
    settle_due(centre.database, DUE)
    assert not [each for each in statements if "IMMEDIATE" in each or "FOR UPDATE" in each or "UPDATE" in each.split()]


def test_with_nothing_due_a_tick_is_four_reads(
    centre: Centre, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scheduler, "sandbox_now", lambda offset: START + offset)
    centre.asked()
    statements.clear()
    tick(centre.database)
    assert len([each for each in statements if each.startswith("SELECT")]) == 4


def test_two_sweepers_at_once_fire_each_default_once(centre: Centre) -> None:
    numbers = [centre.asked() for _ in range(6)]
    at_once(*[partial(settle_due, centre.database, LATE)] * 2)
    assert [centre.kinds(number).count("timer_fired") for number in numbers] == [1] * 6


def test_two_sweepers_at_once_settle_each_case_once(centre: Centre) -> None:
    for _ in range(6):
        centre.asked()
    counts = at_once(*[partial(settle_due, centre.database, LATE)] * 2)
    assert sum(counts) == 6


def test_a_case_in_a_clerks_hands_is_passed_over(postgres_centre: Centre) -> None:
    held, other = postgres_centre.asked(), postgres_centre.asked()
    with writing(postgres_centre.database) as connection:
        open_session(connection, held, LATE)
        settle_due(postgres_centre.database, LATE)
    assert [postgres_centre.kinds(number)[-1] for number in (held, other)] == ["task_completed", "timer_fired"]


def test_a_failing_case_lets_the_rest_go_on(centre: Centre, broken: str) -> None:
    other = centre.asked()
    settle_due(centre.database, LATE)
    assert centre.last(other)["kind"] == "timer_fired"


def test_a_failing_case_says_why(centre: Centre, broken: str) -> None:
    settle_due(centre.database, LATE)
    assert centre.row(broken).failure == "办件在“审核”处无法继续：坏了 / broken。"


def test_a_failing_case_is_left_as_it_was(centre: Centre, broken: str) -> None:
    settle_due(centre.database, LATE)
    assert centre.kinds(broken)[-1] == "task_completed"


def test_a_failing_case_is_tried_again_later_and_later(centre: Centre, broken: str) -> None:
    waits, now = [], LATE
    for _ in range(4):
        settle_due(centre.database, now)
        retry_at: datetime = centre.row(broken).retry_at
        waits.append((retry_at - now) // MINUTE)
        now = retry_at
    assert waits == [1, 2, 4, 8]


def test_a_failing_case_waits_six_hours_at_most(centre: Centre, broken: str) -> None:
    centre.change(cases, cases.c.number == broken, failures=50)
    settle_due(centre.database, LATE)
    assert centre.row(broken).retry_at == LATE + timedelta(hours=6)


def test_a_failing_case_is_not_tried_before_its_time(centre: Centre, broken: str) -> None:
    settle_due(centre.database, LATE)
    settle_due(centre.database, LATE + MINUTE - timedelta(seconds=1))
    assert centre.row(broken).failures == 1


def _mended(centre: Centre) -> str:
    """A case that failed once, and then was settled."""
    number = centre.asked()
    with pytest.MonkeyPatch.context() as patch:
        break_case(patch, number)
        settle_due(centre.database, LATE)
    settle_due(centre.database, LATE + MINUTE)
    return number


def test_a_mended_case_fires_as_of_its_due_time(centre: Centre) -> None:
    assert centre.last(_mended(centre))["at"] == iso(DUE)


def test_a_mended_case_forgets_its_failures(centre: Centre) -> None:
    row = centre.row(_mended(centre))
    assert (row.failures, row.failure, row.retry_at) == (0, None, None)


def test_a_case_whose_timer_comes_round_without_end_is_noted(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow_app.commands.case_session.MAX_SETTLED", 5)
    number = centre.start("spinning", {"again": True})
    settle_due(centre.database, LATE)
    assert centre.row(number).failures == 1


def test_a_case_whose_version_is_nowhere_is_noted(centre: Centre) -> None:
    number = centre.asked()
    centre.change(cases, cases.c.number == number, digest="0" * 64)
    settle_due(centre.database, LATE)
    assert "流程版本" in centre.row(number).failure


def test_a_tick_on_a_busy_database_is_skipped(centre: Centre, late: None, monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(*_: object) -> None:
        raise DatabaseBusy

    monkeypatch.setattr(scheduler, "settle_due", busy)
    assert tick(centre.database) == 0


def test_a_tick_without_its_database_waits_for_the_next(postgres_centre: Centre) -> None:
    gone = sa.create_engine("postgresql+psycopg://app@/nothing?host=/nowhere")
    assert tick(gone) == 0


def test_the_scheduler_ticks_until_it_is_stopped(centre: Centre, late: None) -> None:
    ticked = threading.Event()
    real = scheduler.settle_due

    def settle(*arguments: object) -> int:
        ticked.set()
        return real(*arguments)  # type: ignore[arg-type]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(scheduler, "settle_due", settle)
        stop = start_scheduler(None, centre.database, seconds=0.05)  # type: ignore[arg-type]
        seen = ticked.wait(20)
        stop()
    assert seen
