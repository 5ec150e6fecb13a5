"""What cannot be is refused in one sentence that names the element, and leaves the case as it was."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from tests.engine.conftest import Run
from tests.support.diagrams import (
    boundary,
    call,
    diagram,
    end,
    gateway,
    having,
    multi,
    node,
    script,
    start,
    timer,
    user,
)
from tests.support.driver import Driver, definition
from workflow_app.engine.fold import apply, new_case
from workflow_app.engine.overrides import MAX_STEPS
from workflow_app.errors import EngineFailed


def asked(*parts: Any, flows: list[str], **options: Any) -> bytes:
    """`parts` after a first task `ask`."""
    return diagram("permit", start(), user("ask"), *parts, end(), flows=["start -> ask", *flows], **options)


def one(part: Any) -> bytes:
    return asked(part, flows=[f"ask -> {part.id} -> end"])


def no_way() -> bytes:
    flows = ["ask -> 选择", "选择 -> a if 结论 == '同意'", "选择 -> b if 结论 == '不同意'", "a -> end", "b -> end"]
    return asked(gateway("exclusive", "选择", name="选择"), user("a"), user("b"), flows=flows)


def no_way_out_of_a_task() -> bytes:
    flows = ["ask -> a if 结论 == '同意'", "ask -> b if 结论 == '不同意'", "a -> end", "b -> end"]
    return asked(user("a"), user("b"), flows=flows)


def endless() -> bytes:
    flows = ["ask -> 圈", "圈 -> s", "s -> 圈", "圈 -> end if 结论 == '不会'"]
    return asked(gateway("exclusive", "圈"), script("s", "n = 1"), flows=flows)


def deadlock() -> bytes:
    """Only one of the two ways comes to the join."""
    parts = [gateway("exclusive", "x"), user("a"), user("b"), gateway("parallel", "汇合", name="汇合")]
    flows = ["ask -> x", "x -> a if 结论", "x -> 汇合 default", "a -> 汇合", "b -> 汇合", "汇合 -> end"]
    return asked(*parts, flows=flows)


def hidden_deadlock() -> bytes:
    """One branch has ended, the other waits in a join for ever."""
    parts = [gateway("parallel", "fork"), gateway("parallel", "汇合", name="汇合"), end("other")]
    return asked(*parts, user("never"), flows=["ask -> fork -> 汇合 -> end", "never -> 汇合", "fork -> other"])


def late(rule: str, **properties: str) -> bytes:
    over = having(boundary("期限", "work", timer(rule)), **properties)
    return asked(user("work"), over, flows=["ask -> work -> end", "期限 -> end"])


REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "no condition holds": (no_way, "选择"),
    "no condition out of a task holds": (no_way_out_of_a_task, "ask"),
    "an automatic loop has no end": (endless, "permit"),
    "a join waits in vain": (deadlock, "汇合"),
    "a join waits in vain beside an end": (hidden_deadlock, "汇合"),
    "division by zero": (lambda: one(script("计算", "n = 1 / 0")), "计算"),
    "a condition compares what cannot be": (
        lambda: asked(gateway("exclusive", "x", name="比较"), flows=["ask -> x", "x -> end if 1 + '一' > 2"]), "比较"),
    "a limit is no rule": (lambda: late("working_days(-1)"), "期限"),
    "a limit's number is no number": (lambda: late("working_days(结论)"), "期限"),
    "a limit lies beyond the calendar": (lambda: late("months(9999)"), "期限"),
    "a limit's start is no date": (lambda: late("working_days(1)", **{"from": "'昨天'"}), "期限"),
    "a called process is not there": (lambda: one(call("调用", "nothing")), "调用"),
    "a decision table is not there": (lambda: one(node("businessRuleTask", "定费", camunda_decisionRef="x")), "定费"),
    "a service's expression fails": (
        lambda: one(node("serviceTask", "服务", camunda_expression="${1 / 0}", camunda_resultVariable="n")), "服务"),
    "a collection is no list": (lambda: one(multi(user("会签"), "'甲局'")), "会签"),
    "a group cannot be worked out": (lambda: one(user("审查", camunda_candidateGroups="${1 / 0}")), "审查"),
}  # fmt: skip


@pytest.fixture(params=REFUSED.values(), ids=REFUSED)
def refused(request: pytest.FixtureRequest, run: Run) -> tuple[Driver, bytes, EngineFailed, str]:
    """The case, its state before the act, the refusal of the act, and the element it should name."""
    make, element = request.param
    case = run(make())
    before = case.saved()
    with pytest.raises(EngineFailed) as caught:
        case.complete("ask")
    return case, before, caught.value, element


def test_a_refusal_names_the_element(refused):
    _, _, refusal, element = refused
    assert refusal.details["element"].removesuffix("？") == element


def test_a_refused_act_changes_nothing(refused):
    case, before, _, _ = refused
    assert case.saved() == before


def test_a_refused_act_is_not_in_the_journal(refused):
    case, _, _, _ = refused
    assert [step.act.kind for step in case.journal] == ["case_started"]


def test_a_refusal_is_said_in_chinese_and_english(refused):
    _, _, refusal, _ = refused
    assert (refusal.message()[-2:].count("。"), "cannot go on" in refusal.message("en")) == (1, True)


def test_a_guard_that_fails_names_its_timer(run: Run):
    case = run(late("working_days(1)", fires_when="1 / 0 > 1"))
    case.complete("ask")
    with pytest.raises(EngineFailed, match="期限"):
        case.fire("期限")


def test_after_a_refusal_another_answer_is_taken(run: Run):
    case = run(no_way())
    with pytest.raises(EngineFailed):
        case.complete("ask", 结论="也许")
    case.complete("ask", 结论="同意")
    assert case.open == ["a#1"]


def test_a_case_that_cannot_start_is_refused():
    with pytest.raises(EngineFailed, match="计算"):
        Driver(
            definition(diagram("permit", start(), script("计算", "n = 1 / 0"), end(), flows=["start -> 计算 -> end"]))
        )


def test_a_long_but_finite_automatic_run_is_no_endless_loop():
    flows = ["start -> s -> x", "x -> s if n < 2000", "x -> end default"]
    parts = [script("s", "n = (n if n != None else 0) + 1"), gateway("exclusive", "x")]
    case = Driver(definition(diagram("permit", start(), *parts, end(), flows=flows)))
    assert (case.data["n"], MAX_STEPS > 2 * 2000) == (2000, True)


def test_numbers_too_large_for_the_journal_become_text(run: Run):
    case = run(one(script("s", "n = 999999999999 * 999999999999")))
    case.complete("ask")
    assert case.data["n"] == "999999999998000000000001"


def test_a_case_of_another_engine_semantics_is_not_run() -> None:
    case = Driver(definition(one(user("a"))))
    begun = case.journal[0].act
    with pytest.raises(EngineFailed) as refused:
        apply(new_case(case.definition, case.state.calendars), replace(begun, body={**begun.body, "semantics": 2}))
    assert "第 2 号引擎语义" in refused.value.message()


def test_an_act_that_would_write_without_measure_is_refused() -> None:
    doubling = "a = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]\n" + "a = a + a\n" * 9
    copying = "\n".join(f"b{n} = a" for n in range(500))
    with pytest.raises(EngineFailed) as refused:
        Driver(
            definition(diagram("permit", start(), script("s", doubling + copying), end(), flows=["start -> s -> end"]))
        )
    assert "数据过多" in refused.value.message()
