"""What the frame around every page shows: the centre's name and the next deadline there is to wind time on to."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from workflow_app.store.tables import settings, timers

DEFAULT_NAME = "政务服务中心"


def centre_name(connection: sa.Connection) -> str:
    """The centre's name as set up, or plainly what such a centre is called."""
    found = connection.execute(sa.select(settings.c.value).where(settings.c.name == "centre_name")).scalar_one_or_none()
    return found or DEFAULT_NAME


def next_deadline(connection: sa.Connection) -> datetime | None:
    """When the earliest armed timer of any case is due; held ones wait for something else than time."""
    wanted = sa.select(sa.func.min(timers.c.due)).where(timers.c.state == "armed")
    found: datetime | None = connection.execute(wanted).scalar_one()
    return found
