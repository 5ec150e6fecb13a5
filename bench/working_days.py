"""How long does it take to add working days, and to explain a deadline day by day?"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from bench.measuring import Benchmark, seconds_per_call
from workflow_app.rules.calendar import calendar_for
from workflow_app.rules.deadlines import derive, explain
from workflow_app.rules.instants import SHANGHAI
from workflow_app.rules.notice_files import read_notice_folder
from workflow_app.rules.time_rules import Rule

CALENDAR = calendar_for(read_notice_folder(Path(__file__).resolve().parents[1] / "holidays"))
# Across Spring Festival 2026, the longest holiday with make-up days on either side.
START = dt.datetime(2026, 1, 26, 10, 0, tzinfo=SHANGHAI)
RULE = Rule("working_day", 20)


def add() -> float:
    """Nanoseconds for the date 20 working days on."""
    day = START.date()
    return seconds_per_call(lambda: CALENDAR.add_working_days(day, 20), 200_000) * 1e9


def derived() -> float:
    """Microseconds for a deadline with everything that is known about it."""
    return seconds_per_call(lambda: derive(RULE, START, CALENDAR), 20_000) * 1e6


def explained() -> float:
    """Microseconds for the explanation of a deadline, one line per day."""
    return seconds_per_call(lambda: explain(RULE, START, CALENDAR), 2_000) * 1e6


BENCHMARKS = [
    Benchmark("add_working_days", "the date 20 working days on", "ns", add, reach=250),
    Benchmark("derive_deadline", "a deadline, derived from its rule", "µs", derived),
    Benchmark("explain_deadline", "a deadline, explained day by day", "µs", explained, reach=50),
]
