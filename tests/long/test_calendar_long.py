"""Every day of the covered years: the quick answer of the calendar is the slow one's."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from tests.guards.tree import ROOT
from workflow_app.rules.calendar import Calendar, calendar_for
from workflow_app.rules.notice_files import read_notice_folder


def counted_one_by_one(calendar: Calendar, day: dt.date, n: int) -> dt.date:
    """The n-th working day after a day, found by walking."""
    while n:
        day += dt.timedelta(days=1)
        n -= calendar.is_working_day(day)
    return day


def test_every_deadline_from_every_day_since_2014(record_property: Callable[[str, object], None]) -> None:
    calendar = calendar_for(read_notice_folder(ROOT / "holidays"))
    first = dt.date(2014, 1, 1)
    days = [first + dt.timedelta(days=number) for number in range((dt.date(2026, 11, 1) - first).days)]
    limits = (1, 2, 5, 10, 20, 45)
    wrong = [
        (day, n)
        for day in days
        for n in limits
        if calendar.add_working_days(day, n) != counted_one_by_one(calendar, day, n)
    ]
    record_property("deadlines", len(days) * len(limits))
    assert wrong == []
