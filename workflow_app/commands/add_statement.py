"""What comes too late to count is taken in and attached (DOMAIN E3); it changes no step of the case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workflow_app.commands.case_session import case_session
from workflow_app.commands.task_session import refuse
from workflow_app.errors import NotFound
from workflow_app.rules.permissions import Actor, may_add_statement
from workflow_app.store.settings import is_sandbox
from workflow_app.store.tasks import find_task


def add_statement(
    database: sa.Engine,
    actor: Actor,
    now: datetime,
    *,
    number: str,
    task: str | None,
    text: str,
    attachments: list[Any],
) -> None:
    """Attach a statement to a case; `task` is the public id of the task it comes late for.

    Raises NotFound, NotAllowed.
    """
    with case_session(database, number, now) as session:
        sandbox = is_sandbox(session.connection)
        refuse(may_add_statement(actor, applicant_user=session.row.applicant_user, sandbox=sandbox))
        found = find_task(session.connection, task) if task else None
        if task and (found is None or found.case_number != number):
            raise NotFound(what={"zh": "任务", "en": "task"}, key=task)
        body = {"task": found.key if found else None, "text": text, "attachments": attachments}
        session.record("statement_added", now, actor.name, body)
