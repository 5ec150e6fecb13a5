"""Makes the engine's specifications of a drawn process, straight from `model.Process`.

Not by SpiffWorkflow's XML parser: that one recurses along the diagram, names elements as the engine names its own
('Start', 'End' collide), loses line numbers, and its multi-instance specifications break a restored case.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from SpiffWorkflow.bpmn.specs.event_definitions.simple import NoneEventDefinition
from SpiffWorkflow.specs import WorkflowSpec

from workflow_app.engine.elements import (
    BoundarySplit,
    BusinessRule,
    Called,
    Catch,
    EndJoin,
    Evaluation,
    EventGateway,
    HumanTask,
    Pass,
    Script,
    TerminateEnd,
    Throw,
)
from workflow_app.engine.gateways import ConditionalSplit, InclusiveGateway, ParallelJoin
from workflow_app.engine.model import Event, Flow, Node, Process
from workflow_app.engine.multi_instance import MultiInstance, as_instance


class ProcessSpec(WorkflowSpec):  # type: ignore[misc]  # the library is untyped
    """A process as the engine runs it: a start, an end that joins all branches, and the drawn nodes between."""

    def __init__(self, name: str) -> None:
        super().__init__(name=name)
        self.data_objects: dict[str, Any] = {}
        self.start = Pass(self, "start:")
        self.end = EndJoin(self, "end:")


def specifications(processes: Iterable[Process]) -> dict[str, ProcessSpec]:
    """Specifications of processes and of all sub-processes embedded in them, by `specification_name`."""
    return {
        specification_name(process, scope): _Builder(process, scope).build()
        for process in processes
        for scope in process.everything()
    }


def specification_name(process: Process, scope: Process) -> str:
    """A process goes by its id, an embedded sub-process by `process/sub-process`."""
    return process.id if scope is process else f"{process.id}/{scope.id}"


class _Builder:
    """Builds one scope: first every node's specification, then the connections."""

    def __init__(self, process: Process, scope: Process) -> None:
        self.process, self.scope = process, scope
        self.spec = ProcessSpec(specification_name(process, scope))
        self.entries: dict[str, Any] = {}
        self.exits: dict[str, Any] = {}

    def build(self) -> ProcessSpec:
        for node in self.scope.nodes.values():
            self.add(node)
        boundaries = self.scope.boundaries()
        for node_id in self.scope.nodes:
            if node_id in boundaries:
                self.guard_with_events(node_id, [self.entries[event.id] for event in boundaries[node_id]])
        for node in self.scope.nodes.values():
            self.connect(node)
        for node in self.starts():
            self.spec.start.connect(self.entries[node.id])
        return self.spec

    def starts(self) -> list[Node]:
        """The plain start event, else any start event, else (BPMN 2.0, 13.2) every node nothing leads to."""
        drawn = self.scope.starts()
        plain = [node for node in drawn if node.event is None or node.event.kind == "none"]
        if drawn:
            return (plain or drawn)[:1]
        waiting = {flow.target for flow in self.scope.flows.values()}
        return [n for n in self.scope.nodes.values() if n.id not in waiting and n.attached_to is None]

    def add(self, node: Node) -> None:
        spec = self.multi_instance(node) if node.loop else self.make(node, f"e:{node.id}")
        self.entries[node.id] = self.exits[node.id] = spec
        conditional = any(flow.condition for flow in node.outgoing)
        if conditional and not isinstance(spec, ConditionalSplit):
            self.exits[node.id] = self.conditional_exit(node, spec)

    def multi_instance(self, node: Node) -> Any:
        wrapper = MultiInstance(self.spec, f"e:{node.id}", f"i:{node.id}")
        wrapper.node = node
        wrapper.inner = self.make(node, f"i:{node.id}", instance=True)
        return wrapper

    def conditional_exit(self, node: Node, spec: Any) -> Any:
        """Conditional flows straight out of an activity choose like an inclusive gateway (BPMN 2.0, 13.3)."""
        split = ConditionalSplit(self.spec, f"c:{node.id}")
        split.inclusive, split.default, split.owner = True, node.default, node
        spec.connect(split)
        return split

    def make(self, node: Node, name: str, instance: bool = False) -> Any:
        spec_class, arguments = self.choose(node)
        spec = (as_instance(spec_class) if instance else spec_class)(self.spec, name, **arguments)
        spec.node = node
        if isinstance(spec, ConditionalSplit):
            spec.default = node.default
        if isinstance(spec, Catch):
            spec.cancel_activity = node.cancel_activity
        return spec

    def choose(self, node: Node) -> tuple[type[Any], dict[str, Any]]:
        """The class that runs a node, and what it is made with."""
        event = node.event or Event("none")
        waiting = {"event_definition": NoneEventDefinition()}
        by_tag: dict[str, tuple[type[Any], dict[str, Any]]] = {
            "userTask": (HumanTask, {"manual": True}),
            "manualTask": (HumanTask, {"manual": True}),
            # Untyped: somebody does it (as stock does; Camunda would pass over it silently).
            "task": (HumanTask, {"manual": True}),
            "scriptTask": (Script, {}),
            "businessRuleTask": (BusinessRule, {}),
            "receiveTask": (Catch, waiting),
            "exclusiveGateway": (ConditionalSplit, {}),
            "inclusiveGateway": (InclusiveGateway, {}),
            "parallelGateway": (ParallelJoin, {}),
            "eventBasedGateway": (EventGateway, {}),
            "callActivity": (Called, {"subworkflow_spec": node.called}),
            "subProcess": (Called, {"subworkflow_spec": f"{self.process.id}/{node.id}"}),
            "intermediateCatchEvent": (Catch, waiting),
            "boundaryEvent": (Catch, waiting),
            "intermediateThrowEvent": (Throw, {"event": event}),
            "endEvent": (TerminateEnd, {}) if event.kind == "terminate" else (Throw, {"event": event}),
        }
        if node.tag == "serviceTask" and node.expression is not None:
            return Evaluation, {}
        if node.tag == "serviceTask" and node.topic is not None:
            return Catch, waiting
        return by_tag.get(node.tag, (Pass, {}))

    def guard_with_events(self, host: str, events: list[Any]) -> None:
        split = BoundarySplit(self.spec, f"b:{host}")
        split.main, split.events = self.entries[host], tuple(events)
        for spec in (split.main, *events):
            spec.split = split
            split.connect(spec)
        self.entries[host] = split

    def connect(self, node: Node) -> None:
        spec = self.exits[node.id]
        for flow in node.outgoing:
            spec.connect(self.entries[flow.target])
        if isinstance(spec, ConditionalSplit):
            spec.choices = tuple((flow, self.entries[flow.target]) for flow in _in_turn(node))
        if not node.outgoing:
            spec.connect(self.spec.end)
            if isinstance(spec, ConditionalSplit):
                spec.choices = ((_to_end(node), self.spec.end),)


def _in_turn(node: Node) -> list[Flow]:
    """Conditional flows in document order, then those without condition."""
    return sorted(node.outgoing, key=lambda flow: flow.condition is None)


def _to_end(node: Node) -> Flow:
    return Flow(id="", source=node.id, target="", line=node.line)
