"""A deadline explained: a line for each day counted, skipped, paused or rolled over, with its notice (DOMAIN 3.10)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from workflow_app.rules.calendar import Calendar, Reason
from workflow_app.rules.derivation import (
    CLOSE_OF_BUSINESS,
    Deadline,
    Pause,
    add_months,
    derive,
    end_of_day,
    first_day,
    last_day,
    local_start,
    merged,
)
from workflow_app.rules.instants import SHANGHAI
from workflow_app.rules.time_rules import Rule

_DAY = dt.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One day of a deadline's explanation. `notice`: id of the holiday notice that says so, if one does."""

    date: dt.date
    counts: bool
    why: str
    why_en: str
    notice: str | None = None


def explain(
    rule: Rule,
    start: dt.datetime,
    calendar: Calendar,
    pauses: Sequence[Pause] = (),
    close: dt.time = CLOSE_OF_BUSINESS,
    floor: dt.date | None = None,
) -> list[Line]:
    """The lines of `derive` with the same arguments, in the order of their dates; raises what it raises.

    Exactly `n` lines count (`counts`), one per unit: working days, calendar days, months. For hours and durations one
    line per calendar day on which time ran counts. A date given with `until` has one line, which counts nothing.
    """
    moment = local_start(start)
    deadline = derive(rule, moment, calendar, pauses, close)
    account = _Account(rule, moment, calendar, merged(pauses), end_of_day(rule, close), deadline)
    lines = list(account.lines())
    floored = derive(rule, moment, calendar, pauses, close, floor)
    return [*lines, _floor_line(floored)] if floored.floored else lines


@dataclass(frozen=True, slots=True)
class _Account:
    """What all the lines of one deadline have in common."""

    rule: Rule
    moment: dt.datetime
    calendar: Calendar
    spans: tuple[Pause, ...]
    close: dt.time
    deadline: Deadline

    def lines(self) -> Iterator[Line]:
        if self.rule.unit == "until":
            yield Line(self.deadline.date, False, f"期限为指定时间，{self._due()}届满", f"a given time: {self._due()}")
        elif self.rule.unit in ("hour", "duration"):
            yield from self._hours()
        elif self.rule.n == 0:
            yield from self._at_once()
        elif self.rule.unit == "month":
            yield from self._months()
        else:
            yield from self._days()
        if self.deadline.suspended:
            yield self._open_pause()

    def _due(self) -> str:
        return f"{self.deadline.date} {_clock(self.deadline.due)}"

    def _paused(self, day: dt.date) -> bool:
        return any(span.covers(day) for span in self.spans)

    def _until_when(self) -> dt.date:
        """The last day to explain: the deadline's, or the day an open pause began."""
        return self.spans[-1].start if self.deadline.suspended else self.deadline.date

    def _start_line(self) -> Line:
        return Line(
            self.moment.date(),
            False,
            "起算当日不计入期限（民法典第201条）",
            "the starting day does not count (Civil Code, art. 201)",
        )

    def _days(self) -> Iterator[Line]:
        """Working days or calendar days: count to n, then roll over what is no working day."""
        yield self._start_line()
        counted = 0
        for day in _range(self.moment.date() + _DAY, self._until_when()):
            reason = self.calendar.reason(day)
            wanted = self.rule.unit == "calendar_day" or reason.working
            if self._paused(day) and (wanted or counted == self.rule.n):
                yield _pause_line(day)
            elif counted == self.rule.n:
                yield self._rolled_line(day, reason)
            elif wanted:
                counted += 1
                yield self._counted_line(day, counted, reason)
            else:
                yield Line(day, False, f"{reason.why}，不计入", f"{reason.why_en}, not counted", reason.notice)

    def _counted_line(self, day: dt.date, number: int, reason: Reason) -> Line:
        zh, en = ("个工作日", "working day") if self.rule.unit == "working_day" else ("日", "day")
        plain = reason.why == "工作日"
        why = f"第{number}{zh}" + ("" if plain else f"（{reason.why}）")
        why_en = f"{en} {number}" + ("" if plain else f" ({reason.why_en})")
        if number == self.rule.n:
            why, why_en = self._ended(day, why, why_en)
        return Line(day, True, why, why_en, reason.notice)

    def _ended(self, day: dt.date, why: str, why_en: str) -> tuple[str, str]:
        if day == self.deadline.date:
            at = _clock(self.deadline.due)
            return f"{why}，期限于当日 {at} 届满", f"{why_en}; the limit ends on this day at {at}"
        return f"{why}，期限最后一日不是工作日，顺延", f"{why_en}; the last day is no working day: it moves on"

    def _rolled_line(self, day: dt.date, reason: Reason) -> Line:
        if day != self.deadline.date:
            return Line(day, False, f"{reason.why}，继续顺延", f"{reason.why_en}, it moves on", reason.notice)
        why = f"{reason.why}，顺延至此届满（民法典第203条）"
        why_en = f"{reason.why_en}: the limit ends here (Civil Code, art. 203)"
        return Line(day, False, why, why_en, reason.notice)

    def _at_once(self) -> Iterator[Line]:
        """n = 0: the starting day's close, or the next working day's."""
        today = self.moment.date()
        if today == self.deadline.date:
            yield Line(today, False, *self._ended(today, "期限为零", "no days given"))
            return
        why, why_en, notice = self._why_not_today(today)
        yield Line(today, False, f"期限为零，{why}，顺延", f"no days given; {why_en}: it moves on", notice)
        yield from self._rolled(today + _DAY)

    def _why_not_today(self, today: dt.date) -> tuple[str, str, str | None]:
        if first_day(self.rule, self.moment, self.close) != today:
            return "当日已过下班时间", "the day's close has passed", None
        if self._paused(today):
            return "期限中止", "the clock is paused", None
        reason = self.calendar.reason(today)
        return reason.why, reason.why_en, reason.notice

    def _rolled(self, first: dt.date) -> Iterator[Line]:
        for day in _range(first, self._until_when()):
            reason = self.calendar.reason(day)
            yield _pause_line(day) if self._paused(day) else self._rolled_line(day, reason)

    def _months(self) -> Iterator[Line]:
        """One line per month, one per day in a pause, then what the last day rolls over."""
        lines = [self._start_line(), *map(self._month_line, range(1, self.rule.n + 1))]
        last = last_day(self.rule, self.moment, self.calendar, self.spans, self.close)
        stop = self._until_when() if last is None else last
        origin = self.moment.date()
        lines += [_pause_line(day) for day in _range(origin + _DAY, stop) if self._paused(day)]
        if last is not None and last != add_months(origin, self.rule.n):
            why, why_en = self._ended(last, "补足中止的日数", "the days of the pause are added")
            lines.append(Line(last, False, why, why_en))
        yield from sorted((line for line in lines if line.date <= stop), key=lambda line: line.date)
        if last is not None:
            yield from self._rolled(last + _DAY)

    def _month_line(self, number: int) -> Line:
        origin = self.moment.date()
        day = add_months(origin, number)
        why, why_en = f"满{number}个月", f"month {number}"
        if day.day != origin.day:
            why, why_en = (
                f"{why}，该月无{origin.day}日，以月末为准（民法典第202条）",
                f"{why_en}, its last day (Civil Code, art. 202)",
            )
        reason = self.calendar.reason(day)
        if number == self.rule.n and day == last_day(self.rule, self.moment, self.calendar, self.spans, self.close):
            why, why_en = self._ended(day, why if reason.working else f"{why}（{reason.why}）", why_en)
        return Line(day, True, why, why_en, reason.notice if number == self.rule.n else None)

    def _hours(self) -> Iterator[Line]:
        """One line per calendar day on which the clock ran or stood still."""
        for day in _range(self.moment.date(), self._until_when()):
            seconds = 0 if self._paused(day) else self._seconds_on(day)
            if self._paused(day):
                yield _pause_line(day)
            elif seconds or day in (self.moment.date(), self.deadline.date):
                yield self._hours_line(day, seconds)

    def _seconds_on(self, day: dt.date) -> int:
        midnight = dt.datetime.combine(day, dt.time(), SHANGHAI)
        begin = max(midnight, self.moment)
        end = min(dt.datetime.combine(day + _DAY, dt.time(), SHANGHAI), self.deadline.due)
        return max(0, int((end.astimezone(dt.UTC) - begin.astimezone(dt.UTC)).total_seconds()))

    def _hours_line(self, day: dt.date, seconds: int) -> Line:
        zh, en = _spoken(seconds)
        why, why_en = f"当日计{zh}，节假日不中断", f"{en} run on this day, through days off too"
        if day == self.deadline.date:
            why, why_en = self._ended(day, why, why_en)
        return Line(day, seconds > 0, why, why_en)

    def _open_pause(self) -> Line:
        start = self.spans[-1].start
        return Line(
            max(start, self.moment.date()) + _DAY,
            False,
            f"自 {start} 起中止，尚未恢复，届满日未定",
            f"paused since {start}, not resumed: no date yet",
        )


def _range(first: dt.date, last: dt.date) -> Iterator[dt.date]:
    """Every day from first to last, both included."""
    for number in range((last - first).days + 1):
        yield first + number * _DAY


def _pause_line(day: dt.date) -> Line:
    return Line(
        day,
        False,
        "期限中止，当日不计入（行政许可法第45条）",
        "the clock is paused, not counted (Licensing Law, art. 45)",
    )


def _floor_line(floored: Deadline) -> Line:
    at = f"{floored.date} {_clock(floored.due)}"
    return Line(
        floored.date,
        False,
        f"通知缩短了期限：不早于通知知悉后首个工作日结束时届满，即 {at}",
        f"a notice shortened the limit: it ends when the first working day after the notice was known ends, {at}",
    )


def _clock(moment: dt.datetime) -> str:
    return moment.strftime("%H:%M:%S" if moment.second else "%H:%M")


def _spoken(seconds: int) -> tuple[str, str]:
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    parts = [(hours, "小时", "h"), (minutes, "分", "min"), (seconds, "秒", "s")]
    used = [part for part in parts if part[0]] or parts[:1]
    return "".join(f"{n}{zh}" for n, zh, _ in used), " ".join(f"{n} {en}" for n, _, en in used)
