"""The state of a case while the engine holds it, and what the elements ask of it: values, waits, facts.

Nothing here reads a clock: `at` is the moment of the act being applied.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from SpiffWorkflow.util.task import TaskState

from workflow_app.engine.arming import arm
from workflow_app.engine.decisions import decide
from workflow_app.engine.definitions import Definition
from workflow_app.engine.elements import label_of
from workflow_app.engine.events import fire
from workflow_app.engine.expression_values import size
from workflow_app.engine.expressions import assignments, evaluate, plain
from workflow_app.engine.model import Event, Node
from workflow_app.engine.overrides import CaseTask, CaseWorkflow
from workflow_app.engine.scopes import Scope
from workflow_app.engine.timers import Timer
from workflow_app.errors import EngineFailed, Refusal
from workflow_app.rules.calendar import Calendar
from workflow_app.rules.deadlines import CLOSE_OF_BUSINESS

if TYPE_CHECKING:
    from workflow_app.engine.clocks import Clock

Fact = dict[str, Any]
Calendars = Callable[[tuple[str, ...]], Calendar]
# Values that one act may write, counted through lists and objects: its entry is one row, hashed and sent as a whole.
MOST_WRITTEN = 2_000_000
# Who works a task whose diagram names nobody and whose item has no department (CONTRACT, Diagrams).
ANY_CLERK = "clerk"


class CaseState:
    """A case between two acts. `tokens` maps the keys of open tasks, timers and waits to their tokens."""

    def __init__(self, definition: Definition, calendars: Calendars) -> None:
        self.definition = definition
        self.calendars = calendars
        self.at: datetime | None = None
        self.close = CLOSE_OF_BUSINESS
        self.constants: dict[str, Any] = {}
        self.data = Scope("", self.constants, self.datum_changed)
        self.notices: tuple[str, ...] = ()
        self.counters: dict[str, int] = {}
        self.tokens: dict[str, CaseTask] = {}
        self.tasks: dict[str, dict[str, Any]] = {}
        self.timers: dict[str, Timer] = {}
        self.waits: dict[str, dict[str, str]] = {}
        self.conditions: dict[str, CaseTask] = {}
        self.clocks: dict[str, Clock] = {}
        self.performers: dict[str, str] = {}
        self.status = "new"
        self.outcome: str | None = None
        self.last_end: str | None = None
        self.facts: list[Fact] = []
        # How much more data the act being applied may write.
        self.room = MOST_WRITTEN
        self.why: str | None = None
        self.workflow: CaseWorkflow | None = None

    # What time it is, and the calendar as this case knows it.

    @property
    def now(self) -> datetime:
        """The moment of the act being applied."""
        assert self.at is not None  # set by the fold before anything runs
        return self.at

    @property
    def calendar(self) -> Calendar:
        """The calendar of the notices this case knows, in the order they became known."""
        return self.calendars(self.notices)

    # Facts.

    def fact(self, kind: str, /, **details: Any) -> None:
        """Write down one thing that the diagram made of the act."""
        self.facts.append({"fact": kind, **{key: value for key, value in details.items() if value is not None}})

    def datum_changed(self, scope: str, name: str, value: Any) -> None:
        self.room -= size(value, self.room)
        if self.room < 0:
            reason = {"zh": "一次写入的数据过多", "en": "too much data is written at once"}
            raise EngineFailed(element=self.definition.process.name, reason=reason)
        self.fact("data_set", scope=scope, name=name)
        self.facts[-1]["value"] = value  # null is a value, too

    @contextmanager
    def because(self, node: Node) -> Iterator[None]:
        """What is dropped inside is dropped because of this element."""
        before, self.why = self.why, node.id
        try:
            yield
        finally:
            self.why = before

    # Names: stable on every replay (DESIGN, decision 3).

    def path(self, task: CaseTask) -> str:
        """`review[2]/give_opinion`: element ids from the top process down, instances counted from 1."""
        node: Node = task.task_spec.node
        index = task.internal_data.get("index")
        own = node.id if index is None else f"{node.id}[{index + 1}]"
        parent = getattr(task.workflow, "parent_task", None)
        return own if parent is None else f"{self.path(parent)}/{own}"

    def open_key(self, task: CaseTask) -> str:
        """The key of a token that begins to wait: its path and the how-manieth time it does."""
        path = self.path(task)
        self.counters[path] = self.counters.get(path, 0) + 1
        key = f"{path}#{self.counters[path]}"
        task.internal_data["key"] = key
        self.tokens[key] = task
        return key

    # Values.

    def evaluate(self, task: CaseTask, source: str, extra: Mapping[str, Any] | None = None) -> Any:
        """The value of an expression where the token stands. Raises EngineFailed naming the element."""
        names = ChainMap(dict(extra), task.data) if extra else task.data
        with self.naming(task):
            return evaluate(source, names, self.now)

    def write(self, task: CaseTask, name: str, value: Any) -> None:
        """Set a datum in the innermost scope of the token."""
        task.data.write(name, plain(value))

    def assign(self, task: CaseTask, script: str) -> None:
        """Run a script task's assignments, one after the other."""
        with self.naming(task):
            for name, source in assignments(script):
                self.write(task, name, evaluate(source, task.data, self.now))

    def decide(self, task: CaseTask, node: Node) -> None:
        """Ask a decision table; the answer goes to the result variable, or each output under its own name."""
        decision = self.definition.decisions.get(node.decision or "")
        if decision is None:
            raise EngineFailed(
                element=node.label, reason={"zh": f"找不到决策表 {node.decision}", "en": "no such decision"}
            )
        with self.naming(task):
            value = decide(decision, task.data, self.now)
        if node.result_variable:
            self.write(task, node.result_variable, value)
        elif isinstance(value, dict):
            for name, part in value.items():
                self.write(task, name, part)
        else:
            self.write(task, decision.id, value)

    def open_instance_scope(self, child: CaseTask, variable: str | None, item: Any) -> None:
        """Give an instance its own scope, with its item under the element variable."""
        path = self.path(child)
        child.data = Scope(path, child.data, self.datum_changed)
        # A second round forgets what the first one left under the same path.
        self.fact("instance_opened", scope=path)
        if variable:
            child.data.write(variable, plain(item))

    @contextmanager
    def naming(self, task: CaseTask) -> Iterator[None]:
        """Whatever is refused inside is refused naming the element where the token stands."""
        try:
            yield
        except EngineFailed:
            raise
        except Refusal as refusal:
            raise EngineFailed.at(label_of(task.task_spec), refusal) from refusal

    # Waiting.

    def token_moved(self, task: CaseTask, state: int) -> None:
        """Called at every change of a token's state: open and close tasks, note what became active, done, dropped."""
        node: Node | None = task.task_spec.node
        if node is None:
            return
        if state == TaskState.READY and task.task_spec.manual:
            self._open_task(task, node)
        elif state in (TaskState.WAITING, TaskState.STARTED):
            self._became_active(task, node)
        elif state == TaskState.COMPLETED:
            self._left(task, node, done=True)
        elif state == TaskState.CANCELLED:
            self._left(task, node, done=False)

    def _open_task(self, task: CaseTask, node: Node) -> None:
        groups = [str(group) for group in (self._perhaps(task, text) for text in node.groups) if group]
        opened = {
            "n": self._next_task_number(),
            "element": node.id,
            "process": task.workflow.spec.name,
            "name": node.label,
            "group": ",".join(groups) or self.constants.get("department") or ANY_CLERK,
            "assignee": self._perhaps(task, node.assignee) if node.assignee else None,
            "form": node.form,
            "separate_from": node.properties.get("separate_from"),
        }
        key = self.open_key(task)
        self.tasks[key] = opened
        self.fact("task_opened", key=key, **opened)

    def _next_task_number(self) -> int:
        self.counters["#tasks"] = self.counters.get("#tasks", 0) + 1
        return self.counters["#tasks"]

    def _perhaps(self, task: CaseTask, text: str) -> Any:
        """Plain text stands for itself; `${…}` is an expression."""
        if not text.startswith("${"):
            return text
        value = self.evaluate(task, text)
        return ",".join(map(str, value)) if isinstance(value, list) else value

    def _became_active(self, task: CaseTask, node: Node) -> None:
        if node.tag != "boundaryEvent" and not task.task_spec.instance and "active" not in task.internal_data:
            task.internal_data["active"] = True
            path = self.path(task)
            self.fact("element_active", element=node.id, path=path if path != node.id else None)

    def _left(self, task: CaseTask, node: Node, done: bool) -> None:
        key = task.internal_data.get("key")
        if key is not None:
            self._close(key, node, done)
        if done and node.tag == "endEvent" and task.workflow is self.workflow:
            self.last_end = node.id
        if not task.task_spec.instance and (done or "active" in task.internal_data):
            path = self.path(task)
            name = "element_done" if done else "element_dropped"
            self.fact(name, element=node.id, path=path if path != node.id else None)

    def _close(self, key: str, node: Node, done: bool) -> None:
        self.tokens.pop(key, None)
        self.conditions.pop(key, None)
        if key in self.tasks:
            group = self.tasks.pop(key)["group"]
            if done:
                self.fact("task_closed", key=key, element=node.id)
            else:
                self.fact("task_dropped", key=key, element=node.id, group=group, why=self.why)
        elif key in self.timers:
            del self.timers[key]
            if not done:
                self.fact("timer_ended", key=key, element=node.id)
        elif key in self.waits:
            del self.waits[key]
            self.fact("wait_closed", key=key, element=node.id)

    def wait_for(self, task: CaseTask, node: Node) -> None:
        """A catching event, receive task or external service task begins to wait."""
        event = node.event or Event("none")
        if event.kind == "timer":
            arm(self, task, node, event)
        elif event.kind == "conditional":
            self.conditions[self.open_key(task)] = task
        elif node.topic:
            self._open_wait(task, node, "service", node.topic)
        elif node.tag == "receiveTask" or event.kind == "message":
            self._open_wait(task, node, "message", event.text or node.message or node.label)
        elif event.kind == "none":
            fire(task)

    def _open_wait(self, task: CaseTask, node: Node, kind: str, name: str) -> None:
        key = self.open_key(task)
        self.waits[key] = {"kind": kind, "name": name}
        self.fact("wait_opened", key=key, kind=kind, name=name, element=node.id)
