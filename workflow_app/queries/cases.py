"""Cases for people and programs: the list, and one case with its open tasks, deadlines and clocks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workflow_app.audit.case_state import current_state
from workflow_app.errors import NotFound
from workflow_app.queries.paging import FIRST_PAGE, Order, Page, fetch_page
from workflow_app.queries.tasks import open_tasks
from workflow_app.queries.visibility import WHAT, cases_seen_by
from workflow_app.rules.instants import iso
from workflow_app.rules.permissions import Actor
from workflow_app.store.tables import cases, timers

# The newest first: a number begins with the day it was given on.
_ORDER = Order("cases", (cases.c.number,), (str,), descending=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseFilter:
    """What to list; None is no restriction. `applicant` is part of a name or a whole identity number."""

    status: str | None = None
    item: str | None = None
    applicant: str | None = None


EVERY_CASE = CaseFilter()


def list_cases(
    connection: sa.Connection, actor: Actor, sandbox: bool, wanted: CaseFilter = EVERY_CASE, page: Page = FIRST_PAGE
) -> dict[str, Any]:
    """Cases this person may see, the newest first, without data and tasks."""
    statement = sa.select(cases).where(cases_seen_by(actor, sandbox), *_conditions(wanted))
    return fetch_page(connection, statement, _ORDER, page, shape_case)


def case_summary(connection: sa.Connection, number: str) -> dict[str, Any]:
    """What a list says of one case; its journal is not read. Raises NotFound."""
    return shape_case(_row(connection, number))


def case_view(connection: sa.Connection, number: str) -> dict[str, Any]:
    """One case as it stands (CONTRACT `GET /cases/{number}`). Raises NotFound."""
    row = _row(connection, number)
    state = current_state(connection, number)
    return {
        **shape_case(row),
        "failure": row.failure,
        "data": state["data"],
        "clocks": state["clocks"],
        "open_tasks": open_tasks(connection, number),
        "timers": list_timers(connection, number),
    }


def _row(connection: sa.Connection, number: str) -> sa.Row[Any]:
    row = connection.execute(sa.select(cases).where(cases.c.number == number)).one_or_none()
    if row is None:
        raise NotFound(what=WHAT, key=number)
    return row


def list_timers(connection: sa.Connection, number: str) -> list[dict[str, Any]]:
    """The armed and held timers of a case, the earliest due first."""
    wanted = sa.select(timers).where(timers.c.case_number == number).order_by(timers.c.due, timers.c.key)
    return [_timer(row) for row in connection.execute(wanted)]


def shape_case(row: Any) -> dict[str, Any]:
    """What a list says of a case."""
    return {
        "number": row.number,
        "item": row.item,
        "item_name": row.item_name,
        "version": row.version,
        "department": row.department,
        "applicant": {"name": row.applicant_name, "id_number": row.applicant_id},
        "status": row.status,
        "outcome": row.outcome,
        "opened_at": iso(row.opened_at),
        "closed_at": _iso_or_none(row.closed_at),
        "seq": row.seq,
        "last_at": iso(row.last_at),
        "next_due": _iso_or_none(row.next_due),
    }


def _timer(row: Any) -> dict[str, Any]:
    return {
        "element": row.element,
        "key": row.key,
        "due": iso(row.due),
        "rule": row.rule,
        "starts": iso(row.starts),
        "provisional": row.provisional,
        "state": row.state,
    }


def _conditions(wanted: CaseFilter) -> list[sa.ColumnElement[bool]]:
    conditions: list[sa.ColumnElement[bool]] = []
    if wanted.status is not None:
        conditions.append(cases.c.status == wanted.status)
    if wanted.item is not None:
        conditions.append(cases.c.item == wanted.item)
    if wanted.applicant is not None:
        named = cases.c.applicant_name.contains(wanted.applicant, autoescape=True)
        conditions.append(sa.or_(named, cases.c.applicant_id == wanted.applicant))
    return conditions


def _iso_or_none(moment: datetime | None) -> str | None:
    return iso(moment) if moment else None
