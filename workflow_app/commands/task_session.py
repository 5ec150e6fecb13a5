"""What all commands on a task share: find it, lock its case, see that it is still open and that the actor may."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workflow_app.commands.case_session import CaseSession, case_session
from workflow_app.errors import NotAllowed, NotFound, TaskGone
from workflow_app.rules.permissions import Actor, Reason
from workflow_app.store.settings import is_sandbox
from workflow_app.store.tasks import find_task


@dataclass(frozen=True, slots=True)
class OpenTask:
    """An open task under its case's lock. `about` is what the rules of permission ask for."""

    session: CaseSession
    key: str
    task: dict[str, Any]
    about: dict[str, Any]


@contextmanager
def task_session(
    database: sa.Engine, task_id: str, moment: datetime, recorded_at: datetime | None = None
) -> Iterator[OpenTask]:
    """The open task, its case settled up to `moment`. Raises NotFound (no such task ever), TaskGone."""
    with database.connect() as connection:
        row = find_task(connection, task_id)
    if row is None:
        raise NotFound(what={"zh": "任务", "en": "task"}, key=task_id)
    with case_session(database, row.case_number, moment, recorded_at) as session:
        task = session.state.tasks.get(row.key)
        if task is None:
            raise TaskGone()
        yield OpenTask(session, row.key, task, _about(session, task))


def _about(session: CaseSession, task: dict[str, Any]) -> dict[str, Any]:
    return {
        "group": task["group"],
        "assignee": task.get("assignee"),
        "item_department": session.row.department,
        "sandbox": is_sandbox(session.connection),
    }


def refuse(reason: Reason | None) -> None:
    """Raise NotAllowed when there is a reason."""
    if reason:
        raise NotAllowed(reason=reason)


def check_separation(task: OpenTask, actor: Actor, master: bool) -> None:
    """`separate_from` names steps whose doer may not do this one (DOMAIN R15). Not asked of a sandbox's master."""
    others = [name.strip() for name in (task.task.get("separate_from") or "").split(",") if name.strip()]
    done = [name for name in others if task.session.state.performers.get(name) == actor.name]
    if done and not master:
        raise NotAllowed(
            reason={
                "zh": f"您已办理“{done[0]}”，同一人不能再办理本步骤",
                "en": f"you did {done[0]!r}; the same person may not do this step",
            }
        )
