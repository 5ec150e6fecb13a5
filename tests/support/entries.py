"""Cases and journal entries for tests of what is stored."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workflow_app.rules.chain import chained
from workflow_app.rules.instants import SHANGHAI, iso
from workflow_app.store.cases import insert_case

NOW = datetime(2026, 10, 9, 9, tzinfo=SHANGHAI)
NUMBER = "20261009-000001"


def add_case(connection: sa.Connection, number: str = NUMBER, **values: Any) -> None:
    """A case of no importance; `values` replace its columns."""
    row = {
        "item": "permit",
        "version": 1,
        "digest": "0" * 64,
        "item_name": "施工许可",
        "applicant_name": "王小明",
        "applicant_id": "110101",
        "status": "open",
        "opened_at": NOW,
        "seq": 1,
        "last_at": NOW,
        "last_hash": "",
    }
    insert_case(connection, **{"number": number, **row, **values})


def entry(seq: int = 1, facts: list[dict[str, Any]] | None = None, **values: Any) -> dict[str, Any]:
    """An entry of no importance, with its hash; `values` replace its parts."""
    plain = {
        "case": NUMBER,
        "seq": seq,
        "at": iso(NOW),
        "recorded_at": iso(NOW),
        "actor": "zhang",
        "kind": "task_completed",
        "body": {"task": "accept#1", "data": {}},
        "facts": facts or [],
        "previous": "",
    }
    return chained({**plain, **values})
