"""Replays a case for an auditor: how it stood after any entry, and why a deadline is what it is. Nothing is written."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from workflow_app.audit.case_state import standing
from workflow_app.commands.case_loading import load_state
from workflow_app.engine.state import CaseState
from workflow_app.engine.timers import Timer
from workflow_app.errors import NotFound, RequestRefused
from workflow_app.store.cases import load_case_row

WHAT_TIMER = {"zh": "期限", "en": "timer"}


def state_after(connection: sa.Connection, number: str, seq: int | None) -> dict[str, Any]:
    """The case as it stood after entry `seq` (the last one when None). Raises NotFound, RequestRefused."""
    row = load_case_row(connection, number)
    if seq is not None and not 1 <= seq <= row.seq:
        raise RequestRefused(reason=f"本办件的记录为 1 至 {row.seq} / this case has entries 1 to {row.seq}")
    return standing(connection, number, seq).shown()


def explain_timer(connection: sa.Connection, number: str, key: str) -> list[dict[str, Any]]:
    """A deadline, line by line: {"date","counts","why","why_en","notice"}.

    `key` is an open timer's, or `clock:promised`, `clock:statutory`. Raises NotFound.
    """
    state = load_state(connection, load_case_row(connection, number))
    timer = _timer(state, key)
    if timer is None:
        raise NotFound(what=WHAT_TIMER, key=key)
    return timer.explain(state.calendar, state.close)


def _timer(state: CaseState, key: str) -> Timer | None:
    name = key.removeprefix("clock:")
    if name != key and name in state.clocks:
        return state.clocks[name].limit
    return state.timers.get(key)
