"""A time limit's rule as data: unit, number, clock; its text and JSON forms, without any expression in it."""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import Any, Literal, NoReturn, get_args

from workflow_app.errors import RuleRefused
from workflow_app.rules.instants import SHANGHAI, iso
from workflow_app.rules.notices import FIRST_YEAR, LAST_YEAR, shown

Unit = Literal["working_day", "calendar_day", "month", "hour", "until", "duration"]
Clock = Literal["business", "statutory"]

MOST = 10_000
# How a rule is written (CONTRACT "Diagrams", timers) and the unit it means.
UNIT_OF: dict[str, Unit] = {
    "working_days": "working_day",
    "calendar_days": "calendar_day",
    "months": "month",
    "hours": "hour",
}
WRITTEN = {unit: name for name, unit in UNIT_OF.items()}

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})?"
)
_DURATION = re.compile(
    r"P(?=[0-9T])(?:([0-9]{1,9})Y)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})W)?(?:([0-9]{1,9})D)?"
    r"(?:T(?=[0-9])(?:([0-9]{1,9})H)?(?:([0-9]{1,9})M)?(?:([0-9]{1,9})S)?)?"
)


@dataclass(frozen=True, slots=True)
class Rule:
    """A time limit, without its start: the date is always derived (`deadlines.derive`), never kept.

    `n` counts units (0 to 10,000). Unit ``until`` keeps in `until` an ISO date (close of that day) or instant; unit
    ``duration`` keeps in `duration` an ISO 8601 duration of exact elapsed time. `clock` says when the last day ends:
    ``business`` at the hall's closing time, ``statutory`` at 24:00, written 23:59:59 (DOMAIN 3.2).
    Every instance is valid: making a wrong one raises RuleRefused.
    """

    unit: Unit
    n: int = 0
    clock: Clock = "business"
    until: str | None = None
    duration: str | None = None

    def __post_init__(self) -> None:
        if self.unit not in get_args(Unit):
            refuse_rule(self.unit, f"没有时间单位 {shown(self.unit)}", f"there is no unit {shown(self.unit)}")
        if self.clock not in get_args(Clock):
            _refuse_clock(self.clock)
        whole_number(self.n, self.unit)
        self._check_words()

    def _check_words(self) -> None:
        if (self.until is not None) != (self.unit == "until") or (self.duration is not None) != (
            self.unit == "duration"
        ):
            refuse_rule(self.unit, "until 与 duration 只用于各自的单位", "until and duration belong to their own units")
        if self.until is not None and point_in_time(self.until) != self.until:
            refuse_rule(self.until, "不是日期，也不是带时区的时刻", "neither a date nor an instant with an offset")
        if self.duration is not None and (not is_duration(self.duration) or self.clock != "business"):
            refuse_rule(self.duration, "不是 ISO 8601 时长", "not an ISO 8601 duration")


def rule_to_json(rule: Rule) -> dict[str, Any]:
    """The rule as plain JSON values; `rule_from_json` of it gives the same rule."""
    written: dict[str, Any] = {"unit": rule.unit, "clock": rule.clock}
    if rule.unit == "until":
        return written | {"until": rule.until}
    if rule.unit == "duration":
        return written | {"duration": rule.duration}
    return written | {"n": rule.n}


def rule_from_json(value: Any) -> Rule:
    """Read what `rule_to_json` wrote. Raises RuleRefused for anything else."""
    if not isinstance(value, dict) or not {"unit"} <= set(value) <= {"unit", "n", "clock", "until", "duration"}:
        refuse_rule(value, "不是期限规则", "not a time rule")
    return Rule(**value)


def rule_text(rule: Rule) -> str:
    """The rule as one writes it in a diagram, with its numbers worked out: ``working_days(20, clock=statutory)``."""
    if rule.duration is not None:
        return rule.duration
    clock = "" if rule.clock == "business" else f", clock={rule.clock}"
    if rule.until is not None:
        return f'until("{rule.until}"{clock})'
    return f"{WRITTEN[rule.unit]}({rule.n}{clock})"


def point_in_time(text: str) -> str | None:
    """The canonical text of an ISO date or instant (a naive one is Asia/Shanghai), None if `text` is neither.

    Raises RuleRefused if it has the shape of one but no such day or time exists, or not within 1990-2200.
    """
    if not isinstance(text, str) or not (_DATE.fullmatch(text) or _INSTANT.fullmatch(text)):
        return None
    try:
        moment = dt.datetime.fromisoformat(text)
        local = moment.replace(tzinfo=SHANGHAI) if moment.tzinfo is None else moment.astimezone(SHANGHAI)
    except (ValueError, OverflowError):
        refuse_rule(text, "没有这样的日期或时刻", "there is no such date or time")
    if not FIRST_YEAR <= local.year <= LAST_YEAR:
        refuse_rule(
            text,
            f"年份应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间",
            f"the year must lie between {FIRST_YEAR} and {LAST_YEAR}",
        )
    return text if _DATE.fullmatch(text) else iso(local)


def is_duration(text: str) -> bool:
    """Whether the text is an ISO 8601 duration in whole numbers, e.g. ``P5D``, ``PT48H``, ``P1M``."""
    return isinstance(text, str) and _DURATION.fullmatch(text) is not None


def duration_parts(text: str) -> tuple[int, int]:
    """The months and the seconds of an ISO 8601 duration; a month has no fixed length, so they are kept apart."""
    match = _DURATION.fullmatch(text)
    if match is None:
        refuse_rule(text, "不是 ISO 8601 时长", "not an ISO 8601 duration")
    years, months, weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return years * 12 + months, ((weeks * 7 + days) * 24 + hours) * 3600 + minutes * 60 + seconds


def whole_number(value: Any, rule: str) -> int:
    """`value` as a whole number from 0 to 10,000. Raises RuleRefused otherwise (a truth value is no number)."""
    if isinstance(value, bool) or not isinstance(value, int):
        refuse_rule(
            rule, f"数量应为整数，而不是 {shown(value)}", f"the number must be a whole number, not {shown(value)}"
        )
    if not 0 <= value <= MOST:
        refuse_rule(rule, f"数量应在 0 至 {MOST} 之间", f"the number must lie between 0 and {MOST}")
    return value


def refuse_rule(rule: object, zh: str, en: str) -> NoReturn:
    """Raise RuleRefused with the rule as written and the reason in both languages."""
    raise RuleRefused(rule=(rule if isinstance(rule, str) else repr(rule))[:200], reason={"zh": zh, "en": en})


def _refuse_clock(clock: object) -> NoReturn:
    refuse_rule(clock, "clock 只能是 business 或 statutory", "clock is either business or statutory")
