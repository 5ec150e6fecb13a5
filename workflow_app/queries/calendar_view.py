"""The working calendar as this centre knows it: a year's days with their reasons, and what is missing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import sqlalchemy as sa

from workflow_app.queries.remaining import known_calendar
from workflow_app.rules.calendar import Calendar, Notice


@dataclass(frozen=True, slots=True)
class Day:
    """One day: whether it is a working day, and why where that is not the weekly rhythm ('' where it is)."""

    date: date
    working: bool
    why: str


@dataclass(frozen=True, slots=True)
class YearView:
    """A year by months of weeks (Monday first, None outside the month), how sure it is, and its notices."""

    year: int
    covered: bool
    provisional: bool
    months: tuple[tuple[tuple[Day | None, ...], ...], ...]
    notices: tuple[Notice, ...]
    working_days: int


def year_view(connection: sa.Connection, year: int, now: datetime) -> YearView:
    """The year as known at `now`. Raises DateOutOfRange."""
    calendar = known_calendar(connection, now)
    first, last = date(year, 1, 1), date(year, 12, 31)
    return YearView(
        year=year,
        covered=calendar.covered(first),
        provisional=calendar.provisional(last),
        months=tuple(_month(calendar, year, month) for month in range(1, 13)),
        notices=tuple(notice for notice in calendar.notices if notice.year == year),
        working_days=sum(calendar.is_working_day(day) for day in _days(first, last)),
    )


def _month(calendar: Calendar, year: int, month: int) -> tuple[tuple[Day | None, ...], ...]:
    first = date(year, month, 1)
    last = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
    cells: list[Day | None] = [None] * first.weekday()
    cells += [_day(calendar, day) for day in _days(first, last)]
    cells += [None] * (-len(cells) % 7)
    return tuple(tuple(cells[at : at + 7]) for at in range(0, len(cells), 7))


def _day(calendar: Calendar, day: date) -> Day:
    reason = calendar.reason(day)
    ordinary = reason.working == (day.weekday() < 5)
    return Day(day, reason.working, reason.why if reason.notice or not ordinary else "")


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=at) for at in range((last - first).days + 1)]
