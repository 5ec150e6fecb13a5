"""Arms a timer: reads its rule where its token stands, and derives its first date."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workflow_app.engine.expressions import evaluate
from workflow_app.engine.model import Event, Node
from workflow_app.engine.timers import Timer, as_start
from workflow_app.rules.deadlines import parse_rule, rule_to_json
from workflow_app.rules.instants import iso

if TYPE_CHECKING:
    from workflow_app.engine.overrides import CaseTask
    from workflow_app.engine.state import CaseState


def arm(state: CaseState, task: CaseTask, node: Node, event: Event) -> None:
    """A timer event begins to wait. The property `from` says when its limit starts, else it starts now."""
    start = state.evaluate(task, node.properties["from"]) if node.properties.get("from") else None
    with state.naming(task):
        starts = as_start(start, state.now, state.close)
        rule = parse_rule(event.text, lambda source: evaluate(source, task.data, state.now))
    timer = Timer(
        key=state.open_key(task),
        element=node.id,
        text=event.text,
        rule=rule_to_json(rule),
        starts=iso(starts),
        guard=node.properties.get("fires_when"),
    )
    with state.naming(task):
        timer.set_due(timer.derive(state.calendar, state.close))
    state.timers[timer.key] = timer
    _tell(state, timer, _bounded_tasks(state, task))


def _tell(state: CaseState, timer: Timer, bounded: list[str]) -> None:
    state.fact(
        "timer_armed",
        key=timer.key,
        element=timer.element,
        rule=timer.text,
        resolved=timer.rule,
        starts=timer.starts,
        due=timer.due,
        provisional=timer.provisional,
        tasks=bounded or None,
    )


def _bounded_tasks(state: CaseState, task: CaseTask) -> list[str]:
    """Keys of the open tasks that a boundary timer bounds: its activity's, or all instances' of a multi-instance."""
    split = task.task_spec.split
    if split is None:
        return []
    mains = [sibling for sibling in task.parent.children if sibling.task_spec is split.main]
    tokens = [token for main in mains for token in (main, *main.children)]
    return [token.internal_data["key"] for token in tokens if token.internal_data.get("key") in state.tasks]
