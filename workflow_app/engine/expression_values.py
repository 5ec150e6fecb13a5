"""The values of the expression language: exact numbers, dates, what goes back into JSON, size limits."""

from __future__ import annotations

import decimal
import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from workflow_app.rules.instants import SHANGHAI, iso

MAX_TEXT = 10_000
MAX_LIST = 10_000
MAX_NODES = 100_000
# As deep as the journal takes.
MAX_NESTING = 100
MAX_DIGITS = 30
JOURNAL_DIGITS = 15
DECIMAL_TEXT = re.compile(r"-?[0-9]{1,30}(\.[0-9]{1,50})?")
NUMERIC = frozenset({int, Decimal})
CONTAINERS = (list, tuple, dict)
CONTEXT = decimal.Context(
    prec=50,
    rounding=decimal.ROUND_HALF_EVEN,
    Emin=-999_999,
    Emax=999_999,
    traps=[decimal.InvalidOperation, decimal.DivisionByZero, decimal.Overflow],
)


class ValueFault(Exception):
    """A value cannot take part in the operation; the text says why, in Chinese. `where` is set by the evaluator."""

    where: Any = None


def known_value(value: Any) -> Any:
    """A value of case data as the language sees it: floats exact, anything that is no datum refused."""
    if value is None or isinstance(value, str | bool | int | date | timedelta | list | tuple | dict):
        return value
    if isinstance(value, float):
        return exact(Decimal(repr(value)))
    if isinstance(value, Decimal):
        return exact(value)
    raise ValueFault(f"这种数据（{type(value).__name__}）不能用在表达式里")


def exact(value: Decimal) -> Decimal:
    """The same number if it is finite and of a size a form could have asked for. Raises ValueFault."""
    if not value.is_finite() or (value and not -MAX_DIGITS - 20 <= value.adjusted() < MAX_DIGITS):
        raise ValueFault("数字超出范围")
    return value


def as_number(value: Any) -> Decimal:
    """A number or decimal text as an exact decimal. Raises ValueFault for everything else, null included."""
    number = maybe_number(value)
    if number is None:
        raise ValueFault(f"这里需要数字，而不是{kind_of(value)}")
    return number


def maybe_number(value: Any) -> Decimal | None:
    """As `as_number`, but None for what is no number."""
    kind = type(value)
    if kind is Decimal:
        return exact(value)
    if kind is int:
        if value.bit_length() > 110:
            raise ValueFault("数字超出范围")
        return Decimal(value)
    if kind is float:
        return exact(Decimal(repr(value)))
    return Decimal(value) if kind is str and DECIMAL_TEXT.fullmatch(value) else None


def kind_of(value: Any) -> str:
    """The Chinese word for a value's kind, for messages."""
    names: list[tuple[Any, str]] = [
        (type(None), "空值"), (bool, "是/否"), ((int, float, Decimal), "数字"), (str, "文字"), (datetime, "时刻"),
        (date, "日期"), (timedelta, "天数"), ((list, tuple), "列表"), (dict, "对象"),
    ]  # fmt: skip
    return next((name for kind, name in names if isinstance(value, kind)), "未知数据")


def as_day(value: Any) -> date | None:
    """The Shanghai day of a date, an instant or ISO text; None for anything else and for days that do not exist."""
    if isinstance(value, str):
        value = moment_of(value)
    if isinstance(value, datetime):
        return value.astimezone(SHANGHAI).date() if value.tzinfo else value.date()
    return value if isinstance(value, date) else None


def moment_of(text: str) -> date | datetime | None:
    """ISO text as the day or the aware instant it says; None if it says neither."""
    # fromisoformat alone would also take 20261009 and 2026-W41-5, which are rather numbers and codes.
    if not re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?:T[0-9:.]{5,15}(?:Z|[+-][0-9:]{2,6})?)?\Z", text):
        return None
    try:
        return date.fromisoformat(text) if len(text) == 10 else aware(datetime.fromisoformat(text))
    except ValueError:
        return None


def aware(moment: datetime) -> datetime:
    """A moment without offset is Shanghai's."""
    return moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)


def size(value: Any, limit: int) -> int:
    """How much is inside, counted through all levels (long text counts more); counting stops beyond `limit`."""
    if not isinstance(value, CONTAINERS):
        return 1 + len(value) // 100 if isinstance(value, str) else 1
    total = 1
    for each in value.values() if isinstance(value, dict) else value:
        total += size(each, limit - total)
        if total > limit:
            break
    return total


def decimal_text(value: Decimal) -> str:
    """A decimal without exponent: 1E+2 is 100."""
    return format(value, "f")


def plain(value: Any) -> Any:
    """A value as JSON keeps it in case data and journal: integral numbers of at most 15 digits as int, all other
    numbers as decimal text, dates and instants as ISO text, days as a number. Raises ValueFault if it is too large."""
    try:
        if size(value, MAX_NODES) > MAX_NODES:
            raise ValueFault("数据过大")
        return _plain(value, 0)
    except RecursionError:
        raise ValueFault("数据嵌套过深") from None


def _plain(value: Any, depth: int) -> Any:
    if depth > MAX_NESTING:
        raise ValueFault("数据嵌套过深")
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, dict):
        return {_plain_key(key): _plain(each, depth + 1) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each, depth + 1) for each in value]
    return _plain_scalar(value)


def _plain_key(key: Any) -> str:
    return key if isinstance(key, str) else str(_plain(key, 0))


def _plain_scalar(value: Any) -> Any:
    if isinstance(value, datetime):
        return iso(aware(value))
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, timedelta):
        return value.days
    number = as_number(known_value(value))
    if number == number.to_integral_value() and abs(number) < 10**JOURNAL_DIGITS:
        return int(number)
    return decimal_text(number)
