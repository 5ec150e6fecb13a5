"""People as actors."""

from __future__ import annotations

import sqlalchemy as sa

from workflow_app.rules.permissions import Actor
from workflow_app.store.tables import users
from workflow_app.store.users import actor_of


def find_actor(connection: sa.Connection, name: str) -> Actor | None:
    """The active user of this name, None if there is none."""
    row = connection.execute(sa.select(users).where(users.c.name == name, users.c.active)).one_or_none()
    return actor_of(row) if row else None
