"""Lets what fell due happen, one transaction per case; a failing case is tried again later, the rest go on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from workflow_app.commands.case_session import case_session, open_session
from workflow_app.commands.transaction import in_transaction, writing
from workflow_app.errors import DatabaseBusy, Refusal
from workflow_app.store.cases import due_cases, earliest_due, lock_case, open_case_numbers, update_case
from workflow_app.store.notices import notice_count
from workflow_app.store.settings import NOTICES_TOLD, get_setting, set_setting

LOG = structlog.get_logger(__name__)
FIRST_RETRY = timedelta(minutes=1)
LONGEST_RETRY = timedelta(hours=6)


def settle_due(database: sa.Engine, now: datetime, limit: int = 1000) -> int:
    """Settle up to `limit` cases that have a timer due before `now`, the longest overdue first; how many were."""
    for count in range(limit):
        with database.connect() as connection:
            due = earliest_due(connection, now)
        if due is None or due >= now or not _settle_next(database, now):
            return count
    return limit


def _settle_next(database: sa.Engine, now: datetime) -> bool:
    """Claim and settle one case. False when another worker has all there is, or the database is busy."""
    claimed: list[str] = []
    try:
        with writing(database) as connection:
            claimed = due_cases(connection, now, now, 1)
            for number in claimed:
                session = open_session(connection, number, now)
                session.settle(now)
                session.refresh_next_due()
                session.save()
    except DatabaseBusy:
        return False
    except Exception as error:
        # Whatever the diagram of one case does, the others go on.
        if not claimed:
            raise
        _note_failure(database, claimed[0], now, error)
    return bool(claimed)


def _note_failure(database: sa.Engine, number: str, now: datetime, error: Exception) -> None:
    """Remember why, and when to try again: after 1, 2, 4 … minutes, at most six hours."""
    text = error.message() if isinstance(error, Refusal) else f"{type(error).__name__}: {error}"

    def work(connection: sa.Connection) -> None:
        row = lock_case(connection, number)
        failed = {"failures": row.failures + 1, "failure": text[:2000]}
        wait = min(FIRST_RETRY * 2 ** min(row.failures, 20), LONGEST_RETRY)
        # Due since now, if nothing was: a sweep tries again although no timer passed.
        due = now if row.next_due is None else min(row.next_due, now)
        update_case(connection, number, row.seq, retry_at=now + wait, next_due=due, **failed)

    in_transaction(database, work)
    LOG.error("case_failed", case=number, reason=text, exc_info=error)


def tell_notices(
    database: sa.Engine, now: datetime, progress: Callable[[int, int], None] | None = None
) -> list[dict[str, Any]]:
    """Tell every open case of the notices known at `now`: the deadlines that moved, {"case","timer","old","new"}.

    Safe to repeat: a case that knows a notice already is left alone, so a crash midway resumes. A case that fails is
    noted, and told when it is tried again.
    """
    with database.connect() as connection:
        known = notice_count(connection, now)
        if get_setting(connection, NOTICES_TOLD) == str(known):
            return []
        numbers = open_case_numbers(connection)
    moved: list[dict[str, Any]] = []
    for count, number in enumerate(numbers):
        try:
            moved += _tell_case(database, number, now)
        except DatabaseBusy:
            raise
        except Exception as error:
            # As in a sweep: the others go on.
            _note_failure(database, number, now, error)
        if progress:
            progress(count + 1, len(numbers))
    in_transaction(database, lambda connection: set_setting(connection, NOTICES_TOLD, str(known)))
    return moved


def _tell_case(database: sa.Engine, number: str, now: datetime) -> list[dict[str, Any]]:
    with writing(database) as connection:
        session = open_session(connection, number, now)
        before = {key: timer.due for key, timer in session.state.timers.items()}
        if session.settle(now):
            session.save()
        timers = session.state.timers
        return [
            {"case": number, "timer": key, "old": old, "new": timers[key].due}
            for key, old in before.items()
            if key in timers and timers[key].due != old
        ]


def settle_case(database: sa.Engine, number: str, now: datetime) -> None:
    """Bring one case up to `now`."""
    with case_session(database, number, now):
        pass
