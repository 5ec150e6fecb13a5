"""The departments whose licensing divisions sit in the centre."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from workflow_app.store.tables import departments
from workflow_app.store.upsert import upsert


def put_department(connection: sa.Connection, name: str, short_name: str = "") -> None:
    """Add a department, or change its short name."""
    upsert(connection, departments, name=name, short_name=short_name)


def list_departments(connection: sa.Connection) -> list[sa.Row[Any]]:
    """All departments, by name."""
    return list(connection.execute(sa.select(departments).order_by(departments.c.name)))


def has_department(connection: sa.Connection, name: str) -> bool:
    """Whether there is a department of exactly this name."""
    return connection.scalar(sa.select(sa.exists().where(departments.c.name == name))) or False
