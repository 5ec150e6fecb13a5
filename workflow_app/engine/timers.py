"""Timers are data: rule, start, guard. The date is derived from them and the calendar, again when a notice arrives."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

from workflow_app.errors import RuleRefused
from workflow_app.rules.calendar import Calendar
from workflow_app.rules.deadlines import Deadline, derive, explain, rule_from_json
from workflow_app.rules.instants import iso, parse_instant


@dataclass(slots=True)
class Timer:
    """A timer of a case. `rule` is the rule as JSON, `text` as drawn; `starts` and `due` are ISO instants."""

    key: str
    element: str
    text: str
    rule: dict[str, Any]
    starts: str
    due: str = ""
    provisional: bool = False
    state: str = "armed"
    guard: str | None = None
    # Never before the close of this day: a notice shortened the limit (DOMAIN 3.5).
    floor: str | None = None

    @property
    def due_at(self) -> datetime:
        """The due instant."""
        return parse_instant(self.due)

    def derive(self, calendar: Calendar, close: time) -> Deadline:
        """Its deadline under a calendar."""
        floor = date.fromisoformat(self.floor) if self.floor else None
        return derive(rule_from_json(self.rule), parse_instant(self.starts), calendar, (), close, floor)

    def explain(self, calendar: Calendar, close: time) -> list[dict[str, Any]]:
        """The lines of its deadline: one per day counted, skipped, rolled over (DOMAIN 3.10)."""
        floor = date.fromisoformat(self.floor) if self.floor else None
        lines = explain(rule_from_json(self.rule), parse_instant(self.starts), calendar, (), close, floor)
        return [{**asdict(line), "date": line.date.isoformat()} for line in lines]

    def set_due(self, deadline: Deadline) -> None:
        """Take over a derived deadline."""
        self.due, self.provisional = iso(deadline.due), deadline.provisional

    def confirm(self, calendar: Calendar, close: time) -> bool:
        """A notice became known: True when it leaves the date, but changes whether it is provisional."""
        deadline = self.derive(calendar, close)
        if iso(deadline.due) != self.due or deadline.provisional == self.provisional:
            return False
        self.provisional = deadline.provisional
        return True

    def rederive(self, calendar: Calendar, close: time, known: datetime) -> bool:
        """Derive again because a notice became known; True when the date moved.

        A shortened limit never ends before the close of the first working day after the notice was known.
        """
        old = self.due
        deadline = self.derive(calendar, close)
        if iso(deadline.due) < old:
            self.floor = first_working_day_after(calendar, known.date()).isoformat()
            deadline = self.derive(calendar, close)
        self.set_due(deadline)
        if self.due != old:
            # A held timer that gets a new date waits for that date again.
            self.state = "armed"
        return self.due != old


def first_working_day_after(calendar: Calendar, day: date) -> date:
    """The next working day that is not `day` itself."""
    return calendar.add_working_days(day, 1)


def as_start(value: Any, at: datetime, close: time) -> datetime:
    """A start given by an expression: an instant, or a date (then the close of that day); None means `at`.

    Raises RuleRefused for anything else.
    """
    if value is None or value == "":
        return at
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=at.tzinfo)
    if isinstance(value, date):
        return datetime.combine(value, close, at.tzinfo)
    text = str(value)
    try:
        if len(text) == len("2026-10-09"):
            return datetime.combine(date.fromisoformat(text), close, at.tzinfo)
        return parse_instant(text)
    except ValueError:
        reason = {"zh": "期限的起点不是日期或时刻", "en": "a limit starts at a date or an instant"}
        raise RuleRefused(rule=text[:200], reason=reason) from None
