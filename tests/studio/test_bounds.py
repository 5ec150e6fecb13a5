"""How many working days a diagram allows at most."""

from __future__ import annotations

import time

from tests.support.diagrams import (
    Part,
    boundary,
    call,
    caught,
    diagram,
    end,
    gateway,
    having,
    multi,
    script,
    start,
    sub,
    timer,
    user,
)
from workflow_app.engine.model import Process
from workflow_app.engine.reader import read_document
from workflow_app.studio.bounds import working_days_bound


def read(*parts: Part, flows: list[str], process_id: str = "test") -> Process:
    return read_document(diagram(process_id, start(), *parts, end(), flows=flows), "test.bpmn").processes[0]


def bound(*parts: Part, flows: list[str]) -> int | None:
    return working_days_bound(read(*parts, flows=flows))


def limited(name: str, days: int) -> list[Part]:
    return [user(name), boundary(f"late_{name}", name, timer(f"working_days({days})")), end(f"end_{name}")]


def test_limits_in_a_row_add_up() -> None:
    flows = ["start -> a -> b -> end", "late_a -> end_a", "late_b -> end_b"]
    assert bound(*limited("a", 2), *limited("b", 5), flows=flows) == 7


def test_the_longest_of_parallel_branches_counts() -> None:
    parts = [gateway("parallel", "f"), *limited("a", 2), *limited("b", 5), gateway("parallel", "j")]
    flows = ["start -> f", "f -> a -> j", "f -> b -> j", "j -> end", "late_a -> end_a", "late_b -> end_b"]
    assert bound(*parts, flows=flows) == 5


def test_a_task_without_a_limit_has_no_bound() -> None:
    assert bound(*limited("a", 2), user("b"), flows=["start -> a -> b -> end", "late_a -> end_a"]) is None


def test_a_timer_that_does_not_interrupt_limits_nothing() -> None:
    late = boundary("late", "a", timer("working_days(2)"), interrupting=False)
    assert bound(user("a"), late, end("e"), flows=["start -> a -> end", "late -> e"]) is None


def test_an_intermediate_timer_takes_its_own_days() -> None:
    assert bound(caught("wait", timer("working_days(3)")), flows=["start -> wait -> end"]) == 3


def test_steps_that_run_by_themselves_take_no_time() -> None:
    assert bound(script("s", "x = 1"), flows=["start -> s -> end"]) == 0


def test_what_follows_the_timer_is_on_the_way_too() -> None:
    flows = ["start -> a -> end", "late_a -> b -> end", "late_b -> end_b"]
    assert bound(*limited("a", 2), *limited("b", 1), flows=flows) == 3


def test_a_send_back_counts_once() -> None:
    parts = [*limited("a", 2), gateway("exclusive", "x")]
    assert bound(*parts, flows=["start -> a -> x", "x -> a if again", "x -> end default", "late_a -> end_a"]) == 2


def test_a_limit_on_a_sub_process_bounds_what_is_in_it() -> None:
    inner = sub("inner", start("s"), user("a"), end("e"), flows=["s -> a -> e"])
    late = boundary("late", "inner", timer("working_days(4)"))
    assert bound(inner, late, end("other"), flows=["start -> inner -> end", "late -> other"]) == 4


def test_a_limit_inside_a_sub_process_counts() -> None:
    inner = sub("inner", start("s"), *limited("a", 6), end("e"), flows=["s -> a -> e", "late_a -> end_a"])
    assert bound(inner, flows=["start -> inner -> end"]) == 6


def test_a_called_process_brings_its_bound() -> None:
    called = read(*limited("a", 5), flows=["start -> a -> end", "late_a -> end_a"], process_id="called")
    caller = read(call("c", "called"), flows=["start -> c -> end"])
    assert working_days_bound(caller, lambda name: called if name == "called" else None) == 5


def test_a_process_that_calls_itself_has_no_bound() -> None:
    caller = read(call("c", "test"), flows=["start -> c -> end"])
    assert working_days_bound(caller, lambda _: caller) is None


def test_parallel_instances_take_as_long_as_one() -> None:
    task = multi(user("a"), collection="departments")
    late = boundary("late", "a", timer("working_days(2)"))
    assert bound(task, late, end("e"), flows=["start -> a -> end", "late -> e"]) == 2


def test_a_timer_that_may_be_held_is_no_bound() -> None:
    late = having(boundary("late", "a", timer("working_days(2)")), fires_when="minutes_sealed")
    assert bound(user("a"), late, end("e"), flows=["start -> a -> end", "late -> e"]) is None


def test_waiting_for_an_event_ends_with_the_timer_beside_it() -> None:
    message = caught("paid", "<bpmn:messageEventDefinition/>")
    parts = [gateway("eventBased", "g"), message, caught("late", timer("working_days(10)")), end("unpaid")]
    assert bound(*parts, flows=["start -> g", "g -> paid -> end", "g -> late -> unpaid"]) == 10


def test_thousands_of_events_after_one_gateway_are_bounded_at_once() -> None:
    parts = [caught(f"t{n}", timer("working_days(3)")) for n in range(4000)]
    flows = ["start -> g", *(f"g -> t{n} -> end" for n in range(4000))]
    process = read(gateway("eventBased", "g"), *parts, flows=flows)
    began = time.perf_counter()
    assert working_days_bound(process) == 3
    assert time.perf_counter() - began < 2


def test_a_limit_that_depends_on_data_is_unknown() -> None:
    late = boundary("late", "a", timer("working_days(days)"))
    assert bound(user("a"), late, end("e"), flows=["start -> a -> end", "late -> e"]) is None
