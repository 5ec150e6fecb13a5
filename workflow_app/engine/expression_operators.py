"""The operators of the expression language.

Decisions, because a condition must never strand a case for a trifle and never guess silently either:

* Numbers are exact decimals (50 significant digits, at most 30 before the point); a float of the case data becomes the
  decimal it is written as. True and false are not numbers.
* Money is text in case data ("12.50"). Such *decimal text* counts as a number beside - * / %, beside a number for + and
  == and in any order comparison. Two texts joined by + are added only when both have a decimal point; otherwise text
  is joined, so codes such as "2026" + "0001" stay codes. Two texts are == only when they are the same text.
* null: any order comparison with null is false, null has no items, arithmetic with null fails.
* A day compared with an instant or with ISO text compares as dates; date - date is a number of days.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from workflow_app.engine.expression_values import (
    CONTAINERS,
    CONTEXT,
    DECIMAL_TEXT,
    MAX_LIST,
    MAX_TEXT,
    NUMERIC,
    ValueFault,
    as_day,
    as_number,
    aware,
    exact,
    kind_of,
    maybe_number,
    moment_of,
)


def add(left: Any, right: Any) -> Any:
    """`+`: numbers, text, lists, date + days."""
    if type(left) is str and type(right) is str and not ("." in left and "." in right and _both_decimal(left, right)):
        return _bounded_text(left, right)
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return _bounded_list(left, right)
    if isinstance(left, date | timedelta) or isinstance(right, date | timedelta):
        return _add_days(left, right)
    if any(isinstance(side, str) and maybe_number(side) is None for side in (left, right)):
        raise ValueFault("文字只能与文字相连，数字先用 str() 变成文字")
    return exact(CONTEXT.add(as_number(left), as_number(right)))


def _both_decimal(left: str, right: str) -> bool:
    return bool(DECIMAL_TEXT.fullmatch(left) and DECIMAL_TEXT.fullmatch(right))


def _bounded_text(left: str, right: str) -> str:
    if len(left) + len(right) > MAX_TEXT:
        raise ValueFault(f"文字超过 {MAX_TEXT} 字")
    return left + right


def _bounded_list(left: Any, right: Any) -> list[Any]:
    if len(left) + len(right) > MAX_LIST:
        raise ValueFault(f"列表超过 {MAX_LIST} 项")
    return [*left, *right]


def _add_days(left: Any, right: Any) -> Any:
    try:
        return left + right
    except TypeError:
        raise ValueFault(f"{kind_of(left)}不能加{kind_of(right)}，日期加天数写作 日期 + days(n)") from None


def subtract(left: Any, right: Any) -> Any:
    """`-`: numbers, date - days, date - date (a number of days; ISO text beside a date is a date)."""
    if isinstance(left, date) and isinstance(right, timedelta):
        return left - right
    if isinstance(left, timedelta) and isinstance(right, timedelta):
        return left - right
    if isinstance(left, date) or isinstance(right, date):
        return Decimal(_days_between(left, right))
    return exact(CONTEXT.subtract(as_number(left), as_number(right)))


def _days_between(left: Any, right: Any) -> int:
    first, second = as_day(left), as_day(right)
    if first is None or second is None:
        raise ValueFault(f"{kind_of(left)}不能减{kind_of(right)}，日期减天数写作 日期 - days(n)")
    return (first - second).days


def multiply(left: Any, right: Any) -> Decimal:
    """`*` of numbers; text and lists are never multiplied."""
    return exact(CONTEXT.multiply(as_number(left), as_number(right)))


def divide(left: Any, right: Any) -> Decimal:
    """`/` of numbers. Raises ValueFault for a divisor of 0."""
    return exact(CONTEXT.divide(as_number(left), _divisor(right)))


def remainder(left: Any, right: Any) -> Decimal:
    """`%` of numbers, with the sign of the divisor. Raises ValueFault for a divisor of 0."""
    divisor = _divisor(right)
    rest = CONTEXT.remainder(as_number(left), divisor)
    return exact(CONTEXT.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest)


def _divisor(value: Any) -> Decimal:
    divisor = as_number(value)
    if not divisor:
        raise ValueFault("除数为 0")
    return divisor


def negative(value: Any) -> Decimal:
    """Unary `-`."""
    return CONTEXT.minus(as_number(value))


def positive(value: Any) -> Decimal:
    """Unary `+`."""
    return as_number(value)


def equal(left: Any, right: Any) -> bool:
    """`==`, never failing: different kinds are different, decimal text equals the number it writes."""
    left_kind, right_kind = type(left), type(right)
    if left_kind is right_kind and left_kind not in CONTAINERS:
        return bool(left == right)
    if left is None or right is None or left_kind is bool or right_kind is bool:
        return False
    if isinstance(left, CONTAINERS) or isinstance(right, CONTAINERS):
        return _same_content(left, right)
    if isinstance(left, date) or isinstance(right, date):
        return _same_moment(left, right)
    number, other = maybe_number(left), maybe_number(right)
    return number is not None and other is not None and number == other


def _same_content(left: Any, right: Any) -> bool:
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(equal(value, right[key]) for key, value in left.items())
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(map(equal, left, right))
    return False


def _same_moment(left: Any, right: Any) -> bool:
    pair = _comparable_moments(left, right)
    return pair is not None and pair[0] == pair[1]


def _comparable_moments(left: Any, right: Any) -> tuple[Any, Any] | None:
    """Two instants if both are, else two Shanghai days; None if one of them is neither."""
    first = moment_of(left) if isinstance(left, str) else left
    second = moment_of(right) if isinstance(right, str) else right
    if isinstance(first, datetime) and isinstance(second, datetime):
        return aware(first), aware(second)
    days = as_day(first), as_day(second)
    return None if days[0] is None or days[1] is None else days


def ordered(left: Any, right: Any) -> tuple[Any, Any] | None:
    """Both sides in a form Python may compare by order; None when one is null. Raises ValueFault if they cannot be."""
    if type(left) in NUMERIC and type(right) in NUMERIC:
        return left, right
    if left is None or right is None:
        return None
    if isinstance(left, date) or isinstance(right, date):
        pair = _comparable_moments(left, right)
    else:
        pair = _comparable_amounts(left, right)
    if pair is None:
        raise ValueFault(f"{kind_of(left)}与{kind_of(right)}不能比较大小")
    return pair


def _comparable_amounts(left: Any, right: Any) -> tuple[Any, Any] | None:
    left, right = (value.days if isinstance(value, timedelta) else value for value in (left, right))
    if isinstance(left, bool) or isinstance(right, bool):
        return None
    number, other = maybe_number(left), maybe_number(right)
    if number is not None and other is not None:
        return number, other
    return (left, right) if isinstance(left, str) and isinstance(right, str) else None


def contains(item: Any, container: Any) -> bool:
    """`item in container`: text in text, item of a list, name of an object; null holds nothing."""
    if container is None:
        return False
    if isinstance(container, str):
        return isinstance(item, str) and item in container
    if isinstance(container, dict):
        return isinstance(item, str | int | Decimal) and item in container
    if isinstance(container, list | tuple):
        return any(equal(item, each) for each in container)
    raise ValueFault(f"in 后面需要列表、对象或文字，而不是{kind_of(container)}")


def item_of(container: Any, key: Any) -> Any:
    """`container[key]`; null where there is no such item."""
    if container is None or key is None:
        return None
    if isinstance(container, Mapping):
        return container.get(key) if isinstance(key, str | int | Decimal) else None
    if not isinstance(container, list | tuple | str):
        raise ValueFault(f"{kind_of(container)}没有可取的项")
    position = maybe_number(key)
    if isinstance(key, str) or position is None or position != position.to_integral_value():
        raise ValueFault("列表的位置要用整数")
    return container[int(position)] if -len(container) <= position < len(container) else None
