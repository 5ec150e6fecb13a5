"""The one fold: an act applied to a case gives its next state and the facts. Everything that runs cases calls it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Any

from workflow_app.engine.clocks import Clock, end_clocks, start_clocks
from workflow_app.engine.definitions import SEMANTICS, Definition
from workflow_app.engine.elements import label_of
from workflow_app.engine.events import cancel_everything, fire
from workflow_app.engine.overrides import CaseWorkflow
from workflow_app.engine.state import MOST_WRITTEN, Calendars, CaseState, Fact
from workflow_app.engine.timers import Timer
from workflow_app.errors import CaseClosed, EngineFailed, TaskGone
from workflow_app.rules.instants import iso

OPEN = "open"


@dataclass(frozen=True, slots=True)
class Act:
    """Something that happened: what, when it counts, by whom, with which details (brief forms in docs/journal.md)."""

    kind: str
    at: datetime
    actor: str
    body: dict[str, Any]


def new_case(definition: Definition, calendars: Calendars) -> CaseState:
    """A case to which nothing has happened yet; its first act is `case_started`."""
    return CaseState(definition, calendars)


def apply(state: CaseState, act: Act) -> list[Fact]:
    """Apply one act to a case, in place, and return the facts, complete and in order.

    Raises a Refusal when the act cannot be; the state is then spoiled and must be dropped (DESIGN, decision 1).
    """
    state.at = act.at
    state.facts = []
    state.room = MOST_WRITTEN
    if act.kind != "case_started" and state.status != OPEN and act.kind != "statement_added":
        raise CaseClosed(number=state.constants.get("number", ""))
    HANDLERS[act.kind](state, act)
    if state.workflow is not None and state.status == OPEN:
        state.workflow.run_to_wait()
        start_clocks(state)
        _close_if_over(state)
    return state.facts


def _close_if_over(state: CaseState) -> None:
    workflow = state.workflow
    if workflow is None or state.tokens:
        return
    if not workflow.completed and state.outcome is None:
        reason = {"zh": "流程已无可执行的步骤，却未到终点", "en": "nothing can go on, and no end was reached"}
        raise EngineFailed(element=_stuck_at(state, workflow), reason=reason)
    close(state, "completed" if workflow.completed else "terminated")


def _stuck_at(state: CaseState, workflow: CaseWorkflow) -> str:
    """The join that waits in vain, if it is one, else the process."""
    for one in workflow.workflows():
        for name, arrived in one.arrivals.items():
            if +arrived:
                return label_of(one.spec.task_specs[name])
    return state.definition.process.name


def close(state: CaseState, status: str) -> None:
    """Close the case: its clocks stop, and the outcome is the end event it reached."""
    end_clocks(state)
    state.status = status
    if state.last_end and not state.outcome:
        state.outcome = state.definition.process.nodes[state.last_end].label
    state.fact("case_closed", status=status, outcome=state.outcome, element=state.last_end)


def _case_started(state: CaseState, act: Act) -> None:
    body = act.body
    _check_semantics(state, body.get("semantics", SEMANTICS))
    state.status = OPEN
    state.notices = tuple(body["notices"])
    if "close" in body:
        state.close = time.fromisoformat(body["close"])
    state.constants.update(
        item=body["item"], applicant=body["applicant"], department=body.get("department"), received_at=iso(act.at)
    )
    for name, value in body["data"].items():
        state.data.write(name, value)
    definition = state.definition
    state.workflow = CaseWorkflow(definition.specs[definition.process.id], definition.specs, state)


def _check_semantics(state: CaseState, number: Any) -> None:
    """A case runs as its diagram meant when it began, or not at all (DESIGN, decision 6)."""
    if number != SEMANTICS:
        zh = f"办件按第 {number} 号引擎语义运行，本程序只懂第 {SEMANTICS} 号"
        en = f"the case runs under semantics {number}, this program knows {SEMANTICS} only"
        raise EngineFailed(element=state.definition.process.name, reason={"zh": zh, "en": en})


def _task_completed(state: CaseState, act: Act) -> None:
    key = _open_task(state, act)
    token = state.tokens[key]
    state.performers[state.tasks[key]["element"]] = act.actor
    for name, value in act.body["data"].items():
        token.data.write(name, value)
    token.run()


def _task_assigned(state: CaseState, act: Act) -> None:
    key = _open_task(state, act)
    assignee = {"task_claimed": act.actor, "task_released": None}.get(act.kind, act.body.get("to"))
    state.tasks[key]["assignee"] = assignee
    state.facts.append({"fact": "task_assigned", "key": key, "assignee": assignee})


def _open_task(state: CaseState, act: Act) -> str:
    key: str = act.body["task"]
    if key not in state.tasks:
        raise TaskGone()
    return key


def _timer_fired(state: CaseState, act: Act) -> None:
    timer = _open_timer(state, act)
    if not guard_holds(state, timer):
        raise EngineFailed(
            element=timer.element, reason={"zh": f"条件 {timer.guard} 不成立", "en": "its guard is false"}
        )
    state.fact("timer_fired", key=timer.key, element=timer.element, due=timer.due)
    fire(state.tokens[timer.key])


def _timer_held(state: CaseState, act: Act) -> None:
    timer = _open_timer(state, act)
    timer.state = "held"
    state.fact("timer_held", key=timer.key, element=timer.element, why=timer.guard)


def _open_timer(state: CaseState, act: Act) -> Timer:
    timer = state.timers.get(act.body["timer"])
    if timer is None:
        raise TaskGone()
    return timer


def guard_holds(state: CaseState, timer: Timer) -> bool:
    """Whether a timer's `fires_when` lets it fire now (CONTRACT, Diagrams); without one it always may."""
    if timer.guard is None:
        return True
    return bool(state.evaluate(state.tokens[timer.key], timer.guard))


def _message_received(state: CaseState, act: Act) -> None:
    waits: list[str] = act.body["waits"]
    if not waits or any(key not in state.waits for key in waits):
        raise TaskGone()
    for key in waits:
        # The first of two waits behind one event-based gateway ends the other.
        if key in state.waits:
            _answer_wait(state, key, act.body["payload"])


def _service_completed(state: CaseState, act: Act) -> None:
    _answer_wait(state, act.body["wait"], act.body["result"])


def _answer_wait(state: CaseState, key: str, values: dict[str, Any]) -> None:
    if key not in state.waits:
        raise TaskGone()
    token = state.tokens[key]
    for name, value in values.items():
        token.data.write(name, value)
    fire(token)


def _notice_known(state: CaseState, act: Act) -> None:
    """The case knows the notice from now on and its clocks follow; each timer it moves is an act of its own."""
    notice = act.body["notice"]
    state.notices = (*state.notices, notice)
    for timer in sorted(state.timers.values(), key=lambda timer: timer.key):
        if timer.confirm(state.calendar, state.close):
            details = {"element": timer.element, "provisional": timer.provisional, "notice": notice}
            state.fact("timer_confirmed", key=timer.key, **details)
    for clock in state.clocks.values():
        if clock.ended is None:
            _tell_clock(state, clock, notice)


def _tell_clock(state: CaseState, clock: Clock, notice: str) -> None:
    limit, old = clock.limit, clock.limit.due
    if limit.confirm(state.calendar, state.close):
        state.fact("clock_confirmed", clock=clock.name, provisional=limit.provisional, notice=notice)
    elif limit.rederive(state.calendar, state.close, state.now):
        details = {"old": old, "new": limit.due, "provisional": limit.provisional, "notice": notice}
        state.fact("clock_moved", clock=clock.name, **details)


def timers_to_move(state: CaseState, known: datetime) -> list[tuple[str, str, str]]:
    """Open timers whose date a notice known at `known` moves: (key, old, new). What has fired stays (DOMAIN 3.5)."""
    moved = []
    for timer in sorted(state.timers.values(), key=lambda timer: timer.key):
        again = replace(timer)
        if again.rederive(state.calendar, state.close, known):
            moved.append((timer.key, timer.due, again.due))
    return moved


def _timer_moved(state: CaseState, act: Act) -> None:
    timer = _open_timer(state, act)
    old = timer.due
    timer.rederive(state.calendar, state.close, act.at)
    details = {"old": old, "new": timer.due, "provisional": timer.provisional, "notice": act.body["notice"]}
    state.fact("timer_moved", key=timer.key, element=timer.element, **details)


def _statement_added(state: CaseState, act: Act) -> None:
    state.fact("statement_added", task=act.body.get("task"))


def _case_withdrawn(state: CaseState, act: Act) -> None:
    state.why = "case_withdrawn"
    cancel_everything(state)
    state.why = None
    state.outcome = act.body.get("reason") or "撤回"
    close(state, "withdrawn")


HANDLERS: dict[str, Callable[[CaseState, Act], None]] = {
    "case_started": _case_started,
    "task_completed": _task_completed,
    "task_claimed": _task_assigned,
    "task_released": _task_assigned,
    "task_delegated": _task_assigned,
    "timer_fired": _timer_fired,
    "timer_held": _timer_held,
    "timer_moved": _timer_moved,
    "message_received": _message_received,
    "service_completed": _service_completed,
    "notice_known": _notice_known,
    "statement_added": _statement_added,
    "case_withdrawn": _case_withdrawn,
}
