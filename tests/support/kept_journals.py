"""Journals kept for ever: a case's diagrams, notices, acts and the facts they made, as one JSON file each.

`python -m tests.support.kept_journals` records those of `RECORDED` that are not there yet; it never writes over one.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.rules.notices import PUBLISHED, known_on
from tests.support.diagrams import (
    boundary,
    diagram,
    end,
    gateway,
    having,
    multi,
    node,
    script,
    start,
    sub,
    timer,
    user,
)
from tests.support.driver import Driver, definition
from workflow_app.engine.fold import Act, apply, new_case
from workflow_app.rules.calendar import Calendar, Notice, calendar_for, notice_to_json, read_notice
from workflow_app.rules.instants import iso, parse_instant

FOLDER = Path(__file__).resolve().parents[1] / "journals"
IN_2026 = tuple(notice for notice in PUBLISHED if notice.id == "CN-2026")
SPRING_2019 = next(notice for notice in PUBLISHED if notice.id == "CN-2019-05-amend")


def differences(kept: dict[str, Any]) -> list[int]:
    """The entries (from 1) whose acts, applied again, do not give the facts that were written."""
    notices = {row["id"]: read_notice(row["notice"], row["id"]) for row in kept["notices"]}

    def calendars(ids: tuple[str, ...]) -> Calendar:
        return calendar_for(tuple(notices[notice_id] for notice_id in ids))

    state = new_case(definition(*(text.encode() for text in kept["files"]), process=kept["process"]), calendars)
    found = []
    for seq, entry in enumerate(kept["entries"], start=1):
        act = Act(entry["kind"], parse_instant(entry["at"]), entry["actor"], entry["body"])
        if apply(state, act) != entry["facts"]:
            found.append(seq)
    return found


def _record(case: Driver, about: str, *contents: bytes) -> dict[str, Any]:
    entries = []
    for step in case.journal:
        act = {"kind": step.act.kind, "at": iso(step.act.at), "actor": step.act.actor, "body": step.act.body}
        entries.append({**act, "facts": step.facts})
    return {
        "about": about,
        "process": case.definition.process.id,
        "files": [content.decode() for content in contents],
        "notices": [{"id": notice.id, "notice": notice_to_json(notice)} for notice in case.known.values()],
        "entries": entries,
    }


def _begin(contents: list[bytes], data: dict[str, Any], at: str, notices: tuple[Notice, ...]) -> Driver:
    return Driver(definition(*contents), data, at=at, notices=notices, department="住建局")


def approval_with_default() -> dict[str, Any]:
    """Nobody asks for a correction in five working days: accepted as of receipt; then reviewed, sent back, decided."""
    parts = [
        start(), user("check", "审查材料", camunda_candidateGroups="窗口"),
        boundary("silent", "check", timer("working_days(5)")),
        script("deemed", "受理日期 = received_at\n视为受理 = true"),
        script("accept", "受理日期 = today()\n视为受理 = false"), user("review", "审查"), user("decide", "决定"),
        boundary("remind", "decide", timer("working_days(1)"), interrupting=False), user("report", "督办"),
        gateway("exclusive", "how", "是否退回"), end("granted", "准予许可"), end("refused", "不予许可"),
    ]  # fmt: skip
    flows = ["start -> check -> accept -> review -> decide -> how", "silent -> deemed -> review"]
    flows += ["remind -> report -> granted", "how -> review if 决定 == '退回'", "how -> refused if 决定 == '不予许可'"]
    flows += ["how -> granted default"]
    limits = {"promised_limit": "working_days(10)", "statutory_limit": "working_days(20, clock=statutory)",
              "clock_from": "受理日期"}  # fmt: skip
    content = diagram("permit", *parts, flows=flows, properties=limits, name="施工许可")
    case = _begin([content], {"面积": "120.5"}, "2026-09-28 10:00", IN_2026)
    case.claim("check", "zhang")
    case.advance("2026-10-15 09:30")
    case.complete("review", "li", 意见="材料齐全")
    case.advance("2026-10-19 16:00")
    case.complete("decide", "wang", 决定="退回", 理由="缺图纸")
    case.complete("review", "li", 意见="图纸已补")
    case.complete("decide", "wang", 决定="准予许可")
    case.complete("report", "zhao")
    case.add_statement("来函已存", "check#1")
    return _record(case, "correction default, send-back, reminder", content)


FEES = """<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="fees" name="fees" namespace="fees">
<decision id="fee" name="收费标准"><decisionTable id="t" hitPolicy="FIRST">
<input id="i"><inputExpression><text>面积</text></inputExpression></input><output id="o" name="费用"/>
<rule id="r1"><inputEntry><text>&lt;= 10</text></inputEntry><outputEntry><text>300</text></outputEntry></rule>
<rule id="r2"><inputEntry><text>-</text></inputEntry>
<outputEntry><text>300 + 20.05 * (面积 - 10)</text></outputEntry></rule>
</decisionTable></decision></definitions>
""".encode()


def _joint_diagram() -> bytes:
    """Departments give opinions within two working days of the visit; silence counts once the minutes are sealed."""
    give = user("give", "提出意见", camunda_candidateGroups="${department}")
    over = having(boundary("over", "give", timer("working_days(2)")), fires_when="纪要已盖章", **{"from": "勘踏日"})
    inside = sub("review", start("asked"), give, over, script("silent", "opinion = '视为同意'"), end("given"),
                 flows=["asked -> give -> given", "over -> silent -> given"])  # fmt: skip
    parts = [
        start(), user("visit", "联合勘踏"), gateway("parallel", "fork"), user("seal", "会议纪要盖章"),
        having(multi(inside, "departments"), outputElement="opinion", outputCollection="opinions"),
        gateway("parallel", "join"), user("decide", "决定"), gateway("exclusive", "how"), end(),
        node("businessRuleTask", "fee_of", "计费", camunda_decisionRef="fee", camunda_resultVariable="应收"),
    ]  # fmt: skip
    flows = ["start -> visit -> fork -> review -> join -> fee_of -> decide -> how", "fork -> seal -> join",
             "how -> visit if 退回", "how -> end default"]  # fmt: skip
    return diagram("permit", *parts, flows=flows, name="挖掘城市道路")


def joint_case() -> dict[str, Any]:
    """One department answers, two are silent: held until the minutes are sealed, then defaulted; a second round."""
    content = _joint_diagram()
    data = {"departments": ["公安局", "水务局", "城管局"], "面积": 12}
    case = _begin([content, FEES], data, "2026-10-09 09:00", IN_2026)
    case.complete("visit", "lead", 勘踏日="2026-10-09")
    case.advance("2026-10-13 09:00")
    case.complete("review[2]/give", "shui", opinion="同意，雨季停工")
    case.complete("seal", "lead", 纪要已盖章=True)
    case.complete("decide", "wang", 退回=True, 纪要已盖章=False)
    case.complete("visit", "lead", 勘踏日="2026-10-13")
    case.complete("seal", "lead", 纪要已盖章=True)
    case.complete("review[3]/give", "cheng", opinion="同意")
    case.complete("review[1]/give", "jiao", opinion="分段施工")
    case.advance("2026-10-16 09:00")
    case.complete("decide", "wang", 退回=False)
    return _record(case, "joint review: held, overtime default, second round, fee", content, FEES)


def notice_moves() -> dict[str, Any]:
    """The notice of 22 March 2019 makes 28 April a working day: a limit and both clocks move, one timer stays."""
    parts = [
        start(), gateway("parallel", "fork"), user("a", "初审"), user("b", "复审"), gateway("parallel", "join"), end(),
        boundary("late_a", "a", timer("working_days(26)")), boundary("late_b", "b", timer("working_days(5)")),
        gateway("exclusive", "after_a"), gateway("exclusive", "after_b"),
    ]  # fmt: skip
    flows = ["start -> fork -> a -> after_a -> join -> end", "fork -> b -> after_b -> join", "late_a -> after_a",
             "late_b -> after_b"]  # fmt: skip
    limits = {"promised_limit": "working_days(27)", "statutory_limit": "months(1, clock=statutory)"}
    content = diagram("permit", *parts, flows=flows, properties=limits, name="年检")
    case = _begin([content], {}, "2019-03-21 10:00", known_on("2019-03-21")[-2:])
    case.advance("2019-03-22 00:00")
    case.learn(SPRING_2019)
    case.complete("b", "li")
    case.advance("2019-04-29 09:00")
    return _record(case, "a notice shortens a running limit", content)


RECORDED: dict[str, Callable[[], dict[str, Any]]] = {
    "approval-with-default": approval_with_default,
    "joint-case": joint_case,
    "notice-moves": notice_moves,
}


def tampered(kept: dict[str, Any]) -> dict[str, Any]:
    """A department's silence made an answer, as somebody might who rewrites facts and computes the chain anew."""
    changed = json.loads(json.dumps(kept, ensure_ascii=False).replace("视为同意", "不同意"))
    return {**kept, "about": "tampered with: silence made an objection", "entries": changed["entries"]}


def main() -> None:
    """Record what is not recorded yet."""
    FOLDER.mkdir(exist_ok=True)
    for name, make in RECORDED.items():
        _write(FOLDER / f"{name}.json", make)
    joint = json.loads((FOLDER / "joint-case.json").read_text("utf-8"))
    _write(FOLDER / "tampered-joint-case.json", lambda: tampered(joint))


def _write(path: Path, make: Callable[[], dict[str, Any]]) -> None:
    if not path.exists():
        path.write_text(json.dumps(make(), ensure_ascii=False, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
