"""Serves the application with gunicorn: one process, many threads; requests under way are finished on SIGTERM."""

from __future__ import annotations

import socket
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa
from flask import Flask
from gunicorn.app.base import BaseApplication

from workflow_app import create_app
from workflow_app.config import Settings
from workflow_app.store.database import open_database
from workflow_app.store.migrate import migrate
from workflow_app.web import logs
from workflow_app.web.draining import draining

GRACEFUL_SECONDS = 30
# A request that moves a sandbox's clock a year on works long; threads answer others meanwhile.
TIMEOUT_SECONDS = 600

# Starts the background jobs in the serving process and answers how to stop them.
StartJobs = Callable[[Settings, sa.Engine], Callable[[], None]]


class Server(BaseApplication):  # type: ignore[misc]
    """gunicorn, set up from here instead of from its command line or files."""

    def __init__(self, settings: Settings, address: str, start_jobs: StartJobs | None = None) -> None:
        self.settings = settings
        self.address = address
        self.start_jobs = start_jobs
        self.stop_jobs: Callable[[], None] | None = None
        self.database: sa.Engine | None = None
        super().__init__()

    def load_config(self) -> None:
        """gunicorn's options."""
        options: dict[str, Any] = {
            "bind": self.address,
            "workers": 1,
            "worker_class": "gthread",
            "threads": self.settings.threads,
            "graceful_timeout": GRACEFUL_SECONDS,
            "timeout": TIMEOUT_SECONDS,
            "limit_request_line": 8190,
            "loglevel": "warning",
            "control_socket_disable": True,
            "post_worker_init": self._start,
            "worker_exit": self._stop,
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Flask:
        """The application, made in the process that serves it: no connection crosses a fork."""
        logs.include_libraries()
        self.database = open_database(self.settings.database_url)
        application = create_app(self.settings, self.database)
        application.wsgi_app = draining(application.wsgi_app)  # type: ignore[assignment, method-assign]
        return application

    def _start(self, _worker: Any) -> None:
        if self.start_jobs and self.database is not None:
            self.stop_jobs = self.start_jobs(self.settings, self.database)

    def _stop(self, _arbiter: Any, _worker: Any) -> None:
        if self.stop_jobs:
            self.stop_jobs()


def run(settings: Settings, listener: socket.socket, start_jobs: StartJobs | None = None) -> None:
    """Serve whoever connects to the listening socket, until told to stop. The database is migrated before.

    The caller listens, so that it can say where, and that an address is taken, before anything else happens.
    """
    database = open_database(settings.database_url)
    migrate(database)
    database.dispose()
    Server(settings, f"fd://{listener.detach()}", start_jobs).run()
