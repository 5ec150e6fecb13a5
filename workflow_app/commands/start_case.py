"""An application is handed in: a case begins, under the item's version in force."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workflow_app.commands.case_session import CaseSession, new_session
from workflow_app.commands.filled_form import checked_form
from workflow_app.commands.task_session import refuse
from workflow_app.commands.transaction import writing
from workflow_app.engine.definitions import SEMANTICS
from workflow_app.errors import NotAllowed, NotFound, RequestRefused
from workflow_app.rules.instants import SHANGHAI, iso
from workflow_app.rules.permissions import APPLICANT, Actor, may_start_case
from workflow_app.store.cases import insert_case, load_case_row, next_case_number
from workflow_app.store.definitions import get_register_entry, latest_version
from workflow_app.store.notices import known_notices
from workflow_app.store.settings import hall_close, is_sandbox


def start_case(
    database: sa.Engine,
    actor: Actor,
    now: datetime,
    *,
    item: str,
    applicant: dict[str, str],
    data: dict[str, Any],
    received_at: datetime | None = None,
) -> str:
    """Start a case of an item; its number. `applicant` is {"name", "id_number"}; `data` answers the start form.

    `received_at` earlier than now is for a window entering what came on paper (DOMAIN 3.7).
    Raises NotFound (no such item), NotAllowed, FormRefused, RequestRefused.
    """
    at = _received(actor, now, received_at)
    with writing(database) as connection:
        refuse(may_start_case(actor, is_sandbox(connection)))
        session = _open(connection, actor, at, now, item, applicant)
        definition = session.state.definition
        clean = checked_form(definition, definition.start_form(), data, at)
        notices = [notice.id for notice in known_notices(connection, at)]
        body = {
            "item": item,
            "version": session.row.version,
            "digest": session.row.digest,
            "semantics": SEMANTICS,
            "department": session.row.department,
            "close": hall_close(connection),
            "applicant": applicant,
            "data": clean,
            "notices": notices,
        }
        session.record("case_started", at, actor.name, body)
        # What fell due since a receipt in the past happens at once.
        session.settle(now)
        session.save()
    return session.number


def _received(actor: Actor, now: datetime, received_at: datetime | None) -> datetime:
    at = received_at or now
    if at > now:
        raise RequestRefused(
            reason={"zh": f"收件时间 {iso(at)} 在将来", "en": "the time of receipt lies in the future"}
        )
    if at < now and actor.role == APPLICANT:
        raise NotAllowed(reason={"zh": "只有窗口可以补录收件时间", "en": "only a window may enter an earlier receipt"})
    return at.astimezone(SHANGHAI).replace(microsecond=0)


def _open(
    connection: sa.Connection, actor: Actor, at: datetime, now: datetime, item: str, applicant: dict[str, str]
) -> CaseSession:
    """Insert the case's row and begin."""
    version = latest_version(connection, item)
    if version is None:
        raise NotFound(what={"zh": "审批事项", "en": "item"}, key=item)
    registered = get_register_entry(connection, item)
    number = next_case_number(connection, now.astimezone(SHANGHAI).date())
    insert_case(
        connection,
        number=number,
        item=item,
        version=version.version,
        digest=version.digest,
        item_name=version.name,
        department=registered.department if registered else None,
        applicant_name=applicant["name"],
        applicant_id=applicant["id_number"],
        applicant_user=actor.name if actor.role == APPLICANT else None,
        status="open",
        opened_at=at,
        seq=0,
        last_at=at,
        last_hash="",
    )
    return new_session(connection, load_case_row(connection, number), now)
