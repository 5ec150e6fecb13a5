"""Reads DMN 1.1–1.3 files (any DMN namespace) into `decision_model`; what is wrong is kept as faults with lines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, TypeVar, cast

from lxml import etree

from workflow_app.engine.decision_cells import Cell, read_cell
from workflow_app.engine.decision_model import AGGREGATIONS, HIT_POLICIES, Decision, Input, Output, Rule
from workflow_app.engine.expressions import check
from workflow_app.engine.model import Problem
from workflow_app.engine.xml import local_name, namespace, parse_xml
from workflow_app.errors import ExpressionRefused, Unreadable

MAX_CHAIN = 20
# Names of our language, or of the one it is a part of. Everything else (groovy, javascript, …) is code.
LANGUAGES = ("feel", "juel", "expression")
T = TypeVar("T")


def read_decisions(content: bytes, file: str) -> list[Decision]:
    """Every decision of a DMN file, in document order, each with the decisions it requires.

    Raises TooLarge or Unreadable for what is no DMN file; faults inside decisions are kept in them, see `problems`.
    """
    root = parse_xml(content, file)
    if local_name(root) != "definitions" or "dmn" not in namespace(root).lower():
        raise Unreadable(file=file, line=_line(root), reason={"zh": "不是 DMN 文件", "en": "this is no DMN file"})
    elements = _children(root, "decision")
    if not elements:
        raise Unreadable(file=file, line=_line(root), reason={"zh": "文件里没有决策", "en": "the file has no decision"})
    ids = Counter(element.get("id") for element in root.iter(etree.Element) if element.get("id"))
    by_id = {element.get("id", ""): element for element in elements}
    known: dict[str, Decision] = {}
    return [
        known.get(element.get("id", "")) or _Reader(file, by_id, ids, known).read(element, ()) for element in elements
    ]


def _line(element: etree._Element) -> int:
    return cast("int | None", element.sourceline) or 1


def _children(element: etree._Element | None, name: str) -> list[etree._Element]:
    return [] if element is None else [child for child in element if local_name(child) == name]


def _child(element: etree._Element | None, name: str) -> etree._Element | None:
    return next(iter(_children(element, name)), None)


def _text(element: etree._Element | None) -> str:
    text = _child(element, "text")
    return "" if text is None else "".join(cast(Iterator[str], text.itertext())).strip()


class _Reader:
    """Reads one decision and, by further readers, what it requires."""

    def __init__(
        self, file: str, by_id: dict[str, etree._Element], ids: Counter[Any], known: dict[str, Decision]
    ) -> None:
        self.file = file
        self.by_id = by_id
        self.ids = ids
        self.known = known
        self.faults: list[Problem] = []
        self.decision = ""

    def read(self, element: etree._Element, path: tuple[str, ...]) -> Decision:
        self.decision = element.get("id") or ""
        self._check_ids(element)
        table, literal = _child(element, "decisionTable"), _child(element, "literalExpression")
        required = self._required(element, (*path, self.decision))
        parts = self._table(table) if table is not None else self._literal(element, literal)
        variable = _child(element, "variable")
        name = element.get("name") or self.decision
        self.known[self.decision] = Decision(
            id=self.decision,
            name=name,
            file=self.file,
            line=_line(element),
            variable=(variable is not None and variable.get("name")) or name,
            required=required,
            faults=tuple(self.faults),
            **parts,
        )
        return self.known[self.decision]

    def _fault(self, rule: str, element: etree._Element, message: str, hint: str | None = None) -> None:
        self.faults.append(
            Problem(rule, "error", message, element=element.get("id") or self.decision, line=_line(element), hint=hint)
        )

    def _check_ids(self, decision: etree._Element) -> None:
        if not self.decision:
            self._fault("decision-without-id", decision, "决策没有 id / a decision has no id")
        for element in decision.iter(etree.Element):
            identifier = element.get("id")
            if identifier and self.ids[identifier] > 1:
                self._fault("duplicate-id", element, f"编号“{identifier}”重复 / the id {identifier!r} is used twice")

    def _required(self, element: etree._Element, path: tuple[str, ...]) -> tuple[Decision, ...]:
        links = [_child(each, "requiredDecision") for each in _children(element, "informationRequirement")]
        found = [self._linked(link, path) for link in links if link is not None]
        return tuple(decision for decision in found if decision)

    def _linked(self, link: etree._Element, path: tuple[str, ...]) -> Decision | None:
        href = link.get("href") or ""
        target = self.by_id.get(href.removeprefix("#"))
        if not href.startswith("#") or target is None:
            self._fault("unknown-decision", link, f"所需决策“{href}”不在本文件中 / {href!r} is not in this file")
        elif target.get("id") in path or len(path) > MAX_CHAIN:
            self._fault("circular-decision", link, f"所需决策“{href}”成环或链条过长 / {href!r} requires itself")
        else:
            # Each is read once: twenty layers of pairs would be a million readings otherwise.
            known = self.known.get(target.get("id", ""))
            return known or _Reader(self.file, self.by_id, self.ids, self.known).read(target, path)
        return None

    def _literal(self, element: etree._Element, literal: etree._Element | None) -> dict[str, Any]:
        if literal is None:
            self._fault("no-decision-logic", element, "决策既没有决策表也没有表达式 / neither table nor expression")
            return {}
        return {"expression": self._expression(literal, literal, "表达式")}

    def _table(self, table: etree._Element) -> dict[str, Any]:
        self._check_language(table)
        policy = " ".join((table.get("hitPolicy") or "UNIQUE").upper().split())
        aggregation = (table.get("aggregation") or "").upper()
        inputs = tuple(self._input(column) for column in _children(table, "input"))
        outputs = tuple(
            Output(column.get("id") or "", column.get("name") or column.get("label") or column.get("id") or "")
            for column in _children(table, "output")
        )
        rules = tuple(self._rule(row, len(inputs), len(outputs)) for row in _children(table, "rule"))
        self._check_table(table, policy, aggregation, outputs)
        return {"hit_policy": policy, "aggregation": aggregation, "inputs": inputs, "outputs": outputs, "rules": rules}

    def _check_table(self, table: etree._Element, policy: str, aggregation: str, outputs: tuple[Output, ...]) -> None:
        if policy not in HIT_POLICIES:
            known = "、".join(sorted(HIT_POLICIES))
            self._fault(
                "hit-policy", table, f"不支持命中策略“{policy}” / hit policy {policy!r} is not supported", known
            )
        if aggregation not in AGGREGATIONS or (aggregation and policy != "COLLECT"):
            self._fault(
                "aggregation", table, f"汇总方式“{aggregation}”不能用在这里 / {aggregation!r} cannot be used here"
            )
        if aggregation and len(outputs) > 1:
            self._fault("aggregation", table, "汇总只能有一个输出列 / an aggregation has one output")
        if not outputs or not _children(table, "rule"):
            self._fault("empty-table", table, "决策表没有输出列或规则 / the table has no output or no rule")
        if len({output.name for output in outputs}) < len(outputs):
            self._fault("duplicate-output", table, "输出列名称重复 / two outputs have one name")

    def _input(self, column: etree._Element) -> Input:
        expression = _child(column, "inputExpression")
        label = column.get("label") or column.get("id") or ""
        source = self._expression(expression if expression is not None else column, column, f"输入列“{label}”")
        return Input(column.get("id") or "", label, source or "", _line(column))

    def _rule(self, row: etree._Element, inputs: int, outputs: int) -> Rule:
        tests, results = _children(row, "inputEntry"), _children(row, "outputEntry")
        if (len(tests), len(results)) != (inputs, outputs):
            self._fault(
                "wrong-columns",
                row,
                f"规则有 {len(tests)} 个条件、{len(results)} 个结果，表头有 {inputs} 个、{outputs} 个"
                f" / {len(tests)} + {len(results)} entries under {inputs} + {outputs} columns",
            )
        return Rule(
            row.get("id") or f"{_line(row)}",
            _line(row),
            tuple(self._cell(entry) for entry in tests),
            tuple(self._expression(entry, entry, "结果", optional=True) for entry in results),
        )

    def _cell(self, entry: etree._Element) -> Cell:
        self._check_language(entry)
        text = _text(entry)
        return self._guarded(entry, text, lambda: read_cell(text, _line(entry))) or Cell(text, _line(entry), None)

    def _expression(
        self, holder: etree._Element, element: etree._Element, what: str, *, optional: bool = False
    ) -> str | None:
        self._check_language(holder)
        source = _text(holder)
        if not source and optional:
            return None
        if not source:
            self._fault("missing-expression", element, f"{what}缺少表达式 / an expression is missing")
            return None
        self._guarded(element, source, lambda: check(source))
        return source

    def _guarded(self, element: etree._Element, text: str, read: Callable[[], T]) -> T | None:
        try:
            return read()
        except ExpressionRefused as refusal:
            message = f"{refusal.message()} / {refusal.message('en')}"
            self._fault("expression", element, message, hint=refusal.details["reason"])
            return None

    def _check_language(self, element: etree._Element) -> None:
        language = element.get("expressionLanguage")
        if language and not any(known in language.lower() for known in LANGUAGES):
            self._fault("code", element, f"不允许代码（{language}） / code ({language}) is not allowed")
