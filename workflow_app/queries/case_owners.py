"""Whose a case is, as the rules of permission ask it."""

from __future__ import annotations

from typing import TypedDict

import sqlalchemy as sa

from workflow_app.errors import NotFound
from workflow_app.queries.visibility import WHAT
from workflow_app.store.tables import cases


class Owners(TypedDict):
    """The department that owns the case's item, and the applicant's account, if there are such."""

    item_department: str | None
    applicant_user: str | None


def case_owners(connection: sa.Connection, number: str) -> Owners:
    """Both owners of a case, named as `rules.permissions` takes them. Raises NotFound."""
    wanted = sa.select(cases.c.department, cases.c.applicant_user).where(cases.c.number == number)
    row = connection.execute(wanted).one_or_none()
    if row is None:
        raise NotFound(what=WHAT, key=number)
    return Owners(item_department=row.department, applicant_user=row.applicant_user)
