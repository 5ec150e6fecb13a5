"""The one safe expression language of diagrams: conditions, collections, decision cells, timers' arguments, scripts.

An allow-listed tree (`expression_syntax.py`) is walked by simpleeval with our operators (`expression_operators.py`) and
functions (`expression_functions.py`); nothing of the host language is reachable. Names that are not set are null.
"""

from __future__ import annotations

import ast
import operator
import unicodedata
from collections import ChainMap
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, cast

import simpleeval  # type: ignore[import-untyped]

from workflow_app.engine import expression_operators as operators
from workflow_app.engine import expression_values as values
from workflow_app.engine.expression_functions import CLOCK_FUNCTIONS, FUNCTIONS
from workflow_app.engine.expression_syntax import Compiled, compile_expression, script_lines
from workflow_app.engine.expression_values import ValueFault
from workflow_app.errors import ExpressionFailed

# How many values one evaluation may look at, so that no expression can keep a worker busy.
MAX_WORK = 200_000
FAULTS = (
    simpleeval.InvalidExpression,
    ArithmeticError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
)


def check(source: str) -> None:
    """Raises ExpressionRefused, saying what and where, if this is no expression of the language."""
    compile_expression(source)


def names_in(source: str) -> set[str]:
    """Names of data the expression reads (NFKC, as Python spells identifiers). Raises ExpressionRefused."""
    return set(compile_expression(source).names)


def assignments(script: str) -> list[tuple[str, str]]:
    """A script task's lines `name = expression` as (name, expression), checked. Raises ExpressionRefused."""
    return list(_checked_lines(script))


@lru_cache(maxsize=1024)
def _checked_lines(script: str) -> tuple[tuple[str, str], ...]:
    # Kept: a case runs its scripts again and again, and parsing one takes longer than running it.
    lines = tuple(script_lines(script))
    for _, source in lines:
        check(source)
    return lines


def evaluate(source: str, names: Mapping[str, Any], now: datetime) -> Any:
    """The value: str, bool, None, int, Decimal, date, datetime, timedelta, list or dict; `plain` makes JSON of it.

    `now` (aware) is what today() and now() say. Raises ExpressionRefused or ExpressionFailed, nothing else.
    """
    compiled = compile_expression(source)
    evaluator = _Evaluator(names, now)
    try:
        return evaluator.eval(source, compiled.body)
    except ValueFault as fault:
        raise _failed(compiled, str(fault), fault.where) from None
    except FAULTS as error:
        raise _failed(compiled, f"{type(error).__name__}: {str(error)[:100]}", None) from None


def evaluate_over(known: Mapping[str, Any], source: str, names: Mapping[str, Any], now: datetime) -> Any:
    """As `evaluate`, with `names` laid over what is `known`."""
    # Looked up, never written: the mappings of a ChainMap need not be dicts.
    return evaluate(source, ChainMap(dict(names), known), now)  # type: ignore[arg-type]


def plain(value: Any) -> Any:
    """A result as JSON keeps it: integral numbers of at most 15 digits as int, all other numbers as decimal text
    ("300.10"), dates and instants as ISO text, days as int, tuples as lists. Raises ExpressionFailed if too large."""
    try:
        return values.plain(value)
    except ValueFault as fault:
        raise ExpressionFailed(expression=type(value).__name__, reason=str(fault)) from None


def same(left: Any, right: Any) -> bool:
    """`==` of the language."""
    return operators.equal(left, right)


def _failed(compiled: Compiled, reason: str, where: ast.AST | None) -> ExpressionFailed:
    part = compiled.part(where)
    place = "" if part == compiled.source else f"“{part[:60]}”处，"
    return ExpressionFailed(expression=compiled.source.strip()[:200], reason=place + reason)


def _ordering(compare: Callable[[Any, Any], bool]) -> Callable[[Any, Any], bool]:
    def null_safe(left: Any, right: Any) -> bool:
        pair = operators.ordered(left, right)
        return pair is not None and compare(*pair)

    return null_safe


OPERATORS: dict[type[ast.AST], Callable[..., Any]] = {
    ast.Add: operators.add,
    ast.Sub: operators.subtract,
    ast.Mult: operators.multiply,
    ast.Div: operators.divide,
    ast.Mod: operators.remainder,
    ast.USub: operators.negative,
    ast.UAdd: operators.positive,
    ast.Not: operator.not_,
    ast.Eq: operators.equal,
    ast.NotEq: lambda left, right: not operators.equal(left, right),
    # Only written beside None, see expression_syntax.
    ast.Is: operators.equal,
    ast.IsNot: lambda left, right: not operators.equal(left, right),
    ast.In: operators.contains,
    ast.NotIn: lambda left, right: not operators.contains(left, right),
    ast.Lt: _ordering(operator.lt),
    ast.LtE: _ordering(operator.le),
    ast.Gt: _ordering(operator.gt),
    ast.GtE: _ordering(operator.ge),
}


class _Evaluator(simpleeval.SimpleEval):  # type: ignore[misc]
    """simpleeval with its tables replaced by ours. Its own constructor is not called: it would copy tables of
    functions we do not offer, and costs more than a whole evaluation."""

    def __init__(self, names: Mapping[str, Any], now: datetime) -> None:
        self.names = names
        self.now = now
        self.operators = OPERATORS
        self.functions = FUNCTIONS
        self.nodes = HANDLERS
        self.work = MAX_WORK

    def _eval(self, node: ast.AST) -> Any:
        try:
            return HANDLERS[type(node)](self, node)
        except ValueFault as fault:
            # The innermost node that failed is the culprit to show.
            fault.where = fault.where or node
            raise

    def _eval_name(self, node: ast.Name) -> Any:
        try:
            return values.known_value(self.names[node.id])
        except KeyError:
            return self._by_compatible_spelling(node.id)

    def _by_compatible_spelling(self, wanted: str) -> Any:
        # Python spells identifiers in NFKC; the data may say the same name in full-width letters.
        for name in sorted(name for name in self.names if not unicodedata.is_normalized("NFKC", name)):
            if unicodedata.normalize("NFKC", name) == wanted:
                return values.known_value(self.names[name])
        return None

    def _eval_call(self, node: ast.Call) -> Any:
        name = cast(ast.Name, node.func).id
        if name in CLOCK_FUNCTIONS:
            return CLOCK_FUNCTIONS[name](self.now)
        arguments = [self._eval(argument) for argument in node.args]
        for argument in arguments:
            self._charge(argument)
        return FUNCTIONS[name](*arguments)

    def _eval_binop(self, node: ast.BinOp) -> Any:
        left, right = self._eval(node.left), self._eval(node.right)
        self._charge(left)
        self._charge(right)
        return OPERATORS[type(node.op)](left, right)

    def _eval_compare(self, node: ast.Compare) -> bool:
        left = self._eval(node.left)
        for comparison, comparator in zip(node.ops, node.comparators, strict=True):
            right = self._eval(comparator)
            self._charge(left)
            self._charge(right)
            if not OPERATORS[type(comparison)](left, right):
                return False
            left = right
        return True

    def _eval_subscript(self, node: ast.Subscript) -> Any:
        return values.known_value(operators.item_of(self._eval(node.value), self._eval(node.slice)))

    def _eval_list(self, node: ast.List | ast.Tuple) -> list[Any]:
        return [self._eval(element) for element in node.elts]

    def _eval_dict(self, node: ast.Dict) -> dict[Any, Any]:
        pairs = zip(node.keys, node.values, strict=True)
        return {self._key(cast(ast.expr, key)): self._eval(value) for key, value in pairs}

    def _key(self, node: ast.expr) -> Any:
        key = self._eval(node)
        if not isinstance(key, str | int | Decimal):
            raise ValueFault("对象的键只能是文字或数字")
        return key

    def _charge(self, value: Any) -> None:
        """Count what is about to be looked through; one evaluation may look at MAX_WORK values."""
        if isinstance(value, values.CONTAINERS):
            self.work -= values.size(value, self.work)
            if self.work < 0:
                raise ValueFault("计算量过大")


HANDLERS: dict[type[ast.AST], Callable[[Any, Any], Any]] = {
    ast.Constant: lambda self, node: node.value,
    ast.Name: _Evaluator._eval_name,
    ast.UnaryOp: simpleeval.SimpleEval._eval_unaryop,
    ast.BinOp: _Evaluator._eval_binop,
    ast.BoolOp: simpleeval.SimpleEval._eval_boolop,
    ast.Compare: _Evaluator._eval_compare,
    ast.IfExp: simpleeval.SimpleEval._eval_ifexp,
    ast.Call: _Evaluator._eval_call,
    ast.Subscript: _Evaluator._eval_subscript,
    ast.List: _Evaluator._eval_list,
    ast.Tuple: _Evaluator._eval_list,
    ast.Dict: _Evaluator._eval_dict,
}
