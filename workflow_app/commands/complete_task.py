"""A person completes a task: its form's data becomes case data and the case runs on to its next wait."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workflow_app.commands.case_session import CaseSession
from workflow_app.commands.filled_form import checked_form
from workflow_app.commands.task_session import OpenTask, check_separation, refuse, task_session
from workflow_app.errors import NotAllowed, ReceivedTooEarly, RequestRefused
from workflow_app.rules.instants import SHANGHAI, iso
from workflow_app.rules.permissions import WORKERS, Actor, is_master, may_complete


def complete_task(
    database: sa.Engine,
    actor: Actor,
    now: datetime,
    *,
    task_id: str,
    data: dict[str, Any],
    received_at: datetime | None = None,
    evidence: str | None = None,
) -> str:
    """Complete a task; the case's number. Whether it was in time is decided by when it was received (DOMAIN 3.7).

    Raises NotFound, TaskGone (somebody was first, or the time has passed), NotAllowed, FormRefused, ReceivedTooEarly.
    """
    moment = now if received_at is None else received_at.astimezone(SHANGHAI).replace(microsecond=0)
    if moment > now:
        raise RequestRefused(
            reason={"zh": f"收件时间 {iso(moment)} 在将来", "en": "the time of receipt lies in the future"}
        )
    with task_session(database, task_id, moment, now) as task:
        _check_right(task, actor)
        if moment < now:
            _check_receipt(task.session, actor, moment, evidence, task.about["sandbox"])
        body = {"task": task.key, "data": _checked(task, data, moment)}
        if evidence:
            body["evidence"] = evidence
        task.session.record("task_completed", moment, actor.name, body)
        return task.session.number


def _checked(task: OpenTask, data: dict[str, Any], moment: datetime) -> dict[str, Any]:
    state = task.session.state
    form = state.definition.forms.get(task.task.get("form") or "")
    return checked_form(state.definition, form, data, moment, state.tokens[task.key].data)


def _check_right(task: OpenTask, actor: Actor) -> None:
    refuse(may_complete(actor, applicant_user=task.session.row.applicant_user, **task.about))
    check_separation(task, actor, is_master(actor, task.about["sandbox"]))


def _check_receipt(
    session: CaseSession, actor: Actor, received_at: datetime, evidence: str | None, sandbox: bool
) -> None:
    """Only a window, naming evidence, may enter a receipt earlier than now, never before the case's latest act.

    In a sandbox, where receipts are made up, evidence may be left out.
    """
    if received_at < session.last_at:
        raise ReceivedTooEarly(received_at=iso(received_at), latest=iso(session.last_at))
    if is_master(actor, sandbox):
        return
    if actor.role not in WORKERS:
        raise NotAllowed(reason={"zh": "只有窗口可以补录收件时间", "en": "only a window may enter an earlier receipt"})
    if not evidence and not sandbox:
        raise RequestRefused(reason={"zh": "补录收件时间须注明凭证", "en": "name the evidence for an earlier receipt"})
