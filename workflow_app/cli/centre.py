"""The centre a command works on: its database opened, migrated, and founded when there was none."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, time
from pathlib import Path

import sqlalchemy as sa

from workflow_app import clock
from workflow_app.config import Settings
from workflow_app.queries.centre import centre_state
from workflow_app.queries.remaining import known_calendar
from workflow_app.rules.instants import SHANGHAI
from workflow_app.rules.notices import Notice
from workflow_app.rules.permissions import Actor
from workflow_app.store.database import open_database
from workflow_app.store.migrate import migrate
from workflow_app.store.settings import HALL_CLOSE, get_setting

HOLIDAYS = Path(__file__).resolve().parents[2] / "holidays"

# Whoever may type commands on the centre's machine runs the centre; publishing is an analyst's act.
OPERATOR = Actor(name="command-line", role="administrator", display_name="命令行")
PUBLISHER = Actor(name="command-line", role="analyst", display_name="命令行")


@dataclass(frozen=True, slots=True)
class Centre:
    """An open centre; `new` says whether this command made it."""

    settings: Settings
    database: sa.Engine
    new: bool

    def now(self) -> datetime:
        """The centre's time, virtual in a sandbox."""
        with self.database.connect() as connection:
            return clock.sandbox_now(centre_state(connection).offset)


@contextmanager
def open_centre(settings: Settings, *, sandbox: bool = False, starts_at: datetime | None = None) -> Iterator[Centre]:
    """Open the settings' centre; set one up when there is none, a sandbox if `sandbox`, whose time begins `starts_at`.

    A new sandbox is the demonstration centre, with its people and diagrams. An older sandbox's time moves on to
    `starts_at`, through all that falls due; where it is later already, it stays: after a crash the same command
    serves again. Raises NotASandbox when a sandbox is asked for and this is none, DatabaseUnusable, DatabaseNewer.
    """
    # Imported here: it brings the engine with it, which `calendar due` can do without.
    from workflow_app.commands.demonstration import load_demonstration
    from workflow_app.commands.move_clock import wind_on
    from workflow_app.commands.set_up_centre import require_sandbox, set_up_centre, start_clock_at

    database = open_database(settings.database_url)
    try:
        migrate(database)
        new = set_up_centre(database, clock.machine_now(), sandbox=sandbox, hall_close=settings.hall_close)
        if sandbox:
            require_sandbox(database)
        centre = Centre(settings, database, new)
        if starts_at is not None and new:
            start_clock_at(database, clock.machine_now(), starts_at, new=True)
        elif starts_at is not None and starts_at > (now := centre.now()):
            wind_on(database, now, starts_at)
        if sandbox:
            load_demonstration(database, centre.now())
        yield centre
    finally:
        database.dispose()


def kept_calendar(settings: Settings) -> tuple[tuple[Notice, ...], time]:
    """The notices loaded into the settings' centre, in the order it knew them, and when its hall closes.

    Where there is no database yet: none, and the settings' closing time.
    """
    if not database_exists(settings):
        return (), settings.hall_close
    database = open_database(settings.database_url)
    try:
        migrate(database)
        with database.connect() as connection:
            kept = get_setting(connection, HALL_CLOSE)
            close = time.fromisoformat(kept) if kept else settings.hall_close
            return known_calendar(connection, datetime.max.replace(tzinfo=SHANGHAI)).notices, close
    finally:
        database.dispose()


def database_exists(settings: Settings) -> bool:
    """Whether there is a database already; a PostgreSQL one that is named is taken to exist."""
    url = sa.make_url(settings.database_url)
    return not url.drivername.startswith("sqlite") or Path(url.database or "").is_file()
