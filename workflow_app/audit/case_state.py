"""A case as it stands now, or stood after an entry: folded from the facts of its journal alone."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from workflow_app.rules.standing import Standing
from workflow_app.store.journal import entries


def current_state(connection: sa.Connection, number: str) -> dict[str, Any]:
    """The case now: {"seq", "at", "active", "done", "data", "instances", "clocks", "timers", …}."""
    return standing(connection, number).shown()


def data_at(state: dict[str, Any], key: str) -> dict[str, Any]:
    """The data of a `current_state` as a task of this key sees them: those of its instances over the case's."""
    places = key.rsplit("#", 1)[0].split("/")
    data = dict(state["data"])
    for depth in range(len(places)):
        data |= state["instances"].get("/".join(places[: depth + 1]), {})
    return data


def standing(connection: sa.Connection, number: str, seq: int | None = None) -> Standing:
    """The case after entry `seq`, or after the last."""
    result = Standing()
    for entry in entries(connection, number, limit=seq):
        if seq is None or entry["seq"] <= seq:
            result.take(entry)
    return result
