"""`serve` and `worker`: the web server with the timer jobs in it; the jobs alone."""

from __future__ import annotations

import signal
import socket
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import click
import sqlalchemy as sa

from workflow_app.cli.answers import Answer
from workflow_app.cli.centre import open_centre
from workflow_app.cli.options import INSTANT, for_centre, settings_from
from workflow_app.cli.program import Command
from workflow_app.config import Settings
from workflow_app.errors import AddressUnusable
from workflow_app.jobs.scheduler import start_scheduler
from workflow_app.queries.centre import centre_state
from workflow_app.rules.instants import iso
from workflow_app.store.database import open_database
from workflow_app.web import server

BACKLOG = 2048


@click.command("serve", cls=Command)
@click.option("--port", type=click.IntRange(0, 65535), help="The port (WORKFLOW_APP_PORT); 0 takes a free one.")
@click.option("--sandbox", is_flag=True, help="A centre whose clock can be wound on; fixed when its database is made.")
@click.option("--clock", "starts_at", type=INSTANT, help="What time it is in the sandbox.")
@for_centre
def serve_command(
    port: int | None, sandbox: bool, starts_at: datetime | None, database_url: str | None, var: Path | None
) -> Answer:
    """Serve the pages and /api/v1, and let deadlines pass."""
    if starts_at is not None and not sandbox:
        raise click.UsageError("--clock is for a sandbox: add --sandbox")
    settings = settings_from(database_url, var, port=port)
    listener = _listen(settings)
    with open_centre(settings, sandbox=sandbox, starts_at=starts_at) as centre, centre.database.connect() as connection:
        document = {"url": _url(listener), "sandbox": centre_state(connection).sandbox, "now": iso(centre.now())}
    lines = [f"政务服务中心已启动 / serving at {document['url']}"]
    return Answer(document, lines, then=lambda: server.run(settings, listener, _start_jobs))


@click.command("worker", cls=Command)
@for_centre
def worker_command(database_url: str | None, var: Path | None) -> Answer:
    """Let deadlines pass, without the web server; as many workers as you like."""
    settings = settings_from(database_url, var)
    stopped = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopped.set())
    with open_centre(settings) as centre:
        document = {"working": True, "now": iso(centre.now())}
    return Answer(document, ["定时任务已启动 / working"], then=lambda: _work(settings, stopped))


def _listen(settings: Settings) -> socket.socket:
    """A socket that listens where the settings say. Raises AddressUnusable when that cannot be."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        reason = error.strerror or str(error)
        raise AddressUnusable(address=f"{settings.host}:{settings.port}", reason=reason) from error


def _url(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def _start_jobs(settings: Settings, database: sa.Engine) -> Callable[[], None]:
    return start_scheduler(settings, database, settings.tick_seconds)


def _work(settings: Settings, stopped: threading.Event) -> None:
    """Run the jobs until told to stop; what is under way is finished."""
    database = open_database(settings.database_url)
    stop = _start_jobs(settings, database)
    stopped.wait()
    stop()
    database.dispose()
