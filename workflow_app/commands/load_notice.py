"""A holiday notice becomes known: it is kept, and every open deadline is derived again (DOMAIN 3.4, 3.5)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, time
from typing import Any

import sqlalchemy as sa

from workflow_app.commands.settle_due import tell_notices
from workflow_app.commands.transaction import writing
from workflow_app.errors import NoticeRefused
from workflow_app.rules.instants import SHANGHAI
from workflow_app.rules.notices import Notice, check_against, notice_to_json, read_notice
from workflow_app.store.notices import get_notice, insert_notice, known_notices, notice_of

END_OF_TIME = datetime(9999, 12, 31, tzinfo=SHANGHAI)


def load_notice(
    database: sa.Engine,
    now: datetime,
    payload: Any,
    *,
    notice_id: str,
    historical: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Any]:
    """Publish a notice: {"notice", "recalculated": [{"case","timer","old","new"}]}.

    Raises NoticeRefused: not a notice, known already, contradicting one of the same day, for a past year without
    `historical`. One published later than now becomes known on that day.
    """
    notice = read_notice(payload, notice_id)
    if notice.year < now.year and not historical:
        zh, en = f"{notice.year} 年已过去，须注明补录", f"{notice.year} is past; say that it is historical"
        raise NoticeRefused(notice=notice_id, reason={"zh": zh, "en": en})
    with writing(database) as connection:
        _check_new(connection, notice)
        put_notice(connection, notice, max(published_at(notice), now))
    return {"notice": notice.id, "recalculated": tell_notices(database, now, progress)}


def _check_new(connection: sa.Connection, notice: Notice) -> None:
    if get_notice(connection, notice.id) is not None:
        raise NoticeRefused(notice=notice.id, reason={"zh": "该通知已经载入", "en": "it was loaded before"})
    known = known_notices(connection, END_OF_TIME)
    check_against([notice_of(row) for row in known], notice)


def put_notice(connection: sa.Connection, notice: Notice, known_at: datetime) -> None:
    """Keep a notice; whoever calls this says when it became known."""
    insert_notice(
        connection,
        id=notice.id,
        year=notice.year,
        published=notice.published.isoformat(),
        known_at=known_at,
        document=notice.document,
        content=json.dumps(notice_to_json(notice), ensure_ascii=False),
    )


def published_at(notice: Notice) -> datetime:
    """00:00 of its day of publication."""
    return datetime.combine(notice.published, time(0), SHANGHAI)
