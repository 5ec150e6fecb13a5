"""Lint: what a scope must have to run at all. Starts, ends, gateways, boundary events."""

from __future__ import annotations

from workflow_app.engine.model import ACTIVITY_TAGS, Event, Node, Process
from workflow_app.studio.findings import Report, Severity
from workflow_app.studio.scope_graph import ScopeGraph
from workflow_app.studio.surroundings import Surroundings
from workflow_app.studio.token_model import entries, waits

# Event definitions each kind of event may have. What a start event waits for is not waited for: cases begin by being
# applied for, so only a message (the application) makes sense there.
DEFINITIONS = {
    "startEvent": {"none", "message"},
    "endEvent": {"none", "terminate", "error", "escalation", "message", "signal"},
    "intermediateThrowEvent": {"none", "message", "signal", "escalation"},
    "intermediateCatchEvent": {"timer", "message", "signal", "conditional"},
    "boundaryEvent": {"timer", "message", "signal", "conditional", "error", "escalation"},
}
CHANGES_DATA = frozenset({"scriptTask", "businessRuleTask", "serviceTask"})


def check_structure(process: Process, around: Surroundings, report: Report) -> None:
    """Everything about the shape of a process and of the sub-processes in it."""
    for scope in process.everything():
        _starts(scope, process, around, report)
        for node in scope.nodes.values():
            _event(node, report)
            _ends_of_node(node, report)
            _gateway(node, scope, report)
        _boundaries(scope, report)


def check_ways(process: Process, report: Report) -> None:
    """Ends that can be reached, loops that wait; for a process whose flows all lead somewhere."""
    for scope in process.everything():
        graph = ScopeGraph(scope)
        _end_reachable(scope, graph, report)
        _automatic_loops(scope, graph, report)


def _starts(scope: Process, process: Process, around: Surroundings, report: Report) -> None:
    starts = scope.starts()
    plain = [node for node in starts if node.event is None or node.event.kind == "none"]
    inner = scope is not process or process.id in around.called
    if not starts:
        severity: Severity = "error" if scope is process else "warning"
        hint = "画一个开始事件 / draw a start event"
        report.add(
            "missing_start", severity, scope, f"“{scope.name}”没有开始事件 / {scope.id!r} has no start event", hint
        )
    elif len(plain) > 1:
        message = (
            f"“{scope.name}”有 {len(plain)} 个开始事件，只有第一个会执行 / several start events: only the first begins"
        )
        hint = "只保留一个开始事件 / keep one start event"
        report.add("several_starts", "error" if inner else "warning", plain[1], message, hint)


def _event(node: Node, report: Report) -> None:
    event = node.event or Event("none")
    if event.kind == "timer" and event.timer_kind == "cycle":
        hint = "改用 timeDuration 或 timeDate / use a duration or a date"
        report.error("timer_cycle", node, f"“{node.label}”：不支持循环定时 / repeating timers are not supported", hint)
    elif node.tag in DEFINITIONS and event.kind not in DEFINITIONS[node.tag]:
        message = (
            f"“{node.label}”：{node.tag} 不支持“{event.kind}”触发 / a {node.tag} cannot be of the kind {event.kind!r}"
        )
        report.error("unsupported_event", node, message, "改用受支持的事件类型 / use a supported kind of event")


def _ends_of_node(node: Node, report: Report) -> None:
    """No flow into a start or boundary event, none out of an end event."""
    wrong = node.incoming if node.tag in ("startEvent", "boundaryEvent") else ()
    wrong = node.outgoing if node.tag == "endEvent" else wrong
    for flow in wrong:
        message = f"连线“{flow.id}”不能接在“{node.label}”上 / flow {flow.id!r} cannot be connected to {node.label!r}"
        report.error("wrong_connection", flow, message, "删除这条连线 / remove the flow")
    if not node.outgoing and node.tag != "endEvent":
        message = f"“{node.label}”之后没有连线，到此即止 / nothing follows {node.label!r}; the path ends there"
        report.warning(
            "implicit_end", node, message, "连到下一步或结束事件 / connect it to a next step or an end event"
        )


def _boundaries(scope: Process, report: Report) -> None:
    for node in scope.nodes.values():
        if node.tag != "boundaryEvent":
            continue
        host = scope.nodes.get(node.attached_to or "")
        if node.attached_to is None or (host is not None and host.tag not in ACTIVITY_TAGS):
            message = f"边界事件“{node.label}”没有附着在任务或子流程上 / {node.label!r} is attached to no activity"
            report.error("detached_boundary", node, message, "把它放到任务或子流程的边上 / attach it to an activity")


def _gateway(node: Node, scope: Process, report: Report) -> None:
    if node.tag == "eventBasedGateway":
        _event_gateway(node, scope, report)
    if node.tag in ("exclusiveGateway", "inclusiveGateway") and len(node.outgoing) > 1:
        _conditions(node, report)
    if node.tag in ("parallelGateway", "eventBasedGateway"):
        for flow in (flow for flow in node.outgoing if flow.condition):
            message = f"“{node.label}”之后的条件不起作用 / a condition after {node.label!r} has no effect"
            report.warning("ignored_condition", flow, message, "改用排他网关 / use an exclusive gateway")


def _event_gateway(node: Node, scope: Process, report: Report) -> None:
    for flow in node.outgoing:
        target = scope.nodes.get(flow.target)
        if target is not None and target.tag not in ("intermediateCatchEvent", "receiveTask"):
            message = f"事件网关“{node.label}”之后只能是中间捕获事件 / only catching events may follow {node.label!r}"
            report.error("event_gateway", flow, message, "在其后画定时或消息事件 / draw a timer or message event there")


def _conditions(node: Node, report: Report) -> None:
    bare = [flow for flow in node.outgoing if not flow.condition and flow.id != node.default]
    conditional = [flow for flow in node.outgoing if flow.condition]
    exclusive = node.tag == "exclusiveGateway"
    tolerable = len(bare) == 1 and node.default is None if exclusive else bool(conditional)
    hint = "写上条件，或设为默认连线 / write a condition, or make it the default flow"
    for flow in bare:
        name = flow.name or flow.id
        if tolerable:
            meaning = ("会当作默认连线", "is taken as the default") if exclusive else ("总会执行", "is always taken")
            message = f"“{node.label}”之后的“{name}”没有条件，{meaning[0]} / the flow {name!r} {meaning[1]}"
            report.warning("missing_condition", flow, message, hint)
        else:
            message = f"“{node.label}”之后的“{name}”没有条件 / the flow {name!r} after {node.label!r} has no condition"
            report.error("missing_condition", flow, message, hint)
    if node.default is None and not bare:
        message = f"“{node.label}”没有默认连线，条件都不成立时无法继续 / no default flow: stuck when no condition holds"
        report.warning("missing_default", node, message, "把一条连线设为默认 / make one flow the default")


def _end_reachable(scope: Process, graph: ScopeGraph, report: Report) -> None:
    reached = graph.reachable(node.id for node in entries(scope))
    if not any(scope.nodes[node_id].tag == "endEvent" for node_id in reached):
        message = f"“{scope.name}”从开始无法到达结束事件 / no end event can be reached from the start of {scope.id!r}"
        report.error("no_end", scope, message, "画一条通向结束事件的路 / draw a way to an end event")


def _automatic_loops(scope: Process, graph: ScopeGraph, report: Report) -> None:
    """A loop in which nobody is waited for and nothing changes never stops; one that changes data may."""
    automatic = {node.id for node in scope.nodes.values() if not waits(node)}
    for loop in graph.cycles_within(automatic):
        first = scope.nodes[min(loop, key=graph.rank)]
        hint = "在循环中放一个人工任务或定时事件 / put a user task or a timer into the loop"
        message = f"“{first.label}”处的循环中没有任何等待 / the loop at {first.label!r} never waits for anything"
        if any(scope.nodes[node_id].tag in CHANGES_DATA for node_id in loop):
            report.warning("automatic_loop", first, message, hint)
        else:
            report.error("automatic_loop", first, message, hint)
