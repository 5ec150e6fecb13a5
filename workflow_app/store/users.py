"""The people of the centre; one role each."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from workflow_app.rules.permissions import Actor
from workflow_app.store.tables import users


def insert_user(connection: sa.Connection, **values: Any) -> None:
    """A new user; `values` are the columns of `users`."""
    connection.execute(sa.insert(users).values(**values))


def get_user(connection: sa.Connection, name: str) -> sa.Row[Any] | None:
    """The user of this name, active or not."""
    return connection.execute(sa.select(users).where(users.c.name == name)).one_or_none()


def actor_of(row: sa.Row[Any]) -> Actor:
    """The actor that a row of `users` is."""
    return Actor(name=row.name, role=row.role, department=row.department, display_name=row.display_name)


def list_users(connection: sa.Connection) -> list[sa.Row[Any]]:
    """Everybody, by name."""
    return list(connection.execute(sa.select(users).order_by(users.c.name)))


def set_password_hash(connection: sa.Connection, name: str, password_hash: str | None) -> bool:
    """Set or, with None, take away what the user's password is checked against. Whether there is such a user."""
    return _update(connection, name, password_hash=password_hash)


def set_active(connection: sa.Connection, name: str, active: bool) -> bool:
    """Let the user in, or not any more. Whether there is such a user."""
    return _update(connection, name, active=active)


def _update(connection: sa.Connection, name: str, **values: Any) -> bool:
    return connection.execute(sa.update(users).where(users.c.name == name).values(**values)).rowcount == 1
