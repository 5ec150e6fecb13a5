"""Moves a sandbox's time on, stepping through every notice and timer in order, each at its own time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import sqlalchemy as sa

from workflow_app.commands.settle_due import settle_due, tell_notices
from workflow_app.commands.task_session import refuse
from workflow_app.commands.transaction import in_transaction
from workflow_app.errors import ClockBackwards, NotASandbox
from workflow_app.rules.instants import SHANGHAI, iso
from workflow_app.rules.permissions import Actor, may_move_clock
from workflow_app.store.cases import earliest_due
from workflow_app.store.notices import next_notice_after
from workflow_app.store.settings import clock_offset, is_sandbox, lock_clock_offset, set_clock_offset

# A deadline has passed when it is earlier than now (DOMAIN 3.2): the first such moment is a second later.
AFTER = timedelta(seconds=1)


def move_clock(
    database: sa.Engine, actor: Actor, now: datetime, *, to: datetime, offset: timedelta | None = None
) -> datetime:
    """Move a sandbox's time forward to `to`; the new time. `offset` as in `wind_on`.

    Raises NotASandbox, NotAllowed, ClockBackwards.
    """
    with database.connect() as connection:
        sandbox = is_sandbox(connection)
    if not sandbox:
        raise NotASandbox()
    refuse(may_move_clock(actor, sandbox))
    return wind_on(database, now, to, offset=offset)


def wind_on(
    database: sa.Engine,
    now: datetime,
    to: datetime,
    progress: Callable[[datetime], None] | None = None,
    *,
    offset: timedelta | None = None,
) -> datetime:
    """As `move_clock`, for whoever need not be asked: the command line, the simulation, a visitor's button.

    `offset` is how far time was moved on when `now` was read, by default as far as it is: of two who wind at once, the
    second would else wind on from where the first has come.
    """
    target = to.astimezone(SHANGHAI).replace(microsecond=0)
    if target < now:
        raise ClockBackwards(now=iso(now))
    with database.connect() as connection:
        machine = now - (clock_offset(connection) if offset is None else offset)
    while True:
        settle_due(database, now)
        step = _next_step(database, now, target)
        if step is None:
            break
        now = max(now, step)
        _set_clock(database, now - machine)
        tell_notices(database, now)
        if progress:
            progress(now)
    _set_clock(database, target - machine)
    # Failing cases whose time to be tried again came since the last step.
    settle_due(database, target)
    return target


def _next_step(database: sa.Engine, now: datetime, target: datetime) -> datetime | None:
    """The next moment something happens, None when nothing does before the target."""
    with database.connect() as connection:
        due = earliest_due(connection, now)
        notice = next_notice_after(connection, now)
    steps = [due + AFTER] if due is not None and due < target else []
    if notice is not None and notice.known_at <= target:
        steps.append(notice.known_at)
    return min(steps, default=None)


def _set_clock(database: sa.Engine, offset: timedelta) -> None:
    def work(connection: sa.Connection) -> None:
        if offset > lock_clock_offset(connection):
            set_clock_offset(connection, offset)

    in_transaction(database, work)


def next_deadline(connection: sa.Connection, now: datetime) -> datetime | None:
    """Just after the next deadline of any case, for a visitor who wants to see it pass."""
    due = earliest_due(connection, now)
    return None if due is None else max(due, now) + AFTER
