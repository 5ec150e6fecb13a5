"""Timer texts: each form is read, anything else is refused with a reason."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_app.errors import ExpressionFailed, RuleRefused
from workflow_app.rules.deadlines import Rule, parse_rule, rule_from_json, rule_text, rule_to_json
from workflow_app.rules.instants import SHANGHAI

NAMES: dict[str, Any] = {
    "limit": 20,
    "exact": Decimal("5.0"),
    "half": Decimal("2.5"),
    "huge": Decimal("1E+999999"),
    "nan": Decimal("NaN"),
    "yes": True,
    "word": "5",
    "unset": None,
    "day": dt.date(2026, 10, 9),
    "naive": dt.datetime(2026, 10, 9, 12, 0),
    "aware": dt.datetime(2026, 10, 9, 4, 0, tzinfo=dt.UTC),
    "day_text": "2026-10-09",
    "instant_text": "2026-10-09T12:00:00+08:00",
    "duration_text": "PT48H",
    "rule_text": "working_days(20, clock=statutory)",
    "nested": "working_days(limit)",
    "list": [1],
    "limit + 1": 21,
    "max(limit, 3)": 20,
    "-1": -1,
    'date("2026-10-09")': dt.date(2026, 10, 9),
}


def evaluate(source: str) -> Any:
    """Stands for the expression language: what it does not know, it refuses."""
    if source not in NAMES:
        raise ExpressionFailed(expression=source, reason={"zh": "未知名称", "en": "unknown name"})
    return NAMES[source]


def never(source: str) -> Any:
    raise AssertionError(f"{source!r} needs no evaluation")


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("working_days(5)", Rule("working_day", 5)),
        ("  working_days ( 5 ) ", Rule("working_day", 5)),
        ("working_days(20, clock=statutory)", Rule("working_day", 20, "statutory")),
        ('working_days(20, clock = "statutory")', Rule("working_day", 20, "statutory")),
        ("working_days(20,clock=business)", Rule("working_day", 20)),
        ("calendar_days(30)", Rule("calendar_day", 30)),
        ("months(0)", Rule("month", 0)),
        ("hours(10000)", Rule("hour", 10_000)),
        ('until("2026-10-09")', Rule("until", until="2026-10-09")),
        ("until(2026-10-09, clock=statutory)", Rule("until", clock="statutory", until="2026-10-09")),
        ("until('2026-10-09T12:00:00Z')", Rule("until", until="2026-10-09T20:00:00+08:00")),
        ("P5D", Rule("duration", duration="P5D")),
        ('"P5D"', Rule("duration", duration="P5D")),
        ("'PT48H'", Rule("duration", duration="PT48H")),
        ("${P1M}", Rule("duration", duration="P1M")),
        ('${"P1Y2M3W4DT5H6M7S"}', Rule("duration", duration="P1Y2M3W4DT5H6M7S")),
        ("2026-10-09", Rule("until", until="2026-10-09")),
        ("2026-10-09T12:00:00", Rule("until", until="2026-10-09T12:00:00+08:00")),
        ("2026-10-09T12:00", Rule("until", until="2026-10-09T12:00:00+08:00")),
        ('"2026-10-09T12:00:00+09:00"', Rule("until", until="2026-10-09T11:00:00+08:00")),
    ],
)
def test_a_literal_rule_is_read_without_evaluating_anything(text, rule):
    assert parse_rule(text, never) == rule


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("working_days(limit)", Rule("working_day", 20)),
        ("working_days(${limit})", Rule("working_day", 20)),
        ("${working_days(limit + 1, clock=statutory)}", Rule("working_day", 21, "statutory")),
        ("working_days(max(limit, 3))", Rule("working_day", 20)),
        ("hours(exact)", Rule("hour", 5)),
        ("until(day)", Rule("until", until="2026-10-09")),
        ('until(date("2026-10-09"))', Rule("until", until="2026-10-09")),
        ("until(naive)", Rule("until", until="2026-10-09T12:00:00+08:00")),
        ("until(aware)", Rule("until", until="2026-10-09T12:00:00+08:00")),
        ("until(day_text)", Rule("until", until="2026-10-09")),
        ("until(instant_text)", Rule("until", until="2026-10-09T12:00:00+08:00")),
        ("${day}", Rule("until", until="2026-10-09")),
        ("${instant_text}", Rule("until", until="2026-10-09T12:00:00+08:00")),
        ("duration_text", Rule("duration", duration="PT48H")),
        ("${rule_text}", Rule("working_day", 20, "statutory")),
    ],
)
def test_expressions_give_numbers_dates_and_whole_rules(text, rule):
    assert parse_rule(text, evaluate) == rule


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "the rule is empty"),
        ("${}", "the rule is empty"),
        ("working_days(-1)", "the number must lie between 0 and 10000"),
        ("working_days(1000000000)", "the number must lie between 0 and 10000"),
        ("working_days(10001)", "the number must lie between 0 and 10000"),
        ("working_days(half)", "the number must be a whole number, not Decimal('2.5')"),
        ("working_days(huge)", "the number must be a whole number"),
        ("working_days(nan)", "the number must be a whole number"),
        ("working_days(yes)", "the number must be a whole number, not True"),
        ("working_days(word)", "the number must be a whole number, not '5'"),
        ("working_days(unset)", "the number must be a whole number, not None"),
        ("working_days(day)", "the number must be a whole number"),
        ("working_days()", "working_days takes one argument"),
        ("working_days(5, 6)", "working_days takes one argument"),
        ("working_days(5, clock=statutory, clock=business)", "working_days takes one argument"),
        ("working_days(5, clock=lunar)", "clock is either business or statutory"),
        ("working_days(5, clock=)", "clock is either business or statutory"),
        ("working_days(5) + working_days(6)", "unknown name"),
        ("working_days(5", "unknown name"),
        ("fortnights(2)", "There are: working_days(n), calendar_days(n)"),
        ("until(unset)", "until needs a date or an instant"),
        ("until(limit)", "until needs a date or an instant"),
        ("until(yes)", "until needs a date or an instant"),
        ("until(list)", "until needs a date or an instant"),
        ("until(2026-02-30)", "there is no such date or time"),
        ("2026-02-30", "there is no such date or time"),
        ("2026-10-09T25:00:00", "there is no such date or time"),
        ("2026-10-09T12:00:00+99:00", "there is no such date or time"),
        ("9999-12-31", "the year must lie between 1990 and 2200"),
        ("0001-01-01T00:00:00+14:00", "there is no such date or time"),
        ("R3/PT10M", "repeating timers are not supported"),
        ("P-5D", "unknown name"),
        ("P", "unknown name"),
        ("PT", "unknown name"),
        ("PT0.5H", "unknown name"),
        ("P５D", "unknown name"),
        ("5", "unknown name"),
        ("limit", "20 is no time limit"),
        ("yes", "True is no time limit"),
        ("unset", "None is no time limit"),
        ("word", "'5' is no time limit"),
        ("nested", "a rule that came from an expression may not contain another"),
        ("x" * 1001, "a rule is text of at most 1000 characters"),
        (None, "a rule is text of at most 1000 characters"),
    ],
)
def test_what_is_no_rule_is_refused_with_its_reason(text, reason):
    with pytest.raises(RuleRefused) as caught:
        parse_rule(text, evaluate)
    assert reason in caught.value.message("en")


def test_the_refusal_speaks_chinese():
    with pytest.raises(RuleRefused) as caught:
        parse_rule("working_days(-1)", evaluate)
    assert caught.value.message("zh") == "期限规则“working_days(-1)”不正确：数量应在 0 至 10000 之间。"


counts = st.integers(0, 10_000)
clocks = st.sampled_from(["business", "statutory"])
points = st.dates(dt.date(1990, 1, 1), dt.date(2200, 12, 31)).map(dt.date.isoformat) | st.datetimes(
    dt.datetime(1992, 1, 1), dt.datetime(2200, 12, 31)
).map(lambda moment: moment.replace(microsecond=0, tzinfo=SHANGHAI).isoformat())
rules = (
    st.builds(Rule, st.sampled_from(["working_day", "calendar_day", "month", "hour"]), counts, clocks)
    | st.builds(Rule, st.just("until"), clock=clocks, until=points)
    | st.builds(Rule, st.just("duration"), duration=counts.map(lambda n: f"P{n}DT{n}M"))
)


@given(rules)
def test_a_rule_survives_json(rule):
    assert rule_from_json(rule_to_json(rule)) == rule


@given(rules)
def test_the_text_of_a_rule_reads_back(rule):
    assert parse_rule(rule_text(rule), never) == rule


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        "working_days(5)",
        {},
        {"unit": "fortnight", "n": 2},
        {"unit": ["working_day"], "n": 2},
        {"unit": "working_day", "n": True},
        {"unit": "working_day", "n": "5"},
        {"unit": "working_day", "n": -1},
        {"unit": "working_day", "n": 5, "clock": "lunar"},
        {"unit": "working_day", "n": 5, "until": "2026-10-09"},
        {"unit": "working_day", "n": 5, "extra": 1},
        {"unit": "until"},
        {"unit": "until", "until": "tomorrow"},
        {"unit": "until", "until": 20261009},
        {"unit": "until", "until": "2026-10-09T12:00:00"},
        {"unit": "duration", "duration": "5 days"},
        {"unit": "duration", "duration": "P5D", "clock": "statutory"},
    ],
)
def test_json_that_is_no_rule_is_refused(value):
    with pytest.raises(RuleRefused):
        rule_from_json(value)


@given(st.text(max_size=40))
def test_any_text_is_read_or_refused(text):
    try:
        rule = parse_rule(text, evaluate)
    except RuleRefused:
        return
    assert rule_from_json(rule_to_json(rule)) == rule
