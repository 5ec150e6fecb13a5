"""Lets waiting events happen: one that fired, conditions that became true, signals, errors and escalations thrown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from SpiffWorkflow.util.task import TaskState

from workflow_app.engine.elements import EventGateway
from workflow_app.engine.model import Event, Node

if TYPE_CHECKING:
    from workflow_app.engine.overrides import CaseTask
    from workflow_app.engine.state import CaseState


def fire(task: CaseTask) -> None:
    """Let a waiting event happen; behind an event-based gateway it ends the other branches."""
    task.internal_data["fired"] = True
    task.task_spec._update(task)
    if task.parent is not None and isinstance(task.parent.task_spec, EventGateway):
        task.parent.task_spec.branch_fired(task.parent, task)


def fire_conditions(state: CaseState) -> bool:
    """Fire one conditional event whose condition has become true; True if there was one."""
    for task in state.conditions.values():
        if state.evaluate(task, task.task_spec.node.event.text):
            fire(task)
            return True
    return False


def deliver(state: CaseState, task: CaseTask, event: Event) -> None:
    """Deliver a signal inside the case; hand an error or escalation to the nearest boundary event outside.

    An error that nobody catches ends the case; an escalation that nobody catches is over (BPMN 2.0, 10.5).
    """
    if event.kind == "signal":
        _broadcast(task, event)
        return
    catcher = _nearest_catcher(task, event)
    if catcher is not None:
        fire(catcher)
        # At once: what it interrupts must not run on first.
        catcher.run()
    elif event.kind == "error":
        node = task.task_spec.node
        with state.because(node):
            cancel_everything(state)
        state.last_end, state.outcome = node.id, node.label


def cancel_everything(state: CaseState) -> None:
    """Drop every open token of the case."""
    if state.workflow is None:
        return
    for token in list(state.workflow.live.values()):
        token.cancel()
    state.workflow.ready.clear()
    state.workflow.arrivals.clear()


def _broadcast(task: CaseTask, event: Event) -> None:
    for workflow in task.workflow.top_workflow.workflows():
        for waiting in list(workflow.live.values()):
            if _catches(waiting, event):
                fire(waiting)


def _catches(task: CaseTask, event: Event) -> bool:
    node: Node | None = task.task_spec.node
    if node is None or node.event is None or task.state != TaskState.WAITING:
        return False
    return node.event.kind == event.kind and node.event.text in ("", event.text)


def _nearest_catcher(task: CaseTask, event: Event) -> CaseTask | None:
    """The boundary event that catches what a process throws: on the activity that runs it, or further out."""
    workflow = task.workflow
    while workflow.parent_workflow is not None:
        host = workflow.parent_task
        host = host.parent if host.task_spec.instance else host
        around = host.parent.children if host.task_spec.split is not None else []
        for sibling in around:
            if _catches(sibling, event):
                caught: CaseTask = sibling
                return caught
        workflow = workflow.parent_workflow
    return None
