"""Working time of simulated people."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from tests.rules.notices import at, full_calendar
from workflow_app.commands.simulation.hall_hours import HallHours

HOURS = HallHours(full_calendar(), ((time(9), time(12)), (time(13, 30), time(17, 30))))


@pytest.mark.parametrize(
    ("start", "minutes", "then"),
    [
        ("2026-06-01 09:00", 30, "2026-06-01 09:30"),
        ("2026-06-01 11:50", 20, "2026-06-01 13:40"),
        ("2026-06-01 17:20", 20, "2026-06-02 09:10"),
        ("2026-06-01 07:00", 5, "2026-06-01 09:05"),
        ("2026-06-01 12:30", 0, "2026-06-01 13:30"),
        ("2026-06-05 17:20", 20, "2026-06-08 09:10"),
        ("2026-09-30 17:20", 20, "2026-10-08 09:10"),
        ("2026-09-18 17:20", 20, "2026-09-20 09:10"),
        ("2026-06-01 09:00", 3 * 420, "2026-06-04 09:00"),
    ],
    ids=["morning", "over noon", "over night", "too early", "at noon", "weekend", "holiday", "make-up Sunday", "days"],
)
def test_working_time_passes_while_the_hall_is_open(start: str, minutes: int, then: str) -> None:
    assert HOURS.later(at(start), timedelta(minutes=minutes)) == at(then)


def test_the_spans_between_two_moments_are_the_hours_clipped() -> None:
    spans = HOURS.between(at("2026-06-05 11:00"), at("2026-06-08 10:00"))
    assert spans == [
        (at("2026-06-05 11:00"), at("2026-06-05 12:00")),
        (at("2026-06-05 13:30"), at("2026-06-05 17:30")),
        (at("2026-06-08 09:00"), at("2026-06-08 10:00")),
    ]


def test_a_weekend_has_no_spans() -> None:
    assert HOURS.between(at("2026-06-06 00:00"), at("2026-06-07 23:00")) == []
