"""Replays a case for an auditor: how it stood after any entry, and why a deadline is what it is. Nothing is written."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import sqlalchemy as sa

from workflow_app.audit.case_state import standing
from workflow_app.commands.case_loading import act_of, calendars_of, definition_of, load_state
from workflow_app.engine.fold import apply, new_case
from workflow_app.engine.state import CaseState
from workflow_app.engine.timers import Timer
from workflow_app.errors import NotFound, RequestRefused
from workflow_app.rules.calendar import Calendar
from workflow_app.store.cases import load_case_row
from workflow_app.store.journal import entries

WHAT_TIMER = {"zh": "期限", "en": "timer"}


def state_after(connection: sa.Connection, number: str, seq: int | None) -> dict[str, Any]:
    """The case as it stood after entry `seq` (the last one when None). Raises NotFound, RequestRefused."""
    row = load_case_row(connection, number)
    if seq is not None and not 1 <= seq <= row.seq:
        raise RequestRefused(
            reason={"zh": f"本办件的记录为 1 至 {row.seq}", "en": f"this case has entries 1 to {row.seq}"}
        )
    return standing(connection, number, seq).shown()


def explain_timer(connection: sa.Connection, number: str, key: str) -> list[dict[str, Any]]:
    """A deadline, line by line: {"date","counts","why","why_en","notice"}.

    `key` is a timer's, or `clock:promised`, `clock:statutory`. A timer that is over is explained as it stood last.
    Raises NotFound.
    """
    row = load_case_row(connection, number)
    state = load_state(connection, row)
    timer = _timer(state, key)
    lines = timer.explain(state.calendar, state.close) if timer else _explain_past(connection, row, key)
    if lines is None:
        raise NotFound(what=WHAT_TIMER, key=key)
    return lines


def _explain_past(connection: sa.Connection, row: sa.Row[Any], key: str) -> list[dict[str, Any]] | None:
    """The lines of a timer that fired or ended, under the calendar its case knew then; None if there was none."""
    state = new_case(definition_of(connection, row.digest), calendars_of(connection))
    known: tuple[Timer, Calendar] | None = None
    for entry in entries(connection, row.number):
        apply(state, act_of(entry))
        timer = state.timers.get(key)
        if timer is not None:
            known = replace(timer), state.calendar
        elif known is not None:
            break
    return known[0].explain(known[1], state.close) if known else None


def _timer(state: CaseState, key: str) -> Timer | None:
    name = key.removeprefix("clock:")
    if name != key and name in state.clocks:
        return state.clocks[name].limit
    return state.timers.get(key)
