"""Which inputs a decision cell lets through, as far as it can be told without data: for overlaps and dead rules."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from typing import Any

from workflow_app.engine.decision_cells import INPUT, Cell
from workflow_app.engine.expression_syntax import compile_expression

FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {ast.Lt: ast.Gt, ast.LtE: ast.GtE, ast.Gt: ast.Lt, ast.GtE: ast.LtE}


@dataclass(frozen=True, slots=True)
class Span:
    """Numbers between two bounds; None is no bound."""

    low: Decimal | None = None
    high: Decimal | None = None
    low_in: bool = False
    high_in: bool = False

    def meets(self, other: Span) -> bool:
        """Do they share a number?"""
        low, low_is_out = max(self._lower(), other._lower())
        high, high_is_in = min(self._upper(), other._upper())
        return low < high or (low == high and not low_is_out and bool(high_is_in))

    def covers(self, other: Span) -> bool:
        """Is every number of the other in this one?"""
        return self._lower() <= other._lower() and other._upper() <= self._upper()

    # An open lower bound begins just above the number, an open upper bound ends just below it.
    def _lower(self) -> tuple[Decimal, int]:
        return (Decimal("-Infinity"), 0) if self.low is None else (self.low, 0 if self.low_in else 1)

    def _upper(self) -> tuple[Decimal, int]:
        return (Decimal("Infinity"), 1) if self.high is None else (self.high, 1 if self.high_in else 0)


Piece = Span | str | bool | None
# A cell lets through what is one of the pieces.
Domain = tuple[Piece, ...]


def overlap(one: Cell, other: Cell) -> bool | None:
    """Can one input pass both? None where it cannot be told."""
    if one.condition is None or other.condition is None or one.condition == other.condition:
        return True
    first, second = domain(one.condition), domain(other.condition)
    if first is None or second is None:
        return None
    return any(_meet(piece, against) for piece in first for against in second)


def covers(one: Cell, other: Cell) -> bool:
    """Does certainly everything that passes `other` pass `one`?"""
    if one.condition is None or one.condition == other.condition:
        return True
    if other.condition is None:
        return False
    first, second = domain(one.condition), domain(other.condition)
    if first is None or second is None:
        return False
    return all(any(_within(piece, inside) for inside in first) for piece in second)


def pieces(cell: Cell) -> int:
    """How many values or spans the cell lists, as far as it can be told."""
    return len(domain(cell.condition) or ()) if cell.condition is not None else 0


def _meet(one: Piece, other: Piece) -> bool:
    if isinstance(one, Span) and isinstance(other, Span):
        return one.meets(other)
    return type(one) is type(other) and one == other


def _within(piece: Piece, inside: Piece) -> bool:
    if isinstance(piece, Span) and isinstance(inside, Span):
        return inside.covers(piece)
    return type(piece) is type(inside) and piece == inside


@lru_cache(maxsize=4096)
def domain(condition: str) -> Domain | None:
    """The inputs a condition lets through; None unless it is made of literals alone."""
    return _domain(compile_expression(condition).body)


def _domain(node: ast.expr) -> Domain | None:
    if isinstance(node, ast.BoolOp) and isinstance(node.op, ast.Or):
        parts = [_domain(value) for value in node.values]
        return None if None in parts else tuple(piece for part in parts if part for piece in part)
    return _compared(node) if isinstance(node, ast.Compare) else None


def _compared(node: ast.Compare) -> Domain | None:
    sides = [node.left, *node.comparators]
    positions = [place for place, side in enumerate(sides) if isinstance(side, ast.Name) and side.id == INPUT]
    if positions == [0] and len(sides) == 2:
        return _single(node.ops[0], sides[1])
    if positions != [1] or len(sides) > 3:
        return None
    left = _bound(FLIPPED.get(type(node.ops[0])), sides[0])
    right = _bound(type(node.ops[1]), sides[2]) if len(sides) == 3 else Span()
    if left is None or right is None:
        return None
    return _between(left, right)


def _between(left: Span, right: Span) -> Domain | None:
    """Both at once, where each says another bound."""
    if None not in (left.low, right.low) or None not in (left.high, right.high):
        return None
    low, high = (left if left.low is not None else right), (left if left.high is not None else right)
    return (Span(low.low, high.high, low.low_in, high.high_in),)


def _single(operator: ast.cmpop, side: ast.expr) -> Domain | None:
    if isinstance(operator, ast.In) and isinstance(side, ast.List | ast.Tuple):
        pieces = [_value(element) for element in side.elts]
        return None if _UNKNOWN in pieces else tuple(pieces)
    if isinstance(operator, ast.Eq):
        piece = _value(side)
        return None if piece is _UNKNOWN else (piece,)
    span = _bound(type(operator), side)
    return (span,) if span else None


def _bound(operator: type[ast.cmpop] | None, side: ast.expr) -> Span | None:
    value = _value(side)
    if not isinstance(value, Span) or operator is None:
        return None
    spans = {
        ast.Lt: Span(high=value.high),
        ast.LtE: Span(high=value.high, high_in=True),
        ast.Gt: Span(low=value.low),
        ast.GtE: Span(low=value.low, low_in=True),
    }
    return spans.get(operator)


_UNKNOWN: Any = object()


def _value(node: ast.expr) -> Any:
    """A literal as a piece, numbers as a span of one; _UNKNOWN for everything else."""
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _value(node.operand)
        return (
            Span(-inner.low, -inner.low, True, True) if isinstance(inner, Span) and inner.low is not None else _UNKNOWN
        )
    if not isinstance(node, ast.Constant):
        return _UNKNOWN
    value: Any = node.value
    if isinstance(value, int | Decimal) and not isinstance(value, bool):
        return Span(Decimal(value), Decimal(value), True, True)
    return value if isinstance(value, str | bool | None) else _UNKNOWN
