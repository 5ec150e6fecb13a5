"""How times, limits, roles and states are said on a page."""

from __future__ import annotations

import re
from datetime import date, datetime

from workflow_app.rules.instants import SHANGHAI, parse_instant
from workflow_app.web.pages.translation import _, _l

WEEKDAYS = (_l("周一"), _l("周二"), _l("周三"), _l("周四"), _l("周五"), _l("周六"), _l("周日"))
ROLES = {
    "applicant": _l("申请人"),
    "clerk": _l("窗口工作人员"),
    "window_lead": _l("窗口负责人"),
    "analyst": _l("流程设计人员"),
    "auditor": _l("审计人员"),
    "supervisor": _l("监察人员"),
    "administrator": _l("系统管理员"),
}
STATUSES = {
    "open": _l("办理中"),
    "completed": _l("已办结"),
    "withdrawn": _l("已撤回"),
    "terminated": _l("已终止"),
}
UNITS = {
    "working_days": _l("%(n)s 个工作日"),
    "working_day": _l("%(n)s 个工作日"),
    "calendar_days": _l("%(n)s 日"),
    "calendar_day": _l("%(n)s 日"),
    "months": _l("%(n)s 个月"),
    "month": _l("%(n)s 个月"),
    "hours": _l("%(n)s 小时"),
    "hour": _l("%(n)s 小时"),
}
CLOCKS = {"promised": _l("承诺时限"), "statutory": _l("法定时限")}
RULE = re.compile(r"\s*(\w+)\(\s*(\d+)\s*(?:,.*)?\)\s*")


def moment_of(value: datetime | str) -> datetime:
    """An instant given as such or as ISO text, in the centre's zone."""
    return parse_instant(value) if isinstance(value, str) else value.astimezone(SHANGHAI)


def day_words(value: date | datetime | str, now: datetime) -> str:
    """`10月9日 周五`; the year is said when it is not this one."""
    day = _day_of(value)
    said = {"month": day.month, "day": day.day, "weekday": WEEKDAYS[day.weekday()]}
    if day.year == now.year:
        return _("%(month)d月%(day)d日 %(weekday)s", **said)
    return _("%(year)d年%(month)d月%(day)d日 %(weekday)s", year=day.year, **said)


def moment_words(value: datetime | str, now: datetime) -> str:
    """`10月9日 17:30`; the year is said when it is not this one."""
    moment = moment_of(value)
    said = {"month": moment.month, "day": moment.day, "time": time_words(moment)}
    if moment.year == now.year:
        return _("%(month)d月%(day)d日 %(time)s", **said)
    return _("%(year)d年%(month)d月%(day)d日 %(time)s", year=moment.year, **said)


def time_words(value: datetime | str) -> str:
    """`17:30`; the end of a day is said as 24:00."""
    moment = moment_of(value)
    return "24:00" if (moment.hour, moment.minute, moment.second) == (23, 59, 59) else f"{moment:%H:%M}"


def _day_of(value: date | datetime | str) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value[:10])
    return moment_of(value).date() if isinstance(value, datetime) else value


def rule_words(rule: str) -> str:
    """A time rule as a clerk says it: `working_days(2)` is `2 个工作日`; what is no plain rule stays as written."""
    found = RULE.fullmatch(rule or "")
    if not found or found[1] not in UNITS:
        return rule or ""
    return str(UNITS[found[1]]) % {"n": found[2]}


def role_words(role: str) -> str:
    """A role's name."""
    return str(ROLES.get(role, role))


def status_words(status: str) -> str:
    """A case's state."""
    return str(STATUSES.get(status, status))


def clock_words(clock: str) -> str:
    """Which of a case's two clocks."""
    return str(CLOCKS.get(clock, clock))


def remaining_words(state: str, working_days: int | None, hours: int) -> str:
    """How much time is left or by how much it was missed. `hours` is the whole hours between now and the deadline."""
    if state == "late":
        return _late(working_days, hours)
    if working_days:
        return _("剩 %(n)d 个工作日", n=working_days)
    return _("剩 %(n)d 小时", n=hours) if hours else _("不到 1 小时")


def _late(working_days: int | None, hours: int) -> str:
    if working_days:
        return _("已超时 %(n)d 个工作日", n=working_days)
    return _("已超时 %(n)d 小时", n=hours) if hours else _("刚刚超时")
