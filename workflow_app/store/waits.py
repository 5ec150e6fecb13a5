"""Who waits for a message from outside."""

from __future__ import annotations

import sqlalchemy as sa

from workflow_app.store.tables import waits


def cases_waiting_for(connection: sa.Connection, name: str) -> list[str]:
    """Numbers of the cases that wait for a message of this name, in order."""
    wanted = sa.select(waits.c.case_number).where(waits.c.kind == "message", waits.c.name == name)
    return list(connection.scalars(wanted.distinct().order_by(waits.c.case_number)))
