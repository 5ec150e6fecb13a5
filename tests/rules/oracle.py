"""A slow, independent reading of DOMAIN 3: days are asked one by one, nothing is counted beforehand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from workflow_app.rules.calendar import Notice

DAY = dt.timedelta(days=1)
YEARS = {f"CN-{year}": year for year in range(2014, 2027)}


def slow_is_working_day(notices: Sequence[Notice], date: dt.date) -> bool:
    for notice in reversed(notices):
        for day in notice.days:
            if day.date == date:
                return not day.off
    if date.weekday() >= 5:
        return False
    if any(YEARS.get(notice.id) == date.year for notice in notices):
        return True
    fixed = {"01-01", "05-01", "10-01", "10-02", "10-03"} | ({"05-02"} if date.year >= 2025 else set())
    return date.strftime("%m-%d") not in fixed


def slow_add(notices: Sequence[Notice], date: dt.date, n: int, paused: Sequence[dt.date] = ()) -> dt.date:
    while n:
        date += DAY
        n -= slow_is_working_day(notices, date) and date not in paused
    return date


def slow_calendar_days(notices: Sequence[Notice], date: dt.date, n: int, paused: Sequence[dt.date] = ()) -> dt.date:
    while n:
        date += DAY
        n -= date not in paused
    while date in paused or not slow_is_working_day(notices, date):
        date += DAY
    return date


def slow_months(notices: Sequence[Notice], date: dt.date, n: int) -> dt.date:
    reached = date
    for _ in range(n):
        reached = reached.replace(day=1) + 31 * DAY
        reached = reached.replace(day=1)
    while reached.day < date.day and (reached + DAY).month == reached.month:
        reached += DAY
    while not slow_is_working_day(notices, reached):
        reached += DAY
    return reached
