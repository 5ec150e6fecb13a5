"""One case under a lock: opened, settled, changed, journaled. Every command that changes a case goes through here.

Settle first (DESIGN, decision 1): what fell due, or became known, before an act was received is applied before it, each
as of its own time, and commits by itself, so that a refused act does not undo it.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workflow_app.commands.case_loading import calendars_of, definition_of, kept_state, load_state
from workflow_app.commands.transaction import writing
from workflow_app.engine.fold import OPEN, Act, apply, guard_holds, timers_to_move
from workflow_app.engine.multi_instance import MAX_INSTANCES
from workflow_app.engine.state import CaseState, Fact
from workflow_app.engine.timers import Timer
from workflow_app.errors import CaseClosed, Conflict, EngineFailed
from workflow_app.rules.chain import chained
from workflow_app.rules.instants import iso
from workflow_app.rules.permissions import SYSTEM
from workflow_app.store.cases import lock_case, update_case
from workflow_app.store.journal import append_entry
from workflow_app.store.notices import known_notices, notice_count
from workflow_app.store.views import apply_facts

# More automatic acts than this at one moment is a diagram that re-arms its timers without end. All instances of a
# multi-instance may have a deadline each, and all may be held.
MAX_SETTLED = 2 * MAX_INSTANCES
ATTEMPTS = 5
# The journal has the whole outcome; lists show no more of it.
OUTCOME_LENGTH = 200


class CaseSession:
    """A case whose row this transaction holds. `recorded_at` is when its entries are written."""

    def __init__(self, connection: sa.Connection, row: sa.Row[Any], state: CaseState, recorded_at: datetime) -> None:
        self.connection = connection
        self.row = row
        self.state = state
        self.recorded_at = recorded_at
        self.number: str = row.number
        self.seq: int = row.seq
        self.last_hash: str = row.last_hash
        self.last_at: datetime = row.last_at
        self.next_due: datetime | None = row.next_due

    def record(self, kind: str, at: datetime, actor: str, body: dict[str, Any]) -> list[Fact]:
        """Apply an act, append its entry, bring the views up; then fire the held timers that it released.

        Raises CaseClosed, EngineFailed.
        """
        if self.row.status != OPEN and kind != "statement_added":
            raise CaseClosed(number=self.number)
        facts = self._record_one(Act(kind, max(at, self.last_at), actor, body))
        for _ in range(MAX_SETTLED):
            released = self._released_timer()
            if released is None:
                return facts
            body = {"timer": released.key, "due": released.due}
            self._record_one(Act("timer_fired", self.last_at, SYSTEM.name, body))
        raise self._endless()

    def _record_one(self, act: Act) -> list[Fact]:
        facts = apply(self.state, act)
        entry = chained({
            "case": self.number,
            "seq": self.seq + 1,
            "at": iso(act.at),
            "recorded_at": iso(max(self.recorded_at, act.at)),
            "actor": act.actor,
            "kind": act.kind,
            "body": act.body,
            "facts": facts,
            "previous": self.last_hash,
        })  # fmt: skip
        append_entry(self.connection, entry)
        self.next_due = apply_facts(self.connection, self.number, act.at, facts)
        self.seq, self.last_hash, self.last_at = self.seq + 1, entry["hash"], act.at
        return facts

    def _released_timer(self) -> Timer | None:
        """A held timer whose guard is true now: it fires as of now (DOMAIN 4)."""
        if self.state.status != OPEN:
            return None
        held = (timer for timer in self.state.timers.values() if timer.state == "held")
        return next((timer for timer in held if guard_holds(self.state, timer)), None)

    def settle(self, moment: datetime) -> bool:
        """Apply, in time order, the notices known and the timers due before `moment`. True if there was anything.

        Stops after MAX_SETTLED acts for the caller to commit, if they have moved time on; if not, it never would end.
        """
        began = self.last_at
        for count in range(MAX_SETTLED):
            if self.state.status != OPEN or not self._settle_one(moment):
                return count > 0
        if self.last_at == began:
            raise self._endless()
        return True

    def _settle_one(self, moment: datetime) -> bool:
        timer = self._next_timer(moment)
        notice = self._next_notice(moment)
        if notice is not None and (timer is None or notice.known_at <= timer.due_at):
            self._learn(notice)
        elif timer is not None:
            self._let_fire(timer)
        return timer is not None or notice is not None

    def _learn(self, notice: sa.Row[Any]) -> None:
        """Take a notice in, and move every deadline it changes: old, new, which notice (DOMAIN 3.5)."""
        self.record("notice_known", notice.known_at, SYSTEM.name, {"notice": notice.id})
        for key, old, new in timers_to_move(self.state, self.last_at):
            # A held timer that the notice let go may have ended others.
            if key not in self.state.timers:
                continue
            body = {"timer": key, "old": old, "new": new, "notice": notice.id}
            self.record("timer_moved", self.last_at, SYSTEM.name, body)

    def _let_fire(self, timer: Timer) -> None:
        self.state.at = max(timer.due_at, self.last_at)
        kind = "timer_fired" if guard_holds(self.state, timer) else "timer_held"
        self.record(kind, timer.due_at, SYSTEM.name, {"timer": timer.key, "due": timer.due})

    def _next_timer(self, moment: datetime) -> Timer | None:
        """The armed timer due first, if due before `moment`: an act at exactly the deadline is in time."""
        armed = [timer for timer in self.state.timers.values() if timer.state == "armed"]
        first = min(armed, key=lambda timer: (timer.due, timer.key), default=None)
        return first if first is not None and first.due_at < moment else None

    def _next_notice(self, moment: datetime) -> sa.Row[Any] | None:
        if notice_count(self.connection, moment) == len(self.state.notices):
            return None
        known = known_notices(self.connection, moment)
        return next((notice for notice in known if notice.id not in self.state.notices), None)

    def _endless(self) -> EngineFailed:
        name = self.state.definition.process.name
        return EngineFailed(
            element=name, reason={"zh": "期限反复到期，没有尽头", "en": "its timers fall due without end"}
        )

    def refresh_next_due(self) -> None:
        """Read off the state when its next armed timer is due, whatever the row said."""
        armed = (timer.due_at for timer in self.state.timers.values() if timer.state == "armed")
        self.next_due = min(armed, default=None)

    def save(self) -> None:
        """Write the case's row: where its journal stands, a snapshot, what is due next."""
        state = self.state
        closed = state.status != OPEN
        update_case(
            self.connection,
            self.number,
            self.row.seq,
            seq=self.seq,
            last_at=self.last_at,
            last_hash=self.last_hash,
            status=state.status,
            outcome=state.outcome and state.outcome[:OUTCOME_LENGTH],
            closed_at=(self.row.closed_at or self.last_at) if closed else None,
            next_due=None if closed else self.next_due,
            snapshot=kept_state(state, self.seq),
            snapshot_seq=self.seq,
            retry_at=None,
            failures=0,
            failure=None,
        )


def open_session(connection: sa.Connection, number: str, recorded_at: datetime) -> CaseSession:
    """Lock a case and load it. Raises NotFound."""
    row = lock_case(connection, number)
    return CaseSession(connection, row, load_state(connection, row), recorded_at)


@contextmanager
def case_session(
    database: sa.Engine, number: str, moment: datetime, recorded_at: datetime | None = None
) -> Iterator[CaseSession]:
    """The case, locked and settled up to `moment`; saved and committed when the block ends without exception."""
    for _ in range(ATTEMPTS):
        with writing(database) as connection:
            session = open_session(connection, number, recorded_at or moment)
            if not session.settle(moment):
                yield session
                if session.seq != session.row.seq:
                    session.save()
                return
            session.save()
    raise Conflict(number=number)


def new_session(connection: sa.Connection, row: sa.Row[Any], recorded_at: datetime) -> CaseSession:
    """A case to which nothing has happened yet; its row was just inserted."""
    state = CaseState(definition_of(connection, row.digest), calendars_of(connection))
    return CaseSession(connection, row, state, recorded_at)
