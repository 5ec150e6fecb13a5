"""Multi-instance activities: each instance has a scope, tasks and timers of its own.

Stock lists results in order of completion, fails on a missing result, and on a second round after a send-back; a
restored multi-instance of freshly parsed specifications never completes. Here results stand in the collection's order,
null for silence, each round starts clean, and nothing is connected at run time.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.defaults import ParallelMultiInstanceTask
from SpiffWorkflow.util.task import TaskState

from workflow_app.engine.elements import Lean, case_of, drawn
from workflow_app.engine.expressions import plain
from workflow_app.engine.model import Loop
from workflow_app.errors import EngineFailed

if TYPE_CHECKING:
    from workflow_app.engine.overrides import CaseTask

MAX_INSTANCES = 1000


class MultiInstance(Lean, ParallelMultiInstanceTask):  # type: ignore[misc]
    """The activity as a whole; `inner` runs once for each item, all at once or one after the other."""

    inner: Any = None

    @property
    def loop(self) -> Loop:
        loop = drawn(self).loop
        assert loop is not None  # the builder makes this class for loops only
        return loop

    def _update_hook(self, my_task: CaseTask) -> bool | None:
        items = self._items(my_task)
        my_task.internal_data.update(items=items, results=[None] * len(items), started=0, completed=0)
        my_task._set_state(TaskState.STARTED)
        self._gather(my_task, my_task.internal_data["results"])
        if not items:
            return True
        for _ in items[: 1 if self.loop.sequential else None]:
            self._start_next(my_task)
        return None

    def _items(self, my_task: CaseTask) -> list[Any]:
        case, loop = case_of(my_task), self.loop
        if loop.collection:
            value = case.evaluate(my_task, loop.collection)
            items = [] if value is None else list(value) if isinstance(value, list | tuple | dict) else None
        else:
            count = str(case.evaluate(my_task, loop.cardinality or "0"))
            items = [*range(min(int(count), MAX_INSTANCES + 1))] if count.isdecimal() else None
        if items is None or len(items) > MAX_INSTANCES:
            reason = {
                "zh": f"会办集合不是列表或超过 {MAX_INSTANCES} 项",
                "en": f"not a list, or more than {MAX_INSTANCES} items",
            }
            raise EngineFailed(element=drawn(self).label, reason=reason)
        return [plain(item) for item in items]

    def _start_next(self, my_task: CaseTask) -> None:
        index = my_task.internal_data["started"]
        my_task.internal_data["started"] = index + 1
        child = my_task._add_child(self.inner)
        child.triggered = True
        child.internal_data["index"] = index
        item = my_task.internal_data["items"][index]
        case_of(my_task).open_instance_scope(child, self.loop.element_variable, item)
        child.task_spec._update(child)

    def instance_completed(self, my_task: CaseTask, child: CaseTask) -> None:
        """Take in one instance's result; start the next, or end when all or enough are done."""
        case, loop, data = case_of(my_task), self.loop, my_task.internal_data
        data["completed"] += 1
        if loop.output_collection and loop.output_element:
            results = [*data["results"]]
            results[child.internal_data["index"]] = child.data.local.get(loop.output_element)
            data["results"] = results
            self._gather(my_task, results)
        if data["completed"] == len(data["items"]) or self._enough(my_task, child):
            with case.because(drawn(self)):
                for other in my_task.children:
                    if other is not child:
                        other.cancel()
            my_task._set_state(TaskState.READY)
        elif data["started"] < len(data["items"]) and loop.sequential:
            self._start_next(my_task)

    def _enough(self, my_task: CaseTask, child: CaseTask) -> bool:
        if not self.loop.completion_condition:
            return False
        data = my_task.internal_data
        counts = {
            "nrOfInstances": len(data["items"]),
            "nrOfCompletedInstances": data["completed"],
            "nrOfActiveInstances": data["started"] - data["completed"],
        }
        return bool(case_of(my_task).evaluate(child, self.loop.completion_condition, counts))

    def _gather(self, my_task: CaseTask, results: list[Any]) -> None:
        if self.loop.output_collection and self.loop.output_element:
            case_of(my_task).write(my_task, self.loop.output_collection, results)

    def next_specs(self, my_task: CaseTask) -> Iterable[Any]:
        return self.outputs


def as_instance(spec_class: type[Any]) -> type[Any]:
    """The same element as one instance of a multi-instance: on completion it reports to its wrapper, its parent."""

    def finished(self: Any, my_task: CaseTask) -> None:
        my_task.parent.task_spec.instance_completed(my_task.parent, my_task)

    def next_specs(self: Any, my_task: CaseTask) -> Iterable[Any]:
        return ()

    return type(
        f"{spec_class.__name__}Instance",
        (spec_class,),
        {"instance": True, "finished": finished, "next_specs": next_specs},
    )
