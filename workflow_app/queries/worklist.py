"""A clerk's list: mine, my department's still to be claimed, everything I may see; searched and sorted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from workflow_app.queries.paging import Order, Page, fetch_page
from workflow_app.queries.tasks import DUE, TASKS_OF_CASES, shape_task
from workflow_app.queries.visibility import tasks_seen_by
from workflow_app.rules.permissions import Actor
from workflow_app.store.tables import cases, tasks

MINE, FREE, ALL = "mine", "free", "all"
VIEWS = (MINE, FREE, ALL)
_OPENED = sa.type_coerce(tasks.c.opened_at, sa.String)
# Which columns a list can be sorted by; the id makes the order total.
SORTS = {"due": DUE, "opened": _OPENED, "item": cases.c.item_name, "applicant": cases.c.applicant_name}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked of the list. `search` is part of a case number, an applicant's name, an item's or task's name."""

    view: str = ALL
    search: str = ""
    sort: str = "due"
    descending: bool = False


def worklist(connection: sa.Connection, actor: Actor, sandbox: bool, wanted: Wanted, page: Page) -> dict[str, Any]:
    """Open tasks this person may see: as `queries.tasks` shapes them, and whose the case is; `{"items", "next"}`."""
    column = SORTS.get(wanted.sort, DUE)
    order = Order(f"worklist-{wanted.sort}-{wanted.descending}", (column, tasks.c.id), (str, str), wanted.descending)
    owners = cases.c.department.label("item_department"), cases.c.applicant_user
    named = cases.c.item, cases.c.item_name, cases.c.applicant_name
    statement = sa.select(tasks, *named, *owners).select_from(TASKS_OF_CASES)
    return fetch_page(connection, statement.where(*_conditions(actor, sandbox, wanted)), order, page, _shape)


def worklist_counts(connection: sa.Connection, actor: Actor, sandbox: bool, search: str = "") -> dict[str, int]:
    """How many open tasks each view holds."""
    return {view: _count(connection, actor, sandbox, Wanted(view=view, search=search)) for view in VIEWS}


def _shape(row: Any) -> dict[str, Any]:
    return {**shape_task(row), "item_department": row.item_department, "applicant_user": row.applicant_user}


def _count(connection: sa.Connection, actor: Actor, sandbox: bool, wanted: Wanted) -> int:
    counted = sa.select(sa.func.count()).select_from(TASKS_OF_CASES).where(*_conditions(actor, sandbox, wanted))
    return int(connection.execute(counted).scalar_one())


def _conditions(actor: Actor, sandbox: bool, wanted: Wanted) -> list[sa.ColumnElement[bool]]:
    conditions = [tasks.c.closed_at.is_(None), tasks_seen_by(actor, sandbox)]
    if wanted.view == MINE:
        conditions.append(tasks.c.assignee == actor.name)
    elif wanted.view == FREE:
        conditions.append(tasks.c.assignee.is_(None))
    if wanted.search:
        fields = tasks.c.case_number, cases.c.applicant_name, cases.c.item_name, tasks.c.name
        conditions.append(sa.or_(*(field.contains(wanted.search, autoescape=True) for field in fields)))
    return conditions
