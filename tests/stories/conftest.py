"""Centres for the stories: real server processes, worked from outside by command line and HTTP alone."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.outside import Outside
from tests.support.postgres import Cluster

_numbers = itertools.count(1)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Outside:
    """A sandbox with one user of every role, stopped: what each story starts from a copy of."""
    made = Outside(tmp_path_factory.mktemp("prepared")).sandbox().add_people()
    made.end()
    return made


@pytest.fixture(scope="module")
def shared(prepared: Outside, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Outside]:
    """A sandbox for all tests of a file, none of which moves its clock."""
    centre = prepared.copied_to(tmp_path_factory.mktemp("shared")).sandbox()
    yield centre
    centre.end()


@pytest.fixture
def sandbox(prepared: Outside, tmp_path: Path) -> Iterator[Outside]:
    """A sandbox of the test's own, on the morning of a Friday."""
    centre = prepared.copied_to(tmp_path).sandbox()
    yield centre
    centre.end()


@pytest.fixture
def postgres_sandbox(postgres_cluster: Cluster, tmp_path: Path) -> Iterator[Outside]:
    """A sandbox of the test's own in a PostgreSQL database in which nothing was before."""
    name = f"story_{os.getpid()}_{next(_numbers)}"
    postgres_cluster.execute(f"CREATE DATABASE {name} TEMPLATE template0")
    centre = Outside(tmp_path, url=postgres_cluster.url(name)).sandbox().add_people()
    yield centre
    centre.end()
    postgres_cluster.execute(f"DROP DATABASE {name} WITH (FORCE)")
