"""What of SpiffWorkflow 3.2.0 is overridden, one method each, with its reason; the library stays unmodified.

Everything is done by subclassing, so the stock engine can be measured beside ours in one process. The measured faults
are listed in `docs/decisions/0017-engine-overrides.md` with the test of each.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn import BpmnWorkflow
from SpiffWorkflow.bpmn.util.subworkflow import BpmnSubWorkflow
from SpiffWorkflow.task import Task
from SpiffWorkflow.util.task import TaskState

from workflow_app.engine.events import deliver, fire_conditions
from workflow_app.errors import EngineFailed

if TYPE_CHECKING:
    from workflow_app.engine.state import CaseState

LIVE = TaskState.WAITING | TaskState.READY | TaskState.STARTED
# An automatic run this long between two waits is an endless loop, not a process.
MAX_STEPS = 20_000


class CaseTask(Task):  # type: ignore[misc]  # the library is untyped
    """A token in the task tree. Reproducible, cheap, and without a data copy of its own."""

    def __init__(
        self,
        workflow: Any,
        task_spec: Any,
        parent: Any = None,
        state: int = TaskState.FUTURE,
        task_id: int | None = None,
    ) -> None:
        # Stock draws uuid4 ids and reads the clock: neither replays. Ids count within the case; times are the acts'.
        self.id = workflow.top_workflow.next_id() if task_id is None else task_id
        workflow.tasks[self.id] = self
        self.workflow = workflow
        self._parent = parent.id if parent is not None else None
        self._children: list[int] = []
        self._state = state
        self.triggered = False
        self.task_spec = task_spec
        self.thread_id = 0
        # Stock copies data per branch and overwrites at the join; here a token shares the scope it runs in.
        self.data: Any = parent.data if parent is not None else None
        self.internal_data: dict[str, Any] = {}
        self.last_state_change = 0.0
        if parent is not None:
            parent._children.append(self.id)

    def _set_state(self, value: int) -> None:
        # Stock builds log records for every change of state: 30 % of a step. Here the case listens instead.
        if value != self._state:
            self._state = value
            self.workflow.top_workflow.state_changed(self, value)

    def _inherit_data(self) -> None:
        # The scope is shared from birth, see __init__.
        return

    def is_descendant_of(self, task: Task) -> bool:
        # Stock recurses and dies of RecursionError after 98 loops.
        return any(ancestor is task for ancestor in self.ancestors())

    def find_ancestor(self, spec_name: str) -> Task | None:
        # Stock recurses, as above.
        return next((ancestor for ancestor in self.ancestors() if ancestor.task_spec.name == spec_name), None)

    def ancestors(self) -> Iterator[CaseTask]:
        """Parent, its parent and so on, within this process."""
        parent = self.parent
        while parent is not None:
            yield parent
            parent = parent.parent

    def _add_child(self, task_spec: Any, state: int = TaskState.FUTURE) -> CaseTask:
        # Stock makes plain Tasks.
        return CaseTask(self.workflow, task_spec, self, state)

    def cancel(self) -> None:
        # Stock removes an interrupted activity's unfinished children without telling them: instances of a
        # multi-instance and called processes stay READY in others' hands. Here each is cancelled, and leaves a fact.
        for child in self.children:
            child.cancel()
        if not self.has_state(TaskState.FINISHED_MASK):
            self._set_state(TaskState.CANCELLED)
            self.task_spec._on_cancel(self)


class _Tokens:
    """What both kinds of workflow keep beside the library's own attributes."""

    tasks: dict[int, CaseTask]
    task_tree: CaseTask
    completed: bool

    def prepare(self) -> None:
        self.live: dict[int, CaseTask] = {}
        # Parallel joins count the tokens that arrived, by input (the standard's rule; safe in loops).
        self.arrivals: dict[str, Counter[str]] = {}

    def _task_completed_notify(self, task: CaseTask) -> None:
        # Stock walks the whole tree after each completion to update what waits; joins are settled at rest instead.
        self.last_task = task

    def prune(self) -> None:
        """Cut from the tree what no open token needs: history is in the journal (stock: 437 ms a step at 300 tasks)."""
        for task in reversed(list(self.tasks.values())):
            if task is self.task_tree or not task.has_state(TaskState.FINISHED_MASK):
                continue
            if not task._children:
                self._unlink(task, [])
            elif len(task._children) == 1 and not task.task_spec.keeps_family(task):
                self._unlink(task, task._children)

    def _unlink(self, task: CaseTask, heirs: list[int]) -> None:
        siblings = task.parent._children
        at = siblings.index(task.id)
        siblings[at : at + 1] = heirs
        for heir in heirs:
            self.tasks[heir]._parent = task._parent
        del self.tasks[task.id]


class CaseWorkflow(_Tokens, BpmnWorkflow):  # type: ignore[misc]
    """The top process of a case: runs tokens to the next wait, in one reproducible order."""

    def __init__(self, spec: Any, subprocess_specs: dict[str, Any], case: CaseState, restoring: bool = False) -> None:
        self.case = case
        self.last_id = 0
        self.ready: deque[CaseTask] = deque()
        self.thrown: deque[tuple[CaseTask, Any]] = deque()
        self.touched: dict[int, _Tokens] = {}
        self.prepare()
        super().__init__(spec, subprocess_specs, deserializing=True)
        if not restoring:
            plant(self, case.data)

    def next_id(self) -> int:
        self.last_id += 1
        return self.last_id

    def create_subprocess(self, my_task: CaseTask, spec_name: str) -> ChildWorkflow:
        # Stock makes its own class of workflow and runs its start at once; ours waits its turn in the queue.
        child = ChildWorkflow(self.subprocess_specs[spec_name], my_task.id, self, my_task.workflow)
        self.subprocesses[my_task.id] = child
        plant(child, my_task.data)
        return child

    def workflows(self) -> list[Any]:
        """This process and every running called or embedded one, oldest first."""
        return [self, *self.subprocesses.values()]

    def state_changed(self, task: CaseTask, value: int) -> None:
        """Keep the sets of live and ready tokens, and let the case write its facts."""
        workflow = task.workflow
        self.touched[id(workflow)] = workflow
        if value & LIVE:
            workflow.live[task.id] = task
        else:
            workflow.live.pop(task.id, None)
        if value == TaskState.READY and not task.task_spec.manual:
            self.ready.append(task)
        self.case.token_moved(task, value)

    def run_to_wait(self) -> None:
        """Run everything that needs nobody, until all tokens wait. Raises EngineFailed for an endless loop."""
        # Stock's do_engine_steps refreshes timers behind the caller's back and re-scans the tree for each step.
        steps = 0
        while self.ready or self.thrown or self._settle_at_rest():
            steps += 1
            if steps > MAX_STEPS:
                raise EngineFailed(
                    element=self.spec.name, reason={"zh": "自动步骤无限循环", "en": "endless automatic loop"}
                )
            self._step()
        for workflow in list(self.touched.values()):
            workflow.prune()
        self.touched.clear()

    def _step(self) -> None:
        if self.thrown:
            task, event = self.thrown.popleft()
            deliver(self.case, task, event)
        elif self.ready:
            task = self.ready.popleft()
            if task._state == TaskState.READY and task.id in task.workflow.tasks:
                task.run()

    def _settle_at_rest(self) -> bool:
        """When nothing runs: conditions that became true, inclusive joins, ended processes. True if something moved."""
        if fire_conditions(self.case):
            return True
        for workflow in reversed(list(self.touched.values())):
            for task in list(workflow.live.values()):
                if task.task_spec.settles_at_rest and task.task_spec.settle(task):
                    return True
        return False


class ChildWorkflow(_Tokens, BpmnSubWorkflow):  # type: ignore[misc]
    """A called or embedded process while it runs."""

    def __init__(self, spec: Any, parent_task_id: int, top: CaseWorkflow, parent: Any) -> None:
        self.prepare()
        self.parent_of_this = parent
        super().__init__(spec, parent_task_id, top, deserializing=True)

    @property
    def parent_workflow(self) -> Any:
        # Stock searches every process of the case for the parent task.
        return self.parent_of_this

    @property
    def parent_task(self) -> CaseTask:
        """The activity in the parent that runs this process."""
        task: CaseTask = self.parent_of_this.tasks[self.parent_task_id]
        return task


def plant(workflow: Any, data: Any) -> None:
    """Put the first token on the start of a process."""
    root = CaseTask(workflow, workflow.spec.start)
    root.data = data
    workflow.task_tree = root
    root._ready()
