"""Drives one case through the engine alone, in virtual time: what every test of a diagram's paths needs.

    case = Driver(definition(content), data={"amount": 3})
    case.complete("accept", accepted=True)
    case.advance("2026-10-15 09:00")
    assert case.open == ["decide#1"]

Acts are settled first, as commands do. With `reload` the state is saved and loaded in fresh specifications before every
act. A refused act leaves the case as it was.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tests.rules.notices import PUBLISHED
from workflow_app.engine import snapshot
from workflow_app.engine.decisions import read_decisions
from workflow_app.engine.definitions import Definition, SourceFile, build_definition, bundle_of
from workflow_app.engine.fold import OPEN, Act, apply, guard_holds, new_case, timers_to_move
from workflow_app.engine.process_specs import specifications
from workflow_app.engine.reader import read_document
from workflow_app.engine.state import CaseState, Fact
from workflow_app.engine.timers import Timer
from workflow_app.errors import Refusal
from workflow_app.rules.calendar import Calendar, Notice, calendar_for
from workflow_app.rules.forms import read_form
from workflow_app.rules.instants import SHANGHAI, iso
from workflow_app.rules.standing import Standing

BEGIN = "2026-10-09 09:00"
APPLICANT = {"name": "王小明", "id_number": "110101199001011234"}
MOST_AUTOMATIC_ACTS = 500


@dataclass(frozen=True, slots=True)
class Step:
    """An entry of the journal, as far as the engine knows it."""

    act: Act
    facts: list[Fact]


def definition(*contents: bytes, process: str | None = None) -> Definition:
    """What the files define, to be run from `process` (else the first one of the first file). No file has a problem."""
    files, defines = [], {}
    for number, content in enumerate(contents):
        kind, ids = _kind_and_ids(content, f"file{number}")
        digest = hashlib.sha256(content).hexdigest()
        files.append(SourceFile(kind, f"file{number}", digest, content))
        defines.update({(kind, identifier): digest for identifier in ids})
    first = next(identifier for kind, identifier in defines if kind == "bpmn")
    return build_definition(bundle_of(process or first, defines), files)


def _kind_and_ids(content: bytes, name: str) -> tuple[str, list[str]]:
    if content.lstrip().startswith(b"{"):
        return "form", [read_form(content, name).id]
    if b"/DMN/" in content:
        return "dmn", [decision.id for decision in read_decisions(content, name)]
    document = read_document(content, name)
    assert document.problems == ()
    return "bpmn", [process.id for process in document.processes]


def moment(text: str | datetime) -> datetime:
    """`2026-10-09 09:00` in Asia/Shanghai."""
    return text if isinstance(text, datetime) else datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


class Driver:
    """One case. `journal` holds its acts with their facts; `state` is the engine's own, between two acts."""

    def __init__(
        self,
        of: Definition,
        data: dict[str, Any] | None = None,
        *,
        reload: bool = False,
        at: str | datetime = BEGIN,
        notices: Iterable[Notice] = PUBLISHED,
        department: str | None = None,
        after: Callable[[Driver], None] | None = None,
    ) -> None:
        self.definition, self.reload, self.after = of, reload, after
        self.known = {notice.id: notice for notice in notices}
        self.now = moment(at)
        self.journal: list[Step] = []
        self.state = new_case(of, self.calendar)
        body = {"item": of.process.id, "applicant": APPLICANT, "data": data or {}, "notices": list(self.known)}
        self.act("case_started", {**body, "department": department, "close": "17:30"})

    def calendar(self, ids: tuple[str, ...]) -> Calendar:
        """The calendar of the notices with these ids."""
        return calendar_for(tuple(self.known[notice_id] for notice_id in ids))

    # What may happen to the case. Each answers the facts it made.

    def complete(self, task: str, by: str = "clerk", /, **data: Any) -> list[Fact]:
        """Somebody completes a task: `review[2]/give_opinion#1`, or anything shorter that only one open task has."""
        return self.act("task_completed", {"task": self.key(task), "data": data}, by)

    def claim(self, task: str, by: str = "clerk") -> list[Fact]:
        return self.act("task_claimed", {"task": self.key(task)}, by)

    def release(self, task: str, by: str = "clerk") -> list[Fact]:
        return self.act("task_released", {"task": self.key(task)}, by)

    def delegate(self, task: str, to: str, by: str = "clerk") -> list[Fact]:
        return self.act("task_delegated", {"task": self.key(task), "to": to}, by)

    def message(self, name: str, **payload: Any) -> list[Fact]:
        """A message for everything that waits for one of this name."""
        waits = [key for key, wait in self.state.waits.items() if (wait["kind"], wait["name"]) == ("message", name)]
        assert waits, f"nothing waits for {name!r}: {self.state.waits}"
        return self.act("message_received", {"name": name, "payload": payload, "waits": waits}, "system")

    def serve(self, wait: str, **result: Any) -> list[Fact]:
        """An external service answers."""
        return self.act("service_completed", {"wait": _only(wait, self.state.waits), "result": result}, "system")

    def fire(self, timer: str) -> list[Fact]:
        """A timer fires, whatever the time is."""
        found = self.timer(timer)
        return self.act("timer_fired", {"timer": found.key, "due": found.due}, "system")

    def hold(self, timer: str) -> list[Fact]:
        found = self.timer(timer)
        return self.act("timer_held", {"timer": found.key, "due": found.due}, "system")

    def learn(self, notice: Notice) -> list[Fact]:
        """A notice becomes known now: the deadlines it changes move."""
        self.known[notice.id] = notice
        facts = self.act("notice_known", {"notice": notice.id}, "system")
        for key, old, new in timers_to_move(self.state, self.now):
            facts = facts + self.act(
                "timer_moved", {"timer": key, "old": old, "new": new, "notice": notice.id}, "system"
            )
        return facts

    def add_statement(self, text: str, task: str | None = None) -> list[Fact]:
        return self.act("statement_added", {"task": task, "text": text, "attachments": []})

    def withdraw(self, reason: str = "不办了") -> list[Fact]:
        return self.act("case_withdrawn", {"reason": reason}, "applicant")

    def act(self, kind: str, body: dict[str, Any], by: str = "clerk") -> list[Fact]:
        """Apply any act now; held timers that it releases fire after it."""
        facts = self._apply(Act(kind, self.now, by, body))
        for _ in range(MOST_AUTOMATIC_ACTS):
            held = (timer for timer in self.state.timers.values() if timer.state == "held")
            released = next((timer for timer in held if guard_holds(self.state, timer)), None)
            if released is None:
                return facts
            body = {"timer": released.key, "due": released.due}
            facts = facts + self._apply(Act("timer_fired", self.now, "system", body))
        raise AssertionError("held timers are released without end")

    def advance(self, to: str | datetime) -> list[Fact]:
        """Time passes until `to`: what falls due before it fires, or is held, in order, each as of its own time."""
        until, facts = moment(to), []
        for _ in range(MOST_AUTOMATIC_ACTS):
            timer = self.next_timer()
            if timer is None or timer.due_at >= until:
                self.now = until
                return facts
            self.now = max(self.now, timer.due_at)
            self.state.at = self.now
            facts += self.fire(timer.key) if guard_holds(self.state, timer) else self.hold(timer.key)
        raise AssertionError("timers fall due without end")

    def next_timer(self) -> Timer | None:
        """The armed timer due first."""
        armed = [timer for timer in self.state.timers.values() if timer.state == "armed"]
        return min(armed, key=lambda timer: (timer.due, timer.key), default=None)

    def _apply(self, act: Act) -> list[Fact]:
        if self.reload and self.journal:
            self.state = self._reloaded()
        try:
            facts = apply(self.state, act)
        except Refusal:
            self.state = self.replayed() if self.journal else new_case(self.definition, self.calendar)
            raise
        self.journal.append(Step(act, facts))
        if self.after is not None:
            self.after(self)
        return facts

    def _reloaded(self) -> CaseState:
        """Saved, and loaded by what might be another process: nothing of the specifications is the same."""
        saved = snapshot.dump(self.state)
        fresh = replace(self.definition, specs=specifications(self.definition.processes.values()))
        loaded = snapshot.load(saved, fresh, self.calendar)
        assert snapshot.dump(loaded) == saved
        return loaded

    def replayed(self) -> CaseState:
        """The state that the acts give when they are applied again; every fact is the same, or this fails."""
        state = new_case(self.definition, self.calendar)
        for number, step in enumerate(self.journal, start=1):
            assert apply(state, step.act) == step.facts, f"entry {number} ({step.act.kind}) gives other facts"
        return state

    # How the case stands.

    @property
    def open(self) -> list[str]:
        """Keys of the open tasks, in the order they were opened."""
        return list(self.state.tasks)

    @property
    def timers(self) -> dict[str, str]:
        """When each timer is due, as `2026-10-09 17:30`, by key."""
        return {key: timer.due[:16].replace("T", " ") for key, timer in self.state.timers.items()}

    @property
    def data(self) -> dict[str, Any]:
        """The data of the case, without those of instances."""
        return self.state.data.local

    @property
    def status(self) -> str:
        return self.state.status

    @property
    def over(self) -> bool:
        return self.state.status != OPEN

    @property
    def outcome(self) -> str | None:
        return self.state.outcome

    @property
    def facts(self) -> list[Fact]:
        """All facts so far."""
        return [fact for step in self.journal for fact in step.facts]

    def told(self, kind: str) -> list[Fact]:
        """All facts of one kind so far."""
        return [fact for fact in self.facts if fact["fact"] == kind]

    def standing(self) -> Standing:
        """The case as its facts alone tell it."""
        result = Standing()
        for seq, step in enumerate(self.journal, start=1):
            result.take({"seq": seq, "at": iso(step.act.at), "facts": step.facts})
        return result

    @property
    def active(self) -> list[str]:
        """Active elements."""
        return list(self.standing().shown()["active"])

    def task(self, name: str) -> dict[str, Any]:
        """What an open task's fact says: n, element, name, group, assignee, form."""
        return self.state.tasks[self.key(name)]

    def timer(self, name: str) -> Timer:
        return self.state.timers[_only(name, self.state.timers)]

    def key(self, name: str) -> str:
        """The whole key of an open task; a key that is not open stays as it is."""
        return name if "#" in name else _only(name, self.state.tasks)

    def saved(self) -> bytes:
        """The snapshot."""
        return snapshot.dump(self.state)


def _only(name: str, keys: Iterable[str]) -> str:
    """The one key that is `name`, or `name` with an occurrence, or ends with it as its last element."""
    fits = [key for key in keys if name == key or key.startswith(f"{name}#")]
    fits = fits or [key for key in keys if key.rpartition("#")[0].endswith(f"/{name}")]
    assert len(fits) == 1, f"{name!r} fits {fits or 'nothing'} of {list(keys)}"
    return fits[0]
