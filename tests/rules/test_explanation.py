"""Explanations: one line per day, the right number counted, the same end as the deadline."""

from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from tests.rules.notices import at, day, full_calendar
from tests.rules.test_deadline_properties import counts, offsets, pauses_after, rules, starts
from workflow_app.rules.deadlines import Line, Pause, Rule, derive, explain

DAYS = st.sampled_from(["working_day", "calendar_day", "month"])


def lines(rule: Rule, start: str, *pauses: Pause, floor: str | None = None) -> list[Line]:
    return explain(rule, at(start), full_calendar(), pauses, floor=None if floor is None else day(floor))


@given(st.builds(Rule, DAYS, counts), starts, offsets)
def test_exactly_n_lines_count(rule, start, spans):
    explained = explain(rule, start, full_calendar(), pauses_after(start, spans))
    assert sum(line.counts for line in explained) == rule.n


@given(rules, starts, offsets)
def test_the_last_line_is_the_deadlines_day(rule, start, spans):
    pauses = pauses_after(start, spans)
    assert explain(rule, start, full_calendar(), pauses)[-1].date == derive(rule, start, full_calendar(), pauses).date


@given(rules, starts, offsets)
def test_the_last_line_says_that_the_limit_ends(rule, start, spans):
    assert "届满" in explain(rule, start, full_calendar(), pauses_after(start, spans))[-1].why


@given(rules, starts, offsets)
def test_the_lines_are_in_order(rule, start, spans):
    days = [line.date for line in explain(rule, start, full_calendar(), pauses_after(start, spans))]
    assert days == sorted(days)


@given(st.builds(Rule, st.sampled_from(["working_day", "calendar_day"]), counts), starts, offsets)
def test_no_day_is_left_out_or_said_twice(rule, start, spans):
    days = [line.date for line in explain(rule, start, full_calendar(), pauses_after(start, spans))]
    assert days == [days[0] + step * dt.timedelta(days=1) for step in range(len(days))]
    assert days[0] == start.date()


@given(rules, starts)
def test_every_line_has_a_reason_in_both_languages(rule, start):
    assert all(line.why and line.why_en.isascii() for line in explain(rule, start, full_calendar()))


def test_the_starting_day_is_said_not_to_count():
    first = lines(Rule("working_day", 1), "2024-03-07 10:00")[0]
    assert (first.counts, first.why) == (False, "起算当日不计入期限（民法典第201条）")


def test_a_make_up_day_names_its_notice():
    counted = lines(Rule("working_day", 1), "2018-09-28 10:00")[1]
    assert (counted.date, counted.counts, counted.notice) == (day("2018-09-29"), True, "CN-2018")
    assert counted.why == "第1个工作日（国庆节调休上班），期限于当日 17:30 届满"


def test_a_day_off_names_its_notice():
    skipped = lines(Rule("working_day", 2), "2019-04-30 10:00")[2]
    assert (skipped.why, skipped.notice) == ("劳动节放假，不计入", "CN-2019-05-amend")


def test_a_paused_working_day_says_so():
    pause = Pause(day("2024-03-11"), day("2024-03-12"))
    explained = {line.date: line for line in lines(Rule("working_day", 5), "2024-03-08 10:00", pause)}
    assert "中止" in explained[day("2024-03-12")].why
    assert explained[day("2024-03-11")].counts


def test_rolling_over_is_explained_day_by_day():
    rolled = lines(Rule("calendar_day", 1), "2024-03-08 10:00")
    assert [line.why for line in rolled[1:]] == [
        "第1日（周六休息），期限最后一日不是工作日，顺延",
        "周日休息，继续顺延",
        "工作日，顺延至此届满（民法典第203条）",
    ]


def test_the_floor_is_the_last_line():
    last = lines(Rule("working_day", 1), "2024-03-07 10:00", floor="2024-03-12")[-1]
    assert last.date == day("2024-03-12")
    assert last.why == "通知缩短了期限：不早于通知知悉后首个工作日结束时届满，即 2024-03-12 17:30"


def test_a_floor_that_moved_nothing_is_not_mentioned():
    assert lines(Rule("working_day", 5), "2024-03-07 10:00", floor="2024-03-08") == lines(
        Rule("working_day", 5), "2024-03-07 10:00"
    )


def test_an_open_pause_ends_the_explanation():
    explained = lines(Rule("working_day", 5), "2024-03-07 10:00", Pause(day("2024-03-11")))
    assert sum(line.counts for line in explained) == 2
    assert explained[-1].why == "自 2024-03-11 起中止，尚未恢复，届满日未定"


def test_an_open_pause_from_before_the_start_leaves_nothing_to_count():
    explained = lines(Rule("working_day", 5), "2024-03-07 10:00", Pause(day("2024-03-01")))
    assert [line.date for line in explained] == [day("2024-03-07"), day("2024-03-08")]


def test_a_month_is_one_line_and_what_it_rolls_over():
    explained = lines(Rule("month", 1), "2024-01-31 10:00")
    assert [line.date for line in explained if line.counts] == [day("2024-02-29")]
    assert "该月无31日" in explained[-1].why


def test_paused_days_are_added_to_months():
    pause = Pause(day("2024-03-11"), day("2024-03-13"))
    last = lines(Rule("month", 1), "2024-03-07 10:00", pause)[-1]
    assert (last.date, last.why) == (day("2024-04-09"), "补足中止的日数，期限于当日 17:30 届满")


def test_hours_are_accounted_for_day_by_day():
    explained = lines(Rule("hour", 24), "2024-03-07 10:30")
    assert [line.why for line in explained] == [
        "当日计13小时30分，节假日不中断",
        "当日计10小时30分，节假日不中断，期限于当日 10:30 届满",
    ]


def test_hours_that_end_at_midnight_still_say_so():
    last = lines(Rule("hour", 14), "2024-03-07 10:00")[-1]
    assert (last.date, last.counts) == (day("2024-03-08"), False)
    assert "期限于当日 00:00 届满" in last.why


def test_no_days_are_explained_too():
    assert [line.why for line in lines(Rule("working_day", 0), "2024-03-07 18:00")] == [
        "期限为零，当日已过下班时间，顺延",
        "工作日，顺延至此届满（民法典第203条）",
    ]


def test_a_given_date_needs_one_line():
    assert [line.why for line in lines(Rule("until", until="2024-03-09"), "2024-03-07 10:00")] == [
        "期限为指定时间，2024-03-09 17:30届满"
    ]


def test_an_uncovered_day_is_said_to_be_provisional():
    last = lines(Rule("working_day", 3), "2026-12-30 10:00")[-1]
    assert "2027年放假通知尚未公布，暂定" in last.why
