"""The working calendar: which days count, by which notice, and how sure that is (DOMAIN 3.1, 3.4).

Immutable, and quick because everything is counted beforehand: for each day the number of working days up to it, and
the list of all working days. The N-th working day after a day is then two look-ups.
"""

from __future__ import annotations

import datetime as dt
from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, compress

from workflow_app.errors import DateOutOfRange
from workflow_app.rules.notices import (
    FIRST_YEAR,
    LAST_YEAR,
    Notice,
    NoticeDay,
    check_against,
    fixed_holiday,
    notice_to_json,
    read_notice,
)

__all__ = [
    "FIRST_DAY",
    "LAST_DAY",
    "Calendar",
    "Notice",
    "NoticeDay",
    "Reason",
    "calendar_for",
    "check_against",
    "check_range",
    "notice_to_json",
    "read_notice",
]

FIRST_DAY = dt.date(FIRST_YEAR, 1, 1)
LAST_DAY = dt.date(LAST_YEAR, 12, 31)
_FIRST = FIRST_DAY.toordinal()
_DAYS = tuple(dt.date.fromordinal(number) for number in range(_FIRST, LAST_DAY.toordinal() + 1))
_ORDINARY = bytes(day.weekday() < 5 for day in _DAYS)
# Days nobody has arranged yet: Monday to Friday without the holidays that have a fixed date (DOMAIN 3.4).
_UNARRANGED = bytes(ordinary and not fixed_holiday(day) for ordinary, day in zip(_ORDINARY, _DAYS, strict=True))

_WEEKEND = {5: ("周六休息", "Saturday"), 6: ("周日休息", "Sunday")}


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a day is a working day or not; `notice` is the id of the notice that says so, None for the weekly rhythm."""

    working: bool
    why: str
    why_en: str
    notice: str | None


class Calendar:
    """The calendar that follows from notices, given in the order in which they became known; later ones override.

    Days are `datetime.date` (Asia/Shanghai) from 1990 to 2200; others raise DateOutOfRange.
    """

    __slots__ = ("_count", "_flags", "_named", "_working", "covered_years", "notices")

    def __init__(self, notices: Sequence[Notice] = ()) -> None:
        self.notices = tuple(notices)
        self.covered_years = frozenset(notice.year for notice in self.notices if notice.covers_its_year)
        self._named = {day.date: (day, notice.id) for notice in self.notices for day in notice.days}
        self._flags = self._status_of_days()
        # One less than the number of working days up to and including each day: the index of the last of them.
        self._count = array("i", accumulate(self._flags, initial=-1))[1:]
        self._working = tuple(compress(_DAYS, self._flags))

    def _status_of_days(self) -> bytes:
        """One byte for each day: 1 if it is a working day."""
        flags = bytearray(_UNARRANGED)
        for year in self.covered_years:
            begin, end = dt.date(year, 1, 1).toordinal() - _FIRST, dt.date(year, 12, 31).toordinal() - _FIRST + 1
            flags[begin:end] = _ORDINARY[begin:end]
        for date, (day, _) in self._named.items():
            if date >= FIRST_DAY:
                flags[date.toordinal() - _FIRST] = not day.off
        return bytes(flags)

    def is_working_day(self, day: dt.date) -> bool:
        """Whether the day counts; in a year not covered, by the provisional rule."""
        check_range(day)
        return bool(self._flags[day.toordinal() - _FIRST])

    def covered(self, day: dt.date) -> bool:
        """Whether the notice of the day's year is known."""
        return day.year in self.covered_years

    def provisional(self, day: dt.date) -> bool:
        """Whether a notice still to come may change the day: its year, or in December the next year's, is unknown."""
        return not self.covered(day) or (day.month == 12 and day.year + 1 not in self.covered_years)

    def covered_between(self, first: dt.date, last: dt.date) -> bool:
        """Whether every year from `first` to `last` is covered."""
        return all(year in self.covered_years for year in range(first.year, last.year + 1))

    def provisional_between(self, first: dt.date, last: dt.date) -> bool:
        """Whether any day from `first` to `last` is provisional."""
        return self.provisional(last) or not self.covered_between(first, last)

    def add_working_days(self, day: dt.date, n: int) -> dt.date:
        """The n-th working day after `day`, which itself never counts (民法典 201); for n = 0 `roll_forward(day)`."""
        position = day.toordinal() - _FIRST
        if n < 1 or position < 0:
            return self._unusual(day, n)
        try:
            return self._working[self._count[position] + n]
        except IndexError:
            raise DateOutOfRange(date=f"{day} + {n}") from None

    def _unusual(self, day: dt.date, n: int) -> dt.date:
        if n < 0:
            raise ValueError("a number of working days is not negative")
        if n > 0:
            raise DateOutOfRange(date=day.isoformat())
        return self.roll_forward(day)

    def roll_forward(self, day: dt.date) -> dt.date:
        """The day itself if it is a working day, else the next one (民法典 203)."""
        check_range(day)
        position = day.toordinal() - _FIRST
        return _DAYS[position] if self._flags[position] else self.add_working_days(day, 1)

    def working_days_between(self, after: dt.date, upto: dt.date) -> int:
        """How many working days lie in (after, upto]; 0 if there are none."""
        check_range(after)
        check_range(upto)
        return max(0, self._count[upto.toordinal() - _FIRST] - self._count[after.toordinal() - _FIRST])

    def reason(self, day: dt.date) -> Reason:
        """Why the day is a working day or not, in Chinese and English, and which notice says so."""
        working = self.is_working_day(day)
        if day in self._named:
            return _named_reason(*self._named[day])
        doubt, doubt_en = self._doubt(day)
        holiday = "" if self.covered(day) else fixed_holiday(day)
        if holiday:
            return Reason(False, f"{holiday}法定节假日{doubt}", f"statutory holiday{doubt_en}", None)
        why, why_en = _WEEKEND.get(day.weekday(), ("工作日", "working day"))
        return Reason(working, why + doubt, why_en + doubt_en, None)

    def _doubt(self, day: dt.date) -> tuple[str, str]:
        if not self.provisional(day):
            return "", ""
        year = day.year if not self.covered(day) else day.year + 1
        return f"（{year}年放假通知尚未公布，暂定）", f" (provisional: no notice for {year} is known)"


@lru_cache(maxsize=128)
def calendar_for(notices: tuple[Notice, ...]) -> Calendar:
    """The calendar of these notices, made once and kept."""
    return Calendar(notices)


def check_range(day: dt.date) -> None:
    """Raise DateOutOfRange for a day outside the years that can be computed with."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise DateOutOfRange(date=day.isoformat())


def _named_reason(day: NoticeDay, notice_id: str) -> Reason:
    name = day.name or "节日"
    if day.off:
        return Reason(False, f"{name}放假", "public holiday", notice_id)
    return Reason(True, f"{name}调休上班", "make-up working day", notice_id)
