"""Fixtures every test may use: an empty, migrated database on SQLite and on PostgreSQL."""

from __future__ import annotations

import itertools
import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from xdist.scheduler import LoadGroupScheduling

from tests.support.postgres import Cluster
from workflow_app.store.database import open_database
from workflow_app.store.migrate import migrate

# The process that starts the test run makes the server's folder; the workers learn of it through this variable.
FOLDER = "WORKFLOW_TESTS_POSTGRES"
TEMPLATE = "migrated"
TOGETHER = ("tests/browser/", "tests/stories/")
_numbers = itertools.count(1)


class _TogetherByFolder(LoadGroupScheduling):
    """One worker runs all of a folder whose tests keep a server or a browser busy.

    xdist_group would say the same, but with pytest 9.2 and xdist 3.8 it has no effect, silently.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((folder for folder in TOGETHER if nodeid.startswith(folder)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> LoadGroupScheduling:
    """Which worker runs what."""
    return _TogetherByFolder(config, log)


def pytest_configure(config: pytest.Config) -> None:
    """In the process that starts the test run: a place for PostgreSQL, and its end."""
    if FOLDER not in os.environ:
        cluster = Cluster.make_folder()
        os.environ[FOLDER] = str(cluster.folder)
        config.add_cleanup(lambda: _end(cluster))


def _end(cluster: Cluster) -> None:
    os.environ.pop(FOLDER, None)
    cluster.stop()


def _migrated(url: str) -> None:
    database = open_database(url)
    migrate(database)
    database.dispose()


@pytest.fixture(scope="session")
def postgres_cluster() -> Cluster:
    """The run's PostgreSQL server, started when first asked for, with a migrated template database."""
    cluster = Cluster(Path(os.environ[FOLDER]))
    cluster.ensure(TEMPLATE, _migrated)
    return cluster


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite3"
    _migrated(f"sqlite:///{path}")
    return path


def _fresh_postgres(cluster: Cluster, template: str) -> Iterator[str]:
    name = f"test_{os.getpid()}_{next(_numbers)}"
    cluster.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    yield cluster.url(name)
    cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def postgres_url(postgres_cluster: Cluster) -> Iterator[str]:
    """The address of a fresh, migrated, empty PostgreSQL database."""
    yield from _fresh_postgres(postgres_cluster, TEMPLATE)


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """The address of a fresh, migrated, empty SQLite database."""
    path = tmp_path / "workflow.sqlite3"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def bare_postgres_url(postgres_cluster: Cluster) -> Iterator[str]:
    """The address of a PostgreSQL database in which nothing was ever made."""
    yield from _fresh_postgres(postgres_cluster, "template0")


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of a fresh, migrated, empty database, once on each kind."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def bare_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database in which nothing was ever made, once on each kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path}/var/workflow.sqlite3"
    return str(request.getfixturevalue("bare_postgres_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[sa.Engine]:
    """A fresh, migrated, empty database, once on SQLite and once on PostgreSQL."""
    opened = open_database(database_url)
    yield opened
    opened.dispose()


@pytest.fixture
def sqlite_database(sqlite_url: str) -> Iterator[sa.Engine]:
    """As `database`, on SQLite alone: for tests in which the kind of database makes no difference."""
    opened = open_database(sqlite_url)
    yield opened
    opened.dispose()


@pytest.fixture
def postgres_database(postgres_url: str) -> Iterator[sa.Engine]:
    """As `database`, on PostgreSQL alone: for tests of what only PostgreSQL does."""
    opened = open_database(postgres_url)
    yield opened
    opened.dispose()
