"""The journal in sentences: who did what, and what the diagram made of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from workflow_app.web.pages.translation import _
from workflow_app.web.pages.wording import clock_words, moment_words, rule_words

Entry = Mapping[str, Any]
Fact = Mapping[str, Any]
# The element id at the end of a key: `review[2]/give_opinion#1`.
LAST_ELEMENT = re.compile(r"(?:.*/)?([^/#\[]*)[^/]*")


@dataclass(frozen=True, slots=True)
class Names:
    """What the ids in a journal are called: people by user name, elements by id, tasks by key (name, group).

    `automatic` are the elements the centre carries out by itself: scripts, decisions.
    """

    people: Mapping[str, str] = field(default_factory=dict)
    elements: Mapping[str, str] = field(default_factory=dict)
    tasks: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    items: Mapping[str, str] = field(default_factory=dict)
    automatic: frozenset[str] = frozenset()

    def person(self, name: str) -> str:
        """Somebody's name; what the centre does by itself is said of the system."""
        return self.people.get(name) or (_("系统") if name in {"", "system"} else name)

    def element(self, fact: Fact) -> str:
        """An element's label on the diagram."""
        element = str(fact.get("element", ""))
        return self.elements.get(element) or element

    def task(self, key: str) -> str:
        """A task's name by its key; the element's name if the journal never opened it."""
        if key in self.tasks:
            return self.tasks[key][0]
        element = LAST_ELEMENT.sub(r"\1", key)
        return self.elements.get(element) or element


@dataclass(frozen=True, slots=True)
class Sentence:
    """One entry as a page tells it."""

    seq: int
    at: str
    kind: str
    text: str
    follows: tuple[str, ...]
    detail: Mapping[str, Any]


def tasks_named(entries: Iterable[Entry]) -> dict[str, tuple[str, str]]:
    """Name and group of every task the entries opened, by key."""
    facts = (fact for entry in entries for fact in entry["facts"])
    return {f["key"]: (str(f.get("name") or f["element"]), str(f.get("group") or "")) for f in facts if _opened(f)}


def _opened(fact: Fact) -> bool:
    return fact.get("fact") == "task_opened"


def tell(entries: Iterable[Entry], names: Names, now: datetime) -> list[Sentence]:
    """Each entry as a sentence with what followed from it, in the entries' order."""
    return [_tell_one(entry, names, now) for entry in entries]


def _tell_one(entry: Entry, names: Names, now: datetime) -> Sentence:
    say = ACTS.get(entry["kind"], _other)
    follows = (_follow(fact, entry, names, now) for fact in entry["facts"])
    detail = entry["body"].get("data") if entry["kind"] in {"task_completed", "case_started"} else None
    return Sentence(
        seq=entry["seq"],
        at=entry["at"],
        kind=entry["kind"],
        text=say(entry, names, now),
        follows=tuple(line for line in follows if line),
        detail=detail if isinstance(detail, Mapping) else {},
    )


def _follow(fact: Fact, entry: Entry, names: Names, now: datetime) -> str:
    say = FACTS.get(str(fact.get("fact")))
    return say(fact, entry, names, now) if say else ""


# --- what somebody did ----------------------------------------------------------------------------------------------


def _case_started(entry: Entry, names: Names, now: datetime) -> str:
    body = entry["body"]
    applicant = body.get("applicant", {}).get("name", "")
    item = names.items.get(body.get("item", ""), body.get("item", ""))
    who = names.person(entry["actor"])
    if who == applicant:
        return _("%(who)s申请“%(item)s”。", who=who, item=item)
    return _("%(who)s收下%(applicant)s的申请“%(item)s”。", who=who, applicant=applicant, item=item)


def _task_act(template: Callable[..., str]) -> Callable[[Entry, Names, datetime], str]:
    def say(entry: Entry, names: Names, now: datetime) -> str:
        body = entry["body"]
        return template(
            who=names.person(entry["actor"]),
            task=names.task(str(body.get("task", ""))),
            to=names.person(str(body.get("to", ""))),
        )

    return say


def _timer_fired(entry: Entry, names: Names, now: datetime) -> str:
    timer = names.task(str(entry["body"].get("timer", "")))
    due = entry["body"].get("due", entry["at"])
    silent = [_silent(fact, names) for fact in entry["facts"] if fact.get("fact") == "task_dropped"]
    if silent:
        return _(
            "截至%(due)s，%(who)s，按“%(timer)s”处理。",
            who="、".join(silent),
            due=moment_words(due, now),
            timer=timer,
        )
    return _("“%(timer)s”时限已到（%(due)s）。", timer=timer, due=moment_words(due, now))


def _silent(fact: Fact, names: Names) -> str:
    name, group = names.tasks.get(str(fact.get("key")), (names.element(fact), str(fact.get("group") or "")))
    said = {"group": group, "task": name}
    return _("%(group)s未办理“%(task)s”", **said) if group else _("“%(task)s”未办理", **said)


def _follow_not_needed(fact: Fact, names: Names) -> str:
    name, group = names.tasks.get(str(fact.get("key")), (names.element(fact), str(fact.get("group") or "")))
    said = {"group": group, "task": name}
    return _("%(group)s的“%(task)s”不再需要办理", **said) if group else _("“%(task)s”不再需要办理", **said)


def _timer_held(entry: Entry, names: Names, now: datetime) -> str:
    timer = names.task(str(entry["body"].get("timer", "")))
    return _("“%(timer)s”时限已到，但条件未满足，暂缓执行。", timer=timer)


def _timer_moved(entry: Entry, names: Names, now: datetime) -> str:
    return _("期限重新计算。")


def _notice_known(entry: Entry, names: Names, now: datetime) -> str:
    return _("放假通知 %(notice)s 公布。", notice=entry["body"].get("notice", ""))


def _message(entry: Entry, names: Names, now: datetime) -> str:
    return _("收到消息“%(name)s”。", name=entry["body"].get("name", ""))


def _service(entry: Entry, names: Names, now: datetime) -> str:
    return _("“%(name)s”返回结果。", name=names.task(str(entry["body"].get("wait", ""))))


def _statement(entry: Entry, names: Names, now: datetime) -> str:
    text = entry["body"].get("text", "")
    return _("%(who)s补充说明：%(text)s", who=names.person(entry["actor"]), text=text)


def _withdrawn(entry: Entry, names: Names, now: datetime) -> str:
    reason = entry["body"].get("reason") or _("未说明理由")
    return _("%(who)s撤回申请：%(reason)s。", who=names.person(entry["actor"]), reason=str(reason).rstrip("。"))


def _other(entry: Entry, names: Names, now: datetime) -> str:
    kind = str(entry["kind"])
    return _("%(who)s：%(act)s。", who=names.person(entry["actor"]), act=_other_acts().get(kind, kind))


def _other_acts() -> dict[str, str]:
    return {
        "outage_declared": _("宣布系统停机"),
        "clock_paused": _("暂停计时"),
        "clock_resumed": _("恢复计时"),
        "clock_extended": _("延长期限"),
        "default_voided": _("撤销超时默认"),
        "signer_added": _("加签"),
        "signer_removed": _("减签"),
        "sent_back": _("退回重办"),
        "act_withdrawn": _("撤回所办事项"),
        "case_migrated": _("流程换版"),
        "case_closed": _("办结"),
        "case_reopened": _("重新办理"),
    }


ACTS: dict[str, Callable[[Entry, Names, datetime], str]] = {
    "case_started": _case_started,
    "task_completed": _task_act(lambda **said: _("%(who)s办理了“%(task)s”。", **said)),
    "task_claimed": _task_act(lambda **said: _("%(who)s认领“%(task)s”。", **said)),
    "task_released": _task_act(lambda **said: _("%(who)s放回“%(task)s”待认领。", **said)),
    "task_delegated": _task_act(lambda **said: _("%(who)s把“%(task)s”交给%(to)s。", **said)),
    "timer_fired": _timer_fired,
    "timer_held": _timer_held,
    "timer_moved": _timer_moved,
    "notice_known": _notice_known,
    "message_received": _message,
    "service_completed": _service,
    "statement_added": _statement,
    "case_withdrawn": _withdrawn,
}


# --- what followed --------------------------------------------------------------------------------------------------


def _follow_done(fact: Fact, entry: Entry, names: Names, now: datetime) -> str:
    return _("自动完成“%(step)s”", step=names.element(fact)) if fact.get("element") in names.automatic else ""


def _follow_opened(fact: Fact, entry: Entry, names: Names, now: datetime) -> str:
    name, group = names.tasks.get(str(fact.get("key")), (names.element(fact), ""))
    return _("“%(task)s”交%(group)s办理", task=name, group=group) if group else _("“%(task)s”待办", task=name)


def _follow_dropped(fact: Fact, entry: Entry, names: Names, now: datetime) -> str:
    if entry["kind"] == "timer_fired":
        return ""  # the sentence itself says who stayed silent
    return _follow_not_needed(fact, names)


def _follow_armed(fact: Fact, entry: Entry, names: Names, now: datetime) -> str:
    said = {
        "timer": names.element(fact),
        "due": moment_words(fact["due"], now),
        "rule": rule_words(fact.get("rule", "")),
    }
    if fact.get("provisional"):
        return _("“%(timer)s”：%(rule)s，至%(due)s（暂定）", **said)
    return _("“%(timer)s”：%(rule)s，至%(due)s", **said)


def _follow_moved(fact: Fact, entry: Entry, names: Names, now: datetime) -> str:
    old, new = moment_words(fact["old"], now), moment_words(fact["new"], now)
    return _("“%(timer)s”由%(old)s改为%(new)s", timer=names.element(fact), old=old, new=new)


def _follow_held(fact: Fact, entry: Entry, names: Names, now: datetime) -> str:
    why = fact.get("why")
    return _("“%(timer)s”暂缓：%(why)s", timer=names.element(fact), why=why) if why else ""


def _follow_clock(fact: Fact, entry: Entry, names: Names, now: datetime) -> str:
    said = {"clock": clock_words(str(fact.get("clock"))), "rule": rule_words(str(fact.get("rule", "")))}
    if not fact.get("due"):
        return _("%(clock)s开始计时：%(rule)s", **said)
    return _("%(clock)s开始计时：%(rule)s，至%(due)s", due=moment_words(fact["due"], now), **said)


def _follow_clock_moved(fact: Fact, entry: Entry, names: Names, now: datetime) -> str:
    said = {"clock": clock_words(str(fact.get("clock"))), "old": moment_words(fact["old"], now)}
    return _("%(clock)s由%(old)s改为%(new)s", new=moment_words(fact["new"], now), **said)


def _follow_closed(fact: Fact, entry: Entry, names: Names, now: datetime) -> str:
    outcome = fact.get("outcome") or names.element(fact)
    return _("办件结束：%(outcome)s", outcome=names.elements.get(str(outcome), outcome))


def _follow_wait(fact: Fact, entry: Entry, names: Names, now: datetime) -> str:
    return _("等待“%(name)s”", name=names.element(fact))


FACTS: dict[str, Callable[[Fact, Entry, Names, datetime], str]] = {
    "element_done": _follow_done,
    "task_opened": _follow_opened,
    "task_dropped": _follow_dropped,
    "timer_armed": _follow_armed,
    "timer_moved": _follow_moved,
    "timer_held": _follow_held,
    "clock_started": _follow_clock,
    "clock_moved": _follow_clock_moved,
    "case_closed": _follow_closed,
    "wait_opened": _follow_wait,
}
