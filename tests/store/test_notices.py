"""Notices are known from a moment on, in an order that never changes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from tests.support.entries import NOW
from workflow_app.commands.transaction import writing
from workflow_app.store.notices import get_notice, insert_notice, known_notices, next_notice_after

SECOND = timedelta(seconds=1)


@pytest.fixture
def notices(database: sa.Engine) -> sa.Engine:
    """Four notices: `old` a day ago, then three known at the same moment."""
    with writing(database) as connection:
        for name, published, known_at in [
            ("c", "2026-10-08", NOW),
            ("b", "2026-10-09", NOW),
            ("a", "2026-10-09", NOW),
            ("old", "2026-10-09", NOW - timedelta(days=1)),
        ]:
            values = {"year": 2026, "published": published, "document": "国办发明电", "content": "{}"}
            insert_notice(connection, id=name, known_at=known_at, **values)
    return database


def _known(database: sa.Engine, until: datetime) -> list[str]:
    with database.connect() as connection:
        return [row.id for row in known_notices(connection, until)]


def test_notices_come_in_the_order_they_became_known_then_published_then_named(notices: sa.Engine) -> None:
    assert _known(notices, NOW) == ["old", "c", "a", "b"]


def test_a_notice_is_not_known_before_its_moment(notices: sa.Engine) -> None:
    assert _known(notices, NOW - SECOND) == ["old"]


def test_the_next_notice_is_the_first_that_becomes_known_later(notices: sa.Engine) -> None:
    with notices.connect() as connection:
        found = next_notice_after(connection, NOW - SECOND)
    assert found is not None
    assert (found.id, found.known_at) == ("c", NOW)


def test_a_notice_known_at_this_very_moment_is_not_the_next(notices: sa.Engine) -> None:
    with notices.connect() as connection:
        assert next_notice_after(connection, NOW) is None


def test_one_notice_is_found_by_its_id(notices: sa.Engine) -> None:
    with notices.connect() as connection:
        found = [get_notice(connection, name) for name in ("old", "none")]
    assert [row and row.document for row in found] == ["国办发明电", None]
