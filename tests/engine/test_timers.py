"""Timers: armed with a date from the calendar, fired or held at it, in order, and never by themselves."""

from __future__ import annotations

import pytest

from tests.engine.conftest import Run
from tests.support.diagrams import boundary, caught, diagram, end, gateway, having, multi, start, sub, timer, user
from tests.support.driver import Driver
from workflow_app.errors import EngineFailed, TaskGone


def limited(rule: str, interrupting: bool = True, kind: str = "timeDuration", **properties: str) -> bytes:
    """`work` with a limit; when it has passed, `late`."""
    over = having(boundary("over", "work", timer(rule, kind), interrupting=interrupting), **properties)
    flows = ["start -> ask -> work -> end", "over -> late -> end"]
    return diagram("permit", start(), user("ask"), user("work"), over, user("late"), end(), flows=flows)


def begun(run: Run, content: bytes, **data: object) -> Driver:
    """`work` is open since Friday, 9 October 2026, 9:00; Saturday the 10th is a working day (调休)."""
    case = run(content)
    case.complete("ask", **data)
    return case


@pytest.mark.parametrize(
    ("rule", "due"),
    [
        ("working_days(2)", "2026-10-12 17:30"),
        ("working_days(n)", "2026-10-13 17:30"),
        ("working_days(2, clock=statutory)", "2026-10-12 23:59"),
        ("calendar_days(9)", "2026-10-19 17:30"),
        ("months(1)", "2026-11-09 17:30"),
        ("hours(30)", "2026-10-10 15:00"),
        ("PT48H", "2026-10-11 09:00"),
        ("P1M", "2026-11-09 09:00"),
        ("until(date(hearing))", "2026-11-20 17:30"),
        ("${limit}", "2026-10-14 17:30"),
    ],
)
def test_a_limit_is_derived_from_its_rule(run: Run, rule, due):
    case = begun(run, limited(rule), n=3, hearing="2026-11-20", limit="working_days(4)")
    assert case.timers == {"over#1": due}


@pytest.mark.parametrize("text", ["2026-10-20T12:00:00+08:00", "${when}"])
def test_a_limit_may_be_an_instant(run: Run, text):
    case = begun(run, limited(text, kind="timeDate"), when="2026-10-20T12:00:00+08:00")
    assert case.timers == {"over#1": "2026-10-20 12:00"}


def test_the_fact_names_the_tasks_a_timer_bounds(run: Run):
    assert begun(run, limited("working_days(2)")).told("timer_armed")[0]["tasks"] == ["work#1"]


def test_a_timer_around_a_multi_instance_bounds_all_its_tasks(run: Run):
    over = boundary("over", "work", timer("working_days(2)"))
    flows = ["start -> work -> end", "over -> end"]
    content = diagram("permit", start(), multi(user("work"), cardinality="2"), over, end(), flows=flows)
    assert run(content).told("timer_armed")[0]["tasks"] == ["work[1]#1", "work[2]#1"]


def test_a_limit_counts_from_the_moment_its_property_names(run: Run):
    """The later of meeting and inspection (DOMAIN M15)."""
    content = limited("working_days(2)", **{"from": "max(date(meeting), date(inspection))"})
    case = begun(run, content, meeting="2026-10-12", inspection="2026-10-14")
    assert case.timers == {"over#1": "2026-10-16 17:30"}


def test_a_limit_whose_start_is_not_known_counts_from_now(run: Run):
    case = begun(run, limited("working_days(2)", **{"from": "nothing"}))
    assert case.timers == {"over#1": "2026-10-12 17:30"}


def test_a_limit_may_start_at_an_instant_in_the_data(run: Run):
    case = begun(run, limited("hours(2)", **{"from": "served_at"}), served_at="2026-10-09T08:00:00+08:00")
    assert case.timers == {"over#1": "2026-10-09 10:00"}


def test_an_interrupting_timer_ends_its_task(run: Run):
    case = begun(run, limited("working_days(2)"))
    case.advance("2026-10-13 09:00")
    assert case.open == ["late#1"]


def test_a_timer_that_does_not_interrupt_leaves_its_task(run: Run):
    case = begun(run, limited("working_days(2)", interrupting=False))
    case.advance("2026-10-13 09:00")
    assert case.open == ["work#1", "late#1"]


def test_a_timer_fires_as_of_its_due_time(run: Run):
    case = begun(run, limited("working_days(2)"))
    case.advance("2026-12-01 09:00")
    assert case.journal[-1].act.at.isoformat() == "2026-10-12T17:30:00+08:00"


def test_an_act_at_exactly_the_deadline_is_in_time(run: Run):
    case = begun(run, limited("working_days(2)"))
    case.advance("2026-10-12 17:30")
    case.complete("work")
    assert case.status == "completed"


def test_a_task_done_in_time_ends_its_timer(run: Run):
    case = begun(run, limited("working_days(2)"))
    case.complete("work")
    assert [fact["key"] for fact in case.told("timer_ended")] == ["over#1"]


def test_a_timer_fires_once(run: Run):
    case = begun(run, limited("working_days(2)", interrupting=False))
    case.advance("2026-10-13 09:00")
    with pytest.raises(TaskGone):
        case.act("timer_fired", {"timer": "over#1", "due": "2026-10-12T17:30:00+08:00"})


def test_timers_fire_in_the_order_in_which_they_are_due(run: Run):
    parts = [gateway("parallel", "fork"), *(caught(f"t{n}", timer(f"hours({n})")) for n in (3, 1, 2))]
    flows = ["start -> fork", *(f"fork -> t{n} -> end" for n in (3, 1, 2))]
    case = run(diagram("permit", start(), *parts, end(), flows=flows))
    case.advance("2026-10-10 09:00")
    assert [fact["key"] for fact in case.told("timer_fired")] == ["t1#1", "t2#1", "t3#1"]


def test_a_timer_armed_by_a_timer_starts_at_its_due_time(run: Run):
    flows = ["start -> first -> second -> end"]
    parts = [caught("first", timer("hours(10)")), caught("second", timer("hours(1)"))]
    case = run(diagram("permit", start(), *parts, end(), flows=flows))
    case.advance("2026-10-20 09:00")
    assert [step.act.at.isoformat()[:16] for step in case.journal] == [
        "2026-10-09T09:00", "2026-10-09T19:00", "2026-10-09T20:00",
    ]  # fmt: skip


def test_a_second_round_arms_a_timer_of_its_own(run: Run):
    flows = ["start -> work -> x", "x -> work if again", "x -> end default", "over -> end"]
    parts = [user("work"), boundary("over", "work", timer("working_days(2)")), gateway("exclusive", "x")]
    case = run(diagram("permit", start(), *parts, end(), flows=flows))
    case.complete("work", again=True)
    assert list(case.timers) == ["over#2"]


# A guard holds a timer back (CONTRACT, `fires_when`).


def guarded(run: Run) -> Driver:
    """The limit has passed, but the minutes are not sealed."""
    over = having(boundary("over", "work", timer("working_days(2)")), fires_when="sealed")
    flows = ["start -> fork -> work -> end", "over -> late -> end", "fork -> seal -> sealing -> end"]
    parts = [gateway("parallel", "fork"), user("work"), over, user("late"), user("seal"), user("sealing")]
    case = run(diagram("permit", start(), *parts, end(), flows=flows))
    case.advance("2026-10-14 09:00")
    return case


def test_a_timer_whose_guard_is_false_is_held(run: Run):
    case = guarded(run)
    assert (case.timer("over").state, "work#1" in case.open) == ("held", True)


def test_a_held_timer_says_why(run: Run):
    assert guarded(run).told("timer_held") == [
        {"fact": "timer_held", "key": "over#1", "element": "over", "why": "sealed"}
    ]


def test_an_answer_while_the_timer_is_held_is_in_time(run: Run):
    case = guarded(run)
    case.complete("work")
    assert case.open == ["seal#1"]


def test_a_held_timer_fires_when_its_guard_clears(run: Run):
    case = guarded(run)
    case.complete("seal", sealed=True)
    assert case.open == ["sealing#1", "late#1"]


def test_a_released_timer_fires_as_of_its_release(run: Run):
    case = guarded(run)
    case.complete("seal", sealed=True)
    assert case.journal[-1].act.at.isoformat() == "2026-10-14T09:00:00+08:00"


def test_a_guard_that_stays_false_goes_on_holding(run: Run):
    case = guarded(run)
    case.complete("seal", sealed=False)
    assert case.open == ["work#1", "sealing#1"]


def test_a_timer_whose_guard_is_false_cannot_be_fired(run: Run):
    case = guarded(run)
    with pytest.raises(EngineFailed, match="sealed"):
        case.fire("over")


def test_a_guard_that_is_true_at_the_due_time_lets_the_timer_fire(run: Run):
    case = begun(run, limited("working_days(2)", fires_when="sealed"), sealed=True)
    case.advance("2026-10-14 09:00")
    assert case.open == ["late#1"]


def test_a_guard_reads_what_its_instance_knows(run: Run):
    """Held for the department whose excuse is pending, fired for the other."""
    over = having(boundary("over", "give", timer("working_days(2)")), fires_when="not excused")
    ask = sub("ask", start("b"), user("say"), user("give"), over, flows=["b -> say -> give"])
    content = diagram("permit", start(), multi(ask, "departments"), end(), flows=["start -> ask -> end"])
    case = run(content, data={"departments": ["甲局", "乙局"]})
    case.complete("ask[1]/say", excused=True)
    case.complete("ask[2]/say", excused=False)
    case.advance("2026-10-14 09:00")
    assert case.open == ["ask[1]/give#1"]
