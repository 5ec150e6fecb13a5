"""When people are at work: the hall's opening hours on working days."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from workflow_app.rules.calendar import Calendar
from workflow_app.rules.instants import SHANGHAI

DAY = timedelta(days=1)
# Nobody plans further ahead; a calendar without any working day would never end.
MOST_DAYS = 1000


@dataclass(frozen=True, slots=True)
class HallHours:
    """`spans` are the opening hours of a working day, in order."""

    calendar: Calendar
    spans: tuple[tuple[time, time], ...]

    def later(self, moment: datetime, working: timedelta) -> datetime:
        """The moment when so much working time has passed since; always one at which the hall is open."""
        day = moment.date()
        for _ in range(MOST_DAYS):
            for opens, closes in self._open(day):
                begins = max(opens, moment)
                if begins + working < closes:
                    return begins + working
                working -= max(closes - begins, timedelta(0))
            day += DAY
        raise ValueError("no working day within reach")

    def between(self, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """The spans between two instants in which the hall is open, in order."""
        days = [start.date() + DAY * n for n in range((end.date() - start.date()).days + 1)]
        clipped = [(max(opens, start), min(closes, end)) for day in days for opens, closes in self._open(day)]
        return [(opens, closes) for opens, closes in clipped if opens < closes]

    def _open(self, day: date) -> list[tuple[datetime, datetime]]:
        if not self.calendar.is_working_day(day):
            return []
        return [
            (datetime.combine(day, opens, SHANGHAI), datetime.combine(day, closes, SHANGHAI))
            for opens, closes in self.spans
        ]
