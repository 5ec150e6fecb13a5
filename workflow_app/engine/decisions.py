"""Decides DMN decision tables: UNIQUE, FIRST, ANY, COLLECT (none, SUM, MIN, MAX, COUNT) and RULE ORDER.

When no rule matches: null; for COLLECT and RULE ORDER an empty list, COUNT 0, SUM MIN MAX null (OMG DMN 1.3, 8.2.8).
One output gives its value, several an object by output name. Results are as `expressions.plain` writes them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from workflow_app.engine.decision_cells import INPUT, Cell
from workflow_app.engine.decision_domains import covers, overlap, pieces
from workflow_app.engine.decision_model import Decision, Input, Output, Rule
from workflow_app.engine.decision_reader import read_decisions
from workflow_app.engine.expression_functions import largest, smallest, total
from workflow_app.engine.expression_values import ValueFault
from workflow_app.engine.expressions import evaluate, plain, same
from workflow_app.engine.model import Problem
from workflow_app.errors import DecisionFailed, ExpressionFailed

__all__ = ["Decision", "Input", "Output", "Rule", "decide", "problems", "read_decisions"]

# Beyond that the pairs of rules are not compared with each other: rules, and pairs of values in their cells.
MAX_COMPARED_RULES = 400
MAX_COMPARED_VALUES = 10_000_000
TOTALS = {"SUM": total, "MIN": smallest, "MAX": largest}


def decide(decision: Decision, names: Mapping[str, Any], now: datetime) -> Any:
    """The decision's value for this data: a JSON value, a dict by output name, a list, or None.

    Raises DecisionFailed naming rules and line: a fault of the table, an overlap, an expression that fails.
    """
    return plain(_Deciding(names, now).value(decision))


def problems(decision: Decision) -> list[Problem]:
    """What lint has to say: faults found while reading (errors), overlapping and unreachable rules (warnings)."""
    found = list(decision.faults)
    if not found and len(decision.rules) <= MAX_COMPARED_RULES and _comparisons(decision) <= MAX_COMPARED_VALUES:
        found += _rule_problems(decision)
    return found


def _comparisons(decision: Decision) -> int:
    """How many pairs of values comparing all rules looks at, at most."""
    sizes = [[pieces(cell) for cell in rule.tests] for rule in decision.rules]
    totals: list[int] = [sum(column) for column in zip(*sizes, strict=True)]
    return sum(total * total for total in totals) // 2


class _Deciding:
    """One decision with those it requires, each decided once."""

    def __init__(self, names: Mapping[str, Any], now: datetime) -> None:
        self.names = names
        self.now = now
        self.known: dict[str, Any] = {}

    def value(self, decision: Decision) -> Any:
        if decision.faults:
            fault = decision.faults[0]
            raise _failed(decision, f"第 {fault.line} 行：{fault.message}")
        scope = dict(self.names)
        for required in decision.required:
            scope |= self._as_names(required)
        if decision.expression is not None:
            return self._evaluate(decision, decision.expression, scope, "表达式")
        return self._table(decision, scope)

    def _as_names(self, required: Decision) -> dict[str, Any]:
        """A required decision's value under its variable, its id and, as Camunda does, its outputs' names."""
        if required.id not in self.known:
            self.known[required.id] = self.value(required)
        value = self.known[required.id]
        names = {required.id: value, required.variable: value}
        if len(required.outputs) == 1:
            return {required.outputs[0].name: value} | names
        return (value if isinstance(value, dict) else {}) | names

    def _evaluate(self, decision: Decision, source: str, scope: Mapping[str, Any], what: str) -> Any:
        try:
            return evaluate(source, scope, self.now)
        except ExpressionFailed as failure:
            raise _failed(decision, f"{what}，{failure}") from None

    def _table(self, decision: Decision, scope: dict[str, Any]) -> Any:
        values = [
            self._evaluate(decision, column.source, scope, f"输入列“{column.label}”") for column in decision.inputs
        ]
        matching = (rule for rule in decision.rules if self._matches(decision, rule, values, scope))
        if decision.hit_policy == "FIRST":
            first = next(matching, None)
            return None if first is None else self._result(decision, first, scope)
        rules = list(matching)
        if decision.hit_policy == "UNIQUE" and len(rules) > 1:
            raise _failed(decision, f"命中策略 UNIQUE 只允许一条规则，实际命中 {_named(rules)}")
        results = [self._result(decision, rule, scope) for rule in rules]
        if decision.hit_policy in ("COLLECT", "RULE ORDER"):
            return _collected(decision, results)
        return _agreed(decision, rules, results)

    def _matches(self, decision: Decision, rule: Rule, values: list[Any], scope: dict[str, Any]) -> bool:
        return all(
            self._passes(decision, rule, cell, value, scope) for cell, value in zip(rule.tests, values, strict=True)
        )

    def _passes(self, decision: Decision, rule: Rule, cell: Cell, value: Any, scope: dict[str, Any]) -> bool:
        if cell.condition is None:
            return True
        what = f"规则“{rule.id}”（第 {cell.line} 行）条件“{cell.text}”"
        scope[INPUT] = value
        answer = self._evaluate(decision, cell.condition, scope, what)
        if not isinstance(answer, bool | None):
            raise _failed(decision, f"{what}的结果不是真或假")
        return bool(answer)

    def _result(self, decision: Decision, rule: Rule, scope: dict[str, Any]) -> Any:
        what = f"规则“{rule.id}”（第 {rule.line} 行）的结果"
        values = [source and self._evaluate(decision, source, scope, what) for source in rule.results]
        if len(values) == 1:
            return values[0]
        return {output.name: value for output, value in zip(decision.outputs, values, strict=True)}


def _failed(decision: Decision, reason: str) -> DecisionFailed:
    return DecisionFailed(decision=decision.name, reason=reason, file=decision.file)


def _named(rules: list[Rule]) -> str:
    return "、".join(f"“{rule.id}”（第 {rule.line} 行）" for rule in rules)


def _agreed(decision: Decision, rules: list[Rule], results: list[Any]) -> Any:
    if not all(same(results[0], result) for result in results[1:]):
        raise _failed(decision, f"命中策略 ANY 要求结果一致，{_named(rules)} 的结果不同")
    return results[0] if results else None


def _collected(decision: Decision, results: list[Any]) -> Any:
    if decision.aggregation == "COUNT":
        return len(results)
    if not decision.aggregation:
        return results
    try:
        return TOTALS[decision.aggregation](results) if results else None
    except ValueFault as fault:
        raise _failed(decision, f"汇总 {decision.aggregation}：{fault}") from None


def _rule_problems(decision: Decision) -> list[Problem]:
    found = []
    for position, rule in enumerate(decision.rules):
        for earlier in decision.rules[:position]:
            problem = _pair_problem(decision.hit_policy, earlier, rule)
            if problem:
                found.append(problem)
                break
    return found


def _pair_problem(hit_policy: str, earlier: Rule, later: Rule) -> Problem | None:
    pairs = list(zip(earlier.tests, later.tests, strict=True))
    if hit_policy == "UNIQUE" and all(overlap(one, other) for one, other in pairs):
        message = f"规则“{later.id}”与“{earlier.id}”可能同时命中 / rules {later.id!r} and {earlier.id!r} overlap"
        return Problem("overlapping-rules", "warning", message, element=later.id, line=later.line, hint="或改用 FIRST")
    if hit_policy == "FIRST" and all(covers(one, other) for one, other in pairs):
        message = f"规则“{later.id}”总被“{earlier.id}”先命中 / rule {later.id!r} is never reached"
        return Problem("unreachable-rule", "warning", message, element=later.id, line=later.line)
    return None
