"""Deriving deadlines: the law's cases, one by one."""

from __future__ import annotations

import datetime as dt

import pytest

from tests.rules.notices import at, day, full_calendar
from workflow_app.errors import DateOutOfRange, RequestRefused
from workflow_app.rules.calendar import Calendar
from workflow_app.rules.deadlines import Pause, Rule, derive
from workflow_app.rules.instants import SHANGHAI


def due(rule: Rule, start: str, *pauses: Pause, floor: str | None = None) -> str:
    deadline = derive(rule, at(start), full_calendar(), pauses, floor=None if floor is None else day(floor))
    return deadline.due.strftime("%Y-%m-%d %H:%M:%S")


def test_the_business_clock_ends_at_closing_time():
    assert due(Rule("working_day", 1), "2024-03-07 09:00") == "2024-03-08 17:30:00"


def test_the_statutory_clock_ends_at_midnight():
    assert due(Rule("working_day", 1, "statutory"), "2024-03-07 09:00") == "2024-03-08 23:59:59"


def test_the_halls_own_closing_time_is_kept():
    deadline = derive(Rule("working_day", 1), at("2024-03-07 09:00"), full_calendar(), close=dt.time(17, 0))
    assert deadline.due == at("2024-03-08 17:00")


def test_no_days_end_at_the_starting_days_close():
    assert due(Rule("working_day", 0), "2024-03-07 09:00") == "2024-03-07 17:30:00"


def test_no_days_at_exactly_the_close_end_at_once():
    assert due(Rule("working_day", 0), "2024-03-07 17:30") == "2024-03-07 17:30:00"


def test_no_days_after_the_close_end_on_the_next_working_day():
    assert due(Rule("calendar_day", 0), "2024-03-08 17:31") == "2024-03-11 17:30:00"


def test_no_days_from_a_day_off_end_on_the_next_working_day():
    assert due(Rule("month", 0), "2024-03-09 10:00") == "2024-03-11 17:30:00"


def test_a_make_up_day_is_no_day_off_to_roll_over():
    assert due(Rule("calendar_day", 2), "2018-09-28 10:00") == "2018-09-30 17:30:00"


def test_a_month_without_such_a_day_ends_on_its_last():
    assert due(Rule("month", 1), "2024-01-31 10:00") == "2024-02-29 17:30:00"


def test_twelve_months_reach_the_same_day_of_the_next_year():
    assert due(Rule("month", 12), "2023-03-07 10:00") == "2024-03-07 17:30:00"


def test_a_pause_is_not_counted_twice_where_two_overlap():
    one, other = Pause(day("2024-03-11"), day("2024-03-13")), Pause(day("2024-03-12"), day("2024-03-14"))
    assert due(Rule("working_day", 5), "2024-03-08 10:00", one, other) == "2024-03-20 17:30:00"


def test_a_pause_that_starts_on_the_last_day_changes_nothing():
    assert due(Rule("working_day", 1), "2024-03-07 10:00", Pause(day("2024-03-08"))) == "2024-03-08 17:30:00"


def test_a_pause_over_calendar_days_takes_its_calendar_days():
    pause = Pause(day("2024-03-08"), day("2024-03-11"))
    assert due(Rule("calendar_day", 7), "2024-03-07 10:00", pause) == "2024-03-18 17:30:00"


def test_hours_stand_still_on_paused_days():
    pause = Pause(day("2024-03-07"), day("2024-03-08"))
    assert due(Rule("hour", 20), "2024-03-07 10:00", pause) == "2024-03-09 06:00:00"


def test_an_open_pause_puts_the_date_out_of_reach():
    deadline = derive(Rule("working_day", 5), at("2024-03-07 10:00"), full_calendar(), [Pause(day("2024-03-08"))])
    assert deadline.suspended
    assert deadline.provisional
    assert deadline.due.year == 2200


@pytest.mark.parametrize("rule", [Rule("hour", 72), Rule("month", 1), Rule("calendar_day", 9)])
def test_an_open_pause_suspends_every_unit(rule):
    assert derive(rule, at("2024-03-07 10:00"), full_calendar(), [Pause(day("2024-03-08"))]).suspended


def test_an_open_pause_over_the_days_rolled_over_suspends_too():
    """The last day is a Saturday; the pause began on that day, before the Monday it rolls to."""
    assert derive(
        Rule("calendar_day", 1), at("2024-03-08 10:00"), full_calendar(), [Pause(day("2024-03-09"))]
    ).suspended


def test_a_pause_that_ends_before_it_starts_is_refused():
    with pytest.raises(RequestRefused):
        Pause(day("2024-03-08"), day("2024-03-07"))


def test_a_floor_moves_the_due_date():
    deadline = derive(Rule("working_day", 1), at("2024-03-07 10:00"), full_calendar(), floor=day("2024-03-12"))
    assert (deadline.due, deadline.floored) == (at("2024-03-12 17:30"), True)


def test_a_floor_before_the_deadline_changes_nothing():
    deadline = derive(Rule("working_day", 5), at("2024-03-07 10:00"), full_calendar(), floor=day("2024-03-08"))
    assert (deadline.date, deadline.floored) == (day("2024-03-14"), False)


def test_a_floor_holds_for_the_statutory_clock_too():
    assert due(Rule("hour", 1), "2024-03-07 10:00", floor="2024-03-08") == "2024-03-08 17:30:00"
    assert due(Rule("hour", 1, "statutory"), "2024-03-07 10:00", floor="2024-03-08") == "2024-03-08 23:59:59"


def test_a_duration_is_exact_elapsed_time():
    assert due(Rule("duration", duration="P5D"), "2024-09-30 10:15") == "2024-10-05 10:15:00"


def test_a_duration_of_months_ends_at_the_same_time_of_day():
    assert due(Rule("duration", duration="P1M"), "2024-01-31 10:15") == "2024-02-29 10:15:00"


def test_a_duration_adds_months_before_days():
    assert due(Rule("duration", duration="P1M1DT2H"), "2024-01-31 10:15") == "2024-03-01 12:15:00"


def test_a_given_date_ends_at_its_close_whatever_day_it_is():
    assert due(Rule("until", until="2024-03-09"), "2024-03-07 10:00") == "2024-03-09 17:30:00"


def test_a_given_instant_is_kept():
    assert due(Rule("until", until="2024-03-09T08:00:00+08:00"), "2024-03-07 10:00") == "2024-03-09 08:00:00"


def test_a_deadline_in_an_uncovered_year_says_so():
    deadline = derive(Rule("working_day", 3), at("2026-12-30 10:00"), full_calendar())
    assert (deadline.covered, deadline.provisional, deadline.date) == (False, True, day("2027-01-05"))


def test_a_deadline_in_december_is_covered_but_provisional():
    deadline = derive(Rule("working_day", 3), at("2026-12-01 10:00"), full_calendar())
    assert (deadline.covered, deadline.provisional) == (True, True)


def test_a_deadline_that_rests_on_an_uncovered_day_is_not_covered():
    """31 December 2013 is counted, and nothing is known about it."""
    assert not derive(Rule("working_day", 3), at("2013-12-30 10:00"), full_calendar()).covered


def test_calendar_days_rest_on_the_last_day_only():
    assert derive(Rule("calendar_day", 30), at("2013-12-30 10:00"), full_calendar()).covered


@pytest.mark.parametrize(
    "rule", [Rule("hour", 48), Rule("duration", duration="P2D"), Rule("until", until="2027-03-01")]
)
def test_what_needs_no_calendar_is_certain_in_any_year(rule):
    deadline = derive(rule, at("2027-01-01 10:00"), full_calendar())
    assert (deadline.covered, deadline.provisional) == (True, False)


def test_a_start_from_elsewhere_is_read_in_the_centres_zone():
    start = dt.datetime(2024, 3, 6, 20, 0, tzinfo=dt.UTC)
    assert derive(Rule("working_day", 1), start, full_calendar()).date == day("2024-03-08")


def test_a_naive_start_is_refused():
    with pytest.raises(ValueError, match="no offset"):
        derive(Rule("working_day", 1), dt.datetime(2024, 3, 7), full_calendar())


@pytest.mark.parametrize(
    "rule",
    [
        Rule("working_day", 10_000),
        Rule("calendar_day", 10_000),
        Rule("month", 10_000),
        Rule("hour", 10_000),
        Rule("duration", duration="P999999999D"),
        Rule("duration", duration="P999999999Y"),
        Rule("duration", duration="P999999999W"),
    ],
)
def test_a_date_beyond_the_calendar_is_refused(rule):
    with pytest.raises(DateOutOfRange):
        derive(rule, at("2200-06-01 10:00"), Calendar())


@pytest.mark.parametrize("year", [1, 1989, 2201, 9999])
def test_a_start_beyond_the_calendar_is_refused(year):
    with pytest.raises(DateOutOfRange):
        derive(Rule("hour", 1), dt.datetime(year, 6, 1, tzinfo=SHANGHAI), Calendar())
