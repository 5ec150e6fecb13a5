"""Lint: what a diagram refers to must exist. Called processes, decision tables, forms; calls may not go in circles."""

from __future__ import annotations

from workflow_app.engine.model import Node, Process
from workflow_app.studio.findings import Report
from workflow_app.studio.surroundings import Surroundings

MISSING = "一并上传该文件，或先发布它 / add its file to the call, or publish it first"


def check_references(process: Process, around: Surroundings, report: Report) -> None:
    """Every reference of a process, and its work: what each task is to do."""
    for scope in process.everything():
        for node in scope.nodes.values():
            _call(node, around, report)
            _decision(node, around, report)
            _form(node, around, report)
            _work(node, report)
    circle = around.circles.get(process.id, set())
    for call in process.called_processes():
        if call.called in circle:
            message = (
                f"“{call.label}”调用的流程又调用“{process.id}”，永远无法结束 / the calls go in a circle and never end"
            )
            report.error("recursion", call, message, "去掉循环调用 / remove the circle of calls")


def _call(node: Node, around: Surroundings, report: Report) -> None:
    if node.tag != "callActivity":
        return
    if not node.called:
        report.error("missing_called", node, f"“{node.label}”没有写明调用哪个流程 / no called process is named",
                     "填写 calledElement / fill in calledElement")  # fmt: skip
    elif around.process(node.called) is None:
        message = f"“{node.label}”调用的流程“{node.called}”不存在 / the called process {node.called!r} is not found"
        report.error("process_not_found", node, message, MISSING)


def _decision(node: Node, around: Surroundings, report: Report) -> None:
    if node.tag != "businessRuleTask":
        return
    if not node.decision:
        report.error("missing_decision", node, f"“{node.label}”没有写明决策表 / no decision table is named",
                     "填写 camunda:decisionRef / fill in camunda:decisionRef")  # fmt: skip
    elif around.decision(node.decision) is None:
        message = f"“{node.label}”引用的决策表“{node.decision}”不存在 / the decision {node.decision!r} is not found"
        report.error("decision_not_found", node, message, MISSING)


def _form(node: Node, around: Surroundings, report: Report) -> None:
    if node.form and around.form(node.form) is None:
        message = f"“{node.label}”引用的表单“{node.form}”不存在 / the form {node.form!r} is not found"
        report.error("form_not_found", node, message, MISSING)


def _work(node: Node, report: Report) -> None:
    """Tasks that would do nothing, and loops over nothing."""
    if node.loop is not None and not node.loop.collection and not node.loop.cardinality:
        message = f"“{node.label}”是多实例，但没有集合也没有数量 / a multi-instance without collection or cardinality"
        report.error("loop_without_collection", node, message, "填写集合表达式 / give it a collection")
    idle = node.tag == "serviceTask" and node.topic is None and node.expression is None
    if idle or (node.tag == "scriptTask" and not node.script):
        message = f"“{node.label}”没有写明做什么，会直接通过 / {node.label!r} says nothing to do and passes at once"
        report.warning(
            "idle_task", node, message, "写上脚本、表达式或外部任务主题 / give it a script, expression or topic"
        )
    if node.tag == "task":
        message = f"“{node.label}”没有类型，按人工任务执行 / {node.label!r} has no type; it waits for a person"
        report.warning(
            "undefined_task", node, message, "改为用户任务或其他具体类型 / make it a user task, or what else it is"
        )
