"""A case as it stands now, or stood after an entry: folded from the facts of its journal alone."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from workflow_app.rules.standing import Standing
from workflow_app.store.journal import entries


def current_state(connection: sa.Connection, number: str) -> dict[str, Any]:
    """The case now: {"seq", "at", "active", "done", "data", "clocks", "timers"}."""
    return standing(connection, number).shown()


def standing(connection: sa.Connection, number: str, seq: int | None = None) -> Standing:
    """The case after entry `seq`, or after the last."""
    result = Standing()
    for entry in entries(connection, number):
        if seq is None or entry["seq"] <= seq:
            result.take(entry)
    return result
