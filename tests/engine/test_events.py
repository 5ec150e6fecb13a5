"""Events: errors, escalations, signals, conditions, messages, and the gateway that waits for the first of them."""

from __future__ import annotations

import pytest

from tests.engine.conftest import Run
from tests.support.diagrams import (
    Part,
    boundary,
    caught,
    diagram,
    end,
    gateway,
    node,
    script,
    start,
    sub,
    thrown,
    timer,
    user,
)
from tests.support.driver import Driver
from workflow_app.errors import TaskGone

DECLARED = (
    '<bpmn:message id="Paid" name="缴费"/><bpmn:message id="Void" name="作废"/><bpmn:signal id="Storm" name="停电"/>'
    '<bpmn:error id="Bad" errorCode="bad"/><bpmn:error id="Worse" errorCode="worse"/>'
    '<bpmn:escalation id="Up" escalationCode="up"/><bpmn:escalation id="Down" escalationCode="down"/>'
)
PAID = '<bpmn:messageEventDefinition messageRef="Paid"/>'
VOID = '<bpmn:messageEventDefinition messageRef="Void"/>'
STORM = '<bpmn:signalEventDefinition signalRef="Storm"/>'
BAD = '<bpmn:errorEventDefinition errorRef="Bad"/>'
UP = '<bpmn:escalationEventDefinition escalationRef="Up"/>'


def condition(text: str) -> str:
    return f"<bpmn:conditionalEventDefinition><bpmn:condition>{text}</bpmn:condition></bpmn:conditionalEventDefinition>"


def permit(*parts: Part, flows: list[str]) -> bytes:
    return diagram("permit", start(), *parts, end(), flows=flows, declarations=DECLARED)


# The event-based gateway: whichever comes first.


def first_of() -> bytes:
    parts = [gateway("eventBased", "first"), caught("paid", PAID), caught("late", timer("working_days(2)"))]
    flows = ["start -> first", "first -> paid -> serve -> end", "first -> late -> remind -> end"]
    return permit(*parts, user("serve"), user("remind"), flows=flows)


def test_a_message_that_comes_first_decides(run: Run):
    case = run(first_of())
    case.message("缴费", 金额=300)
    assert case.open == ["serve#1"]


def test_a_message_brings_its_data(run: Run):
    case = run(first_of())
    case.message("缴费", 金额=300)
    assert case.data == {"金额": 300}


def test_after_the_message_the_timer_is_gone(run: Run):
    case = run(first_of())
    case.message("缴费")
    assert case.timers == {}


def test_a_timer_that_comes_first_decides(run: Run):
    case = run(first_of())
    case.advance("2026-10-13 09:00")
    assert (case.open, case.state.waits) == (["remind#1"], {})


def test_the_gateway_is_active_while_it_waits(run: Run):
    assert run(first_of()).active == ["first", "late", "paid"]


def test_only_the_event_that_came_is_done(run: Run):
    case = run(first_of())
    case.message("缴费")
    assert case.standing().shown()["done"] == ["start", "first", "paid"]


def test_two_waits_of_one_gateway_for_the_same_message_are_answered_once(run: Run):
    flows = ["start -> first", "first -> paid -> serve -> end", "first -> again -> other -> end"]
    parts = [gateway("eventBased", "first"), caught("paid", PAID), caught("again", PAID), user("serve"), user("other")]
    case = run(permit(*parts, flows=flows))
    case.message("缴费")
    assert case.open == ["serve#1"]


def test_a_receive_task_waits_for_its_message(run: Run):
    case = run(permit(node("receiveTask", "wait", messageRef="Paid"), flows=["start -> wait -> end"]))
    case.message("缴费")
    assert case.status == "completed"


def test_a_message_nobody_waits_for_is_refused(run: Run):
    case = run(first_of())
    with pytest.raises(TaskGone):
        case.act("message_received", {"name": "缴费", "payload": {}, "waits": ["elsewhere#1"]})


def test_a_boundary_message_ends_its_task(run: Run):
    parts = [user("work"), boundary("void", "work", VOID), user("archive")]
    case = run(permit(*parts, flows=["start -> work -> end", "void -> archive -> end"]))
    case.message("作废")
    assert case.open == ["archive#1"]


def test_a_boundary_message_that_does_not_interrupt_leaves_its_task(run: Run):
    parts = [user("work"), boundary("void", "work", VOID, interrupting=False), user("note")]
    case = run(permit(*parts, flows=["start -> work -> end", "void -> note -> end"]))
    case.message("作废")
    assert case.open == ["work#1", "note#1"]


def test_a_wait_ends_with_its_task(run: Run):
    parts = [user("work"), boundary("void", "work", VOID), user("archive"), user("after")]
    case = run(permit(*parts, flows=["start -> work -> after -> end", "void -> archive -> end"]))
    case.complete("work")
    assert case.state.waits == {}


# Errors and escalations go outwards to the nearest boundary event that knows them.


def failing(*inner: Part, flows: list[str], outside: list[Part] | None = None) -> bytes:
    """A sub-process `work` that may throw, and what is around it."""
    work = sub("work", start("b"), *inner, flows=flows)
    caught_by = outside or [boundary("failed", "work", BAD)]
    ways = ["start -> work -> after -> end", *(f"{part.id} -> mend -> end" for part in caught_by)]
    return permit(work, *caught_by, user("mend"), user("after"), flows=ways)


def test_an_error_ends_the_sub_process_and_goes_the_other_way(run: Run):
    case = run(failing(thrown("error", "bad", "Bad"), flows=["b -> bad"]))
    assert case.open == ["mend#1"]


def test_an_error_drops_what_else_is_open_in_the_sub_process(run: Run):
    parts = [gateway("parallel", "fork"), user("try"), user("other"), thrown("error", "bad", "Bad")]
    case = run(failing(*parts, flows=["b -> fork -> try -> bad", "fork -> other"]))
    case.complete("try")
    assert [(fact["key"], fact["why"]) for fact in case.told("task_dropped")] == [("work/other#1", "failed")]


def test_of_two_errors_at_once_the_first_counts(run: Run):
    parts = [gateway("parallel", "fork"), thrown("error", "bad", "Bad"), thrown("error", "worse", "Worse")]
    case = run(failing(*parts, flows=["b -> fork -> bad", "fork -> worse"]))
    assert case.open == ["mend#1"]


def test_an_error_of_another_code_is_not_caught(run: Run):
    case = run(failing(thrown("error", "worse", "Worse"), flows=["b -> worse"]))
    assert case.status == "terminated"


def test_a_boundary_event_without_a_code_catches_every_error(run: Run):
    any_error = boundary("failed", "work", "<bpmn:errorEventDefinition/>")
    case = run(failing(thrown("error", "worse", "Worse"), flows=["b -> worse"], outside=[any_error]))
    assert case.open == ["mend#1"]


def test_an_error_passes_through_a_sub_process_that_does_not_know_it(run: Run):
    case = run(failing(sub("deep", thrown("error", "bad", "Bad")), flows=["b -> deep"]))
    assert case.open == ["mend#1"]


def test_an_error_nobody_catches_ends_the_case_under_its_name(run: Run):
    case = run(permit(user("a"), thrown("error", "bad", "Bad"), flows=["start -> a -> bad"]))
    case.complete("a")
    assert (case.status, case.told("case_closed")[0]["element"]) == ("terminated", "bad")


def test_an_error_nobody_catches_drops_what_is_open(run: Run):
    parts = [gateway("parallel", "fork"), user("a"), user("b"), thrown("error", "bad", "Bad")]
    case = run(permit(*parts, flows=["start -> fork -> a -> bad", "fork -> b -> end"]))
    case.complete("a")
    assert [fact["why"] for fact in case.told("task_dropped")] == ["bad"]


def raising(interrupting: bool) -> bytes:
    up = node("intermediateThrowEvent", "up", inner=UP)
    told = boundary("told", "work", UP, interrupting=interrupting)
    return failing(up, script("s", "written = 1"), user("go_on"), flows=["b -> up -> s -> go_on"], outside=[told])


def test_an_escalation_may_leave_the_sub_process_running(run: Run):
    assert run(raising(interrupting=False)).open == ["mend#1", "work/go_on#1"]


def test_an_escalation_may_end_the_sub_process(run: Run):
    assert run(raising(interrupting=True)).open == ["mend#1"]


def test_what_an_escalation_interrupts_does_not_run_on_first(run: Run):
    assert run(raising(interrupting=True)).data == {}


def test_an_escalation_nobody_catches_is_over(run: Run):
    down = node("intermediateThrowEvent", "down", inner='<bpmn:escalationEventDefinition escalationRef="Down"/>')
    case = run(permit(down, user("a"), flows=["start -> down -> a -> end"]))
    assert case.open == ["a#1"]


# Signals and conditions.


def test_a_signal_reaches_everything_that_waits_for_it(run: Run):
    inside = sub("work", start("b"), user("do"), boundary("stop", "do", STORM), flows=["b -> do"])
    throw = node("intermediateThrowEvent", "throw", inner=STORM)
    parts = [gateway("parallel", "fork"), inside, caught("wait", STORM), user("ask"), throw, user("last")]
    flows = ["start -> fork -> work -> end", "fork -> wait -> end", "fork -> ask -> throw -> last -> end"]
    case = run(permit(*parts, flows=flows))
    case.complete("ask")
    assert case.open == ["last#1"]


def test_a_signal_of_another_name_is_not_for_me(run: Run):
    throw = node("intermediateThrowEvent", "throw", inner='<bpmn:signalEventDefinition signalRef="Other"/>')
    parts = [user("do"), boundary("stop", "do", STORM), gateway("parallel", "fork"), throw, user("mend")]
    case = run(permit(*parts, flows=["start -> fork -> do -> end", "fork -> throw -> end", "stop -> mend -> end"]))
    assert case.open == ["do#1"]


def waiting_for(text: str) -> bytes:
    parts = [gateway("parallel", "fork"), caught("until", condition(text)), user("fill"), user("ready"), user("last")]
    return permit(*parts, flows=["start -> fork -> until -> ready -> end", "fork -> fill -> last -> end"])


def test_a_condition_waits_until_it_is_true(run: Run):
    assert run(waiting_for("材料 == '齐全'")).open == ["fill#1"]


def test_a_condition_fires_when_data_make_it_true(run: Run):
    case = run(waiting_for("材料 == '齐全'"))
    case.complete("fill", 材料="齐全")
    assert case.open == ["last#1", "ready#1"]


def test_a_condition_that_is_true_already_does_not_wait(run: Run):
    assert run(waiting_for("1 == 1")).open == ["fill#1", "ready#1"]


def test_a_boundary_condition_ends_its_task(run: Run):
    parts = [gateway("parallel", "fork"), user("do"), boundary("full", "do", condition("n > 2")), user("count")]
    flows = [
        "start -> fork -> do -> end",
        "fork -> count -> x",
        "x -> count if n &lt; 3",
        "x -> end default",
        "full -> end",
    ]
    case = run(permit(*parts, gateway("exclusive", "x"), flows=[flow.replace("&lt;", "<") for flow in flows]))
    for n in (1, 2, 3):
        case.complete("count", n=n)
    assert case.status == "completed"


def test_an_external_service_is_waited_for(run: Run):
    service = node("serviceTask", "check", camunda_type="external", camunda_topic="联网核查")
    case = run(permit(service, user("a"), flows=["start -> check -> a -> end"]))
    case.serve("check", 结果="一致")
    assert (case.open, case.data) == (["a#1"], {"结果": "一致"})


def test_a_wait_says_what_it_waits_for(run: Run):
    service = node("serviceTask", "check", camunda_type="external", camunda_topic="联网核查")
    case = run(permit(service, flows=["start -> check -> end"]))
    assert case.state.waits == {"check#1": {"kind": "service", "name": "联网核查"}}


def sent_twice(case: Driver) -> None:
    case.serve("check")
    case.act("service_completed", {"wait": "check#1", "result": {}})


def test_an_answer_that_comes_twice_is_refused(run: Run):
    service = node("serviceTask", "check", camunda_type="external", camunda_topic="联网核查")
    case = run(permit(service, user("a"), flows=["start -> check -> a -> end"]))
    with pytest.raises(TaskGone):
        sent_twice(case)
