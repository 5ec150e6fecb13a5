"""A person hands a task to somebody else, who must be one who may do it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from workflow_app.commands.task_session import refuse, task_session
from workflow_app.errors import UserUnknown
from workflow_app.rules.permissions import Actor, may_delegate, works_for
from workflow_app.store.users import actor_of, get_user


def delegate_task(database: sa.Engine, actor: Actor, now: datetime, *, task_id: str, to: str) -> None:
    """Make a task somebody else's. Raises NotFound, TaskGone, NotAllowed, UserUnknown."""
    with task_session(database, task_id, now) as task:
        refuse(may_delegate(actor, **task.about))
        user = get_user(task.session.connection, to)
        if user is None or not user.active:
            raise UserUnknown(name=to)
        row = task.session.row
        group = task.about["group"]
        refuse(
            works_for(actor_of(user), group=group, item_department=row.department, applicant_user=row.applicant_user)
        )
        if task.task.get("assignee") != to:
            task.session.record("task_delegated", now, actor.name, {"task": task.key, "to": to})
