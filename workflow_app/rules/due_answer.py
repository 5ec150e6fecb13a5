"""The answer of `calendar due` (CONTRACT "Command line"), from values alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import Any, NoReturn

from workflow_app.errors import RequestRefused
from workflow_app.rules.calendar import Notice, calendar_for, check_range
from workflow_app.rules.deadlines import CLOSE_OF_BUSINESS, Deadline, Line, Pause, Rule, derive, explain
from workflow_app.rules.instants import iso, parse_instant
from workflow_app.rules.notices import shown
from workflow_app.rules.time_rules import WRITTEN, point_in_time

UNITS = tuple(WRITTEN)


def due_answer(
    start: dt.datetime,
    n: int,
    unit: str,
    pauses: Sequence[Pause] = (),
    as_known_on: dt.date | None = None,
    notices: Sequence[Notice] = (),
    *,
    close: dt.time = CLOSE_OF_BUSINESS,
) -> dict[str, Any]:
    """The deadline of `n` units after `start`, as JSON values; `notices` in the order in which they became known.

    `as_known_on`: only notices published on or before that day are used. The caller exits 3 for an answer with
    ``error``. Raises RequestRefused, RuleRefused or DateOutOfRange for arguments that make no sense.
    """
    if unit not in UNITS:
        _refuse(
            f"单位 {shown(unit)} 不存在；可用：{'、'.join(UNITS)}",
            f"there is no unit {shown(unit)}; there are {', '.join(UNITS)}",
        )
    rule = Rule(unit, n)
    known = tuple(notice for notice in notices if as_known_on is None or notice.published <= as_known_on)
    calendar = calendar_for(known)
    deadline = derive(rule, start, calendar, pauses, close)
    if not deadline.covered:
        return not_covered(deadline)
    lines = explain(rule, start, calendar, pauses, close)
    return {
        "date": None if deadline.suspended else deadline.date.isoformat(),
        "due": None if deadline.suspended else iso(deadline.due),
        "provisional": deadline.provisional,
        "covered": deadline.covered,
        "lines": [line_to_json(line) for line in lines],
    }


def not_covered(deadline: Deadline) -> dict[str, Any]:
    """The contract's answer for a deadline in a year without a notice."""
    return {
        "error": "calendar_not_covered",
        "date": None,
        "provisional": True,
        "provisional_date": deadline.date.isoformat(),
    }


def line_to_json(line: Line) -> dict[str, Any]:
    """One line of an explanation, as the contract's `lines` have it."""
    return {"date": line.date.isoformat(), "counts": line.counts, "why": line.why, "notice": line.notice}


def read_start(text: str) -> dt.datetime:
    """An instant with offset, from 1990 to 2200. Raises RequestRefused, or DateOutOfRange."""
    try:
        moment = parse_instant(text)
    except (ValueError, OverflowError):
        _refuse(
            f"起算时间 {shown(text)} 应为带时区的时刻，如 2026-10-09T09:00:00+08:00",
            f"the start {shown(text)} must be an instant with an offset, as 2026-10-09T09:00:00+08:00",
        )
    check_range(moment.date())
    return moment


def read_date(text: str) -> dt.date:
    """A date written YYYY-MM-DD, from 1990 to 2200. Raises RequestRefused, or RuleRefused if there is no such day."""
    point = point_in_time(text)
    if point is None or len(point) != len("2026-10-09"):
        _refuse(f"日期 {shown(text)} 应写作 YYYY-MM-DD", f"the date {shown(text)} must be written YYYY-MM-DD")
    return dt.date.fromisoformat(point)


def read_pause(text: str) -> Pause:
    """A pause written FROM/TO, two dates; the days after FROM up to TO are not counted. Raises RequestRefused."""
    parts = text.split("/")
    if len(parts) != 2:
        _refuse(f"中止期间 {shown(text)} 应写作 起始日/结束日", f"the pause {shown(text)} must be written FROM/TO")
    return Pause(read_date(parts[0]), read_date(parts[1]))


def _refuse(zh: str, en: str) -> NoReturn:
    raise RequestRefused(reason={"zh": zh, "en": en})
