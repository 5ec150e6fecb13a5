"""Embedded and called processes: nested, called twice, in loops, on the same data; and how elements are named."""

from __future__ import annotations

import pytest

from tests.engine.conftest import Run
from tests.support.diagrams import (
    boundary,
    call,
    diagram,
    end,
    file_of,
    gateway,
    multi,
    process,
    script,
    start,
    sub,
    timer,
    user,
)
from workflow_app.errors import EngineFailed

CALLED = file_of(process("intake", start("b"), user("check"), end("e"), flows=["b -> check -> e"]))


def calling(*names: str) -> bytes:
    parts = [call(name, "intake") for name in names]
    return diagram(
        "permit", start(), *parts, user("after"), end(), flows=[" -> ".join(["start", *names, "after", "end"])]
    )


def test_a_called_process_names_its_tasks_by_where_it_is_called(run: Run):
    assert run(calling("first"), CALLED).open == ["first/check#1"]


def test_a_called_process_may_lie_in_another_file(run: Run):
    assert run(CALLED, calling("first"), process="permit").task("check")["process"] == "intake"


def test_the_caller_goes_on_when_the_called_process_has_ended(run: Run):
    case = run(calling("first"), CALLED)
    case.complete("check")
    assert case.open == ["after#1"]


def test_a_process_called_twice_is_told_apart(run: Run):
    case = run(calling("first", "second"), CALLED)
    case.complete("check")
    assert case.open == ["second/check#1"]


def test_a_process_called_twice_at_once_is_told_apart(run: Run):
    parts = [gateway("parallel", "fork"), call("first", "intake"), call("second", "intake")]
    flows = ["start -> fork -> first -> end", "fork -> second -> end"]
    assert run(diagram("permit", start(), *parts, end(), flows=flows), CALLED).open == [
        "first/check#1",
        "second/check#1",
    ]


def test_what_a_called_process_writes_the_caller_reads(run: Run):
    case = run(calling("first"), CALLED)
    case.complete("check", 齐全=True)
    assert case.data == {"齐全": True}


def test_what_the_caller_wrote_a_called_process_reads(run: Run):
    called = process("intake", start("b"), script("s", "n = n + 1"), end("e"), flows=["b -> s -> e"])
    assert run(calling("first"), file_of(called), data={"n": 1}).data == {"n": 2}


def test_processes_may_be_nested_deeply(run: Run):
    inner = sub("s3", user("work"))
    nested = sub("s1", sub("s2", inner, user("next"), flows=["s3 -> next"]))
    case = run(diagram("permit", start(), nested, end(), flows=["start -> s1 -> end"]))
    case.complete("s1/s2/s3/work")
    assert case.open == ["s1/s2/next#1"]


def test_a_process_called_in_a_loop_counts_on(run: Run):
    flows = ["start -> first -> ask", "ask -> first if again", "ask -> end default"]
    case = run(
        diagram("permit", start(), call("first", "intake"), gateway("exclusive", "ask"), end(), flows=flows), CALLED
    )
    case.complete("check", again=True)
    assert case.open == ["first/check#2"]


def test_a_timer_on_a_call_ends_everything_in_it(run: Run):
    late = boundary("late", "first", timer("working_days(1)"))
    flows = ["start -> first -> end", "late -> after -> end"]
    case = run(diagram("permit", start(), call("first", "intake"), late, user("after"), end(), flows=flows), CALLED)
    case.advance("2026-10-13 09:00")
    assert case.open == ["after#1"]


def test_tasks_of_an_instance_are_named_by_its_number_and_round(run: Run):
    give = sub("review", user("give_opinion"))
    flows = ["start -> review -> ask", "ask -> review if again", "ask -> end default"]
    content = diagram("permit", start(), multi(give, "departments"), gateway("exclusive", "ask"), end(), flows=flows)
    case = run(content, data={"departments": ["甲局", "乙局"], "again": True})
    for number in (1, 2):
        case.complete(f"review[{number}]/give_opinion")
    assert case.open == ["review[1]/give_opinion#2", "review[2]/give_opinion#2"]


def test_active_elements_are_told_with_the_process_around_them(run: Run):
    case = run(calling("first"), CALLED)
    assert case.active == ["check", "first"]


def test_an_element_inside_says_where_it_lies(run: Run):
    case = run(calling("first"), CALLED)
    case.complete("check")
    assert {fact.get("path") for fact in case.told("element_done") if fact["element"] == "check"} == {"first/check"}


def test_a_called_process_that_is_not_there_is_named(run: Run):
    with pytest.raises(EngineFailed, match="intake"):
        run(calling("first"))


def test_a_process_that_calls_itself_without_end_is_refused(run: Run):
    content = diagram("permit", start(), call("again", "permit"), end(), flows=["start -> again -> end"])
    with pytest.raises(EngineFailed, match="again"):
        run(content)


def test_a_process_may_call_itself_as_often_as_its_data_say(run: Run):
    parts = [script("count", "n = (n if n != None else 0) + 1"), gateway("exclusive", "more"), call("again", "permit")]
    flows = ["start -> count -> more", "more -> again if n < 10", "again -> end", "more -> end default"]
    assert run(diagram("permit", start(), *parts, end(), flows=flows)).data == {"n": 10}


# Ids as people and editors write them.


@pytest.mark.parametrize("name", ["Start", "End", "Root", "会签", "start-", "Activity_0x1y2z3"])
def test_an_element_may_have_any_id(run: Run, name):
    case = run(diagram("p", start("b"), user(name), end("e"), flows=[f"b -> {name} -> e"]))
    case.complete(f"{name}#1")
    assert case.status == "completed"


def test_start_end_and_root_may_stand_in_one_diagram(run: Run):
    parts = [start("Start"), user("Root"), end("End")]
    case = run(diagram("permit", *parts, flows=["Start -> Root -> End"]))
    case.complete("Root")
    assert case.standing().shown()["done"] == ["Start", "Root", "End"]


def test_chinese_ids_stand_in_keys_as_they_are(run: Run):
    inside = sub("征求意见", user("提出意见"))
    content = diagram("许可", start("开始"), multi(inside, "部门"), end("结束"), flows=["开始 -> 征求意见 -> 结束"])
    assert run(content, data={"部门": ["甲局"]}).open == ["征求意见[1]/提出意见#1"]
