"""The worklist: open user tasks, what is due first on top, and one task by its id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workflow_app.errors import NotFound
from workflow_app.queries.paging import FIRST_PAGE, Order, Page, fetch_page
from workflow_app.queries.visibility import cases_seen_by, require_case, tasks_seen_by
from workflow_app.rules.instants import iso
from workflow_app.rules.permissions import Actor
from workflow_app.store.tables import cases, tasks

WHAT = {"zh": "任务", "en": "task"}
TASKS_OF_CASES = tasks.join(cases, cases.c.number == tasks.c.case_number)
# Tasks without a deadline come after all that have one.
DUE = sa.func.coalesce(sa.type_coerce(tasks.c.due, sa.String), "9")
_ORDER = Order("tasks", (DUE, tasks.c.id), (str, str))


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFilter:
    """What to list: None is no restriction. `mine` true: claimed by the actor, false: not. `due_before`: strictly."""

    group: str | None = None
    case: str | None = None
    mine: bool | None = None
    due_before: datetime | None = None


EVERY_TASK = TaskFilter()


def list_tasks(
    connection: sa.Connection, actor: Actor, sandbox: bool, wanted: TaskFilter = EVERY_TASK, page: Page = FIRST_PAGE
) -> dict[str, Any]:
    """Open tasks this person works for, the earliest deadline first; of one case all, if the case may be seen."""
    seen = tasks_seen_by(actor, sandbox)
    if wanted.case is not None:
        seen = sa.or_(seen, cases_seen_by(actor, sandbox))
    conditions = [tasks.c.closed_at.is_(None), seen, *_conditions(actor, wanted)]
    return fetch_page(connection, _tasks().where(*conditions), _ORDER, page, shape_task)


def task_view(connection: sa.Connection, actor: Actor, sandbox: bool, task_id: str) -> dict[str, Any]:
    """One task, open or closed. Raises NotFound, or NotAllowed where its case is not visible to this person."""
    row = connection.execute(_tasks().where(tasks.c.id == task_id)).one_or_none()
    if row is None:
        raise NotFound(what=WHAT, key=task_id)
    may_work = sa.select(tasks_seen_by(actor, sandbox)).select_from(TASKS_OF_CASES).where(tasks.c.id == task_id)
    if not connection.execute(may_work).scalar_one():
        require_case(connection, actor, sandbox, row.case_number)
    return shape_task(row)


def open_tasks(connection: sa.Connection, number: str) -> list[dict[str, Any]]:
    """Every open task of a case, in the order of opening."""
    wanted = _tasks().where(tasks.c.case_number == number, tasks.c.closed_at.is_(None))
    # The number after the case counts its tasks: .10 comes after .9.
    order = tasks.c.opened_at, sa.func.length(tasks.c.id), tasks.c.id
    return [shape_task(row) for row in connection.execute(wanted.order_by(*order))]


def shape_task(row: Any) -> dict[str, Any]:
    """A task as CONTRACT shows it, with what its case is about."""
    return {
        "id": row.id,
        "key": row.key,
        "case": row.case_number,
        "element": row.element,
        "name": row.name,
        "group": row.group_name,
        "assignee": row.assignee,
        "due": iso(row.due) if row.due else None,
        "form": row.form,
        "opened_at": iso(row.opened_at),
        "closed_at": iso(row.closed_at) if row.closed_at else None,
        "item": row.item,
        "item_name": row.item_name,
        "applicant_name": row.applicant_name,
    }


def _tasks() -> sa.Select[Any]:
    return sa.select(tasks, cases.c.item, cases.c.item_name, cases.c.applicant_name).select_from(TASKS_OF_CASES)


def _conditions(actor: Actor, wanted: TaskFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.group is not None:
        conditions.append(tasks.c.group_name == wanted.group)
    if wanted.case is not None:
        conditions.append(tasks.c.case_number == wanted.case)
    if wanted.mine is not None:
        mine = sa.func.coalesce(tasks.c.assignee, "") == actor.name
        conditions.append(mine if wanted.mine else sa.not_(mine))
    if wanted.due_before is not None:
        conditions.append(tasks.c.due < wanted.due_before)
    return conditions
