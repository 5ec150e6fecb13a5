"""The functions of the expression language, every one bounded; `FUNCTIONS` is the whole list.

today() and now() are the moment the evaluation was asked for, never the machine's clock.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from types import MappingProxyType
from typing import Any

from workflow_app.engine.expression_operators import equal, ordered
from workflow_app.engine.expression_values import (
    CONTEXT,
    MAX_TEXT,
    ValueFault,
    as_day,
    as_number,
    aware,
    decimal_text,
    exact,
    kind_of,
)

MAX_DAYS = 100_000
MAX_PLACES = 10
# Three digits of exponent at most: 1E9999999 would be a number of ten million digits.
NUMBER_TEXT = re.compile(r"[+-]?[0-9]{1,40}(\.[0-9]{0,50})?([eE][+-]?[0-9]{1,3})?")


def length(value: Any) -> int:
    """len(x): characters of text, items of a list or object; 0 for null."""
    if value is None:
        return 0
    if isinstance(value, str | list | tuple | dict):
        return len(value)
    raise ValueFault(f"len() 不能用于{kind_of(value)}")


def to_date(value: Any) -> date | None:
    """date("2026-10-09"): the day of ISO text or of an instant; null stays null."""
    day = as_day(value)
    if day is None and value is not None:
        raise ValueFault(f"“{str(value)[:40]}”不是存在的日期，应写作 2026-10-09")
    return day


def to_days(value: Any) -> timedelta:
    """days(n): n whole days to add to a date."""
    return timedelta(days=_whole(value, MAX_DAYS))


def _whole(value: Any, limit: int) -> int:
    number = as_number(value)
    if number != number.to_integral_value() or abs(number) > limit:
        raise ValueFault(f"这里需要不超过 {limit} 的整数")
    return int(number)


def smallest(*values: Any) -> Any:
    """min(a, b, …) or min(list): nulls are left out; null when nothing is left."""
    return _extreme(_items(values), lambda new, best: new < best)


def largest(*values: Any) -> Any:
    """max(a, b, …) or max(list): nulls are left out; null when nothing is left."""
    return _extreme(_items(values), lambda new, best: new > best)


def _items(values: tuple[Any, ...]) -> list[Any]:
    """The arguments themselves, or what the one list among them holds; without nulls."""
    if len(values) == 1 and (values[0] is None or isinstance(values[0], list | tuple)):
        values = tuple(values[0] or ())
    return [value for value in values if value is not None]


def _extreme(values: list[Any], better: Callable[[Any, Any], bool]) -> Any:
    best = values[0] if values else None
    for value in values[1:]:
        pair = ordered(value, best)
        best = value if pair is not None and better(*pair) else best
    return best


def total(*values: Any) -> Decimal:
    """sum(list) or sum(a, b, …): nulls are left out; 0 when nothing is left."""
    result = Decimal(0)
    for value in _items(values):
        result = CONTEXT.add(result, as_number(value))
    return exact(result)


def absolute(value: Any) -> Decimal:
    """abs(x)."""
    return CONTEXT.abs(as_number(value))


def rounded(value: Any, places: Any = 0) -> Decimal:
    """round(x, places): commercial rounding, half away from zero; -10 to 10 places."""
    return _quantized(value, places, ROUND_HALF_UP)


def floored(value: Any, places: Any = 0) -> Decimal:
    """floor(x, places): down to the next number of so many places."""
    return _quantized(value, places, ROUND_FLOOR)


def ceiled(value: Any, places: Any = 0) -> Decimal:
    """ceil(x, places): up to the next number of so many places (不足一…按一…计)."""
    return _quantized(value, places, ROUND_CEILING)


def _quantized(value: Any, places: Any, rounding: str) -> Decimal:
    unit = Decimal(1).scaleb(-_whole(places, MAX_PLACES))
    # plus: no negative zero
    return exact(CONTEXT.plus(as_number(value).quantize(unit, rounding, CONTEXT)))


def to_text(value: Any) -> str:
    """str(x): as a person writes it; "" for null."""
    if value is None or isinstance(value, bool):
        return {None: "", True: "true", False: "false"}[value]
    if isinstance(value, int | float | Decimal):
        return decimal_text(as_number(value))
    if isinstance(value, datetime | date):
        return aware(value).isoformat() if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, str) and len(value) <= MAX_TEXT:
        return value
    raise ValueFault(f"str() 不能用于{kind_of(value)}")


def to_number(value: Any) -> Decimal | None:
    """number("12.50"): text as an exact decimal; null stays null."""
    if value is None:
        return None
    if not isinstance(value, str):
        return as_number(value)
    text = unicodedata.normalize("NFKC", value[: MAX_TEXT + 1]).strip()
    if not NUMBER_TEXT.fullmatch(text):
        raise ValueFault(f"“{value[:40]}”不是数字")
    return exact(Decimal(text))


def starts_with(text: Any, beginning: Any) -> bool:
    """startswith(text, beginning); false when either is null."""
    if text is None or beginning is None:
        return False
    if isinstance(text, str) and isinstance(beginning, str):
        return text.startswith(beginning)
    raise ValueFault("startswith() 需要两段文字")


def count(values: Any, *wanted: Any) -> int:
    """count(list): items that are not null. count(list, x): items equal to x."""
    if values is not None and not isinstance(values, list | tuple):
        raise ValueFault(f"count() 需要列表，而不是{kind_of(values)}")
    if len(wanted) > 1:
        raise ValueFault("count() 最多两个参数")
    return sum(equal(value, wanted[0]) if wanted else value is not None for value in values or ())


def any_of(*values: Any) -> bool:
    """any(list) or any(a, b, …): is one of them true?"""
    return any(_items(values))


def all_of(*values: Any) -> bool:
    """all(list) or all(a, b, …): are all of them true? A null is not."""
    listed = values[0] if len(values) == 1 and isinstance(values[0], list | tuple) else values
    return all(listed)


FUNCTIONS: Mapping[str, Callable[..., Any]] = MappingProxyType({
    "len": length, "date": to_date, "days": to_days, "min": smallest, "max": largest, "sum": total, "abs": absolute,
    "round": rounded, "floor": floored, "ceil": ceiled, "str": to_text, "number": to_number, "startswith": starts_with,
    "count": count, "any": any_of, "all": all_of,
})  # fmt: skip
# Without arguments; the evaluator hands them the moment it was asked for.
CLOCK_FUNCTIONS: Mapping[str, Callable[[datetime], Any]] = MappingProxyType({"today": as_day, "now": aware})
