"""From a rule, a start and a calendar to the moment a time limit ends (DOMAIN 3, 民法典 200-204, 行政许可法 45, 82)."""

from __future__ import annotations

import calendar as months_of
import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace

from workflow_app.errors import DateOutOfRange, RequestRefused
from workflow_app.rules.calendar import LAST_DAY, Calendar, check_range
from workflow_app.rules.instants import SHANGHAI, parse_instant
from workflow_app.rules.time_rules import Rule, duration_parts

CLOSE_OF_BUSINESS = dt.time(17, 30)
# 24:00, as DOMAIN 3.2 writes it.
END_OF_DAY = dt.time(23, 59, 59)
_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Pause:
    """A pause of the clock: the days in (start, end] are not counted. `end` None: not resumed yet.

    The day on which the special procedure starts still counts, the day on which it ends does not (DOMAIN 3.6).
    Raises RequestRefused if it ends before it starts.
    """

    start: dt.date
    end: dt.date | None = None

    def __post_init__(self) -> None:
        check_range(self.start)
        if self.end is not None:
            check_range(self.end)
            if self.end < self.start:
                raise RequestRefused(
                    reason={
                        "zh": f"中止期间 {self.start} 至 {self.end} 的结束日早于开始日",
                        "en": f"the pause {self.start} to {self.end} ends before it starts",
                    }
                )

    def covers(self, day: dt.date) -> bool:
        """Whether the day lies in the pause."""
        return self.start < day and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When a limit ends: `date`, and `due`, the instant (Asia/Shanghai) until which an act is in time.

    `covered` false: a day it rests on lies in a year without a notice; the date is the provisional one.
    `provisional`: a notice still to come may change it. Neither can happen to hours, durations and given dates.
    `floored`: a floor moved it. `suspended`: a pause is open; the date is then the last day of the calendar, out of
    reach, until the clock is resumed.
    """

    date: dt.date
    due: dt.datetime
    provisional: bool = False
    covered: bool = True
    floored: bool = False
    suspended: bool = False


def derive(
    rule: Rule,
    start: dt.datetime,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    close: dt.time = CLOSE_OF_BUSINESS,
    floor: dt.date | None = None,
) -> Deadline:
    """When the limit that started at `start` (aware) ends.

    - The starting day never counts (民法典 201). n = 0 means the starting day's own close; if that has passed, or the
      day is a day off, the next working day's: a limit never ends before it starts.
    - A last calendar day or month's day on a day off rolls to the next working day (民法典 203). A month without
      such a day ends on its last (民法典 202).
    - Days in a pause are not counted: working days for working days, calendar days for the rest; hours stand still
      on those days and run through days off. A date given with `until` moves for nothing but `floor`.
    - `floor`: the limit ends on that day's close at the earliest (DOMAIN 3.5).

    Raises ValueError for a naive start, DateOutOfRange outside 1990-2200.
    """
    moment = local_start(start)
    deadline = _reached(rule, moment, calendar, merged(pauses), end_of_day(rule, close))
    return _not_before(deadline, floor, end_of_day(rule, close))


def local_start(start: dt.datetime) -> dt.datetime:
    """The start in Asia/Shanghai, whole seconds. Raises ValueError for a naive one, DateOutOfRange for a far one."""
    moment = parse_instant(start.isoformat())
    check_range(moment.date())
    return moment


def end_of_day(rule: Rule, close: dt.time) -> dt.time:
    """When the rule's last day ends: at the hall's closing time, or at 24:00 for the statutory clock."""
    return END_OF_DAY if rule.clock == "statutory" else close


def first_day(rule: Rule, moment: dt.datetime, close: dt.time) -> dt.date:
    """For n = 0 the first day that may be the last: the starting day, or the next if its close has passed."""
    return moment.date() + (_DAY if moment.time() > end_of_day(rule, close) else dt.timedelta())


def merged(pauses: Sequence[Pause]) -> tuple[Pause, ...]:
    """The pauses in order, those that overlap or touch made one, empty ones left out."""
    result: list[Pause] = []
    for pause in sorted(pauses, key=lambda pause: pause.start):
        if result and (result[-1].end is None or pause.start <= result[-1].end):
            result[-1] = Pause(result[-1].start, _later(result[-1].end, pause.end))
        elif pause.end != pause.start:
            result.append(pause)
    return tuple(result)


def add_months(day: dt.date, months: int) -> dt.date:
    """The same day of the month `months` later, or that month's last day if there is none (民法典 202)."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if year > LAST_DAY.year:
        raise DateOutOfRange(date=f"{day} + {months} months")
    return dt.date(year, month + 1, min(day.day, months_of.monthrange(year, month + 1)[1]))


def last_day(
    rule: Rule, moment: dt.datetime, calendar: Calendar, spans: tuple[Pause, ...], close: dt.time
) -> dt.date | None:
    """The last day of a limit in days or months, before it rolls off a day off; None while a pause is open."""
    origin = moment.date()
    if rule.n == 0:
        return first_day(rule, moment, close)
    if rule.unit == "working_day":
        return _past_pauses(origin, calendar.add_working_days(origin, rule.n), spans, calendar)
    day = add_months(origin, rule.n) if rule.unit == "month" else origin + rule.n * _DAY
    check_range(day)
    return _past_pauses(origin, day, spans, None)


def _past_pauses(origin: dt.date, last: dt.date, spans: tuple[Pause, ...], calendar: Calendar | None) -> dt.date | None:
    """Move `last` on by what the pauses before it take away: working days, or calendar days without a calendar."""
    for span in spans:
        if span.start >= last:
            break
        if span.end is None:
            return None
        after = max(span.start, origin)
        if calendar is not None:
            last = (
                calendar.add_working_days(last, lost)
                if (lost := calendar.working_days_between(after, span.end))
                else last
            )
        else:
            last += max(dt.timedelta(), span.end - after)
        check_range(last)
    return last


def _roll(day: dt.date, calendar: Calendar, spans: tuple[Pause, ...]) -> dt.date | None:
    """The first working day from `day` on that lies in no pause; None if an open pause is in the way."""
    day = calendar.roll_forward(day)
    for span in spans:
        if span.covers(day):
            if span.end is None:
                return None
            day = calendar.add_working_days(span.end, 1)
    return day


def _reached(
    rule: Rule, moment: dt.datetime, calendar: Calendar, spans: tuple[Pause, ...], ending: dt.time
) -> Deadline:
    if rule.until is not None:
        return _until(rule.until, ending)
    if rule.unit in ("hour", "duration"):
        return _by_instant(rule, moment, spans)
    last = last_day(rule, moment, calendar, spans, ending)
    date = None if last is None else _roll(last, calendar, spans)
    if last is None or date is None:
        return _out_of_reach(ending)
    # A limit in working days rests on every day counted, the others only on the days the last one rolled over.
    first = moment.date() + _DAY if rule.unit == "working_day" and rule.n else last
    return Deadline(
        date=date,
        due=dt.datetime.combine(date, ending, SHANGHAI),
        provisional=calendar.provisional_between(first, date),
        covered=calendar.covered_between(first, date),
    )


def _until(text: str, ending: dt.time) -> Deadline:
    if len(text) > len("2026-10-09"):
        due = parse_instant(text)
        return Deadline(due.date(), due)
    date = dt.date.fromisoformat(text)
    return Deadline(date, dt.datetime.combine(date, ending, SHANGHAI))


def _by_instant(rule: Rule, moment: dt.datetime, spans: tuple[Pause, ...]) -> Deadline:
    due: dt.datetime | None = _elapsed(rule, moment)
    for span in spans:
        stopped = dt.datetime.combine(span.start + _DAY, dt.time(), SHANGHAI)
        if due is None or stopped >= due:
            break
        due = None if span.end is None else _stood_still(due, max(stopped, moment), span.end)
    if due is None:
        return _out_of_reach(END_OF_DAY)
    check_range(due.date())
    return Deadline(due.date(), due)


def _stood_still(due: dt.datetime, stopped: dt.datetime, end: dt.date) -> dt.datetime:
    resumed = dt.datetime.combine(end + _DAY, dt.time(), SHANGHAI)
    return _later_by(due, max(0, int((resumed - stopped).total_seconds())))


def _elapsed(rule: Rule, moment: dt.datetime) -> dt.datetime:
    """`moment` plus hours or an ISO 8601 duration: its months first, by the calendar, then exact elapsed time."""
    months, seconds = (0, rule.n * 3600) if rule.duration is None else duration_parts(rule.duration)
    day = add_months(moment.date(), months)
    return _later_by(dt.datetime.combine(day, moment.time(), SHANGHAI), seconds)


def _later_by(moment: dt.datetime, seconds: int) -> dt.datetime:
    # Through UTC: until 1991 the zone had summer time, and elapsed time must not notice.
    try:
        return (moment.astimezone(dt.UTC) + dt.timedelta(seconds=seconds)).astimezone(SHANGHAI)
    except OverflowError:
        raise DateOutOfRange(date=f"{moment.date()} + {seconds} s") from None


def _not_before(deadline: Deadline, floor: dt.date | None, ending: dt.time) -> Deadline:
    if floor is None or deadline.suspended:
        return deadline
    check_range(floor)
    earliest = dt.datetime.combine(floor, ending, SHANGHAI)
    return deadline if earliest <= deadline.due else replace(deadline, date=floor, due=earliest, floored=True)


def _out_of_reach(ending: dt.time) -> Deadline:
    due = dt.datetime.combine(LAST_DAY, ending, SHANGHAI)
    return Deadline(LAST_DAY, due, provisional=True, suspended=True)


def _later(one: dt.date | None, other: dt.date | None) -> dt.date | None:
    return None if one is None or other is None else max(one, other)
