"""A sandbox centre with small published items, made once per run and copied for each test, and ways to work in it.

Time is the test's: it begins at `START`, a Monday with an ordinary week before it, and every call may say when it is.
"""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support.centre_files import CITY, POLICE, REGISTERED, files
from tests.support.postgres import Cluster
from workflow_app.commands.complete_task import complete_task
from workflow_app.commands.publish_item import publish
from workflow_app.commands.set_up_centre import set_up_centre
from workflow_app.commands.start_case import start_case
from workflow_app.commands.transaction import writing
from workflow_app.commands.users import add_user
from workflow_app.rules.instants import SHANGHAI
from workflow_app.rules.permissions import Actor
from workflow_app.store.database import open_database
from workflow_app.store.definitions import put_register_entry
from workflow_app.store.journal import entries
from workflow_app.store.tables import cases, metadata, tasks, timers

__all__ = ["centre", "centre_on_postgres", "centre_on_sqlite", "postgres_centre", "sqlite_centre"]

START = datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)
# `working_days(2)` from START, and a little before and after.
DUE = datetime(2026, 6, 3, 17, 30, tzinfo=SHANGHAI)

MASTER = Actor("admin", "administrator")
APPLICANT = Actor("wang", "applicant")
CLERK = Actor("li", "clerk", CITY)
COLLEAGUE = Actor("sun", "clerk", CITY)
OTHER = Actor("zhao", "clerk", POLICE)
LEAD = Actor("zheng", "window_lead", CITY)
AUDITOR = Actor("zhou", "auditor")
ANALYST = Actor("feng", "analyst")
PEOPLE = (MASTER, APPLICANT, CLERK, COLLEAGUE, OTHER, LEAD, AUDITOR, ANALYST)
PERSON = {"name": "王小明", "id_number": "110101"}

_numbers = itertools.count(1)


def at(text: str) -> datetime:
    """`2026-06-03 17:30` as an instant in Asia/Shanghai."""
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class Centre:
    """The centre as a test works it; who is not named is the sandbox's administrator, who may do everything."""

    def __init__(self, database: sa.Engine) -> None:
        self.database = database

    def start(
        self, item: str = "joint", data: dict[str, Any] | None = None, *, actor: Actor = CLERK, now: datetime = START,
        **more: Any,
    ) -> str:  # fmt: skip
        """A case; of the joint item, unless told otherwise, with two departments."""
        given = {"departments": [CITY, POLICE]} if data is None else data
        return start_case(self.database, actor, now, item=item, applicant=PERSON, data=given, **more)

    def asked(self, now: datetime = START) -> str:
        """A joint case whose departments have been asked for their opinions, due in two working days."""
        number = self.start(now=now)
        self.complete(number, "accept", now=now)
        return number

    def complete(
        self, number: str, key: str, data: dict[str, Any] | None = None, *, actor: Actor = MASTER,
        now: datetime = START, **more: Any,
    ) -> str:  # fmt: skip
        """Complete the task of this key or element."""
        task_id = self.task(number, key)
        return complete_task(self.database, actor, now, task_id=task_id, data=data or {}, **more)

    def task(self, number: str, key: str) -> str:
        """The public id of the newest task of this key or element, open or closed."""
        mine = (tasks.c.case_number == number, sa.or_(tasks.c.key == key, tasks.c.element == key))
        with self.database.connect() as connection:
            found = connection.scalars(sa.select(tasks.c.id).where(*mine).order_by(tasks.c.opened_at, tasks.c.id))
            return list(found)[-1]

    def open_tasks(self, number: str) -> list[str]:
        """Keys of the open tasks."""
        mine = (tasks.c.case_number == number, tasks.c.closed_at.is_(None))
        with self.database.connect() as connection:
            return sorted(connection.scalars(sa.select(tasks.c.key).where(*mine)))

    def dues(self, number: str) -> dict[str, str]:
        """The open timers: element to due, as `06-03 17:30`."""
        with self.database.connect() as connection:
            rows = connection.execute(sa.select(timers).where(timers.c.case_number == number))
            return {row.element: f"{row.due:%m-%d %H:%M}" for row in rows}

    def journal(self, number: str) -> list[dict[str, Any]]:
        """The case's entries."""
        with self.database.connect() as connection:
            return entries(connection, number)

    def kinds(self, number: str) -> list[str]:
        """The kinds of the case's entries."""
        return [entry["kind"] for entry in self.journal(number)]

    def last(self, number: str, kind: str | None = None) -> dict[str, Any]:
        """The case's last entry, of a kind if one is named."""
        return [entry for entry in self.journal(number) if kind in (None, entry["kind"])][-1]

    def row(self, number: str) -> sa.Row[Any]:
        """The case's row."""
        with self.database.connect() as connection:
            return connection.execute(sa.select(cases).where(cases.c.number == number)).one()

    def change(self, table: sa.Table, *where: sa.ColumnElement[bool], **values: Any) -> None:
        """Change rows behind the commands' back."""
        with writing(self.database) as connection:
            assert connection.execute(sa.update(table).where(*where).values(**values)).rowcount > 0

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything the database holds, to compare before and after."""
        with self.database.connect() as connection:
            return {
                table.name: sorted(map(tuple, connection.execute(sa.select(table))), key=repr)
                for table in metadata.sorted_tables
            }


def found(url: str) -> None:
    """Make the centre in a migrated, empty database."""
    database = open_database(url)
    set_up_centre(database, START, sandbox=True)
    for person in PEOPLE:
        add_user(database, person.name, person.role, person.department, START)
    publish(database, "test", START, files())
    with writing(database) as connection:
        for code in REGISTERED:
            put_register_entry(connection, code=code, name=code, department=CITY, kind="行政许可", entry="{}")
    database.dispose()


@pytest.fixture(scope="session")
def centre_on_sqlite(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the centre, to copy."""
    path = tmp_path_factory.mktemp("centre") / "centre.sqlite3"
    shutil.copyfile(sqlite_template, path)
    found(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def centre_on_postgres(postgres_cluster: Cluster) -> str:
    """The name of a PostgreSQL database with the centre, to copy."""
    postgres_cluster.ensure_copy("centre", "migrated", found)
    return "centre"


def _sqlite(template: Path, folder: Path) -> Iterator[Centre]:
    path = folder / "centre.sqlite3"
    shutil.copyfile(template, path)
    yield from _opened(f"sqlite:///{path}")


def _postgres(cluster: Cluster, template: str) -> Iterator[Centre]:
    name = f"centre_{os.getpid()}_{next(_numbers)}"
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield from _opened(cluster.url(name))
    cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")


def _opened(url: str) -> Iterator[Centre]:
    database = open_database(url)
    yield Centre(database)
    database.dispose()


@pytest.fixture
def sqlite_centre(centre_on_sqlite: Path, tmp_path: Path) -> Iterator[Centre]:
    """A centre of its own on SQLite, where the kind of database makes no difference."""
    yield from _sqlite(centre_on_sqlite, tmp_path)


@pytest.fixture
def postgres_centre(postgres_cluster: Cluster, centre_on_postgres: str) -> Iterator[Centre]:
    """A centre of its own on PostgreSQL, for what only PostgreSQL does."""
    yield from _postgres(postgres_cluster, centre_on_postgres)


@pytest.fixture(params=["sqlite", "postgresql"])
def centre(request: pytest.FixtureRequest) -> Centre:
    """A centre of its own, once on each kind of database."""
    kind = "sqlite_centre" if request.param == "sqlite" else "postgres_centre"
    opened: Centre = request.getfixturevalue(kind)
    return opened
