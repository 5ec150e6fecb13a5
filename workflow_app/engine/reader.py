"""Reads BPMN 2.0 XML into `model.Document`; collects every problem with element and line, and never guesses."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

from lxml import etree

from workflow_app.engine.bpmn_xml import (
    BPMN,
    CAMUNDA,
    bpmn_child,
    bpmn_text,
    camunda_attribute,
    camunda_properties,
    child_elements,
    comma_list,
    form_reference,
    name_of,
    timer_event,
)
from workflow_app.engine.model import EVENT_TAGS, NODE_TAGS, Document, Event, Flow, Loop, Node, Problem, Process
from workflow_app.engine.xml import line_of, local_name, namespace, parse_xml
from workflow_app.errors import Unreadable

# Standard elements that say something to people or tools, nothing to the engine.
SILENT_TAGS = frozenset({
    "documentation", "extensionElements", "laneSet", "textAnnotation", "association", "group", "dataObject",
    "dataObjectReference", "dataStoreReference", "ioSpecification", "property", "incoming", "outgoing", "auditing",
    "monitoring", "dataInputAssociation", "dataOutputAssociation", "category", "supportedInterfaceRef", "artifact",
})  # fmt: skip
# What may stand inside a node beside the silent ones.
INNER_TAGS = frozenset({
    "multiInstanceLoopCharacteristics", "script", "timerEventDefinition", "messageEventDefinition",
    "signalEventDefinition", "errorEventDefinition", "escalationEventDefinition", "terminateEventDefinition",
    "conditionalEventDefinition", "linkEventDefinition", "potentialOwner", "humanPerformer", "performer", "rendering",
    "dataInput", "dataOutput", "inputSet", "outputSet",
})  # fmt: skip
# Ids and names stand in lists, keys and indexes.
MAX_NAME = 200
EVENT_DEFINITIONS = {
    f"{kind}EventDefinition": kind
    for kind in ("timer", "message", "signal", "error", "escalation", "terminate", "conditional", "link")
}

_Ends = dict[str, list[Flow]]


def read_document(content: bytes, file: str) -> Document:
    """Read one BPMN file. Raises `Unreadable`/`TooLarge` when it is no such XML; everything else becomes a problem."""
    root = parse_xml(content, file)
    if local_name(root) != "definitions" or namespace(root) != BPMN:
        raise Unreadable(
            file=file, line=line_of(root), reason={"zh": "不是 BPMN 2.0 文件", "en": "not a BPMN 2.0 file"}
        )
    return _Reader(root, file).document(hashlib.sha256(content).hexdigest())


class _Reader:
    """One reading of one file; holds what several elements need: names of messages, shapes, problems so far."""

    def __init__(self, root: etree._Element, file: str) -> None:
        self.root = root
        self.file = file
        self.problems: list[Problem] = []
        self.names = _referenced_names(root)
        self.shapes = {shape.get("bpmnElement") for shape in root.iter("{*}BPMNShape")}
        self.seen: dict[str, int] = {}

    def document(self, digest: str) -> Document:
        for element in child_elements(self.root):
            self.check_length(element, None)
        processes = tuple(self.process(element) for element in self.root if local_name(element) == "process")
        if not processes:
            self.problem("no_process", "文件中没有流程 / the file holds no process", self.root, None, None)
        return Document(self.file, digest, processes, tuple(self.problems))

    def process(self, element: etree._Element) -> Process:
        process_id = self.identify(element, None)
        name = element.get("name") or self.names.get(f"participant:{process_id}") or process_id
        return self.scope(element, process_id, name, process_id)

    def scope(self, element: etree._Element, scope_id: str, name: str, process_id: str) -> Process:
        flows = self.flows(element, process_id)
        into, out_of = _by_ends(flows)
        nodes: dict[str, Node] = {}
        children: dict[str, Process] = {}
        for child in child_elements(element):
            tag = local_name(child)
            if namespace(child) == BPMN and tag in NODE_TAGS:
                node = self.node(child, scope_id, process_id, into, out_of)
                nodes[node.id] = node
                if tag == "subProcess":
                    children[node.id] = self.scope(child, node.id, node.label, process_id)
            elif tag not in INNER_TAGS or element.tag == f"{{{BPMN}}}process":
                self.unknown(child, process_id, allowed={"sequenceFlow"})
        self.check_references(nodes, flows, process_id)
        return Process(
            id=scope_id,
            name=name,
            line=line_of(element),
            file=self.file,
            nodes=nodes,
            flows={flow.id: flow for flow in flows},
            children=children,
            properties=camunda_properties(element),
            executable=element.get("isExecutable") == "true",
            has_layout=any(node_id in self.shapes for node_id in nodes),
            documentation=bpmn_text(element, "documentation"),
        )

    def flows(self, element: etree._Element, process_id: str) -> list[Flow]:
        found = []
        for child in child_elements(element):
            if local_name(child) == "sequenceFlow" and namespace(child) == BPMN:
                flow_id = self.identify(child, process_id)
                source, target = child.get("sourceRef", ""), child.get("targetRef", "")
                condition = bpmn_text(child, "conditionExpression")
                found.append(Flow(flow_id, source, target, line_of(child), child.get("name"), condition))
        return found

    def node(self, element: etree._Element, scope_id: str, process_id: str, into: _Ends, out_of: _Ends) -> Node:
        tag = local_name(element)
        node_id = self.identify(element, process_id)
        for child in child_elements(element):
            if tag != "subProcess" and local_name(child) not in INNER_TAGS:
                self.unknown(child, process_id)
        self.refuse_variants(element, process_id, node_id)
        return Node(
            id=node_id,
            tag=tag,
            scope=scope_id,
            line=line_of(element),
            name=element.get("name"),
            documentation=bpmn_text(element, "documentation"),
            incoming=tuple(into.get(node_id, ())),
            outgoing=tuple(out_of.get(node_id, ())),
            default=element.get("default"),
            event=self.event(element, process_id, node_id) if tag in EVENT_TAGS or tag == "receiveTask" else None,
            attached_to=element.get("attachedToRef"),
            cancel_activity=element.get("cancelActivity", "true") != "false",
            loop=self.loop(element),
            groups=comma_list(camunda_attribute(element, "candidateGroups")),
            assignee=camunda_attribute(element, "assignee"),
            form=form_reference(element),
            called=element.get("calledElement"),
            script=bpmn_text(element, "script"),
            expression=camunda_attribute(element, "expression"),
            topic=camunda_attribute(element, "topic") if camunda_attribute(element, "type") == "external" else None,
            decision=camunda_attribute(element, "decisionRef"),
            result_variable=camunda_attribute(element, "resultVariable"),
            message=self.names.get(element.get("messageRef", "")),
            properties=camunda_properties(element),
        )

    def refuse_variants(self, element: etree._Element, process_id: str, node_id: str) -> None:
        """Standard things this engine does not run are said plainly, never skipped."""
        variants = {
            "standardLoopCharacteristics": bpmn_child(element, "standardLoopCharacteristics") is not None,
            "triggeredByEvent": element.get("triggeredByEvent") == "true",
            "isForCompensation": element.get("isForCompensation") == "true",
            "parallelMultiple": element.get("parallelMultiple") == "true",
            "camunda:class": camunda_attribute(element, "class") is not None,
            "camunda:delegateExpression": camunda_attribute(element, "delegateExpression") is not None,
        }
        for name in (name for name, present in variants.items() if present):
            message = f"不支持 {name} / {name} is not supported"
            self.problem("unsupported", message, element, process_id, node_id)
        for listener in element.iter(f"{{{CAMUNDA}}}executionListener", f"{{{CAMUNDA}}}taskListener"):
            if listener.getparent() in (element, bpmn_child(element, "extensionElements")):
                self.problem("code", "不允许监听器代码 / listeners are code", listener, process_id, node_id)

    def event(self, element: etree._Element, process_id: str, node_id: str) -> Event:
        definitions = [child for child in child_elements(element) if local_name(child) in EVENT_DEFINITIONS]
        if len(definitions) > 1:
            message = "一个事件只能有一种触发方式 / an event has one definition only"
            self.problem("unsupported", message, element, process_id, node_id)
        if not definitions:
            named = self.names.get(element.get("messageRef", ""))
            return Event("message", named or element.get("name") or node_id) if named else Event("none")
        return self.event_definition(definitions[0], element, node_id)

    def event_definition(self, definition: etree._Element, element: etree._Element, node_id: str) -> Event:
        kind = EVENT_DEFINITIONS[local_name(definition)]
        if kind == "timer":
            return timer_event(definition)
        if kind == "conditional":
            return Event("conditional", bpmn_text(definition, "condition") or "")
        if kind == "terminate":
            return Event("terminate")
        if kind == "link":
            return Event("link", definition.get("name") or "")
        reference = definition.get(f"{kind}Ref")
        fallback = "" if kind in ("error", "escalation") else (element.get("name") or node_id)
        text = self.names.get(reference or "", fallback)
        return Event(kind, text)  # type: ignore[arg-type]  # kind is one of the literals by construction

    def loop(self, element: etree._Element) -> Loop | None:
        found = bpmn_child(element, "multiInstanceLoopCharacteristics")
        if found is None:
            return None
        properties = camunda_properties(element)
        return Loop(
            sequential=found.get("isSequential") == "true",
            collection=camunda_attribute(found, "collection") or bpmn_text(found, "loopDataInputRef"),
            element_variable=camunda_attribute(found, "elementVariable") or name_of(found, "inputDataItem"),
            cardinality=bpmn_text(found, "loopCardinality"),
            completion_condition=bpmn_text(found, "completionCondition"),
            output_collection=properties.get("outputCollection") or bpmn_text(found, "loopDataOutputRef"),
            output_element=properties.get("outputElement") or name_of(found, "outputDataItem"),
        )

    def identify(self, element: etree._Element, process_id: str | None) -> str:
        element_id = element.get("id") or ""
        if not element_id:
            element_id = f"unnamed_{len(self.seen) + 1}"
            # BPMN 2.0 lets a flow go without an id; nothing refers to it but a gateway's default.
            if local_name(element) != "sequenceFlow":
                self.problem("missing_id", f"{local_name(element)} 缺少 id / has no id", element, process_id, None)
        self.check_length(element, process_id)
        if element_id in self.seen:
            first = self.seen[element_id]
            message = f"id “{element_id}”重复，首次出现在第 {first} 行 / duplicate id, first on line {first}"
            self.problem("duplicate_id", message, element, process_id, element_id)
        self.seen.setdefault(element_id, line_of(element))
        return element_id

    def check_length(self, element: etree._Element, process_id: str | None) -> None:
        for attribute in ("id", "name"):
            if len(element.get(attribute, "")) > MAX_NAME:
                message = f"{attribute} 超过 {MAX_NAME} 个字符 / the {attribute} has more than {MAX_NAME} characters"
                self.problem("too_long", message, element, process_id, element.get("id", "")[:MAX_NAME])

    def check_references(self, nodes: dict[str, Node], flows: list[Flow], process_id: str) -> None:
        for flow in flows:
            for end in (flow.source, flow.target):
                if end not in nodes:
                    message = f"连线“{flow.id}”指向不存在的节点“{end}” / the flow refers to {end!r}, which is not here"
                    self.add("dangling_reference", message, flow.line, process_id, flow.id)
        for node in nodes.values():
            if node.attached_to is not None and node.attached_to not in nodes:
                message = (
                    f"边界事件附着的“{node.attached_to}”不存在 / attached to {node.attached_to!r}, which is not here"
                )
                self.add("dangling_reference", message, node.line, process_id, node.id)
            if node.default is not None and node.default not in {flow.id for flow in node.outgoing}:
                message = f"默认连线“{node.default}”不存在 / the default flow {node.default!r} is not an outgoing flow"
                self.add("dangling_reference", message, node.line, process_id, node.id)

    def unknown(self, element: etree._Element, process_id: str, allowed: Iterable[str] = ()) -> None:
        tag = local_name(element)
        if namespace(element) == BPMN and (tag in SILENT_TAGS or tag in allowed):
            return
        if tag == "standardLoopCharacteristics":
            return  # said once, by refuse_variants
        message = f"不认识或不支持的元素“{tag}” / unknown or unsupported element {tag!r}"
        self.problem("unknown_element", message, element, process_id, element.get("id"))

    def problem(
        self, rule: str, message: str, element: etree._Element, process_id: str | None, element_id: str | None
    ) -> None:
        self.add(rule, message, line_of(element), process_id, element_id)

    def add(self, rule: str, message: str, line: int, process_id: str | None, element_id: str | None) -> None:
        self.problems.append(Problem(rule, "error", message, element_id, process_id, line))


def _by_ends(flows: list[Flow]) -> tuple[_Ends, _Ends]:
    """Flows by the node they lead into, and by the one they lead out of, each in document order."""
    into: _Ends = {}
    out_of: _Ends = {}
    for flow in flows:
        into.setdefault(flow.target, []).append(flow)
        out_of.setdefault(flow.source, []).append(flow)
    return into, out_of


def _referenced_names(root: etree._Element) -> dict[str, str]:
    """Names of messages, signals, errors and escalations by id; participants' names by the process they show."""
    names: dict[str, str] = {}
    for element in child_elements(root):
        tag, key = local_name(element), element.get("id", "")
        if tag in ("message", "signal"):
            names[key] = element.get("name") or key
        elif tag == "error":
            names[key] = element.get("errorCode") or element.get("name") or key
        elif tag == "escalation":
            names[key] = element.get("escalationCode") or element.get("name") or key
        elif tag == "collaboration":
            for participant in element.iter(f"{{{BPMN}}}participant"):
                names[f"participant:{participant.get('processRef')}"] = participant.get("name") or ""
    return names
