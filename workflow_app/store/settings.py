"""What holds for the whole centre, shared by web, command line and jobs: one row per name."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from workflow_app.rules.deadlines import CLOSE_OF_BUSINESS
from workflow_app.store.tables import settings
from workflow_app.store.upsert import insert_if_absent, upsert

SANDBOX = "sandbox"
CLOCK_OFFSET = "clock_offset_seconds"
HALL_CLOSE = "hall_close"
# What pages call the centre.
CENTRE_NAME = "centre_name"
# How many notices every open case has been told of.
NOTICES_TOLD = "notices_told"
_GET = sa.select(settings.c.value).where(settings.c.name == sa.bindparam("name"))


def get_setting(connection: sa.Connection, name: str) -> str | None:
    """The text under this name, None if there is none."""
    return connection.scalar(_GET, {"name": name})


def set_setting(connection: sa.Connection, name: str, value: str) -> None:
    """Put the text under this name, whether or not there was one."""
    upsert(connection, settings, name=name, value=value)


def add_setting(connection: sa.Connection, name: str, value: str) -> bool:
    """Put the text under this name unless there is one. Whether it was put; waits for who is just doing the same."""
    return insert_if_absent(connection, settings, name=name, value=value)


def is_sandbox(connection: sa.Connection) -> bool:
    """Whether this centre is a sandbox: decided when its database was made."""
    return get_setting(connection, SANDBOX) == "true"


def set_sandbox(connection: sa.Connection, sandbox: bool) -> None:
    """Say once and for all whether this centre is a sandbox."""
    set_setting(connection, SANDBOX, "true" if sandbox else "false")


def clock_offset(connection: sa.Connection) -> timedelta:
    """How far the centre's time is ahead of the machine's; nothing outside a sandbox."""
    return timedelta(seconds=int(get_setting(connection, CLOCK_OFFSET) or 0))


def lock_clock_offset(connection: sa.Connection) -> timedelta:
    """As `clock_offset`, and nobody else moves the clock until this transaction ends."""
    insert_if_absent(connection, settings, name=CLOCK_OFFSET, value="0")  # only a row that is there can be locked
    wanted = sa.select(settings.c.value).where(settings.c.name == CLOCK_OFFSET).with_for_update()
    return timedelta(seconds=int(connection.execute(wanted).scalar_one()))


def set_clock_offset(connection: sa.Connection, offset: timedelta) -> None:
    """Move the centre's time; whole seconds."""
    set_setting(connection, CLOCK_OFFSET, str(int(offset.total_seconds())))


def hall_close(connection: sa.Connection) -> str:
    """When the hall closes, `17:30` unless the centre's hours say otherwise."""
    return get_setting(connection, HALL_CLOSE) or CLOSE_OF_BUSINESS.isoformat("minutes")
