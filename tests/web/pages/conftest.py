"""The sample centre served to Flask's test client, used as a browser would: forms carry the token of their page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from tests.support import sample_centre

TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass
class Browser:
    """One person's browser: cookies, and the CSRF token of the last page that had one."""

    app: Flask
    database: sa.Engine
    client: FlaskClient = field(init=False)
    token: str = ""

    def __post_init__(self) -> None:
        self.client = self.app.test_client()

    def get(self, path: str, **options: object) -> TestResponse:
        """Open a page; redirects are not followed."""
        response = self.client.get(path, **options)
        if found := TOKEN.search(response.text):
            self.token = found[1]
        return response

    def post(self, path: str, form: dict[str, object] | None = None, *, follow: bool = False) -> TestResponse:
        """Send a form with the token of the last page."""
        return self.client.post(path, data={"csrf_token": self.token, **(form or {})}, follow_redirects=follow)

    def enter(self, name: str) -> Browser:
        """Sign in as a demonstration person."""
        self.get("/sign-in")
        assert self.post("/sign-in/demonstration", {"name": name}).status_code == 302
        self.get("/items")
        return self


@pytest.fixture(scope="session")
def founded(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the sample centre in it, to copy."""
    from shutil import copyfile

    from workflow_app.store.database import open_database

    path = tmp_path_factory.mktemp("pages") / "sample.sqlite3"
    copyfile(sqlite_template, path)
    database = open_database(f"sqlite:///{path}")
    sample_centre.found(database)
    database.dispose()
    return path


@pytest.fixture
def browser(founded: Path, tmp_path: Path) -> Browser:
    """A browser in front of a fresh sample centre, nobody signed in."""
    from shutil import copyfile

    from workflow_app.store.database import open_database

    path = tmp_path / "workflow.sqlite3"
    copyfile(founded, path)
    database = open_database(f"sqlite:///{path}")
    return Browser(sample_centre.application(database, tmp_path), database)
