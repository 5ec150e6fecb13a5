"""The elements of a process as the engine runs them: SpiffWorkflow's task specifications, made lean.

Each carries the `Node` it was drawn as (`node`), or None for what the engine adds. Stock's prediction of future tasks
is switched off: children are made when their parent completes, so a tree holds open tokens only.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.control import SimpleBpmnTask
from SpiffWorkflow.bpmn.specs.defaults import CallActivity, ServiceTask, UserTask
from SpiffWorkflow.bpmn.specs.mixins.events.event_types import CatchingEvent
from SpiffWorkflow.util.task import TaskState

from workflow_app.engine.model import Event, Node
from workflow_app.errors import EngineFailed

if TYPE_CHECKING:
    from workflow_app.engine.overrides import CaseTask
    from workflow_app.engine.state import CaseState

# A process that calls itself has no end.
MAX_NESTING = 50


def case_of(my_task: CaseTask) -> CaseState:
    """The case a token belongs to."""
    case: CaseState = my_task.workflow.top_workflow.case
    return case


class Lean:
    """Mixed in before a stock specification: no prediction, no copying, no events nobody listens to."""

    node: Node | None = None
    # For what the engine adds beside a drawn node: that node.
    owner: Node | None = None
    # True for one instance of a multi-instance activity: its wrapper, not it, is what the diagram shows as done.
    instance = False
    settles_at_rest = False
    manual = False
    # The boundary split this activity or boundary event belongs to.
    split: BoundarySplit | None = None

    outputs: list[Any]

    def test(self) -> None:
        return

    def _predict(self, my_task: CaseTask, *_: Any, **__: Any) -> None:
        # Stock adds every task that might follow; for a long chain that is deep recursion and most of a step's time.
        return

    def _on_ready(self, my_task: CaseTask) -> None:
        return

    def _update_hook(self, my_task: CaseTask) -> bool | None:
        return True

    def _run_hook(self, my_task: CaseTask) -> bool | None:
        return True

    def _on_cancel(self, my_task: CaseTask) -> None:
        return

    def _on_error(self, my_task: CaseTask) -> None:
        return

    def keeps_family(self, my_task: CaseTask) -> bool:
        """Whether pruning must leave this finished token with its children."""
        return False

    def next_specs(self, my_task: CaseTask) -> Iterable[Any]:
        """Where tokens go on completion."""
        return self.outputs

    def finished(self, my_task: CaseTask) -> None:
        """Hook: this token has completed, its followers are not made yet."""

    def _on_complete(self, my_task: CaseTask) -> None:
        if self.split is not None:
            self.split.child_completed(my_task)
        self.finished(my_task)
        for spec in self.next_specs(my_task):
            child = my_task._add_child(spec)
            child.task_spec._update(child)
        my_task.workflow._task_completed_notify(my_task)


class Pass(Lean, SimpleBpmnTask):  # type: ignore[misc]  # the library is untyped, here and below
    """Start events, plain ends, sends: a token passes."""


class HumanTask(Lean, UserTask):  # type: ignore[misc]
    """A user or manual task: waits for a person."""

    manual = True


class Script(Lean, SimpleBpmnTask):  # type: ignore[misc]
    """Assignments `name = expression`, one a line."""

    def _run_hook(self, my_task: CaseTask) -> bool:
        case_of(my_task).assign(my_task, self.node.script if self.node and self.node.script else "")
        return True


class Evaluation(Lean, ServiceTask):  # type: ignore[misc]
    """A service task with an expression: its value goes to the result variable."""

    def _run_hook(self, my_task: CaseTask) -> bool:
        node = drawn(self)
        value = case_of(my_task).evaluate(my_task, node.expression or "")
        if node.result_variable:
            case_of(my_task).write(my_task, node.result_variable, value)
        return True


class BusinessRule(Lean, SimpleBpmnTask):  # type: ignore[misc]
    """A decision table's answer goes to the result variable, or under the outputs' own names."""

    def _run_hook(self, my_task: CaseTask) -> bool:
        case_of(my_task).decide(my_task, drawn(self))
        return True


class Throw(Lean, SimpleBpmnTask):  # type: ignore[misc]
    """An intermediate throw or end event with a definition: signals, errors, escalations; messages go outside."""

    def __init__(self, wf_spec: Any, name: str, event: Event, **kwargs: Any) -> None:
        super().__init__(wf_spec, name, **kwargs)
        self.event = event

    def finished(self, my_task: CaseTask) -> None:
        if self.event.kind in ("signal", "error", "escalation"):
            my_task.workflow.top_workflow.thrown.append((my_task, self.event))


class TerminateEnd(Lean, SimpleBpmnTask):  # type: ignore[misc]
    """Ends its process at once: what is still open in it is dropped."""

    def finished(self, my_task: CaseTask) -> None:
        case = case_of(my_task)
        with case.because(drawn(self)):
            for task in list(my_task.workflow.live.values()):
                task.cancel()
        my_task.workflow.arrivals.clear()

    def next_specs(self, my_task: CaseTask) -> Iterable[Any]:
        return [my_task.workflow.spec.end]


class Catch(Lean, CatchingEvent):  # type: ignore[misc]
    """An intermediate or boundary event, or a receive task: waits until its case tells it that it fired.

    Stock's timer freezes an absolute date and compares it with the machine's clock; ours is data of the case.
    """

    cancel_activity = True

    def _update_hook(self, my_task: CaseTask) -> bool | None:
        if my_task.internal_data.pop("fired", False):
            return True
        my_task._set_state(TaskState.WAITING)
        case_of(my_task).wait_for(my_task, drawn(self))
        return None


class EventGateway(Lean, SimpleBpmnTask):  # type: ignore[misc]
    """Waits for the first of the events drawn after it; the others end. Its branches wait as its children."""

    def next_specs(self, my_task: CaseTask) -> Iterable[Any]:
        return ()

    def _update_hook(self, my_task: CaseTask) -> bool | None:
        my_task._set_state(TaskState.STARTED)
        for spec in self.outputs:
            child = my_task._add_child(spec)
            child.triggered = True
            child.task_spec._update(child)
        return None

    def branch_fired(self, my_task: CaseTask, chosen: CaseTask) -> None:
        """End the other branches; the gateway is done."""
        with case_of(my_task).because(drawn(chosen.task_spec)):
            for child in my_task.children:
                if child is not chosen:
                    child.cancel()
        my_task._set_state(TaskState.COMPLETED)


class BoundarySplit(Lean, SimpleBpmnTask):  # type: ignore[misc]
    """Stands before an activity with boundary events: starts it with its events, and ends the ones or the other."""

    main: Any = None
    events: tuple[Any, ...] = ()

    def next_specs(self, my_task: CaseTask) -> Iterable[Any]:
        return (self.main, *self.events)

    def keeps_family(self, my_task: CaseTask) -> bool:
        return any(child.task_spec is self.main and not child.has_state(TaskState.FINISHED_MASK)
                   for child in my_task.children)  # fmt: skip

    def child_completed(self, my_task: CaseTask) -> None:
        """The activity is done: its events end. An interrupting event fired: the activity and the other events end."""
        spec = my_task.task_spec
        if spec is not self.main and not spec.cancel_activity:
            return
        siblings = [task for task in my_task.parent.children if task.task_spec in (self.main, *self.events)]
        with case_of(my_task).because(drawn(spec)):
            for task in siblings:
                # What a non-interrupting event that has fired led to goes on.
                if task is not my_task and not task.has_state(TaskState.FINISHED_MASK):
                    task.cancel()


class Called(Lean, CallActivity):  # type: ignore[misc]
    """A call activity or embedded sub-process: runs a process of its own on the same data."""

    def _update_hook(self, my_task: CaseTask) -> bool | None:
        my_task._set_state(TaskState.STARTED)
        top = my_task.workflow.top_workflow
        if self.spec not in top.subprocess_specs:
            raise EngineFailed(
                element=drawn(self).label, reason={"zh": f"找不到流程 {self.spec}", "en": f"no process {self.spec}"}
            )
        if _nesting(my_task.workflow) > MAX_NESTING:
            reason = {
                "zh": f"流程调用超过 {MAX_NESTING} 层",
                "en": f"processes call each other more than {MAX_NESTING} deep",
            }
            raise EngineFailed(element=drawn(self).label, reason=reason)
        top.create_subprocess(my_task, self.spec)
        return None

    def _on_cancel(self, my_task: CaseTask) -> None:
        # Stock cancels the called process only when it is itself cancelled by name; see CaseTask.cancel.
        child = my_task.workflow.top_workflow.subprocesses.pop(my_task.id, None)
        for task in list(child.live.values()) if child is not None else ():
            task.cancel()


class EndJoin(Lean, SimpleBpmnTask):  # type: ignore[misc]
    """Every ended branch arrives here; the process is over when nothing else is open in it."""

    settles_at_rest = True

    def _update_hook(self, my_task: CaseTask) -> bool | None:
        waiting = any(task.task_spec is self for task in my_task.workflow.live.values())
        my_task._set_state(TaskState.CANCELLED if waiting else TaskState.WAITING)
        return None

    def settle(self, my_task: CaseTask) -> bool:
        workflow = my_task.workflow
        if len(workflow.live) > 1 or any(+counter for counter in workflow.arrivals.values()):
            return False
        my_task._set_state(TaskState.COMPLETED)
        workflow.completed = True
        if workflow.parent_workflow is not None:
            top = workflow.top_workflow
            top.subprocesses.pop(workflow.parent_task_id)
            top.touched.pop(id(workflow), None)
            workflow.parent_task._set_state(TaskState.READY)
        return True


def _nesting(workflow: Any) -> int:
    """How many processes run around this one."""
    depth = 0
    while (workflow := workflow.parent_workflow) is not None:
        depth += 1
    return depth


def label_of(spec: Any) -> str:
    """What a person calls the element that a specification runs, or helps to run."""
    node: Node | None = spec.node or spec.owner
    return node.label if node else str(spec.name)


def drawn(spec: Any) -> Node:
    """The node a specification was drawn as; only for specifications that have one."""
    node: Node = spec.node
    return node
