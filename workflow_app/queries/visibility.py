"""Who sees which cases and tasks, as conditions a query adds: what a person may not see is not there for them.

Auditors and supervisors see everything, so does an administrator of a sandbox; clerks and window leads the cases of
their department and those their department has or had a task in; applicants their own.
"""

from __future__ import annotations

import sqlalchemy as sa

from workflow_app.errors import NotAllowed, NotFound
from workflow_app.rules.permissions import Actor
from workflow_app.store.tables import cases, journal, tasks

WHAT = {"zh": "办件", "en": "case"}
CLERKS = frozenset({"clerk", "window_lead"})
EVERYWHERE = frozenset({"auditor", "supervisor"})


def sees_all(actor: Actor, sandbox: bool) -> bool:
    """Whether every case is visible to this person."""
    return actor.role in EVERYWHERE or (sandbox and actor.role == "administrator")


def cases_seen_by(actor: Actor, sandbox: bool) -> sa.ColumnElement[bool]:
    """A condition on `cases`."""
    if sees_all(actor, sandbox):
        return sa.true()
    if actor.role == "applicant":
        return cases.c.applicant_user == actor.name
    if actor.role in CLERKS:
        # A case no department owns belongs to the whole centre.
        return sa.or_(cases.c.department.is_(None), _department_concerned(actor), _started_by(actor))
    return sa.false()


def tasks_seen_by(actor: Actor, sandbox: bool) -> sa.ColumnElement[bool]:
    """A condition on `tasks` joined with `cases`: what this person might work on, or everything for who sees all."""
    if sees_all(actor, sandbox):
        return sa.true()
    if actor.role == "applicant":
        own = cases.c.applicant_user == actor.name
        return sa.and_(own, sa.or_(tasks.c.group_name == actor.role, tasks.c.assignee == actor.name))
    if actor.role in CLERKS:
        return sa.or_(tasks.c.group_name.in_(_groups(actor)), tasks.c.assignee == actor.name)
    return tasks.c.assignee == actor.name


def require_case(connection: sa.Connection, actor: Actor, sandbox: bool, number: str) -> None:
    """Raises NotFound where there is no such case, NotAllowed where this person may not see it."""
    seen = sa.select(cases_seen_by(actor, sandbox)).where(cases.c.number == number)
    allowed = connection.execute(seen).scalar_one_or_none()
    if allowed is None:
        raise NotFound(what=WHAT, key=number)
    if not allowed:
        reason = {
            "zh": "该办件不由您的部门办理，也不是您的申请",
            "en": "the case is neither your department's nor yours",
        }
        raise NotAllowed(reason=reason)


def _groups(actor: Actor) -> list[str]:
    return [group for group in (actor.department, actor.role) if group]


def _department_concerned(actor: Actor) -> sa.ColumnElement[bool]:
    if not actor.department:
        return sa.false()
    task = sa.exists().where(tasks.c.case_number == cases.c.number, tasks.c.group_name == actor.department)
    return sa.or_(cases.c.department == actor.department, task)


def _started_by(actor: Actor) -> sa.ColumnElement[bool]:
    first = sa.and_(journal.c.case_number == cases.c.number, journal.c.seq == 1)
    return sa.exists().where(first, journal.c.actor == actor.name)
