"""What a BPMN file says, as plain frozen data: read by `reader.py`, used by lint, bounds, guide, pages and by
`process_specs.py`, which makes the engine's specifications of it. Nothing here runs anything."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

EventKind = Literal["none", "timer", "message", "signal", "error", "escalation", "terminate", "conditional", "link"]

TASK_TAGS = frozenset({"userTask", "manualTask", "task", "scriptTask", "serviceTask", "businessRuleTask", "sendTask",
                       "receiveTask"})  # fmt: skip
GATEWAY_TAGS = frozenset({"exclusiveGateway", "parallelGateway", "inclusiveGateway", "eventBasedGateway"})
EVENT_TAGS = frozenset({"startEvent", "endEvent", "intermediateCatchEvent", "intermediateThrowEvent", "boundaryEvent"})
ACTIVITY_TAGS = TASK_TAGS | {"callActivity", "subProcess"}
NODE_TAGS = ACTIVITY_TAGS | GATEWAY_TAGS | EVENT_TAGS


@dataclass(frozen=True, slots=True)
class Problem:
    """Something wrong or doubtful in a file, found while reading or by lint (`CONTRACT`: a finding)."""

    rule: str
    severity: Literal["error", "warning", "info"]
    message: str
    element: str | None = None
    process: str | None = None
    line: int | None = None
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Event:
    """An event's definition. `text` is the timer's rule, the message's/signal's/error's name, a condition or ''."""

    kind: EventKind
    text: str = ""
    timer_kind: Literal["date", "duration", "cycle", ""] = ""


@dataclass(frozen=True, slots=True)
class Loop:
    """Multi-instance: over `collection` (an expression) or `cardinality` (an expression), results gathered."""

    sequential: bool = False
    collection: str | None = None
    element_variable: str | None = None
    cardinality: str | None = None
    completion_condition: str | None = None
    output_collection: str | None = None
    output_element: str | None = None


@dataclass(frozen=True, slots=True)
class Flow:
    """A sequence flow."""

    id: str
    source: str
    target: str
    line: int
    name: str | None = None
    condition: str | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """A flow node: event, activity or gateway. `scope` is the id of the process or sub-process that holds it."""

    id: str
    tag: str
    scope: str
    line: int
    name: str | None = None
    documentation: str | None = None
    incoming: tuple[Flow, ...] = ()
    outgoing: tuple[Flow, ...] = ()
    default: str | None = None
    event: Event | None = None
    attached_to: str | None = None
    cancel_activity: bool = True
    loop: Loop | None = None
    groups: tuple[str, ...] = ()
    assignee: str | None = None
    form: str | None = None
    called: str | None = None
    script: str | None = None
    expression: str | None = None
    topic: str | None = None
    decision: str | None = None
    result_variable: str | None = None
    message: str | None = None
    properties: Mapping[str, str] = field(default_factory=dict)

    @property
    def label(self) -> str:
        """What a person calls it."""
        return self.name or self.id


@dataclass(frozen=True, slots=True)
class Process:
    """A process or an embedded sub-process's inside (then `parent` is the id of the sub-process element's scope)."""

    id: str
    name: str
    line: int
    file: str
    nodes: Mapping[str, Node]
    flows: Mapping[str, Flow]
    children: Mapping[str, Process]
    properties: Mapping[str, str] = field(default_factory=dict)
    executable: bool = False
    has_layout: bool = False
    documentation: str | None = None

    def starts(self) -> list[Node]:
        """Start events of this scope, in document order."""
        return [node for node in self.nodes.values() if node.tag == "startEvent"]

    def boundaries(self) -> dict[str, list[Node]]:
        """Boundary events by the activity they are attached to, in document order."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes.values():
            if node.attached_to is not None:
                found.setdefault(node.attached_to, []).append(node)
        return found

    def everything(self) -> Iterator[Process]:
        """This scope and every embedded one below it."""
        yield self
        for child in self.children.values():
            yield from child.everything()

    def called_processes(self) -> list[Node]:
        """Call activities anywhere inside."""
        return [node for scope in self.everything() for node in scope.nodes.values() if node.tag == "callActivity"]


@dataclass(frozen=True, slots=True)
class Document:
    """One BPMN file: its processes and what was wrong with it."""

    file: str
    digest: str
    processes: tuple[Process, ...]
    problems: tuple[Problem, ...]
