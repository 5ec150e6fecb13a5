"""Rows of a case written by hand, for what only reads: queries and the routes over them."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from workflow_app.rules.instants import SHANGHAI, iso
from workflow_app.store.tables import cases, files, item_versions, journal, register, tasks, timers

OPENED = datetime(2026, 10, 9, 9, 0, tzinfo=SHANGHAI)
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"


def insert_case(connection: sa.Connection, number: str, **changes: Any) -> None:
    """An open case of 甲局 and its first entry."""
    row: dict[str, Any] = {
        "number": number, "item": "shop", "version": 1, "digest": "d", "item_name": "开店", "department": "甲局",
        "applicant_name": "王小明", "applicant_id": "ID-applicant", "applicant_user": "applicant", "status": "open",
        "opened_at": OPENED, "seq": 1, "last_at": OPENED, "last_hash": "h",
    }  # fmt: skip
    connection.execute(sa.insert(cases).values(**(row | changes)))
    insert_entry(connection, number, 1)


def insert_entry(connection: sa.Connection, number: str, seq: int, **changes: Any) -> None:
    """An entry of a journal; its hashes are made up."""
    at = iso(OPENED + timedelta(hours=seq))
    row: dict[str, Any] = {
        "case_number": number, "seq": seq, "at": at, "recorded_at": at, "actor": "clerk", "kind": "case_started",
        "body": json.dumps({"理由": "无"}, ensure_ascii=False), "facts": "[]", "previous": "", "hash": f"{seq:064}",
    }  # fmt: skip
    connection.execute(sa.insert(journal).values(**(row | changes)))


def insert_task(connection: sa.Connection, number: str, n: int = 1, **changes: Any) -> None:
    """An open task for 甲局, due in n hours."""
    row: dict[str, Any] = {
        "id": f"{number}.{n}", "case_number": number, "key": f"review#{n}", "element": "review", "name": "审核",
        "group_name": "甲局", "opened_at": OPENED, "due": OPENED + timedelta(hours=n),
    }  # fmt: skip
    connection.execute(sa.insert(tasks).values(**(row | changes)))


def insert_timer(connection: sa.Connection, number: str, due: datetime, **changes: Any) -> None:
    """An armed timer."""
    row: dict[str, Any] = {
        "case_number": number, "key": "late#1", "element": "late", "rule": "working_days(2)", "starts": OPENED,
        "due": due, "state": "armed",
    }  # fmt: skip
    connection.execute(sa.insert(timers).values(**(row | changes)))


def insert_item(connection: sa.Connection, code: str, version: int = 1, *, calls: str = "", **entry: Any) -> bytes:
    """A published process; registered when `department` and `kind` are given. Answers its diagram."""
    call = f'<callActivity id="call" calledElement="{calls}"/>' if calls else ""
    content = f'<definitions xmlns="{BPMN}"><process id="{code}" name="{code} {version}">{call}</process></definitions>'
    digest = f"{code}-{version}"
    connection.execute(sa.insert(files).values(digest=digest, kind="bpmn", name="a.bpmn", content=content.encode()))
    bundle = json.dumps({"process": code, "files": [digest], "defines": {f"bpmn:{code}": digest}})
    connection.execute(
        sa.insert(item_versions).values(
            code=code, version=version, digest=digest, name=code, bundle=bundle, published_at=OPENED, published_by="a"
        )
    )
    if entry:
        details = json.dumps({"materials": ["申请书"]}, ensure_ascii=False)
        connection.execute(sa.insert(register).values(code=code, name=code, entry=details, **entry))
    return content.encode()
