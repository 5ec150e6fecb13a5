"""Cells of a decision table: unary tests (S-FEEL and `?` style) made into conditions of our expression language.

(empty) or -                 anything, null too
"南山", "福田"    80         equal to one of them
> 80      != "a"             compared with the input
[1..5]  (1..5]  ]1..5]       ranges, round or reversed brackets leave the bound out
not("a", > 3)                none of them
? in ("a", "b")   20 < ?     a condition in which ? is the input
面积 > 80                    a condition about other data
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass

from workflow_app.engine.expression_syntax import Compiled, compile_expression, refused
from workflow_app.engine.expressions import check
from workflow_app.errors import ExpressionRefused

# What `?` is called inside a condition.
INPUT = "decision_cell_input"
QUOTED = r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\''
PIECES = re.compile(rf"(?P<quoted>{QUOTED})|(?P<other>.)", re.DOTALL)
BOUND = rf"(?:{QUOTED}|[^,\"'.]|\.(?!\.))+?"
RANGE = re.compile(rf"\s*([\[(\]])({BOUND})\.\.({BOUND})([\])\[])\s*(?=,|\Z)", re.DOTALL)
COMPARISON = re.compile(r"(<=|>=|!=|==|=|<|>)(.+)", re.DOTALL)
NEGATION = re.compile(r"not\s*\((.*)\)", re.DOTALL)
BOOLEAN_FUNCTIONS = frozenset({"startswith", "any", "all"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One input entry: `condition` is an expression over INPUT and the data; None is true for everything."""

    text: str
    line: int
    condition: str | None


def read_cell(text: str, line: int) -> Cell:
    """Read an input entry. Raises ExpressionRefused for what is neither a unary test nor an expression."""
    written = text.strip()
    if written in ("", "-"):
        return Cell(written, line, None)
    negated = NEGATION.fullmatch(written)
    if negated and _is_balanced(negated[1]):
        return Cell(written, line, _checked(f"not ({_any_of(negated[1])})", written))
    return Cell(written, line, _checked(_any_of(written), written))


def _checked(condition: str, written: str) -> str:
    """The condition if it is an expression still; together parts may be longer than one may be."""
    try:
        check(condition)
    except ExpressionRefused as refusal:
        raise refused(written, refusal.details["reason"].replace(INPUT, "?")) from None
    return condition


def _any_of(text: str) -> str:
    conditions = [_condition(test) for test in _tests(text)]
    return conditions[0] if len(conditions) == 1 else " or ".join(f"({condition})" for condition in conditions)


def _tests(text: str) -> list[str]:
    """Split at the commas between tests; ranges first, their brackets need not match."""
    tests, position = [], 0
    while position <= len(text):
        in_range = RANGE.match(text, position)
        end = in_range.end() if in_range else _next_comma(text, position)
        tests.append(text[position:end].strip())
        position = end + 1
    return tests


def _next_comma(text: str, start: int) -> int:
    depth = 0
    for piece in PIECES.finditer(text, start):
        character = piece["other"]
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(character or "", 0)
        if character == "," and depth <= 0:
            return piece.start()
    return len(text)


def _is_balanced(text: str) -> bool:
    depth = 0
    for piece in PIECES.finditer(text):
        depth += {"(": 1, ")": -1}.get(piece["other"] or "", 0)
        if depth < 0:
            return False
    return True


def _condition(test: str) -> str:
    if _asks_for_input(test):
        replaced = "".join(f" {INPUT} " if piece["other"] == "?" else piece[0] for piece in PIECES.finditer(test))
        return _compiled(replaced, test).text
    compared = COMPARISON.fullmatch(test)
    if compared:
        operator = "==" if compared[1] == "=" else compared[1]
        return f"{INPUT} {operator} ({_compiled(compared[2].strip(), test).text})"
    in_range = RANGE.fullmatch(test)
    return _within(in_range, test) if in_range else _equal_or_condition(test)


def _asks_for_input(test: str) -> bool:
    return any(piece["other"] == "?" for piece in PIECES.finditer(test))


def _within(match: re.Match[str], test: str) -> str:
    low, high = (_compiled(match[bound].strip(), test).text for bound in (2, 3))
    after = "<=" if match[1] == "[" else "<"
    before = "<=" if match[4] == "]" else "<"
    return f"({low}) {after} {INPUT} {before} ({high})"


def _equal_or_condition(test: str) -> str:
    compiled = _compiled(test, test)
    body = compiled.body
    if isinstance(body, ast.BoolOp) and any(isinstance(value, ast.Constant) for value in body.values):
        raise refused(test, "几个可选值之间请用逗号")
    if _is_condition(body):
        return compiled.text
    operator = "in" if isinstance(body, ast.List | ast.Tuple) else "=="
    return f"{INPUT} {operator} ({compiled.text})"


def _is_condition(body: ast.expr) -> bool:
    if isinstance(body, ast.Call) and isinstance(body.func, ast.Name):
        return body.func.id in BOOLEAN_FUNCTIONS
    return isinstance(body, ast.Compare | ast.BoolOp) or (
        isinstance(body, ast.UnaryOp) and isinstance(body.op, ast.Not)
    )


def _compiled(source: str, test: str) -> Compiled:
    """A part, which must be an expression by itself. Raises ExpressionRefused naming the test as it is written."""
    if not source:
        raise refused(test, "逗号或比较符号旁边缺少内容")
    try:
        return compile_expression(source)
    except ExpressionRefused as refusal:
        raise refused(test, refusal.details["reason"].replace(INPUT, "?")) from None
