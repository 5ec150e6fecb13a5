"""A case's journal as outsiders check it: every entry, oldest first."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from workflow_app.queries.paging import FIRST_PAGE, Order, Page, fetch_page
from workflow_app.store.tables import journal

_ORDER = Order("journal", (journal.c.seq,), (int,))


def list_entries(connection: sa.Connection, number: str, page: Page = FIRST_PAGE) -> dict[str, Any]:
    """Entries of one case by seq (CONTRACT `GET /cases/{number}/journal`); none if there is no such case."""
    wanted = sa.select(journal).where(journal.c.case_number == number)
    return fetch_page(connection, wanted, _ORDER, page, _entry)


def _entry(row: Any) -> dict[str, Any]:
    return {
        "case": row.case_number,
        "seq": row.seq,
        "at": row.at,
        "recorded_at": row.recorded_at,
        "actor": row.actor,
        "kind": row.kind,
        "body": json.loads(row.body),
        "facts": json.loads(row.facts),
        "previous": row.previous,
        "hash": row.hash,
    }
