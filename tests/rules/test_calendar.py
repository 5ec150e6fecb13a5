"""The calendar against a slow day-by-day oracle, and what it is sure of."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.notices import PUBLISHED, day, full_calendar, known_on, notice
from tests.rules.oracle import slow_add, slow_is_working_day
from workflow_app.errors import DateOutOfRange
from workflow_app.rules.calendar import Calendar, calendar_for

dates = st.dates(dt.date(2010, 1, 1), dt.date(2030, 12, 31))
prefixes = st.integers(0, len(PUBLISHED)).map(lambda count: PUBLISHED[:count])


@given(prefixes, dates)
def test_a_day_is_what_the_oracle_says(notices, date):
    assert calendar_for(notices).is_working_day(date) == slow_is_working_day(notices, date)


@given(prefixes, dates, st.integers(1, 300))
def test_the_nth_working_day_is_the_oracles(notices, date, n):
    assert calendar_for(notices).add_working_days(date, n) == slow_add(notices, date, n)


@given(dates, st.integers(0, 500))
def test_working_days_counted_back_are_n(date, n):
    calendar = full_calendar()
    reached = calendar.add_working_days(calendar.roll_forward(date), n)
    assert calendar.working_days_between(calendar.roll_forward(date), reached) == n


@given(dates)
def test_rolling_forward_ends_on_the_first_working_day(date):
    rolled = full_calendar().roll_forward(date)
    between = [date + dt.timedelta(days=step) for step in range((rolled - date).days)]
    assert slow_is_working_day(PUBLISHED, rolled)
    assert not any(slow_is_working_day(PUBLISHED, skipped) for skipped in between)


@pytest.mark.parametrize("text", ["2024-03-08", "2023-05-04", "2022-06-01", "2024-08-01"])
def test_a_half_day_holiday_is_a_full_working_day(text):
    assert full_calendar().is_working_day(day(text))


def test_a_working_sunday_is_counted():
    assert full_calendar().add_working_days(day("2018-09-29"), 1) == day("2018-09-30")


def test_a_later_notice_overrides_an_earlier_one():
    """1 February 2020 was a make-up Saturday until the holiday was extended."""
    assert calendar_for(known_on("2020-01-26")).is_working_day(day("2020-02-01"))
    assert not calendar_for(known_on("2020-01-27")).is_working_day(day("2020-02-01"))


def test_notices_are_folded_in_the_order_in_which_they_became_known():
    """An old notice loaded late overrides what was known before (DOMAIN 3.5)."""
    late = notice("late", 2026, "2025-01-01", work=["2026-10-01"])
    assert Calendar([*PUBLISHED, late]).is_working_day(day("2026-10-01"))
    assert not Calendar([late, *PUBLISHED]).is_working_day(day("2026-10-01"))


def test_a_year_without_a_notice_is_not_covered():
    assert not full_calendar().covered(day("2027-06-01"))


def test_an_amendment_alone_covers_nothing():
    amendment = [known for known in PUBLISHED if known.id == "CN-2020-02-amend"]
    calendar = Calendar(amendment)
    assert not calendar.covered(day("2020-02-03"))
    assert not calendar.is_working_day(day("2020-01-31"))


def test_a_notice_without_days_covers_nothing():
    assert not Calendar([notice("CN-2027", 2027, "2026-11-05")]).covered(day("2027-01-04"))


def test_december_is_provisional_until_the_next_notice_is_known():
    assert calendar_for(known_on("2018-12-05")).provisional(day("2018-12-31"))
    assert not calendar_for(known_on("2018-12-06")).provisional(day("2018-12-31"))


def test_november_is_certain_without_the_next_notice():
    assert not full_calendar().provisional(day("2026-11-30"))


def test_an_uncovered_day_is_provisional():
    assert full_calendar().provisional(day("2027-03-01"))


def test_a_range_is_covered_only_if_every_year_is():
    assert full_calendar().covered_between(day("2014-01-01"), day("2026-12-31"))
    assert not full_calendar().covered_between(day("2013-12-31"), day("2014-01-02"))


@pytest.mark.parametrize("text", ["2027-01-01", "2028-05-01", "2028-05-02", "2027-10-01", "2029-10-02", "2029-10-03"])
def test_an_uncovered_year_keeps_the_holidays_with_a_fixed_date(text):
    assert not full_calendar().is_working_day(day(text))


def test_the_second_of_may_is_a_holiday_only_since_2025():
    nothing_known = Calendar()
    assert nothing_known.is_working_day(day("2024-05-02"))
    assert not nothing_known.is_working_day(day("2025-05-02"))


def test_the_reason_names_the_notice():
    reason = full_calendar().reason(day("2019-04-28"))
    assert (reason.working, reason.why, reason.notice) == (True, "劳动节调休上班", "CN-2019-05-amend")


def test_the_reason_of_a_weekend_names_no_notice():
    reason = full_calendar().reason(day("2024-03-09"))
    assert (reason.working, reason.why, reason.notice) == (False, "周六休息", None)


def test_the_reason_of_an_uncovered_day_says_that_it_is_provisional():
    assert full_calendar().reason(day("2027-03-01")).why == "工作日（2027年放假通知尚未公布，暂定）"


def test_the_reason_of_an_uncertain_december_names_the_missing_year():
    assert "2027年放假通知尚未公布" in full_calendar().reason(day("2026-12-31")).why


def test_the_same_notices_give_the_same_calendar():
    assert calendar_for(PUBLISHED) is calendar_for(tuple(PUBLISHED))


@pytest.mark.parametrize("date", [dt.date(1989, 12, 31), dt.date(2201, 1, 1), dt.date.min, dt.date.max])
def test_a_day_outside_the_calendar_is_refused(date):
    for ask in (full_calendar().is_working_day, full_calendar().roll_forward, full_calendar().reason):
        with pytest.raises(DateOutOfRange):
            ask(date)
    with pytest.raises(DateOutOfRange):
        full_calendar().add_working_days(date, 1)


def test_counting_past_the_end_of_the_calendar_is_refused():
    with pytest.raises(DateOutOfRange):
        full_calendar().add_working_days(day("2200-12-01"), 100)


def test_a_negative_number_of_working_days_is_refused():
    with pytest.raises(ValueError, match="not negative"):
        full_calendar().add_working_days(day("2024-03-08"), -1)
