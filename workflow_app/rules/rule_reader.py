"""Reading a timer's text from a diagram: a rule, ISO 8601, or an expression that gives one (CONTRACT "Timers")."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NoReturn, cast

from workflow_app.errors import Refusal, RuleRefused
from workflow_app.rules.instants import SHANGHAI
from workflow_app.rules.notices import shown
from workflow_app.rules.time_rules import (
    UNIT_OF,
    Clock,
    Rule,
    is_duration,
    point_in_time,
    refuse_rule,
    whole_number,
)

Evaluate = Callable[[str], Any]

LONGEST_RULE = 1_000
KNOWN = "working_days(n), calendar_days(n), months(n), hours(n), until(date), P5D, 2026-10-09"

_CALL = re.compile(r"(working_days|calendar_days|months|hours|until)\s*\((.*)\)", re.DOTALL)
_WHOLE = re.compile(r"[0-9]{1,12}")
_CLOCK = re.compile(r"clock\s*=(?!=)\s*(.*)", re.DOTALL)
_CYCLE = re.compile(r"R[0-9]*/.*", re.DOTALL)


def parse_rule(text: str, evaluate: Evaluate) -> Rule:
    """Read a timer's text; numbers, dates, or the whole of it may be expressions, which `evaluate(source)` works out.

    ``evaluate`` may give int, Decimal, date, datetime (naive: Asia/Shanghai) or text in one of the literal forms.
    Raises RuleRefused with the reason, also when an expression is refused.
    """
    if not isinstance(text, str) or len(text) > LONGEST_RULE:
        refuse_rule(
            text, f"规则应为至多 {LONGEST_RULE} 字的文字", f"a rule is text of at most {LONGEST_RULE} characters"
        )
    source = _bare(text)
    if not source:
        refuse_rule(text, f"规则为空；可用：{KNOWN}", f"the rule is empty; there are: {KNOWN}")
    return _literal(source, evaluate) or _from_value(_worked_out(source, evaluate, text), text)


def _literal(source: str, evaluate: Evaluate) -> Rule | None:
    """The rule if the text is one as it stands, None if it must be an expression."""
    call = _CALL.fullmatch(source)
    arguments = _arguments(call[2]) if call else None
    if call and arguments is not None:
        return _from_call(call[1], arguments, source, evaluate)
    if is_duration(source):
        return Rule("duration", duration=source)
    if _CYCLE.fullmatch(source):
        refuse_rule(source, "不支持循环定时", "repeating timers are not supported")
    point = point_in_time(source)
    return None if point is None else Rule("until", until=point)


def _from_call(name: str, arguments: list[str], source: str, evaluate: Evaluate) -> Rule:
    clocks = [match[1] for match in map(_CLOCK.fullmatch, arguments) if match]
    values = [argument for argument in arguments if not _CLOCK.fullmatch(argument)]
    if len(values) != 1 or not values[0] or len(clocks) > 1:
        refuse_rule(
            source,
            f"{name} 应有一个参数，另可加 clock=statutory",
            f"{name} takes one argument, and clock=statutory if wanted",
        )
    # Rule itself refuses a clock that does not exist.
    clock = cast(Clock, _unquoted(clocks[0])) if clocks else "business"
    value = _bare(values[0])
    if name == "until":
        return Rule("until", clock=clock, until=_point(value, evaluate, source))
    return Rule(UNIT_OF[name], _number(value, evaluate, source), clock)


def _number(value: str, evaluate: Evaluate, source: str) -> int:
    if _WHOLE.fullmatch(value):
        return whole_number(int(value), source)
    number = _worked_out(value, evaluate, source)
    if isinstance(number, (Decimal, float)) and _is_whole(number):
        number = int(number)
    return whole_number(number, source)


def _is_whole(number: Decimal | float) -> bool:
    # Bounded before int(): Decimal("1E+999999") is whole, and a million digits long.
    exact = Decimal(number)
    return exact.is_finite() and abs(exact) < 10**12 and exact == exact.to_integral_value()


def _point(value: str, evaluate: Evaluate, source: str) -> str:
    point = point_in_time(value) or _point_of(_worked_out(value, evaluate, source))
    if point is None:
        refuse_rule(source, "until 需要日期或时刻", "until needs a date or an instant")
    return point


def _point_of(value: Any) -> str | None:
    """The canonical text of a date, datetime or ISO text that an expression gave."""
    if isinstance(value, dt.datetime):
        aware = value if value.tzinfo is not None else value.replace(tzinfo=SHANGHAI)
        return point_in_time(aware.replace(microsecond=0).isoformat())
    return point_in_time(value.isoformat() if isinstance(value, dt.date) else value)


def _from_value(value: Any, text: str) -> Rule:
    """The rule an expression gave: a point in time, or text that is a rule as it stands; nothing is evaluated twice."""
    if isinstance(value, str):
        rule = _literal(_bare(value), _refuse_second_evaluation)
        if rule is not None:
            return rule
    point = _point_of(value)
    if point is None:
        refuse_rule(
            text, f"结果 {shown(value)} 不是期限；可用：{KNOWN}", f"{shown(value)} is no time limit; there are: {KNOWN}"
        )
    return Rule("until", until=point)


def _refuse_second_evaluation(source: str) -> NoReturn:
    refuse_rule(
        source, "由表达式得出的规则中不能再含表达式", "a rule that came from an expression may not contain another"
    )


def _worked_out(source: str, evaluate: Evaluate, text: str) -> Any:
    try:
        return evaluate(source)
    except RuleRefused:
        raise
    except Refusal as refusal:
        zh, en = refusal.message("zh"), refusal.message("en")
        raise RuleRefused(
            rule=text[:200], reason={"zh": f"{zh}可用：{KNOWN}", "en": f"{en} There are: {KNOWN}"}
        ) from refusal


def _bare(text: str) -> str:
    """Without quotes and ``${…}`` around the whole of it."""
    text = text.strip()
    while (inner := _unwrapped(_unquoted(text))) != text:
        text = inner
    return text


def _unwrapped(text: str) -> str:
    whole = text.startswith("${") and text.endswith("}") and "${" not in text[2:]
    return text[2:-1].strip() if whole else text


def _unquoted(text: str) -> str:
    quoted = len(text) >= 2 and text[0] in "\"'" and text[-1] == text[0] and text[0] not in text[1:-1]
    return text[1:-1].strip() if quoted else text


def _arguments(text: str) -> list[str] | None:
    """The parts between commas that stand outside brackets and quotes; None if the brackets do not match."""
    parts, depth, quote, begin = [], 0, "", 0
    for place, character in enumerate(text):
        if quote:
            quote = "" if character == quote and text[place - 1] != "\\" else quote
        elif character in "\"'":
            quote = character
        else:
            depth += (character in "([{") - (character in ")]}")
            if depth < 0:
                return None
            if character == "," and depth == 0:
                parts.append(text[begin:place].strip())
                begin = place + 1
    return None if depth or quote else [*parts, text[begin:].strip()]
