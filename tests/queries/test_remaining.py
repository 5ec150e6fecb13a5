"""How much time is left, in working days: as a clerk would say it at that moment."""

from __future__ import annotations

from datetime import datetime

import pytest

from workflow_app.queries.remaining import LATE, LATER, SOON, remaining
from workflow_app.rules.calendar import Calendar
from workflow_app.rules.instants import SHANGHAI

# 2026-11-20 is a Friday.
NOW = datetime(2026, 11, 20, 9, 0, tzinfo=SHANGHAI)


@pytest.mark.parametrize(
    ("day", "hour", "state", "days"),
    [(20, 17, SOON, 0), (23, 17, SOON, 1), (24, 17, LATER, 2), (22, 17, SOON, 0), (19, 17, LATE, 1), (20, 8, LATE, 0)],
)
def test_time_left_is_counted_in_working_days(day: int, hour: int, state: str, days: int) -> None:
    found = remaining(datetime(2026, 11, day, hour, tzinfo=SHANGHAI), NOW, Calendar())
    assert (found.state, found.working_days) == (state, days)


def test_at_exactly_the_deadline_it_has_not_passed() -> None:
    assert remaining(NOW, NOW, Calendar()).state == SOON
