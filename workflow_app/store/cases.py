"""The case's row: what a command locks before it does anything, and how jobs find what is due."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from workflow_app.errors import Conflict, NotFound
from workflow_app.store.database import is_postgres
from workflow_app.store.tables import case_numbers, cases
from workflow_app.store.upsert import insert

WHAT = {"zh": "办件", "en": "case"}
# Statements of every act are made once: building one takes SQLAlchemy longer than running it takes the database.
_LOAD = sa.select(cases).where(cases.c.number == sa.bindparam("number"))
_LOCK = _LOAD.with_for_update()
_UPDATE = sa.update(cases).where(
    cases.c.number == sa.bindparam("of_number"), cases.c.seq == sa.bindparam("expected_seq")
)


def insert_case(connection: sa.Connection, **values: Any) -> None:
    """A new case; `values` are the columns of `cases`."""
    connection.execute(sa.insert(cases).values(**values))


def load_case_row(connection: sa.Connection, number: str) -> sa.Row[Any]:
    """The case's row as this transaction sees it. Raises NotFound."""
    return _found(connection, _LOAD, number)


def lock_case(connection: sa.Connection, number: str) -> sa.Row[Any]:
    """The case's row, which nobody else can change until this transaction ends. Raises NotFound.

    Waits for whoever has it now. On SQLite the writing transaction itself is the lock, over everything.
    """
    return _found(connection, _LOCK, number)


def update_case(connection: sa.Connection, number: str, expected_seq: int, **values: Any) -> None:
    """Set columns of a case whose last entry is `expected_seq`. Raises Conflict when it has moved on."""
    wanted = {"of_number": number, "expected_seq": expected_seq, **values}
    if connection.execute(_UPDATE, wanted).rowcount != 1:
        raise Conflict(number=number)


def next_case_number(connection: sa.Connection, day: date) -> str:
    """The next number of the day, `YYYYMMDD-NNNNNN`; never given twice.

    Until this transaction ends, others who want a number of that day wait. A number is lost, not reused, when
    the transaction that took it by itself is followed by a refusal.
    """
    first = insert(connection, case_numbers).values(day=day.isoformat(), last=1)
    taken = first.on_conflict_do_update(index_elements=["day"], set_={"last": case_numbers.c.last + 1}).returning(
        case_numbers.c.last
    )
    return f"{day:%Y%m%d}-{connection.execute(taken).scalar_one():06}"


def due_cases(connection: sa.Connection, before: datetime, now: datetime, limit: int) -> list[str]:
    """Numbers of cases with a timer due earlier than `before`, the longest overdue first, locked for this transaction.

    Leaves out what is to be tried again only after `now`, and, on PostgreSQL, what another worker has in its hands.
    """
    wanted = (
        sa.select(cases.c.number)
        .where(cases.c.next_due < before, sa.or_(cases.c.retry_at.is_(None), cases.c.retry_at <= now))
        .order_by(cases.c.next_due, cases.c.number)
        .limit(limit)
    )
    if is_postgres(connection):
        wanted = wanted.with_for_update(skip_locked=True)
    return list(connection.scalars(wanted))


def earliest_due(connection: sa.Connection, now: datetime | None = None) -> datetime | None:
    """When the first armed timer of all cases is due, None when nothing is.

    With `now`, leaves out failing cases that are to be tried again only later.
    """
    wanted = sa.select(cases.c.next_due).where(cases.c.next_due.is_not(None)).order_by(cases.c.next_due).limit(1)
    if now is not None:
        wanted = wanted.where(sa.or_(cases.c.retry_at.is_(None), cases.c.retry_at <= now))
    return connection.scalar(wanted)


def open_case_numbers(connection: sa.Connection) -> list[str]:
    """Numbers of all open cases, in order."""
    return list(connection.scalars(sa.select(cases.c.number).where(cases.c.status == "open").order_by(cases.c.number)))


def _found(connection: sa.Connection, wanted: sa.Select[Any], number: str) -> sa.Row[Any]:
    row = connection.execute(wanted, {"number": number}).one_or_none()
    if row is None:
        raise NotFound(what=WHAT, key=number)
    return row
