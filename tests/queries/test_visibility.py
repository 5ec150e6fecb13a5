"""The conditions of `visibility` say in SQL what `rules/permissions.py` says in Python."""

from __future__ import annotations

import itertools

import pytest
import sqlalchemy as sa

from tests.support.rows import insert_case, insert_task
from workflow_app.commands.transaction import writing
from workflow_app.errors import NotAllowed, NotFound
from workflow_app.queries.visibility import cases_seen_by, require_case, tasks_seen_by
from workflow_app.rules.permissions import ROLES, WATCHERS, Actor, is_master, may_see_case, works_for
from workflow_app.store.tables import cases, tasks

DEPARTMENTS = (None, "甲局", "乙局")
APPLICANTS = (None, "anna")
GROUPS = ("甲局", "乙局", "甲局, 乙局", "丙", "clerk", "window_lead", "applicant", "甲局,clerk", "甲%", "甲局分局")
ACTORS = [
    Actor(name, role, department) for name, role, department in itertools.product(("anna", "ben"), ROLES, DEPARTMENTS)
]


@pytest.fixture
def filled(database: sa.Engine) -> sa.Engine:
    """A case for every department and applicant, each with one open task, for every group."""
    with writing(database) as connection:
        for index, (department, applicant, group) in enumerate(itertools.product(DEPARTMENTS, APPLICANTS, GROUPS)):
            number = f"{index:06}"
            insert_case(connection, number, department=department, applicant_user=applicant)
            insert_task(connection, number, group_name=group)
    return database


@pytest.mark.parametrize("sandbox", [True, False])
def test_the_tasks_of_a_list_are_those_one_works_for(filled: sa.Engine, sandbox: bool) -> None:
    joined = sa.select(tasks.c.id, tasks.c.group_name, cases.c.department, cases.c.applicant_user).select_from(
        tasks.join(cases, cases.c.number == tasks.c.case_number)
    )
    with filled.connect() as connection:
        rows = connection.execute(joined).all()
        for actor in ACTORS:
            seen = set(connection.scalars(joined.where(tasks_seen_by(actor, sandbox))))
            everything = actor.role in WATCHERS or is_master(actor, sandbox)
            worked = {
                row.id
                for row in rows
                if everything
                or works_for(
                    actor, group=row.group_name, item_department=row.department, applicant_user=row.applicant_user
                )
                is None
            }
            assert seen == worked, actor


@pytest.mark.parametrize("sandbox", [True, False])
def test_the_cases_of_a_list_are_those_one_may_see(filled: sa.Engine, sandbox: bool) -> None:
    with filled.connect() as connection:
        groups = {row.case_number: row.group_name for row in connection.execute(sa.select(tasks))}
        rows = connection.execute(sa.select(cases)).all()
        for actor in ACTORS:
            seen = set(connection.scalars(sa.select(cases.c.number).where(cases_seen_by(actor, sandbox))))
            allowed = {
                row.number
                for row in rows
                if may_see_case(
                    actor,
                    item_department=row.department,
                    applicant_user=row.applicant_user,
                    groups=[group.strip() for group in groups[row.number].split(",")],
                    started_by="clerk",
                    sandbox=sandbox,
                )
                is None
            }
            assert seen == allowed, actor


def test_who_handed_a_case_in_may_see_it(database: sa.Engine) -> None:
    with writing(database) as connection:
        insert_case(connection, "1")
    with database.connect() as connection:
        require_case(connection, Actor("clerk", "clerk", "乙局"), False, "1")
        with pytest.raises(NotAllowed):
            require_case(connection, Actor("other", "clerk", "乙局"), False, "1")


def test_a_case_that_does_not_exist_is_not_found(database: sa.Engine) -> None:
    with database.connect() as connection, pytest.raises(NotFound):
        require_case(connection, Actor("ben", "clerk", None), False, "1")
