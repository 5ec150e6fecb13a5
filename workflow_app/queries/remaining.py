"""How much time is left until a deadline, in working days as the centre's calendar stands now."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from workflow_app.rules.calendar import Calendar, calendar_for
from workflow_app.store.notices import known_notices, notice_of

LATE, SOON, LATER = "late", "soon", "later"
# A deadline this many working days away or less is shown as close.
CLOSE = 1


@dataclass(frozen=True, slots=True)
class Remaining:
    """`state` is late, soon or later; `working_days` lie between today and the due day, `hours` in all (both ≥ 0)."""

    state: str
    working_days: int
    hours: int


def known_calendar(connection: sa.Connection, now: datetime) -> Calendar:
    """The calendar of the notices known here at `now`, in the order in which they became known."""
    return calendar_for(tuple(notice_of(row) for row in known_notices(connection, now)))


def remaining(due: datetime, now: datetime, calendar: Calendar) -> Remaining:
    """What is left until `due`. The deadline has passed when it is earlier than now (DOMAIN 3.2)."""
    hours = int(abs((due - now).total_seconds()) // 3600)
    if due < now:
        return Remaining(LATE, calendar.working_days_between(due.date(), now.date()), hours)
    days = calendar.working_days_between(now.date(), due.date())
    return Remaining(SOON if days <= CLOSE else LATER, days, hours)
