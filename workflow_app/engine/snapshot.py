"""A snapshot holds a case's tokens and data, not its specifications: a cache of the fold that may lag the journal."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict
from datetime import time
from typing import Any

import orjson

from workflow_app.engine.clocks import Clock
from workflow_app.engine.definitions import Definition
from workflow_app.engine.overrides import CaseTask, CaseWorkflow, ChildWorkflow
from workflow_app.engine.scopes import Scope
from workflow_app.engine.state import Calendars, CaseState
from workflow_app.engine.timers import Timer
from workflow_app.rules.instants import iso, parse_instant

FORMAT = 1
PLAIN = ("constants", "counters", "tasks", "waits", "performers", "status", "outcome", "last_end")


def dump(state: CaseState) -> bytes:
    """The state as JSON bytes."""
    scopes = _Scopes(state.data)
    workflow = state.workflow
    shown: dict[str, Any] = {name: getattr(state, name) for name in PLAIN}
    shown |= {
        "format": FORMAT,
        "at": iso(state.now),
        "close": state.close.isoformat("minutes"),
        "notices": list(state.notices),
        "timers": [asdict(timer) for timer in state.timers.values()],
        "conditions": list(state.conditions),
        "clocks": [asdict(clock) for clock in state.clocks.values()],
        "workflows": [_dump_workflow(one, scopes) for one in workflow.workflows()] if workflow else [],
        "last_id": workflow.last_id if workflow else 0,
    }
    shown["scopes"] = scopes.rows
    return orjson.dumps(shown)


class _Scopes:
    """Numbers scopes in order of first use; the case's own is 0."""

    def __init__(self, root: Scope) -> None:
        self.numbers = {id(root): 0}
        self.rows: list[list[Any]] = [["", -1, root.local]]

    def number(self, scope: Scope | None) -> int:
        if scope is None:
            return -1
        if id(scope) not in self.numbers:
            parent = scope.parent
            above = self.number(parent) if isinstance(parent, Scope) else -1
            self.numbers[id(scope)] = len(self.rows)
            self.rows.append([scope.path, above, scope.local])
        return self.numbers[id(scope)]


def _dump_workflow(workflow: Any, scopes: _Scopes) -> dict[str, Any]:
    tasks = [
        [t.id, t._state, t.task_spec.name, scopes.number(t.data), t.internal_data, t._children]
        for t in workflow.tasks.values()
    ]
    return {
        "spec": workflow.spec.name,
        "host": getattr(workflow, "parent_task_id", None),
        "tasks": tasks,
        "root": workflow.task_tree.id,
        "live": list(workflow.live),
        "arrivals": {name: dict(counts) for name, counts in workflow.arrivals.items()},
        "completed": workflow.completed,
    }


def load(content: bytes, definition: Definition, calendars: Calendars) -> CaseState:
    """The state a snapshot was taken of."""
    shown = orjson.loads(content)
    state = CaseState(definition, calendars)
    for name in PLAIN:
        if name != "constants":
            setattr(state, name, shown[name])
    state.constants.update(shown["constants"])
    state.at = parse_instant(shown["at"])
    state.close = time.fromisoformat(shown["close"])
    state.notices = tuple(shown["notices"])
    state.timers = {row["key"]: Timer(**row) for row in shown["timers"]}
    state.clocks = {row["name"]: Clock(row["name"], Timer(**row["limit"]), row["ended"]) for row in shown["clocks"]}
    if shown["workflows"]:
        _load_workflows(state, shown)
    return state


def _load_workflows(state: CaseState, shown: dict[str, Any]) -> None:
    scopes = _load_scopes(state, shown["scopes"])
    definition = state.definition
    top = CaseWorkflow(definition.specs[definition.process.id], definition.specs, state, restoring=True)
    state.workflow, top.last_id = top, shown["last_id"]
    found: dict[int, CaseTask] = {}
    for row in shown["workflows"]:
        workflow: Any = top
        if row["host"] is not None:
            workflow = ChildWorkflow(definition.specs[row["spec"]], row["host"], top, found[row["host"]].workflow)
            top.subprocesses[row["host"]] = workflow
        _load_tasks(workflow, row, scopes)
        found.update(workflow.tasks)
    for token in found.values():
        key = token.internal_data.get("key", "")
        if key in state.tasks or key in state.timers or key in state.waits or key in shown["conditions"]:
            state.tokens[key] = token
    state.conditions = {key: state.tokens[key] for key in shown["conditions"]}


def _load_scopes(state: CaseState, rows: list[list[Any]]) -> list[Scope]:
    state.data.local.update(rows[0][2])
    scopes = [state.data]
    for path, parent, local in rows[1:]:
        above = scopes[parent] if parent >= 0 else state.constants
        scopes.append(Scope(path, above, state.datum_changed, local))
    return scopes


def _load_tasks(workflow: Any, row: dict[str, Any], scopes: list[Scope]) -> None:
    specs = workflow.spec.task_specs
    for task_id, task_state, name, scope, internal, children in row["tasks"]:
        task = CaseTask(workflow, specs[name], None, task_state, task_id)
        task.data = scopes[scope] if scope >= 0 else None
        task.internal_data, task._children = internal, children
    for task in workflow.tasks.values():
        for child in task._children:
            workflow.tasks[child]._parent = task.id
    workflow.task_tree = workflow.tasks[row["root"]]
    workflow.live = {task_id: workflow.tasks[task_id] for task_id in row["live"]}
    workflow.arrivals = {name: Counter(counts) for name, counts in row["arrivals"].items()}
    workflow.completed = row["completed"]
