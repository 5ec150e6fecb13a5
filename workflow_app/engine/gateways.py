"""Gateways as token counters: splits by conditions, joins that are right in loops (stock: wrong in 24 of 36 orders)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.bpmn.specs.control import SimpleBpmnTask
from SpiffWorkflow.bpmn.specs.defaults import ParallelGateway
from SpiffWorkflow.util.task import TaskState

from workflow_app.engine.elements import Lean, case_of, label_of
from workflow_app.engine.model import Flow
from workflow_app.errors import EngineFailed

if TYPE_CHECKING:
    from workflow_app.engine.overrides import CaseTask


class ConditionalSplit(Lean, SimpleBpmnTask):  # type: ignore[misc]
    """Chooses among its outgoing flows: the first true one (exclusive) or every true one (inclusive), else the default.

    `choices` pairs each flow with the specification it leads to, in document order.
    """

    choices: tuple[tuple[Flow, Any], ...] = ()
    default: str | None = None
    inclusive = False

    def next_specs(self, my_task: CaseTask) -> Iterable[Any]:
        if len(self.choices) == 1 and self.choices[0][0].condition is None:
            return [self.choices[0][1]]
        chosen = [spec for flow, spec in self.choices if self._true(my_task, flow)]
        if not chosen:
            chosen = [spec for flow, spec in self.choices if flow.id == self.default]
        if not chosen and self.choices:
            name = label_of(self)
            raise EngineFailed(
                element=name,
                reason={"zh": "没有一个条件成立，也没有默认连线", "en": "no condition holds, no default flow"},
            )
        return chosen if self.inclusive else chosen[:1]

    def _true(self, my_task: CaseTask, flow: Flow) -> bool:
        if flow.id == self.default:
            return False
        # A flow without condition beside conditional ones is always taken (inclusive) or taken last (exclusive).
        return flow.condition is None or bool(case_of(my_task).evaluate(my_task, flow.condition))


class ParallelJoin(Lean, ParallelGateway):  # type: ignore[misc]
    """Fires when a token has come over each incoming flow; a token that completes no set is absorbed."""

    def _update_hook(self, my_task: CaseTask) -> bool | None:
        needed: Counter[str] = Counter(self._inputs)
        arrived = my_task.workflow.arrivals.setdefault(self.name, Counter())
        arrived[my_task.parent.task_spec.name] += 1
        if all(arrived[name] >= count for name, count in needed.items()):
            arrived.subtract(needed)
            return True
        my_task._set_state(TaskState.CANCELLED)
        return None


class InclusiveGateway(ConditionalSplit):
    """Joins what can still come, then splits by conditions. Settled at rest, when no token is under way unseen."""

    inclusive = True
    settles_at_rest = True

    def _update_hook(self, my_task: CaseTask) -> bool | None:
        if len(self._inputs) < 2:
            return True
        arrived = my_task.workflow.arrivals.setdefault(self.name, Counter())
        arrived[my_task.parent.task_spec.name] += 1
        waiting = any(task.task_spec is self for task in my_task.workflow.live.values())
        my_task._set_state(TaskState.CANCELLED if waiting else TaskState.WAITING)
        return None

    def settle(self, my_task: CaseTask) -> bool:
        """Go on unless a token elsewhere may still come: it can reach an empty input, and no filled one.

        BPMN 2.0, 13.4.3. Without the second half, two joins in one loop would wait for each other for ever.
        """
        if my_task.state != TaskState.WAITING:
            return False
        arrived = my_task.workflow.arrivals[self.name]
        sources = {task.task_spec.name for task in my_task.workflow.live.values() if task.task_spec is not self}
        empty = self._upstream_of([spec for spec in self.inputs if not arrived[spec.name]])
        filled = self._upstream_of([spec for spec in self.inputs if arrived[spec.name]])
        if sources & empty - filled:
            return False
        arrived.clear()
        my_task._ready()
        return True

    def _upstream_of(self, inputs: list[Any]) -> set[str]:
        """Names of these specifications, and of all from which one of them can be reached, not through this gateway."""
        found: set[str] = set()
        stack = list(inputs)
        while stack:
            spec = stack.pop()
            if spec.name not in found and spec is not self:
                found.add(spec.name)
                stack.extend(spec.inputs)
        return found
