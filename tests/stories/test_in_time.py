"""Time, from outside: what arrives when, notices that move deadlines, a sandbox's clock."""

from __future__ import annotations

import json
from typing import Any

from tests.stories.test_unseen_diagrams import TIMER
from tests.support.outside import Outside

DUE = "2026-10-12T17:30:00+08:00"


def _asked(centre: Outside) -> Any:
    assert centre.deploy("joint_opinions.bpmn", "written_decision.bpmn").status == 201
    case = centre.start("joint_opinions", {"departments": ["甲局", "乙局"]})
    return centre.complete(case, "T0", {})


def _waiting(centre: Outside, rule: str) -> Any:
    """A case that waits for one timer."""
    deployed = centre.deploy_files({"t.bpmn": TIMER.format(id="waiting", tag="timeDuration", text=rule).encode()})
    assert deployed.status == 201
    return centre.start("waiting", {})


def _notice(centre: Outside, name: str, published: str, *off: str) -> tuple[int, Any, str]:
    """Load a notice that makes days free."""
    days = [{"name": "临时放假", "date": day, "isOffDay": True} for day in off]
    notice = {"year": 2026, "published": published, "document": f"测试 {name}", "papers": [], "days": days}
    file = centre.folder / f"{name}.json"
    file.write_text(json.dumps(notice, ensure_ascii=False), "utf-8")
    return centre.command("calendar", "load", str(file))


def test_an_act_at_exactly_the_deadline_is_in_time_whenever_it_is_entered(sandbox: Outside) -> None:
    case = _asked(sandbox)
    sandbox.wind_to("2026-10-12T17:30:00")
    task = case["open_tasks"][0]["id"]
    answer = sandbox.call("POST", f"/tasks/{task}/complete", {"data": {"opinion": "同意"}, "received_at": DUE})
    assert answer.status == 200


def test_an_act_after_the_deadline_is_too_late_and_may_only_be_attached(sandbox: Outside) -> None:
    case = _asked(sandbox)
    sandbox.wind_to("2026-10-12T17:40:00")
    task = case["open_tasks"][0]["id"]
    assert sandbox.call("POST", f"/tasks/{task}/complete", {"data": {}}).status == 409
    statement = {"task": task, "text": "迟到的意见", "attachments": []}
    assert sandbox.call("POST", f"/cases/{case['number']}/statements", statement).status == 201


def test_a_deadline_passes_at_its_own_time_though_it_is_found_later(sandbox: Outside) -> None:
    case = _asked(sandbox)
    sandbox.wind_to("2026-10-20T09:00:00")
    fired = [entry for entry in sandbox.journal(case) if entry["kind"] == "timer_fired"]
    assert [entry["at"] for entry in fired] == [DUE, DUE]


def test_a_notice_moves_open_deadlines_and_the_journal_says_so(sandbox: Outside) -> None:
    case = _waiting(sandbox, "working_days(1)")
    old, new = "2026-10-10T17:30:00+08:00", "2026-10-12T17:30:00+08:00"
    status, document, _ = _notice(sandbox, "today", "2026-10-09", "2026-10-10", "2026-10-11")
    assert status == 0
    assert document["recalculated"] == [{"case": case["number"], "timer": "t#1", "old": old, "new": new}]
    moved = sandbox.journal(case)[-1]
    assert (moved["kind"], moved["body"]["old"], moved["body"]["new"]) == ("timer_moved", old, new)


def test_winding_the_clock_on_steps_through_a_notice_on_the_morning_of_its_day(sandbox: Outside) -> None:
    case = _waiting(sandbox, "working_days(3)")
    status, document, _ = _notice(sandbox, "later", "2026-10-12", "2026-10-13")
    assert (status, document["recalculated"]) == (0, [])
    sandbox.wind_to("2026-10-20T09:00:00")
    entries = [(entry["kind"], entry["at"]) for entry in sandbox.journal(case)[1:]]
    assert entries == [
        ("notice_known", "2026-10-12T00:00:00+08:00"),
        ("timer_moved", "2026-10-12T00:00:00+08:00"),
        ("timer_fired", "2026-10-14T17:30:00+08:00"),
    ]


def test_winding_the_clock_on_fires_timers_that_were_armed_on_the_way(sandbox: Outside) -> None:
    chain = TIMER.replace('sourceRef="t" targetRef="e"', 'sourceRef="t" targetRef="u"').replace(
        '<endEvent id="e"/>',
        '<intermediateCatchEvent id="u"><timerEventDefinition><timeDuration>P1D</timeDuration></timerEventDefinition>'
        '</intermediateCatchEvent><endEvent id="e"/><sequenceFlow id="h" sourceRef="u" targetRef="e"/>',
    )
    content = chain.format(id="chain", tag="timeDuration", text="working_days(1)").encode()
    assert sandbox.deploy_files({"chain.bpmn": content}).status == 201
    case = sandbox.start("chain", {})
    sandbox.wind_to("2026-10-20T09:00:00")
    at = [entry["at"] for entry in sandbox.journal(case)[1:]]
    assert at == ["2026-10-10T17:30:00+08:00", "2026-10-11T17:30:00+08:00"]


def test_a_deadline_is_explained_day_by_day(sandbox: Outside) -> None:
    case = _waiting(sandbox, "working_days(3)")
    lines = sandbox.call("GET", f"/cases/{case['number']}/explain?timer=t#1").body["lines"]
    counted = [line["date"] for line in lines if line["counts"]]
    # The Saturday is worked in place of a day of the National Day holiday.
    assert counted == ["2026-10-10", "2026-10-12", "2026-10-13"]


def test_the_clock_is_not_turned_back(sandbox: Outside) -> None:
    assert sandbox.call("PUT", "/clock", {"now": "2026-10-09T08:00:00+08:00"}).status == 409
