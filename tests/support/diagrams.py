"""Builds small BPMN files from Python, written as bpmn.io writes them: for every test that needs a diagram.

    diagram("permit", start(), user("review"), end(), flows=["start -> review -> end"])

Flows: `a -> b -> c`, with a condition `a -> b if amount > 3`, as a gateway's default `a -> b default`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from html import escape
from itertools import pairwise

NAMESPACES = (
    'xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI" '
    'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xmlns:camunda="http://camunda.org/schema/1.0/bpmn"'
)


@dataclass(frozen=True)
class Flow:
    """A sequence flow between two ids."""

    id: str
    source: str
    target: str
    condition: str | None = None
    default: bool = False


@dataclass(frozen=True)
class Part:
    """A flow node; `inner` is XML after the extension elements, `parts` and `links` the inside of a sub-process."""

    tag: str
    id: str
    attributes: tuple[tuple[str, str], ...] = ()
    inner: str = ""
    properties: tuple[tuple[str, str], ...] = ()
    parts: tuple[Part, ...] = ()
    links: tuple[Flow, ...] = ()

    def everything(self) -> list[Part]:
        """This part and all inside it."""
        return [self, *(inner for part in self.parts for inner in part.everything())]


def node(tag: str, part_id: str, name: str | None = None, inner: str = "", **attributes: str | None) -> Part:
    """Any flow node; attributes in Python's spelling (`camunda_formRef` becomes `camunda:formRef`)."""
    named = {"name": name, **attributes}
    spelled = tuple((key.replace("camunda_", "camunda:"), value) for key, value in named.items() if value is not None)
    return Part(tag, part_id, spelled, inner)


def start(part_id: str = "start", name: str | None = "申请", inner: str = "", **attributes: str | None) -> Part:
    """A start event."""
    return node("startEvent", part_id, name, inner, **attributes)


def end(part_id: str = "end", name: str | None = "办结", inner: str = "") -> Part:
    """An end event."""
    return node("endEvent", part_id, name, inner)


def terminate(part_id: str = "stop") -> Part:
    """An end event that ends everything in its scope."""
    return end(part_id, inner="<bpmn:terminateEventDefinition/>")


def thrown(kind: str, part_id: str, reference: str) -> Part:
    """An end event that throws an `error` or `escalation` declared in the file under the id `reference`."""
    return end(part_id, inner=f'<bpmn:{kind}EventDefinition {kind}Ref="{reference}"/>')


def user(part_id: str, name: str | None = None, inner: str = "", **attributes: str | None) -> Part:
    """A user task, named after its id unless told otherwise."""
    return node("userTask", part_id, name or part_id, inner, **attributes)


def script(part_id: str, text: str, **attributes: str | None) -> Part:
    """A script task."""
    return node("scriptTask", part_id, part_id, f"<bpmn:script>{escape(text)}</bpmn:script>", **attributes)


def call(part_id: str, called: str, **attributes: str | None) -> Part:
    """A call activity."""
    return node("callActivity", part_id, part_id, calledElement=called, **attributes)


def gateway(kind: str, part_id: str, name: str | None = None) -> Part:
    """`exclusive`, `parallel`, `inclusive` or `eventBased`."""
    return node(f"{kind}Gateway", part_id, name or f"{part_id}？")


def sub(part_id: str, *parts: Part, flows: Iterable[str] = (), **attributes: str | None) -> Part:
    """An embedded sub-process."""
    return replace(node("subProcess", part_id, part_id, **attributes), parts=parts, links=tuple(_flows(flows)))


def timer(rule: str, kind: str = "timeDuration") -> str:
    """The inside of a timer event."""
    text = escape(rule)
    return (
        f'<bpmn:timerEventDefinition><bpmn:{kind} xsi:type="bpmn:tFormalExpression">{text}</bpmn:{kind}>'
        "</bpmn:timerEventDefinition>"
    )


def caught(part_id: str, inner: str, name: str | None = None) -> Part:
    """An intermediate event that waits for what `inner` defines."""
    return node("intermediateCatchEvent", part_id, name or part_id, inner)


def boundary(part_id: str, attached_to: str, inner: str, *, interrupting: bool = True) -> Part:
    """A boundary event; `inner` defines it, e.g. `timer("working_days(2)")`."""
    cancel = None if interrupting else "false"
    return node("boundaryEvent", part_id, part_id, inner, attachedToRef=attached_to, cancelActivity=cancel)


def multi(part: Part, collection: str | None = None, variable: str = "department", **attributes: str) -> Part:
    """The same activity, once for each element of a collection; `cardinality="3"` for a fixed number."""
    cardinality = attributes.pop("cardinality", None)
    over = f' camunda:collection="{escape(collection)}" camunda:elementVariable="{variable}"' if collection else ""
    count = f"<bpmn:loopCardinality>{escape(cardinality)}</bpmn:loopCardinality>" if cardinality else ""
    extra = "".join(f' {key}="{value}"' for key, value in attributes.items())
    tag = "multiInstanceLoopCharacteristics"
    return replace(part, inner=f"{part.inner}<bpmn:{tag}{over}{extra}>{count}</bpmn:{tag}>")


def having(part: Part, **properties: str) -> Part:
    """The same part with camunda:properties."""
    return replace(part, properties=tuple(properties.items()))


def process(
    process_id: str,
    *parts: Part,
    flows: Iterable[str] = (),
    name: str | None = None,
    executable: bool = True,
    properties: Mapping[str, str] | None = None,
) -> str:
    """One process as XML text, to be put in `file_of`."""
    whole = Part("process", process_id, parts=parts, links=tuple(_flows(flows)))
    runs = "true" if executable else "false"
    attributes = (("name", name or process_id), ("isExecutable", runs))
    return _xml(replace(whole, attributes=attributes, properties=tuple((properties or {}).items())), ())


def file_of(*processes: str, declarations: str = "", layout: Iterable[str] = ()) -> bytes:
    """A whole file: processes, messages/errors declared beside them, and shapes for the ids in `layout`."""
    shapes = "".join(
        f'<bpmndi:BPMNShape id="{key}_di" bpmnElement="{key}">'
        f'<dc:Bounds x="{160 + 150 * place}" y="80" width="100" height="80"/></bpmndi:BPMNShape>'
        for place, key in enumerate(layout)
    )
    drawn = f'<bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="p">{shapes}</bpmndi:BPMNPlane></bpmndi:BPMNDiagram>'
    text = (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<bpmn:definitions {NAMESPACES} id="Definitions_1" '
        f'targetNamespace="http://bpmn.io/schema/bpmn">\n{declarations}{"".join(processes)}'
        f"{drawn if shapes else ''}</bpmn:definitions>\n"
    )
    return text.encode()


def diagram(
    process_id: str,
    *parts: Part,
    flows: Iterable[str] = (),
    declarations: str = "",
    layout: bool = True,
    name: str | None = None,
    executable: bool = True,
    properties: Mapping[str, str] | None = None,
) -> bytes:
    """A file with one process."""
    text = process(process_id, *parts, flows=flows, name=name, executable=executable, properties=properties)
    ids = [one.id for part in parts for one in part.everything()] if layout else []
    return file_of(text, declarations=declarations, layout=ids)


def _flows(texts: Iterable[str]) -> list[Flow]:
    found: list[Flow] = []
    for text in texts:
        way, _, condition = text.partition(" if ")
        way, default = way.removesuffix(" default"), way.endswith(" default")
        stops = [stop.strip() for stop in way.split("->")]
        for source, target in pairwise(stops):
            same = sum(one.source == source and one.target == target for one in found)
            flow_id = f"f_{source}_{target}" + (f"_{same + 1}" if same else "")
            found.append(Flow(flow_id, source, target, condition or None, default))
    return found


def _xml(part: Part, links: tuple[Flow, ...]) -> str:
    default = next((("default", link.id) for link in links if link.source == part.id and link.default), None)
    pairs = [("id", part.id), *part.attributes, *([default] if default else [])]
    attributes = " ".join(f'{key}="{escape(value)}"' for key, value in pairs)
    arrows = [f"<bpmn:incoming>{link.id}</bpmn:incoming>" for link in links if link.target == part.id]
    arrows += [f"<bpmn:outgoing>{link.id}</bpmn:outgoing>" for link in links if link.source == part.id]
    inside = "".join(_xml(inner, part.links) for inner in part.parts) + "".join(_flow_xml(one) for one in part.links)
    content = f"{_extension(part)}{''.join(arrows)}{part.inner}{inside}"
    return f"<bpmn:{part.tag} {attributes}>{content}</bpmn:{part.tag}>\n"


def _extension(part: Part) -> str:
    if not part.properties:
        return ""
    entries = "".join(f'<camunda:property name="{key}" value="{_attribute(value)}"/>' for key, value in part.properties)
    return f"<bpmn:extensionElements><camunda:properties>{entries}</camunda:properties></bpmn:extensionElements>"


def _attribute(value: str) -> str:
    # A line break in an attribute is read as a blank unless it is written as a character reference.
    return escape(value).replace("\n", "&#10;")


def _flow_xml(flow: Flow) -> str:
    ends = f'<bpmn:sequenceFlow id="{flow.id}" sourceRef="{flow.source}" targetRef="{flow.target}"'
    if flow.condition is None:
        return f"{ends}/>\n"
    text = escape(flow.condition)
    return (
        f'{ends}><bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">{text}</bpmn:conditionExpression>'
        "</bpmn:sequenceFlow>\n"
    )
