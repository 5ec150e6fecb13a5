"""Holiday notices as they became known to this centre (DOMAIN 3.4)."""

from __future__ import annotations

import json
from datetime import datetime
from functools import lru_cache
from typing import Any

import sqlalchemy as sa

from workflow_app.rules.notices import Notice, read_notice
from workflow_app.store.tables import notices

# The order in which notices became known: a later one overrides an earlier one.
_ORDER = (notices.c.known_at, notices.c.published, notices.c.id)
_COUNT = sa.select(sa.func.count()).select_from(notices).where(notices.c.known_at <= sa.bindparam("until"))


def insert_notice(connection: sa.Connection, **values: Any) -> None:
    """A notice: `id`, `year`, `published` (ISO date), `known_at` (instant), `document`, `content` (its JSON text)."""
    connection.execute(sa.insert(notices).values(**values))


def get_notice(connection: sa.Connection, notice_id: str) -> sa.Row[Any] | None:
    """One notice, known already or not yet."""
    return connection.execute(sa.select(notices).where(notices.c.id == notice_id)).one_or_none()


def known_notices(connection: sa.Connection, until: datetime) -> list[sa.Row[Any]]:
    """The notices known at `until`, in the order in which they became known."""
    wanted = sa.select(notices).where(notices.c.known_at <= until).order_by(*_ORDER)
    return list(connection.execute(wanted))


def notice_of(row: sa.Row[Any]) -> Notice:
    """The notice in a row: one object for one content, so that calendars made of it are found again at once."""
    return _read(row.content, row.id)


@lru_cache(maxsize=512)
def _read(content: str, notice_id: str) -> Notice:
    return read_notice(json.loads(content), notice_id)


def next_notice_after(connection: sa.Connection, moment: datetime) -> sa.Row[Any] | None:
    """The first notice that becomes known later than `moment`."""
    wanted = sa.select(notices).where(notices.c.known_at > moment).order_by(*_ORDER).limit(1)
    return connection.execute(wanted).one_or_none()


def notice_count(connection: sa.Connection, until: datetime) -> int:
    """How many notices are known at `until`; cheaper than reading them."""
    return connection.execute(_COUNT, {"until": until}).scalar_one()
