"""A person takes a task."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from workflow_app.commands.task_session import check_separation, refuse, task_session
from workflow_app.rules.permissions import Actor, is_master, may_complete


def claim_task(database: sa.Engine, actor: Actor, now: datetime, *, task_id: str) -> None:
    """Make a task the actor's. Claiming what one has already changes nothing. Raises NotFound, TaskGone, NotAllowed."""
    with task_session(database, task_id, now) as task:
        refuse(may_complete(actor, applicant_user=task.session.row.applicant_user, **task.about))
        check_separation(task, actor, is_master(actor, task.about["sandbox"]))
        if task.task.get("assignee") != actor.name:
            task.session.record("task_claimed", now, actor.name, {"task": task.key})
