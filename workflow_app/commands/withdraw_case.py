"""The applicant withdraws: all timers end, nothing defaults, the case is closed as withdrawn (DOMAIN E17)."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from workflow_app.commands.case_session import case_session
from workflow_app.commands.task_session import refuse
from workflow_app.rules.permissions import Actor, may_withdraw_case
from workflow_app.store.settings import is_sandbox


def withdraw_case(database: sa.Engine, actor: Actor, now: datetime, *, number: str, reason: str) -> None:
    """Close the case as withdrawn. Raises NotFound, NotAllowed, CaseClosed."""
    with case_session(database, number, now) as session:
        row, sandbox = session.row, is_sandbox(session.connection)
        refuse(
            may_withdraw_case(actor, item_department=row.department, applicant_user=row.applicant_user, sandbox=sandbox)
        )
        session.record("case_withdrawn", now, actor.name, {"reason": reason})
