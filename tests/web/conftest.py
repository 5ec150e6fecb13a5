"""A centre served to Flask's test client, with people of every role and their tokens."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from workflow_app import create_app
from workflow_app.commands.transaction import writing
from workflow_app.config import Settings
from workflow_app.rules.instants import SHANGHAI
from workflow_app.store.tables import metadata, tokens, users

MADE = datetime(2026, 1, 1, tzinfo=SHANGHAI)
# Name, role, department; a person's token is `token-of-` and the name.
PEOPLE = (
    ("applicant", "applicant", None), ("stranger", "applicant", None),
    ("clerk", "clerk", "甲局"), ("other_clerk", "clerk", "乙局"), ("window_lead", "window_lead", "甲局"),
    ("analyst", "analyst", None), ("auditor", "auditor", None), ("supervisor", "supervisor", None),
    ("administrator", "administrator", None),
)  # fmt: skip


@dataclass(frozen=True)
class Service:
    """The interface as programs see it."""

    app: Flask
    database: sa.Engine

    def call(
        self, person: str | None, method: str, path: str, *, headers: Mapping[str, str] | None = None, **content: Any
    ) -> TestResponse:
        """One request with the person's token (none for None); `json=`, `data=`, `query_string=` as Flask has them."""
        token = {"Authorization": f"Bearer token-of-{person}"} if person else {}
        client = self.app.test_client()
        return client.open("/api/v1" + path, method=method, headers={**token, **(headers or {})}, **content)

    def contents(self) -> dict[str, list[tuple[Any, ...]]]:
        """Everything the database holds, to compare before and after."""
        with self.database.connect() as connection:
            return {
                table.name: sorted(map(tuple, connection.execute(sa.select(table))), key=repr)
                for table in metadata.sorted_tables
            }


@pytest.fixture
def service(database: sa.Engine, tmp_path: Path) -> Service:
    """A centre with people, on each kind of database."""
    return serve(database, tmp_path)


@pytest.fixture
def sqlite_service(sqlite_database: sa.Engine, tmp_path: Path) -> Service:
    """The same on SQLite only, for what touches no data."""
    return serve(sqlite_database, tmp_path)


def serve(database: sa.Engine, folder: Path) -> Service:
    """Enter the people and make the application."""
    with writing(database) as connection:
        connection.execute(sa.insert(users), [_user(*person) for person in PEOPLE])
        connection.execute(sa.insert(tokens), [_token(name) for name, _, _ in PEOPLE])
    settings = Settings.from_environment(
        {}, var=folder, database_url=database.url.render_as_string(hide_password=False)
    )
    return Service(create_app(settings, database), database)


def _user(name: str, role: str, department: str | None) -> dict[str, Any]:
    number = f"ID-{name}" if role == "applicant" else None
    return {
        "name": name, "display_name": name, "role": role, "department": department, "id_number": number,
        "created_at": MADE,
    }  # fmt: skip


def _token(name: str) -> dict[str, Any]:
    digest = hashlib.sha256(f"token-of-{name}".encode()).hexdigest()
    return {"digest": digest, "user_name": name, "created_at": MADE}
