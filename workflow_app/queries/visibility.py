"""Who sees which cases and tasks, as conditions a query adds: `rules/permissions.py` said in SQL.

Auditors and supervisors see everything, so does an administrator of a sandbox; clerks and window leads the cases of
their department and those their department has or had a task in; applicants their own.
"""

from __future__ import annotations

import sqlalchemy as sa

from workflow_app.errors import NotAllowed, NotFound
from workflow_app.rules.permissions import APPLICANT, DOES_THE_WORK_OF, WATCHERS, WORKERS, Actor, is_master
from workflow_app.store.tables import cases, journal, tasks

WHAT = {"zh": "办件", "en": "case"}


def sees_all(actor: Actor, sandbox: bool) -> bool:
    """Whether every case is visible to this person."""
    return actor.role in WATCHERS or is_master(actor, sandbox)


def cases_seen_by(actor: Actor, sandbox: bool) -> sa.ColumnElement[bool]:
    """A condition on `cases`, the same as `may_see_case`."""
    if sees_all(actor, sandbox):
        return sa.true()
    if actor.role == APPLICANT:
        return cases.c.applicant_user == actor.name
    if actor.role in WORKERS:
        # A case no department owns belongs to the whole centre.
        return sa.or_(cases.c.department.is_(None), _department_concerned(actor), _started_by(actor))
    return sa.false()


def tasks_seen_by(actor: Actor, sandbox: bool) -> sa.ColumnElement[bool]:
    """A condition on `tasks` joined with `cases`: what this person works for (`works_for`), or sees as a watcher."""
    if sees_all(actor, sandbox):
        return sa.true()
    mine = tasks.c.assignee == actor.name
    if actor.role == APPLICANT:
        return sa.and_(cases.c.applicant_user == actor.name, sa.or_(_for_group(APPLICANT), mine))
    return sa.or_(mine, _for_worker(actor)) if actor.role in WORKERS else mine


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


def _for_worker(actor: Actor) -> sa.ColumnElement[bool]:
    by_role = sa.or_(*(_for_group(role) for role in sorted(DOES_THE_WORK_OF[actor.role])))
    # An applicant without an account answers at the window.
    for_applicant = sa.and_(_for_group(APPLICANT), cases.c.applicant_user.is_(None))
    at_the_window = sa.and_(_at_the_window(actor), sa.or_(by_role, for_applicant))
    return sa.or_(at_the_window, _for_group(actor.department)) if actor.department else at_the_window


def _at_the_window(actor: Actor) -> sa.ColumnElement[bool]:
    if not actor.department:
        return sa.true()
    return sa.or_(cases.c.department.is_(None), cases.c.department == actor.department)


def _for_group(group: str, table: sa.FromClause = tasks) -> sa.ColumnElement[bool]:
    """Whether a task is for this group; several groups stand with commas between them."""
    several = sa.func.replace(sa.literal(",") + table.c.group_name + ",", ", ", ",")
    listed = sa.and_(table.c.group_name.contains(","), several.contains(f",{group},", autoescape=True))
    return sa.or_(table.c.group_name == group, listed)


def _department_concerned(actor: Actor) -> sa.ColumnElement[bool]:
    if not actor.department:
        return sa.false()
    any_task = tasks.alias("any_task")
    task = sa.exists().where(any_task.c.case_number == cases.c.number, _for_group(actor.department, any_task))
    return sa.or_(cases.c.department == actor.department, task)


def _started_by(actor: Actor) -> sa.ColumnElement[bool]:
    first = sa.and_(journal.c.case_number == cases.c.number, journal.c.seq == 1)
    return sa.exists().where(first, journal.c.actor == actor.name)
