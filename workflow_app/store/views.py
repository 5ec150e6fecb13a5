"""The views of a case: tasks, timers, waits. Built from the facts of its entries alone; rebuilt they are the same."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workflow_app.rules.instants import parse_instant
from workflow_app.store.journal import entries
from workflow_app.store.tables import tasks, timers, waits
from workflow_app.store.upsert import upsert

Fact = Mapping[str, Any]
# Names are written by analysts; a list shows no more of them.
_NAME_LENGTH = 200
# Made once: building a statement takes SQLAlchemy longer than running it takes the database.
_OF_CASE: sa.BindParameter[str] = sa.bindparam("of_case")
_OF_KEY: sa.BindParameter[str] = sa.bindparam("of_key")
_OPEN_TASK = sa.insert(tasks)
_CHANGE_TASK = sa.update(tasks).where(
    tasks.c.case_number == _OF_CASE, tasks.c.key == _OF_KEY, tasks.c.closed_at.is_(None)
)
_TIMER = (timers.c.case_number == _OF_CASE, timers.c.key == _OF_KEY)
_CHANGE_TIMER, _REMOVE_TIMER = sa.update(timers).where(*_TIMER), sa.delete(timers).where(*_TIMER)
_TASKS_OF_TIMER = sa.select(timers.c.tasks).where(*_TIMER)
_DUES = sa.select(timers.c.tasks, timers.c.due).where(timers.c.case_number == _OF_CASE).order_by(timers.c.due.desc())
_NEXT_DUE = sa.select(sa.func.min(timers.c.due)).where(timers.c.case_number == _OF_CASE, timers.c.state == "armed")


def apply_facts(connection: sa.Connection, case_number: str, at: datetime, facts: Iterable[Fact]) -> datetime | None:
    """Write what an entry's facts say, as of `at`. When the case's next armed timer is due, None if none is."""
    view = _View(connection, case_number, at)
    for fact in facts:
        statement = _BY_FACT.get(fact["fact"])
        if statement:
            statement(view, fact)
    view.settle_task_dues()
    return _next_due(connection, case_number)


def rebuild_views(connection: sa.Connection, case_number: str) -> datetime | None:
    """Throw the case's rows away and make them again from its journal. The case's next due, as `apply_facts`."""
    for table in (tasks, timers, waits):
        connection.execute(sa.delete(table).where(table.c.case_number == case_number))
    for entry in entries(connection, case_number):
        apply_facts(connection, case_number, parse_instant(entry["at"]), entry["facts"])
    return _next_due(connection, case_number)


class _View:
    """The rows of one case while one entry is applied; one method per fact."""

    def __init__(self, connection: sa.Connection, case: str, at: datetime) -> None:
        self.connection, self.case, self.at = connection, case, at
        # Tasks whose timers changed; their due is set once, when all facts are known.
        self._bounded: set[str] = set()

    def task_opened(self, fact: Fact) -> None:
        row = {
            "id": f"{self.case}.{fact['n']}",
            "case_number": self.case,
            "key": fact["key"],
            "element": fact["element"],
            "name": (fact.get("name") or fact["element"])[:_NAME_LENGTH],
            "group_name": fact["group"],
            "assignee": fact.get("assignee"),
            "form": fact.get("form"),
            "opened_at": self.at,
        }
        self.connection.execute(_OPEN_TASK, row)

    def task_closed(self, fact: Fact) -> None:
        self._change_task(fact, closed_at=self.at, closed_how="completed")

    def task_dropped(self, fact: Fact) -> None:
        self._change_task(fact, closed_at=self.at, closed_how="dropped")

    def task_assigned(self, fact: Fact) -> None:
        self._change_task(fact, assignee=fact.get("assignee"))

    def timer_armed(self, fact: Fact) -> None:
        values = {
            "element": fact["element"],
            "rule": fact["rule"],
            "starts": parse_instant(fact["starts"]),
            "due": parse_instant(fact["due"]),
            "provisional": bool(fact.get("provisional")),
            "tasks": json.dumps(fact.get("tasks", []), ensure_ascii=False),
            "state": "armed",
        }
        upsert(self.connection, timers, case_number=self.case, key=fact["key"], **values)
        self._note_task(fact["key"])

    def timer_moved(self, fact: Fact) -> None:
        # A held timer that gets a new date waits for that date again.
        changes: dict[str, Any] = {"due": parse_instant(fact["new"]), "state": "armed"}
        if "provisional" in fact:
            changes["provisional"] = bool(fact["provisional"])
        self._change_timer(fact, **changes)
        self._note_task(fact["key"])

    def timer_confirmed(self, fact: Fact) -> None:
        self._change_timer(fact, provisional=bool(fact["provisional"]))

    def timer_held(self, fact: Fact) -> None:
        self._change_timer(fact, state="held")

    def timer_fired(self, fact: Fact) -> None:
        # A task it bounds that stays open is overdue now: it keeps its due unless another timer bounds it too.
        bounded = self._tasks_of(fact["key"])
        self._remove_timer(fact)
        if bounded:
            self._bounded |= bounded & self._dues().keys()

    def timer_ended(self, fact: Fact) -> None:
        self._note_task(fact["key"])
        self._remove_timer(fact)

    def wait_opened(self, fact: Fact) -> None:
        values = {"kind": fact["kind"], "name": fact["name"], "element": fact["element"]}
        upsert(self.connection, waits, case_number=self.case, key=fact["key"], **values)

    def wait_closed(self, fact: Fact) -> None:
        mine = (waits.c.case_number == self.case, waits.c.key == fact["key"])
        self.connection.execute(sa.delete(waits).where(*mine))

    def settle_task_dues(self) -> None:
        """A task is due when the first of the timers that bound it is."""
        dues = self._dues() if self._bounded else {}
        for key in sorted(self._bounded):
            self.connection.execute(_CHANGE_TASK, {**self._at(key), "due": dues.get(key)})

    def _dues(self) -> dict[str, datetime]:
        """When each bounded task is due: the earliest of its timers."""
        dues: dict[str, datetime] = {}
        for row in self.connection.execute(_DUES, {"of_case": self.case}):
            dues.update(dict.fromkeys(json.loads(row.tasks), row.due))
        return dues

    def _change_task(self, fact: Fact, **values: Any) -> None:
        self.connection.execute(_CHANGE_TASK, {**self._at(fact["key"]), **values})

    def _change_timer(self, fact: Fact, **values: Any) -> None:
        self.connection.execute(_CHANGE_TIMER, {**self._at(fact["key"]), **values})

    def _remove_timer(self, fact: Fact) -> None:
        self.connection.execute(_REMOVE_TIMER, self._at(fact["key"]))

    def _note_task(self, timer_key: str) -> None:
        self._bounded |= self._tasks_of(timer_key)

    def _tasks_of(self, timer_key: str) -> set[str]:
        found = self.connection.scalar(_TASKS_OF_TIMER, self._at(timer_key))
        return set(json.loads(found or "[]"))

    def _at(self, key: str) -> dict[str, Any]:
        return {"of_case": self.case, "of_key": key}


# Facts of other kinds (elements, data, clocks) change no view of ours.
_BY_FACT: dict[str, Callable[[_View, Fact], None]] = {
    method.__name__: method
    for method in (
        _View.task_opened,
        _View.task_closed,
        _View.task_dropped,
        _View.task_assigned,
        _View.timer_armed,
        _View.timer_moved,
        _View.timer_confirmed,
        _View.timer_held,
        _View.timer_fired,
        _View.timer_ended,
        _View.wait_opened,
        _View.wait_closed,
    )
}


def _next_due(connection: sa.Connection, case_number: str) -> datetime | None:
    first: datetime | None = connection.scalar(_NEXT_DUE, {"of_case": case_number})
    return first
