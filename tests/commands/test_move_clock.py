"""Winding a sandbox's time on: through every notice and timer in order, each at its own time."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.commands.test_load_notice import load, payload
from tests.support.centre import CLERK, DUE, MASTER, START, Centre, at
from tests.support.failures import break_case
from workflow_app.commands.move_clock import move_clock, next_deadline, wind_on
from workflow_app.errors import ClockBackwards, NotAllowed, NotASandbox
from workflow_app.rules.instants import iso
from workflow_app.rules.permissions import Actor
from workflow_app.store.settings import SANDBOX, clock_offset
from workflow_app.store.tables import settings

FRIDAY = at("2026-06-05 09:00")
SECOND = timedelta(seconds=1)


def _move(centre: Centre, to: datetime = FRIDAY, now: datetime = START, actor: Actor = MASTER) -> datetime:
    return move_clock(centre.database, actor, now, to=to)


def _steps(centre: Centre, to: datetime = FRIDAY, now: datetime = START) -> list[str]:
    """The moments at which winding on stops, as `06-03 17:30:01`."""
    steps: list[str] = []
    wind_on(centre.database, now, to, lambda moment: steps.append(f"{moment:%m-%d %H:%M:%S}"))
    return steps


def _offset(centre: Centre) -> timedelta:
    with centre.database.connect() as connection:
        return clock_offset(connection)


def test_the_clock_stands_where_it_was_moved(centre: Centre) -> None:
    _move(centre)
    assert _offset(centre) == FRIDAY - START


def test_the_answer_is_the_new_time(centre: Centre) -> None:
    assert _move(centre) == FRIDAY


def test_a_deadline_passed_on_the_way_fires(centre: Centre) -> None:
    number = centre.asked()
    _move(centre)
    assert centre.last(number)["at"] == iso(DUE)


def test_what_fires_on_the_way_is_recorded_in_virtual_time(centre: Centre) -> None:
    number = centre.asked()
    _move(centre)
    assert centre.last(number)["recorded_at"] == iso(DUE + SECOND)


def test_a_deadline_at_the_target_has_not_passed(centre: Centre) -> None:
    number = centre.asked()
    _move(centre, DUE)
    assert "timer_fired" not in centre.kinds(number)


def test_a_deadline_a_second_before_the_target_has_passed(centre: Centre) -> None:
    number = centre.asked()
    _move(centre, DUE + SECOND)
    assert centre.kinds(number)[-1] == "timer_fired"


def test_every_deadline_of_every_case_is_a_step(centre: Centre) -> None:
    centre.asked()
    centre.start("dated", {})
    assert _steps(centre) == ["06-02 17:30:01", "06-03 17:30:01", "06-04 17:30:01"]


def test_a_timer_armed_on_the_way_is_a_step(centre: Centre) -> None:
    centre.start("chained", {})
    assert _steps(centre) == ["06-02 17:30:01", "06-02 19:30:01"]


def test_a_timer_armed_on_the_way_starts_at_its_own_time(centre: Centre) -> None:
    number = centre.start("chained", {})
    _move(centre)
    assert centre.last(number)["at"] == "2026-06-02T19:30:00+08:00"


def test_a_timer_that_comes_round_fires_each_time(centre: Centre) -> None:
    number = centre.start("repeating", {"again": True})
    _move(centre, at("2026-06-01 14:30"))
    assert [entry["at"][11:16] for entry in centre.journal(number)[1:]] == ["10:00", "11:00", "12:00", "13:00", "14:00"]


def test_a_notice_to_come_is_a_step_at_midnight(centre: Centre) -> None:
    centre.asked()
    load(centre, payload("2026-06-03", off=["2026-06-03"]), now=START)
    assert _steps(centre) == ["06-03 00:00:00", "06-04 17:30:01"]


def test_a_notice_on_the_way_moves_the_deadline_before_it_fires(centre: Centre) -> None:
    number = centre.asked()
    load(centre, payload("2026-06-03", off=["2026-06-03"]), now=START)
    _move(centre)
    assert centre.kinds(number)[2:] == ["notice_known", "timer_moved", "timer_fired"]


def test_a_notice_on_the_way_is_told_at_its_own_time(centre: Centre) -> None:
    number = centre.asked()
    load(centre, payload("2026-06-03", off=["2026-06-03"]), now=START)
    _move(centre)
    entry = centre.last(number, "notice_known")
    assert (entry["at"], entry["recorded_at"]) == ("2026-06-03T00:00:00+08:00", "2026-06-03T00:00:00+08:00")


def test_a_held_timer_is_passed_once(centre: Centre) -> None:
    centre.start("guarded", {})
    assert _steps(centre) == ["06-02 17:30:01"]


def test_with_nothing_to_happen_the_clock_just_moves(centre: Centre) -> None:
    assert _steps(centre, at("2030-01-01 00:00")) == []


def test_the_clock_does_not_move_back(centre: Centre) -> None:
    with pytest.raises(ClockBackwards):
        _move(centre, START - SECOND)


def test_a_refused_move_leaves_the_clock(centre: Centre) -> None:
    before = centre.contents()
    with pytest.raises(ClockBackwards):
        _move(centre, START - SECOND)
    assert centre.contents() == before


def test_the_clock_may_be_moved_to_where_it_is(centre: Centre) -> None:
    assert _move(centre, START) == START


@pytest.mark.parametrize("targets", [(FRIDAY, DUE), (DUE, FRIDAY), (FRIDAY, FRIDAY)])
def test_of_two_who_read_the_same_time_and_move_it_the_farther_one_holds(
    centre: Centre, targets: tuple[datetime, datetime]
) -> None:
    for to in targets:
        move_clock(centre.database, MASTER, START, to=to, offset=timedelta(0))
    assert _offset(centre) == FRIDAY - START


def test_outside_a_sandbox_the_clock_cannot_be_moved(centre: Centre) -> None:
    centre.change(settings, settings.c.name == SANDBOX, value="false")
    with pytest.raises(NotASandbox):
        _move(centre)


def test_a_clerk_may_not_move_the_clock(centre: Centre) -> None:
    with pytest.raises(NotAllowed):
        _move(centre, actor=CLERK)


def test_a_failing_case_does_not_stop_the_clock(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    break_case(monkeypatch, centre.asked())
    _move(centre)
    assert _offset(centre) == FRIDAY - START


def test_a_failing_case_does_not_keep_the_others_from_their_deadlines(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing, other = centre.asked(), centre.asked()
    break_case(monkeypatch, failing)
    _move(centre)
    assert centre.last(other)["kind"] == "timer_fired"


def test_a_failing_case_is_retried_along_the_way(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    number = centre.asked()
    centre.start("dated", {})
    break_case(monkeypatch, number)
    _move(centre)
    assert centre.row(number).failures == 3


def test_a_case_mended_meanwhile_fires_at_its_own_time(centre: Centre) -> None:
    number = centre.asked()
    with pytest.MonkeyPatch.context() as patch:
        break_case(patch, number)
        _move(centre)
    _move(centre, FRIDAY + timedelta(hours=7), now=FRIDAY)
    assert (centre.last(number)["kind"], centre.last(number)["at"]) == ("timer_fired", iso(DUE))


def test_the_next_deadline_is_just_past_the_earliest_of_all_cases(centre: Centre) -> None:
    centre.asked()
    centre.start("dated", {})
    with centre.database.connect() as connection:
        assert next_deadline(connection, START) == at("2026-06-02 17:30") + SECOND


def test_without_timers_there_is_no_next_deadline(centre: Centre) -> None:
    centre.start("plain", {})
    with centre.database.connect() as connection:
        assert next_deadline(connection, START) is None
