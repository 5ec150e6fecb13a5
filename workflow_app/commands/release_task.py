"""A person gives a task back to its group."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from workflow_app.commands.task_session import refuse, task_session
from workflow_app.rules.permissions import Actor, may_release


def release_task(database: sa.Engine, actor: Actor, now: datetime, *, task_id: str) -> None:
    """Make a task nobody's. Raises NotFound, TaskGone, NotAllowed."""
    with task_session(database, task_id, now) as task:
        refuse(may_release(actor, **task.about))
        if task.task.get("assignee") is not None:
            task.session.record("task_released", now, actor.name, {"task": task.key})
