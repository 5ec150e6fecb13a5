"""What comes too late to count is taken in and attached (DOMAIN E3); it changes no step of the case."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workflow_app.commands.case_session import case_session
from workflow_app.errors import NotFound
from workflow_app.rules.permissions import Actor
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
    """Attach a statement to a case; `task` is the public id of the task it comes late for. Raises NotFound."""
    with case_session(database, number, now) as session:
        found = find_task(session.connection, task) if task else None
        if task and (found is None or found.case_number != number):
            raise NotFound(what={"zh": "任务", "en": "task"}, key=task)
        body = {"task": found.key if found else None, "text": text, "attachments": attachments}
        session.record("statement_added", now, actor.name, body)
