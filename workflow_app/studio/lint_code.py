"""Lint: no code. Every expression of a diagram is one of our language, every timer a rule, every script assignments."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator
from typing import Any

from workflow_app.engine.expressions import assignments, check, evaluate, names_in
from workflow_app.engine.model import Flow, Node, Process
from workflow_app.errors import Refusal
from workflow_app.rules.deadlines import Rule, parse_rule
from workflow_app.rules.instants import SHANGHAI
from workflow_app.rules.time_rules import is_duration, refuse_rule
from workflow_app.studio.findings import Report, both

HINT = "只用比较、运算、日期与内置函数 / use comparisons, arithmetic, dates and the listed functions only"
TIMER_HINT = "如 working_days(2)、P5D、until(日期) / for example working_days(2), P5D, until(date)"
_LIKE_DURATION = re.compile(r"P[0-9T][0-9A-Z]*")
# Stands for today, and for any date that depends on data: lint knows no data and reads no clock.
DAY = dt.datetime(2026, 1, 5, 9, tzinfo=SHANGHAI)


def check_code(process: Process, report: Report) -> None:
    """Conditions, collections, timers, scripts and expressions anywhere in a process."""
    for name in ("clock_from",):
        _try(process, process.properties.get(name), check, report)
    for name in ("promised_limit", "statutory_limit"):
        if process.properties.get(name):
            _timer(process, process.properties[name], report)
    for scope in process.everything():
        for flow in scope.flows.values():
            _try(flow, flow.condition, check, report)
        for node in scope.nodes.values():
            _node(node, report)


def read_rule(text: str) -> Rule:
    """A timer's rule as far as it is known without data. Raises RuleRefused."""
    if _LIKE_DURATION.fullmatch(text.strip()) and not is_duration(text.strip()):
        # It would be read as the name of a datum, and fail in the middle of a case.
        refuse_rule(text, "不是 ISO 8601 时长", "not an ISO 8601 duration")
    try:
        return parse_rule(text, _standing_in(1))
    except Refusal:
        return parse_rule(text, _standing_in(DAY.date()))


def _standing_in(value: Any) -> Callable[[str], Any]:
    """Works out an expression that needs no data; for one that does, `value` stands in."""

    def work_out(source: str) -> Any:
        return value if names_in(source) else evaluate(source, {}, DAY)

    return work_out


def _node(node: Node, report: Report) -> None:
    for source in _expressions(node):
        _try(node, source, check, report)
    if node.script is not None:
        _try(node, node.script, assignments, report)
    if node.event is not None and node.event.kind == "timer" and node.event.timer_kind != "cycle":
        _timer(node, node.event.text, report)


def _expressions(node: Node) -> Iterator[str | None]:
    yield node.expression
    yield from (text for text in (*node.groups, node.assignee) if text and text.startswith("${"))
    yield from (node.properties.get(name) for name in ("fires_when", "from"))
    if node.event is not None and node.event.kind == "conditional":
        yield node.event.text
    if node.loop is not None:
        yield from (node.loop.collection, node.loop.cardinality, node.loop.completion_condition)


def _try(at: Node | Flow | Process, source: str | None, reading: Callable[[str], Any], report: Report) -> None:
    if source is None:
        return
    try:
        reading(source)
    except Refusal as refusal:
        report.error("code", at, both(refusal), HINT)


def _timer(at: Node | Process, text: str, report: Report) -> None:
    try:
        read_rule(text)
    except Refusal as refusal:
        report.error("timer_rule", at, both(refusal), TIMER_HINT)
