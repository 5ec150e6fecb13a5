"""Properties of deadlines over random starts, lengths and pauses, against a day-by-day oracle."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.notices import PUBLISHED, full_calendar, known_on, notice
from tests.rules.oracle import slow_add, slow_calendar_days, slow_is_working_day, slow_months
from workflow_app.rules.calendar import calendar_for
from workflow_app.rules.deadlines import Pause, Rule, derive
from workflow_app.rules.instants import SHANGHAI

DAY = dt.timedelta(days=1)

starts = st.datetimes(dt.datetime(2014, 1, 1), dt.datetime(2025, 12, 31)).map(
    lambda moment: moment.replace(tzinfo=SHANGHAI)
)
counts = st.integers(0, 90)
units = st.sampled_from(["working_day", "calendar_day", "month", "hour"])
delays = st.timedeltas(dt.timedelta(), dt.timedelta(days=20))
rules = st.builds(Rule, units, st.integers(0, 40), st.sampled_from(["business", "statutory"]))
# Up to three pauses, each of up to 20 days, somewhere in the 60 days after the start.
offsets = st.lists(st.tuples(st.integers(-5, 60), st.integers(0, 20)), max_size=3)


def pauses_after(start: dt.datetime, spans: list[tuple[int, int]]) -> list[Pause]:
    first = start.date()
    return [Pause(first + after * DAY, first + (after + length) * DAY) for after, length in spans]


def days_in(pauses: list[Pause]) -> set[dt.date]:
    return {
        pause.start + step * DAY
        for pause in pauses
        if pause.end is not None
        for step in range(1, (pause.end - pause.start).days + 1)
    }


@given(starts, st.integers(1, 90), offsets)
def test_working_days_end_where_the_oracle_ends(start, n, spans):
    pauses = pauses_after(start, spans)
    expected = slow_add(PUBLISHED, start.date(), n, days_in(pauses))
    assert derive(Rule("working_day", n), start, full_calendar(), pauses).date == expected


@given(starts, st.integers(1, 90), offsets)
def test_calendar_days_end_where_the_oracle_ends(start, n, spans):
    pauses = pauses_after(start, spans)
    expected = slow_calendar_days(PUBLISHED, start.date(), n, days_in(pauses))
    assert derive(Rule("calendar_day", n), start, full_calendar(), pauses).date == expected


@given(starts, st.integers(1, 30))
def test_months_end_where_the_oracle_ends(start, n):
    assert derive(Rule("month", n), start, full_calendar()).date == slow_months(PUBLISHED, start.date(), n)


@given(starts, st.integers(0, 5000))
def test_hours_run_through_days_off(start, n):
    due = derive(Rule("hour", n), start, full_calendar()).due
    assert due - start.replace(microsecond=0) == dt.timedelta(hours=n)


@given(rules, starts, offsets)
def test_one_unit_more_never_ends_earlier(rule, start, spans):
    longer = Rule(rule.unit, rule.n + 1, rule.clock)
    pauses = pauses_after(start, spans)
    assert derive(rule, start, full_calendar(), pauses).due <= derive(longer, start, full_calendar(), pauses).due


@given(rules.filter(lambda rule: rule.unit != "month"), starts, delays, offsets)
def test_a_later_start_never_ends_earlier(rule, start, delay, spans):
    pauses = pauses_after(start, spans)
    assert derive(rule, start, full_calendar(), pauses).due <= derive(rule, start + delay, full_calendar(), pauses).due


@given(rules, starts, delays)
def test_a_later_start_never_ends_earlier_without_pauses(rule, start, delay):
    """Months too; with pauses they may, by the days that a short month lacks (27 January + 2 days, 29 January)."""
    assert derive(rule, start, full_calendar()).due <= derive(rule, start + delay, full_calendar()).due


@given(st.builds(Rule, st.sampled_from(["working_day", "calendar_day"]), st.integers(1, 40)), starts)
def test_the_starting_day_never_counts(rule, start):
    assert derive(rule, start, full_calendar()).date > start.date()


@given(rules, starts)
def test_a_limit_never_ends_before_it_starts(rule, start):
    assert derive(rule, start, full_calendar()).due >= start.replace(microsecond=0)


@given(rules, starts, offsets)
def test_a_pause_never_shortens_a_limit(rule, start, spans):
    paused = derive(rule, start, full_calendar(), pauses_after(start, spans))
    assert paused.due >= derive(rule, start, full_calendar()).due


@given(rules.filter(lambda rule: rule.unit != "hour" or rule.n > 0), starts, offsets)
def test_a_limit_never_ends_on_a_paused_day(rule, start, spans):
    pauses = pauses_after(start, spans)
    last_second = derive(rule, start, full_calendar(), pauses).due - dt.timedelta(seconds=1)
    assert last_second < start or last_second.date() not in days_in(pauses)


@given(rules, starts, offsets, st.randoms())
def test_the_order_of_pauses_does_not_matter(rule, start, spans, random):
    pauses = pauses_after(start, spans)
    shuffled = random.sample(pauses, len(pauses))
    assert derive(rule, start, full_calendar(), shuffled) == derive(rule, start, full_calendar(), pauses)


@given(st.integers(1, 60), starts)
def test_a_notice_about_other_days_changes_nothing(n, start):
    rule = Rule("working_day", n)
    due = derive(rule, start, full_calendar())
    later = (due.date + 40 * DAY).isoformat()
    more = notice("later", (due.date + 40 * DAY).year, "2026-01-01", off=[later])
    assert derive(rule, start, calendar_for((*PUBLISHED, more))) == due


@given(st.integers(1, 60), starts)
def test_only_known_notices_matter(n, start):
    """As known on the day of the start: the answer is the oracle's over just those notices."""
    known = known_on(start.date().isoformat())
    expected = slow_add(known, start.date(), n)
    assert derive(Rule("working_day", n), start, calendar_for(known)).date == expected


@given(rules.filter(lambda rule: rule.unit != "hour"), starts)
def test_a_limit_in_days_ends_on_a_working_day(rule, start):
    assert slow_is_working_day(PUBLISHED, derive(rule, start, full_calendar()).date)
