"""What holds for the whole centre: whether it is a sandbox, how far its time is moved on, and how it is doing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from workflow_app.store.settings import clock_offset, is_sandbox
from workflow_app.store.tables import cases, timers


@dataclass(frozen=True, slots=True)
class CentreState:
    """Whether the centre is a sandbox, and by how much its time is ahead of the machine's."""

    sandbox: bool
    offset: timedelta


def centre_state(connection: sa.Connection) -> CentreState:
    """Read both from the settings rows every process shares."""
    return CentreState(is_sandbox(connection), clock_offset(connection))


def health(connection: sa.Connection, now: datetime) -> dict[str, Any]:
    """How the centre is doing: open cases, timers overdue and by how many seconds the oldest is (0: none)."""
    overdue = sa.select(sa.func.count(), sa.func.min(timers.c.due)).where(timers.c.state == "armed", timers.c.due < now)
    count, oldest = connection.execute(overdue).one()
    open_cases = connection.scalar(sa.select(sa.func.count()).where(cases.c.status == "open"))
    lag = int((now - oldest).total_seconds()) if oldest else 0
    return {"open_cases": open_cases or 0, "overdue_timers": count, "overdue_lag_seconds": lag}
