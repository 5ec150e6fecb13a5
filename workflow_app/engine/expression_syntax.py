"""What may be written in the expression language: parses text into an allow-listed tree, fail closed.

The words are Python's, nothing else is: comparison (chained too), and/or/not, + - * / %, in, `a if c else b`,
lists, objects, `a["b"]`, the listed functions. No attributes, no methods, no power, no loops, no slices, no code.
"""

from __future__ import annotations

import ast
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from workflow_app.engine.expression_functions import CLOCK_FUNCTIONS, FUNCTIONS
from workflow_app.engine.expression_values import DECIMAL_TEXT, MAX_DIGITS
from workflow_app.errors import ExpressionRefused

MAX_LENGTH = 2000
MAX_SCRIPT = 20_000
MAX_DEPTH = 40
CONSTANTS = {"true": True, "false": False, "null": None, "True": True, "False": False, "None": None}
ALLOWED = (
    ast.BoolOp, ast.And, ast.Or, ast.UnaryOp, ast.Not, ast.USub, ast.UAdd,
    ast.BinOp, ast.Add, ast.Sub, ast.Mult, ast.Div, ast.Mod,
    ast.Compare, ast.Eq, ast.NotEq, ast.Lt, ast.LtE, ast.Gt, ast.GtE, ast.In, ast.NotIn, ast.Is, ast.IsNot,
    ast.IfExp, ast.Call, ast.Name, ast.Load, ast.Constant, ast.List, ast.Tuple, ast.Dict, ast.Subscript,
)  # fmt: skip
REASONS: dict[type[ast.AST], str] = {
    ast.Attribute: '不能用“.”取值，请写作 a["b"]',
    ast.Pow: "不支持乘方",
    ast.FloorDiv: "不支持“//”，请写作 floor(a / b)",
    ast.BitAnd: "不支持“&”，请写作 and",
    ast.BitOr: "不支持“|”，请写作 or",
    ast.Slice: "不支持切片",
    ast.Lambda: "不允许代码（lambda）",
    ast.JoinedStr: "不支持 f 字符串，请用 + 连接文字",
    ast.Starred: "不支持“*”展开",
    ast.NamedExpr: "表达式里不能赋值",
    ast.Set: "集合请写作列表 [a, b]",
}
# Seen in other dialects (JUEL, FEEL, JavaScript) and from Chinese keyboards: what to write instead.
DIALECTS = [
    (r"&&", "“&&”请写作 and"),
    (r"\|\|", "“||”请写作 or"),
    (r"[$#]\{", "${…} 只能包住整个表达式"),
    (r"!(?!=)", "“!”请写作 not"),
    (r"\?", "“a ? b : c”请写作 b if a else c"),
    (r"[，。；：！？（）【】“”‘’＞＜＝＋－]", "标点和运算符请用半角（英文）字符"),
    (r"(?<![=!<>])=(?!=)", "比较相等请写作 =="),
    (r"<>", "“<>”请写作 !="),
    (r"\bthen\b", "“if a then b else c”请写作 b if a else c"),
    (r"\b(?:eq|ne|gt|ge|lt|le)\b", "比较请用符号：== != > >= < <="),
    (r"\b(?:AND|OR|NOT|IN)\b", "and、or、not、in 请用小写"),
]
TEXT = re.compile(r'"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])*\'', re.DOTALL)
WRAPPED = re.compile(r"[$#]\{(.*)\}", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A checked expression: `body` is the tree, `text` what its positions point into, `names` what it reads."""

    source: str
    text: str
    body: ast.expr
    names: frozenset[str]

    def part(self, node: ast.AST | None) -> str:
        """The piece of text a node stands for, to name the culprit."""
        return (node is not None and ast.get_source_segment(self.text, node)) or self.source


def refused(source: str, reason: str) -> ExpressionRefused:
    """The refusal of an expression, naming at most 200 characters of it."""
    return ExpressionRefused(expression=source.strip()[:200], reason=reason)


@lru_cache(maxsize=4096)
def compile_expression(source: str) -> Compiled:
    """Parse and check. Raises ExpressionRefused saying what is not allowed and where."""
    if len(source) > MAX_LENGTH:
        raise refused(source, f"超过 {MAX_LENGTH} 个字符")
    text = _unwrapped(source)
    body = _parsed(source, text)
    _check(body, source, text, 0)
    body = _Constants(text).visit(body)
    names = frozenset(node.id for node in ast.walk(body) if isinstance(node, ast.Name))
    return Compiled(source, text, body, names - _called(body))


def _unwrapped(source: str) -> str:
    """Without `${…}` around it, NFC, and in brackets when it has several lines, so that they are one expression."""
    text = unicodedata.normalize("NFC", source).strip()
    wrapped = WRAPPED.fullmatch(text)
    text = wrapped[1].strip() if wrapped else text
    return f"(\n{text}\n)" if "\n" in text or "\r" in text else text


def _parsed(source: str, text: str) -> ast.expr:
    if not text:
        raise refused(source, "表达式是空的")
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError as error:
        raise refused(source, _hint(text) or f"第 {error.offset or 1} 个字符处写法不对") from None
    except (ValueError, RecursionError, MemoryError, OverflowError):
        raise refused(source, "无法理解") from None


def _hint(text: str) -> str | None:
    bare = TEXT.sub('""', text)
    return next((hint for pattern, hint in DIALECTS if re.search(pattern, bare)), None)


def _check(node: ast.AST, source: str, text: str, depth: int) -> None:
    reason = _objection(node, depth)
    if reason:
        raise refused(source, _located(node, text) + reason)
    for child in ast.iter_child_nodes(node):
        _check(child, source, text, depth + 1)


def _located(node: ast.AST, text: str) -> str:
    part = ast.get_source_segment(text, node) if hasattr(node, "lineno") else None
    return f"“{part[:60]}”处，" if part and part != text else ""


def _objection(node: ast.AST, depth: int) -> str | None:
    """Why this node is not allowed; None if it is."""
    if depth > MAX_DEPTH:
        return f"嵌套超过 {MAX_DEPTH} 层"
    if not isinstance(node, ALLOWED):
        return REASONS.get(type(node), f"不允许的写法（{type(node).__name__}）")
    special = OBJECTIONS.get(type(node))
    return special(node) if special else None


def _name_objection(node: ast.Name) -> str | None:
    return "名称不能以“_”开头" if node.id.startswith("_") else None


def _dict_objection(node: ast.Dict) -> str | None:
    return "不支持“**”展开" if None in node.keys else None


def _constant_objection(node: ast.Constant) -> str | None:
    if isinstance(node.value, bool | str | None):
        return None
    if isinstance(node.value, int):
        return "数字超出范围" if abs(node.value) >= 10**MAX_DIGITS else None
    return None if isinstance(node.value, float) else "不允许的字面量"


def _call_objection(node: ast.Call) -> str | None:
    if isinstance(node.func, ast.Attribute):
        return REASONS[ast.Attribute] + "，也没有方法可调用"
    if not isinstance(node.func, ast.Name):
        return "只能调用列出的函数"
    if node.func.id not in FUNCTIONS and node.func.id not in CLOCK_FUNCTIONS:
        return f"没有函数“{node.func.id}”，可用的有 {'、'.join([*FUNCTIONS, *CLOCK_FUNCTIONS])}"
    if node.func.id in CLOCK_FUNCTIONS and node.args:
        return f"{node.func.id}() 没有参数"
    return "函数参数不能带名称" if node.keywords else None


def _compare_objection(node: ast.Compare) -> str | None:
    pairs = zip(node.ops, node.comparators, strict=True)
    for comparison, right in pairs:
        if isinstance(comparison, ast.Is | ast.IsNot) and not _is_null(right):
            return "is 只能与 None 连用，其他请写作 =="
    return None


def _operation_objection(node: ast.BinOp) -> str | None:
    """What can be seen before any data is there; the rest is found when it is evaluated."""
    if isinstance(node.op, ast.Mult) and (_is_no_number(node.left) or _is_no_number(node.right)):
        return "文字和列表不能相乘"
    return None


def _is_no_number(node: ast.expr) -> bool:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return not DECIMAL_TEXT.fullmatch(node.value)
    return isinstance(node, ast.List | ast.Tuple | ast.Dict)


def _is_null(node: ast.expr) -> bool:
    return (isinstance(node, ast.Name) and node.id == "null") or (isinstance(node, ast.Constant) and node.value is None)


OBJECTIONS: dict[type[ast.AST], Callable[[Any], str | None]] = {
    ast.Name: _name_objection,
    ast.Constant: _constant_objection,
    ast.Call: _call_objection,
    ast.Dict: _dict_objection,
    ast.Compare: _compare_objection,
    ast.BinOp: _operation_objection,
}


def _called(body: ast.expr) -> frozenset[str]:
    """Function names that are only called, so are no data."""
    calls = [node.func for node in ast.walk(body) if isinstance(node, ast.Call)]
    others = {node.id for node in ast.walk(body) if isinstance(node, ast.Name) and node not in calls}
    return frozenset(node.id for node in calls if isinstance(node, ast.Name) and node.id not in others)


class _Constants(ast.NodeTransformer):
    """Makes float literals the decimals they are written as, and true/false/null constants."""

    def __init__(self, text: str) -> None:
        self.text = text

    def visit_Name(self, node: ast.Name) -> ast.expr:
        """`true`, `false` and `null` cannot be names of data."""
        return ast.copy_location(ast.Constant(CONSTANTS[node.id]), node) if node.id in CONSTANTS else node

    def visit_Constant(self, node: ast.Constant) -> ast.Constant:
        """0.1 is exactly 0.1."""
        if isinstance(node.value, float):
            value = Decimal(ast.get_source_segment(self.text, node) or "")
            if not -MAX_DIGITS <= value.adjusted() < MAX_DIGITS:
                raise refused(self.text, "数字超出范围")
            return ast.copy_location(ast.Constant(value), node)  # type: ignore[arg-type]
        return node


def script_lines(script: str) -> Iterator[tuple[str, str]]:
    """The `name = expression` lines of a script, unchecked expressions. Raises ExpressionRefused for anything else."""
    if len(script) > MAX_SCRIPT:
        raise refused(script, f"脚本超过 {MAX_SCRIPT} 个字符")
    text = unicodedata.normalize("NFC", script).strip()
    try:
        statements = ast.parse(text).body
    except SyntaxError as error:
        raise refused(script, f"第 {error.lineno or 1} 行写法不对，脚本只能是“名称 = 表达式”") from None
    except (ValueError, RecursionError, MemoryError, OverflowError):
        raise refused(script, "无法理解") from None
    lines = text.encode().splitlines(keepends=True)
    for statement in statements:
        yield _assignment(statement, lines)


def _segment(node: ast.stmt | ast.expr, lines: list[bytes]) -> str:
    """The text of a node. `ast.get_source_segment` splits the whole script into lines anew for every node."""
    first, last = node.lineno - 1, (node.end_lineno or node.lineno) - 1
    end = node.end_col_offset
    if first == last:
        return lines[first][node.col_offset : end].decode()
    return b"".join([lines[first][node.col_offset :], *lines[first + 1 : last], lines[last][:end]]).decode()


def _assignment(statement: ast.stmt, lines: list[bytes]) -> tuple[str, str]:
    part = _segment(statement, lines)
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        raise refused(part, f"第 {statement.lineno} 行：脚本只能是“名称 = 表达式”")
    target = statement.targets[0]
    if not isinstance(target, ast.Name):
        raise refused(part, f"第 {statement.lineno} 行：只能给一个名称赋值")
    if target.id.startswith("_") or target.id in FUNCTIONS or target.id in CLOCK_FUNCTIONS or target.id in CONSTANTS:
        raise refused(part, f"第 {statement.lineno} 行：名称“{target.id}”不能使用")
    return target.id, _segment(statement.value, lines)
