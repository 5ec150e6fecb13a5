"""Makes a new centre of an empty database: the notices and the register of the checkout, and what kind it is."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import sqlalchemy as sa

from workflow_app.commands.load_notice import published_at, put_notice
from workflow_app.commands.transaction import in_transaction
from workflow_app.errors import ClockBackwards, NotASandbox
from workflow_app.rules.deadlines import CLOSE_OF_BUSINESS
from workflow_app.rules.instants import iso
from workflow_app.rules.notice_files import read_notice_folder
from workflow_app.store.definitions import put_register_entry
from workflow_app.store.departments import put_department
from workflow_app.store.notices import notice_count
from workflow_app.store.settings import (
    HALL_CLOSE,
    NOTICES_TOLD,
    add_setting,
    clock_offset,
    is_sandbox,
    set_clock_offset,
    set_sandbox,
    set_setting,
)

# The checkout: bpmn/ and holidays/ lie beside the package.
ROOT = Path(__file__).resolve().parents[2]
CREATED_AT = "created_at"


def set_up_centre(
    database: sa.Engine, machine_now: datetime, *, sandbox: bool = False, hall_close: time = CLOSE_OF_BUSINESS
) -> bool:
    """Set up a centre where there is none yet; True when it was done now. Safe when several processes start at once.

    Notices lying in `holidays/` count as known since their day of publication (DOMAIN 3.4). Whether the centre is a
    sandbox is fixed here for good; so, for now, is when its hall closes.
    """

    def work(connection: sa.Connection) -> bool:
        # Whoever writes this first sets up; the others wait for that, then find it written.
        if not add_setting(connection, CREATED_AT, iso(machine_now)):
            return False
        set_sandbox(connection, sandbox)
        set_clock_offset(connection, timedelta(0))
        set_setting(connection, HALL_CLOSE, hall_close.isoformat("minutes"))
        for notice in read_notice_folder(ROOT / "holidays"):
            put_notice(connection, notice, published_at(notice))
        set_setting(connection, NOTICES_TOLD, str(notice_count(connection, machine_now)))
        _load_register(connection)
        return True

    return in_transaction(database, work)


def require_sandbox(database: sa.Engine) -> None:
    """Raise NotASandbox when this centre is none."""
    with database.connect() as connection:
        if not is_sandbox(connection):
            raise NotASandbox()


def start_clock_at(database: sa.Engine, machine_now: datetime, moment: datetime, *, new: bool) -> None:
    """Begin a new sandbox's time at `moment`, which may be past; an older sandbox only goes forward.

    Raises ClockBackwards.
    """

    def work(connection: sa.Connection) -> None:
        now = machine_now + clock_offset(connection)
        if moment < now and not new:
            raise ClockBackwards(now=iso(now))
        set_clock_offset(connection, moment - machine_now)

    in_transaction(database, work)


def _load_register(connection: sa.Connection) -> None:
    for entry in register_entries():
        for department in [entry["department"], *entry.get("departments", [])]:
            put_department(connection, department)
        put_register_entry(
            connection,
            code=entry["code"],
            name=entry["name"],
            department=entry["department"],
            kind=entry["kind"],
            entry=json.dumps(entry, ensure_ascii=False),
        )


def register_entries() -> list[dict[str, Any]]:
    """The register that lies in the checkout, one entry per item: `code`, `name`, `department`, `kind` …"""
    file = ROOT / "bpmn" / "register.json"
    entries: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))["items"] if file.exists() else []
    return entries


def diagram_files() -> list[tuple[str, bytes]]:
    """Every diagram, decision and form that lies in `bpmn/`: (name, content)."""
    folder = ROOT / "bpmn"
    files = sorted(file for suffix in ("bpmn", "dmn", "form") for file in folder.rglob(f"*.{suffix}"))
    return [(file.name, file.read_bytes()) for file in files]
