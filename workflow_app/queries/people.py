"""People as pages name them: one user, the people of the demonstration centre, names by user."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from workflow_app.store.tables import item_versions, register, tasks, users


@dataclass(frozen=True, slots=True)
class Person:
    """A user who may sign in. `id_number` is an applicant's."""

    name: str
    display_name: str
    role: str
    department: str | None
    id_number: str | None
    demonstration: bool


def find_person(connection: sa.Connection, name: str) -> Person | None:
    """The active user of this name."""
    row = connection.execute(sa.select(users).where(users.c.name == name, users.c.active)).one_or_none()
    return _person(row) if row else None


def demonstration_people(connection: sa.Connection) -> list[Person]:
    """Who can be signed in as by one click in a demonstration centre, by role and department."""
    wanted = sa.select(users).where(users.c.demonstration, users.c.active)
    rows = connection.execute(wanted.order_by(users.c.department, users.c.role, users.c.name))
    return [_person(row) for row in rows]


def busy_departments(connection: sa.Connection) -> set[str]:
    """Departments that own an item in force or were ever given a task: where there is something to see."""
    owning = sa.select(register.c.department).join(item_versions, item_versions.c.code == register.c.code)
    return set(connection.scalars(owning)) | set(connection.scalars(sa.select(tasks.c.group_name).distinct()))


def names_of_people(connection: sa.Connection, names: set[str]) -> dict[str, str]:
    """What a journal's actors are called: staff with their department before the name."""
    wanted = sa.select(users).where(users.c.name.in_(names))
    return {row.name: (row.department or "") + row.display_name for row in connection.execute(wanted)}


def colleagues(connection: sa.Connection, department: str | None, but: str) -> list[Person]:
    """Active staff of a department, `but` one: to whom a task can be handed."""
    staff = users.c.role.in_(("clerk", "window_lead"))
    wanted = sa.select(users).where(users.c.department == department, users.c.active, staff, users.c.name != but)
    return [_person(row) for row in connection.execute(wanted.order_by(users.c.display_name))]


def _person(row: Any) -> Person:
    return Person(row.name, row.display_name, row.role, row.department, row.id_number, row.demonstration)
