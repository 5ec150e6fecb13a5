"""Lint: what runs but is not good. Nothing drawn, no labels, no forms, branches that write the same field."""

from __future__ import annotations

from collections import defaultdict

from workflow_app.engine.expressions import assignments
from workflow_app.engine.model import TASK_TAGS, Node, Process
from workflow_app.errors import Refusal
from workflow_app.studio.bounds import DEEPEST_CALL
from workflow_app.studio.findings import Report
from workflow_app.studio.scope_graph import ScopeGraph
from workflow_app.studio.surroundings import Surroundings

# Forks times flows beyond which parallel writers are not looked for: the answer must come at once.
MOST_WORK = 2_000_000


def check_style(process: Process, around: Surroundings, report: Report) -> None:
    """Layout, labels, forms and executability of a process."""
    if not process.has_layout:
        hint = "在编辑器中打开并排好版 / open it in an editor and lay it out"
        report.warning("no_layout", process, f"“{process.name}”没有图形布局 / nothing of {process.id!r} is drawn", hint)
    if not process.executable:
        message = "isExecutable 不是 true，仍会执行 / isExecutable is not true; it is run all the same"
        report.info("not_executable", process, message, "把 isExecutable 设为 true / set isExecutable to true")
    for scope in process.everything():
        for node in scope.nodes.values():
            _label(node, report)
            if node.tag == "userTask" and not node.form:
                message = f"“{node.label}”没有表单 / {node.label!r} has no form"
                report.info("no_form", node, message, "填写 camunda:formRef / fill in camunda:formRef")


def check_writers(process: Process, around: Surroundings, report: Report) -> None:
    """Fields that two parallel branches write: what stands in the end depends on who was later (DESIGN, decision 9)."""
    written = _Written(around)
    for scope in process.everything():
        forks = [node for node in scope.nodes.values() if _forks(node)]
        if len(forks) * len(scope.flows) > MOST_WORK:
            continue
        graph = ScopeGraph(scope)
        for fork in forks:
            _fork(fork, scope, graph, written, report)


def _label(node: Node, report: Report) -> None:
    splits = node.tag in ("exclusiveGateway", "inclusiveGateway") and len(node.outgoing) > 1
    if not node.name and (splits or node.tag in TASK_TAGS):
        message = f"“{node.id}”没有名称 / {node.id!r} has no name"
        report.warning("no_label", node, message, "写上办事人员看得懂的名称 / name it as clerks would")


def _forks(node: Node) -> bool:
    unconditional = [flow for flow in node.outgoing if not flow.condition]
    if node.tag == "inclusiveGateway":
        return len(node.outgoing) > 1
    return len(unconditional) > 1 and node.tag not in ("exclusiveGateway", "eventBasedGateway")


def _fork(fork: Node, scope: Process, graph: ScopeGraph, written: _Written, report: Report) -> None:
    """Nodes that only one branch leads to (without coming back through the fork) run beside the other branches."""
    branches: dict[str, set[str]] = defaultdict(set)
    for flow in fork.outgoing:
        for node_id in graph.reachable([flow.target], avoiding=fork.id):
            branches[node_id].add(flow.id)
    writers: dict[str, dict[str, Node]] = defaultdict(dict)
    for node_id, flows in branches.items():
        if len(flows) == 1:
            node = scope.nodes[node_id]
            for name in written.by(node, scope):
                writers[name].setdefault(next(iter(flows)), node)
    for name, by_branch in sorted(writers.items()):
        if len(by_branch) > 1:
            labels = "、".join(sorted(node.label for node in by_branch.values()))
            message = f"并行分支都写入“{name}”：{labels} / parallel branches write the same field {name!r}: {labels}"
            report.warning("parallel_writers", fork, message, "各分支用不同的字段名 / give each branch its own field")


class _Written:
    """Names of case data that nodes write; what called processes write is remembered."""

    def __init__(self, around: Surroundings) -> None:
        self.around = around
        self.known: dict[str, set[str]] = {}

    def by(self, node: Node, scope: Process, depth: int = 0) -> set[str]:
        """Names a node writes. What instances of a multi-instance write is their own."""
        if node.loop is not None:
            return {node.loop.output_collection} if node.loop.output_collection and node.loop.output_element else set()
        if node.id in scope.children:
            return self._inside(scope.children[node.id], depth)
        if node.tag != "callActivity":
            return _written_by_task(node, self.around)
        called = self.around.process(node.called) if node.called else None
        return set() if called is None or depth > DEEPEST_CALL else self._by_process(called, depth + 1)

    def _by_process(self, process: Process, depth: int) -> set[str]:
        if process.id not in self.known:
            self.known[process.id] = set()  # in case it calls itself
            self.known[process.id] = self._inside(process, depth)
        return self.known[process.id]

    def _inside(self, scope: Process, depth: int) -> set[str]:
        return {name for node in scope.nodes.values() for name in self.by(node, scope, depth)}


def _written_by_task(node: Node, around: Surroundings) -> set[str]:
    if node.tag == "scriptTask" and node.script:
        try:
            return {name for name, _ in assignments(node.script)}
        except Refusal:
            return set()
    if node.tag == "businessRuleTask" and node.decision and not node.result_variable:
        decision = around.decision(node.decision)
        return (
            {output.name for output in decision.outputs} if decision and len(decision.outputs) > 1 else {node.decision}
        )
    if node.tag in ("userTask", "manualTask") and node.form:
        form = around.form(node.form)
        return {field.path[0] for field in form.fields if not field.locked} if form else set()
    return {node.result_variable} if node.result_variable else set()
