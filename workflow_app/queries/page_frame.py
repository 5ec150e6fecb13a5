"""What the frame around every page shows: the centre's name and the next deadline there is to wind time on to."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from workflow_app.store.cases import earliest_due
from workflow_app.store.settings import CENTRE_NAME, get_setting

DEFAULT_NAME = "政务服务中心"


def centre_name(connection: sa.Connection) -> str:
    """The centre's name as set up, or plainly what such a centre is called."""
    return get_setting(connection, CENTRE_NAME) or DEFAULT_NAME


def next_deadline(connection: sa.Connection, now: datetime) -> datetime | None:
    """When the earliest armed timer of any case is due; held ones wait for something else than time."""
    return earliest_due(connection, now)
