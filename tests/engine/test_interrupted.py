"""A timer interrupts a parallel multi-instance (超时默认): nothing stays open, and silence leaves a fact."""

from __future__ import annotations

import pytest

from tests.engine.conftest import Run
from tests.support.diagrams import (
    Part,
    boundary,
    call,
    diagram,
    end,
    file_of,
    gateway,
    having,
    multi,
    process,
    start,
    sub,
    timer,
    user,
)
from tests.support.driver import Driver
from tests.support.reviews import DEPARTMENTS
from workflow_app.errors import TaskGone

AFTER_TWO_WORKING_DAYS = "2026-10-13 09:00"
GIVEN_BY_TASK = user("review", camunda_candidateGroups="${department}")
GIVE = user("give", camunda_candidateGroups="${department}")
SUB_PROCESS = sub("review", start("b"), GIVE, end("e"), flows=["b -> give -> e"])
CALLED = process("opinion_of", start("b"), GIVE, end("e"), flows=["b -> give -> e"])
KINDS = {"user task": GIVEN_BY_TASK, "sub-process": SUB_PROCESS, "called process": call("review", "opinion_of")}


def overtime(asked: Part, interrupting: bool = True) -> bytes:
    """All departments are asked; after two working days the silent ones are taken to agree."""
    late = boundary("late", "review", timer("working_days(2)"), interrupting=interrupting)
    asked = having(multi(asked, "departments"), outputElement="opinion", outputCollection="opinions")
    flows = ["start -> review -> decide -> end", "late -> decide" if interrupting else "late -> remind -> end"]
    extra = [] if interrupting else [user("remind")]
    return diagram("permit", start(), asked, late, *extra, user("decide"), end(), flows=flows)


@pytest.fixture(params=KINDS.values(), ids=KINDS)
def late_case(request: pytest.FixtureRequest, run: Run) -> Driver:
    """The second of three departments has answered when the time is over."""
    case = run(overtime(request.param), file_of(CALLED), data=DEPARTMENTS)
    case.complete(case.open[1], opinion="同意")
    case.advance(AFTER_TWO_WORKING_DAYS)
    return case


def test_only_the_next_step_is_open(late_case):
    assert late_case.open == ["decide#1"]


def test_no_called_process_runs_on(late_case):
    assert late_case.state.workflow.subprocesses == {}


def test_each_silent_department_leaves_a_fact_with_the_reason(late_case):
    dropped = [(fact["group"], fact["why"]) for fact in late_case.told("task_dropped")]
    assert dropped == [("甲局", "late"), ("丙局", "late")]


def test_the_answer_that_came_in_time_counts(late_case):
    assert late_case.data["opinions"] == [None, "同意", None]


def test_an_answer_after_the_time_is_refused(late_case):
    silent = late_case.told("task_dropped")[0]["key"]
    with pytest.raises(TaskGone):
        late_case.complete(silent)


def test_the_timer_is_gone_too(late_case):
    assert late_case.timers == {}


def test_the_case_comes_to_its_end(late_case):
    late_case.complete("decide")
    assert late_case.status == "completed"


def test_the_journal_replays_to_the_same_facts(late_case):
    assert late_case.replayed().status == "open"


def test_after_all_have_answered_the_timer_ends_unfired(run: Run):
    case = run(overtime(GIVEN_BY_TASK), data=DEPARTMENTS)
    for number in (1, 2, 3):
        case.complete(f"review[{number}]")
    assert [fact["key"] for fact in case.told("timer_ended")] == ["late#1"]


def test_a_timer_of_each_instance_ends_that_instance_alone(run: Run):
    """A boundary event inside the sub-process: one department is late, the others still may answer."""
    late = boundary("late", "give", timer("working_days(n)"))
    inside = sub("review", start("b"), GIVE, late, end("e"), flows=["b -> give -> e", "late -> e"])
    flows = ["start -> review -> end"]
    content = diagram("permit", start(), multi(inside, "limits", "n"), end(), flows=flows)
    case = run(content, data={"limits": [1, 2, 3], "department": "甲局"})
    case.advance(AFTER_TWO_WORKING_DAYS)
    assert case.open == ["review[3]/give#1"]


def test_a_non_interrupting_timer_leaves_all_tasks_open(run: Run):
    case = run(overtime(GIVEN_BY_TASK, interrupting=False), data=DEPARTMENTS)
    case.advance(AFTER_TWO_WORKING_DAYS)
    assert case.open == ["review[1]#1", "review[2]#1", "review[3]#1", "remind#1"]


def test_what_a_non_interrupting_timer_began_goes_on_when_the_task_is_done(run: Run):
    parts = [user("review"), boundary("late", "review", timer("working_days(2)"), interrupting=False)]
    flows = ["start -> review -> end", "late -> remind -> end", "late -> report -> end"]
    case = run(diagram("permit", start(), *parts, user("remind"), user("report"), end(), flows=flows))
    case.advance(AFTER_TWO_WORKING_DAYS)
    case.complete("review")
    assert case.open == ["remind#1", "report#1"]


def test_a_sub_process_interrupted_with_everything_in_it_leaves_nothing(run: Run):
    inside = sub(
        "work", start("b"), gateway("parallel", "fork"), multi(user("ask"), "departments"), user("write"),
        boundary("soon", "write", timer("working_days(9)")), sub("deep", user("dig")),
        flows=["b -> fork -> ask", "fork -> write", "fork -> deep"],
    )  # fmt: skip
    late = boundary("late", "work", timer("working_days(2)"))
    flows = ["start -> work -> end", "late -> after -> end"]
    case = run(diagram("permit", start(), inside, late, user("after"), end(), flows=flows), data=DEPARTMENTS)
    case.advance(AFTER_TWO_WORKING_DAYS)
    assert (case.open, case.timers, case.state.workflow.subprocesses) == (["after#1"], {}, {})


def test_tokens_that_waited_in_a_join_are_forgotten_with_their_sub_process(run: Run):
    """The second time round the join starts from nothing."""
    inside = sub(
        "work", start("b"), gateway("parallel", "fork"), gateway("parallel", "join"), user("x"), user("y"), end("e"),
        flows=["b -> fork -> x -> join -> e", "fork -> y -> join"],
    )  # fmt: skip
    late = boundary("late", "work", timer("working_days(2)"))
    flows = ["start -> work -> end", "late -> again -> work"]
    case = run(diagram("permit", start(), inside, late, user("again"), end(), flows=flows))
    case.complete("x")
    case.advance(AFTER_TWO_WORKING_DAYS)
    case.complete("again")
    case.complete("y")
    assert case.open == ["work/x#2"]
