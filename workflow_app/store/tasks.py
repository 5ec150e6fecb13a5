"""Finding a task by its public id."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from workflow_app.store.tables import tasks

_FIND = sa.select(tasks).where(tasks.c.id == sa.bindparam("id"))


def find_task(connection: sa.Connection, task_id: str) -> sa.Row[Any] | None:
    """The task of this id, open or closed; None if there never was one."""
    return connection.execute(_FIND, {"id": task_id}).one_or_none()
