"""People as actors."""

from __future__ import annotations

import sqlalchemy as sa

from workflow_app.rules.permissions import Actor
from workflow_app.store.tables import users


def find_actor(connection: sa.Connection, name: str) -> Actor | None:
    """The active user of this name, None if there is none."""
    row = connection.execute(sa.select(users).where(users.c.name == name, users.c.active)).one_or_none()
    return Actor(row.name, row.role, row.department, row.display_name) if row else None
