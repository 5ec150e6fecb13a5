"""Diagrams nobody here has seen, as plain editors write them: they deploy over HTTP and run as they are drawn."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest

from tests.support.outside import Outside


def _tasks(case: Any) -> list[tuple[str, str]]:
    return [(task["key"], task["group"]) for task in case["open_tasks"]]


def _elements(case: Any) -> list[str]:
    return [task["element"] for task in case["open_tasks"]]


def _asked(centre: Outside) -> Any:
    """A joint case in which three departments have been asked."""
    assert centre.deploy("joint_opinions.bpmn", "written_decision.bpmn").status == 201
    case = centre.start("joint_opinions", {"departments": ["规划局", "城管局", "公安局"]})
    return centre.complete(case, "T0", {})


def test_each_department_of_a_collection_gets_its_own_task_and_deadline(shared: Outside) -> None:
    case = _asked(shared)
    assert _tasks(case) == [
        ("review[1]/give#1", "规划局"),
        ("review[2]/give#1", "城管局"),
        ("review[3]/give#1", "公安局"),
    ]
    assert {timer["due"] for timer in case["timers"]} == {"2026-10-12T17:30:00+08:00"}


def test_silence_of_some_departments_lets_the_case_go_on_to_the_called_process(sandbox: Outside) -> None:
    case = sandbox.complete(_asked(sandbox), "give", {"opinion": "同意"}, nth=1)
    sandbox.wind_to("2026-10-12T17:30:00")
    assert _elements(sandbox.case(case)) == ["give", "give"]
    sandbox.wind_to("2026-10-12T17:30:01")
    case = sandbox.case(case)
    assert _tasks(case) == [("call/decide#1", "clerk")]
    assert case["data"]["opinions"] == [None, "同意", None]


@pytest.mark.parametrize(("said", "outcome"), [("同意", "准予"), ("不同意", "不予"), (None, "不予")])
def test_a_gateway_decides_by_chinese_names_and_values(shared: Outside, said: str | None, outcome: str) -> None:
    case = _asked(shared)
    for _ in range(3):
        case = shared.complete(case, "give", {})
    case = shared.complete(case, "decide", {"结论": said})
    assert (case["status"], case["outcome"]) == ("completed", outcome)


def test_a_join_in_a_loop_waits_for_everybody_in_every_round(shared: Outside) -> None:
    assert shared.deploy("send_back.bpmn").status == 201
    for orders in zip(permutations("abc"), reversed(list(permutations("abc"))), strict=True):
        case = shared.start("send_back", {})
        for order in orders:
            case = shared.complete(case, "draft", {})
            for branch in order:
                assert "judge" not in _elements(case)
                case = shared.complete(case, branch, {})
            assert _elements(case) == ["judge"]
            case = shared.complete(case, "judge", {"result": "退回" if order == orders[0] else "通过"})
        assert (case["status"], case["outcome"]) == ("completed", "办结")


def test_a_timer_on_a_process_inside_an_instance_reminds_that_department_alone(sandbox: Outside) -> None:
    assert sandbox.deploy("reminders.bpmn").status == 201
    case = sandbox.start("reminders", {"departments": ["甲局", "乙局", "丙局"]})
    case = sandbox.complete(case, "ask", {"opinion": "好"}, nth=1)
    sandbox.wind_to("2026-10-09T16:00:00")
    case = sandbox.case(case)
    assert _tasks(case) == [("mi[1]/remind#1", "clerk"), ("mi[3]/remind#1", "clerk")]
    case = sandbox.complete(sandbox.complete(case, "remind", {"opinion": "迟"}, nth=1), "remind", {})
    assert (case["status"], case["data"]["results"]) == ("completed", [None, "好", "迟"])


def test_of_message_and_timer_behind_an_event_gateway_the_first_wins(sandbox: Outside) -> None:
    assert sandbox.deploy("payment.bpmn").status == 201
    paid, unpaid = sandbox.start("payment_wait", {"no": "7"}), sandbox.start("payment_wait", {"no": "8"})
    message = {"name": "payment", "correlation": {"no": "7"}, "payload": {"amount": "12.50"}}
    assert sandbox.call("POST", "/messages", message).body == {"cases": [paid["number"]]}
    assert sandbox.call("POST", "/messages", message).status == 404
    sandbox.wind_to("2026-10-13T09:00:00")
    outcomes = [sandbox.case(case)["outcome"] for case in (paid, unpaid)]
    assert (outcomes, sandbox.case(paid)["data"]["amount"]) == (["已缴", "逾期"], "12.50")


@pytest.mark.parametrize(("area", "fee"), [(4, 6), (10, 100), (50, 100), (51, 102), (7.5, "11.25"), ("9", "13.5")])
def test_a_decision_table_says_the_fee(shared: Outside, area: Any, fee: Any) -> None:
    assert shared.deploy("fee.bpmn", "fee.dmn").status == 201
    assert shared.start("fee_payment", {"area": area})["data"]["fee"] == fee


TIMER = """<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="D" targetNamespace="http://x">
<process id="{id}" isExecutable="true"><startEvent id="s"/><intermediateCatchEvent id="t"><timerEventDefinition>
<{tag}>{text}</{tag}></timerEventDefinition></intermediateCatchEvent><endEvent id="e"/>
<sequenceFlow id="f" sourceRef="s" targetRef="t"/><sequenceFlow id="g" sourceRef="t" targetRef="e"/>
</process></definitions>"""
# What stands in the diagram, and where the deadline begins: the case starts a little after 9:00 on 2026-10-09.
RULES = [
    ("timeDuration", "PT5M", "2026-10-09T09:0"),
    ("timeDuration", '"P2D"', "2026-10-11T09:0"),
    ("timeDuration", "P1M", "2026-11-09T09:0"),
    ("timeDate", "2026-10-20T02:00:00Z", "2026-10-20T10:00:00"),
    ("timeDate", "'2026-10-20T10:00:00'", "2026-10-20T10:00:00"),
    ("timeDuration", "working_days(n)", "2026-10-13T17:30:00"),
    ("timeDate", "${working_days(3)}", "2026-10-13T17:30:00"),
    ("timeDuration", "working_days(3, clock=statutory)", "2026-10-13T23:59:59"),
    ("timeDuration", "calendar_days(1)", "2026-10-10T17:30:00"),
    ("timeDuration", "months(1)", "2026-11-09T17:30:00"),
    ("timeDuration", "hours(30)", "2026-10-10T15:0"),
    ("timeDate", "until(date(day) + days(2))", "2026-12-03T17:30:00"),
    ("timeDuration", "${length}", "2026-10-09T11:0"),
]


@pytest.mark.parametrize(("tag", "text", "due"), RULES, ids=[text for _, text, _ in RULES])
def test_a_timer_is_due_as_its_rule_says(shared: Outside, tag: str, text: str, due: str) -> None:
    item = f"timer_{[rule[1] for rule in RULES].index(text)}"
    answer = shared.deploy_files({"timer.bpmn": TIMER.format(id=item, tag=tag, text=text).encode()})
    assert answer.status == 201
    case = shared.start(item, {"n": 3, "day": "2026-12-01", "length": "PT2H"})
    assert case["timers"][0]["due"].startswith(due)
