"""Whether the facts of a case alone tell how the engine's own state stands."""

from __future__ import annotations

from typing import Any

from tests.support.driver import Driver
from workflow_app.engine.model import Node
from workflow_app.engine.state import CaseState
from workflow_app.rules.standing import Standing


def active(state: CaseState) -> set[str]:
    """Elements in which a token is, boundary events aside."""
    nodes: list[Node | None] = [
        token.task_spec.node for one in state.workflow.workflows() for token in one.live.values()
    ]
    return {node.id for node in nodes if node is not None and node.tag != "boundaryEvent"}


def instances(state: CaseState) -> dict[str, dict[str, Any]]:
    """Data of the instances that are running."""
    tokens = [token for one in state.workflow.workflows() for token in one.live.values()]
    return {token.data.path: token.data.local for token in tokens if token.data.path}


def tasks(state: CaseState) -> dict[str, dict[str, Any]]:
    told = {
        key: {name: value for name, value in task.items() if value is not None} for key, task in state.tasks.items()
    }
    return {key: {"key": key, **task} for key, task in told.items()}


def timers(rows: Any) -> dict[str, tuple[Any, ...]]:
    return {key: (row["due"], row["provisional"], row.get("state", "armed")) for key, row in rows}


def waits(case: Driver) -> dict[str, dict[str, str]]:
    """Waits as the facts tell them."""
    found: dict[str, dict[str, str]] = {}
    for fact in case.facts:
        if fact["fact"] == "wait_opened":
            found[fact["key"]] = {"kind": fact["kind"], "name": fact["name"]}
        elif fact["fact"] == "wait_closed":
            del found[fact["key"]]
    return found


def facts_tell_the_state(case: Driver) -> None:
    """The folded facts agree with the engine in everything that anybody is shown."""
    state, told = case.state, case.standing()
    assert set(told.shown()["active"]) == active(state)
    assert told.tasks == {key: {**task, **_assigned(told, key)} for key, task in tasks(state).items()}
    own_timers = [
        (key, {"due": t.due, "provisional": t.provisional, "state": t.state}) for key, t in state.timers.items()
    ]
    assert timers(told.timers.items()) == timers(own_timers)
    assert told.scopes[""] == state.data.local
    assert {path: told.scopes[path] for path in instances(state)} == instances(state)
    assert waits(case) == state.waits
    assert told.clocks == {name: clock_of(state, name) for name in told.clocks}
    assert bool(case.told("case_closed")) == case.over


def _assigned(told: Standing, key: str) -> dict[str, None]:
    """A released task's fact says that its assignee is nobody."""
    return {"assignee": None} if told.tasks.get(key, {}).get("assignee", "") is None else {}


def clock_of(state: CaseState, name: str) -> dict[str, Any] | None:
    return state.clocks[name].shown() if name in state.clocks else None
