"""Deadlocks, endless loops, doubled and piling tokens: one diagram each."""

from __future__ import annotations

import time

from tests.support.diagrams import (
    Part,
    boundary,
    call,
    caught,
    diagram,
    end,
    file_of,
    gateway,
    process,
    start,
    sub,
    terminate,
    thrown,
    timer,
    user,
)
from workflow_app.engine.model import Process
from workflow_app.engine.reader import read_document
from workflow_app.studio.soundness import Verdict, check_soundness
from workflow_app.studio.token_model import Behaviour

ERROR = '<bpmn:error id="Bad" name="Bad" errorCode="bad"/>'
CATCH_ERROR = '<bpmn:errorEventDefinition errorRef="Bad"/>'


def read(content: bytes) -> Process:
    return read_document(content, "test.bpmn").processes[0]


def verdict(*parts: Part, flows: list[str], declarations: str = "") -> Verdict:
    return check_soundness(read(diagram("test", start(), *parts, end(), flows=flows, declarations=declarations)))


def found(*parts: Part, flows: list[str], declarations: str = "") -> set[tuple[str, str | None]]:
    return {(one.rule, one.element) for one in verdict(*parts, flows=flows, declarations=declarations).problems}


def fork(kind: str, joining: str) -> list[Part]:
    return [gateway(kind, "split"), user("a"), user("b"), gateway(joining, "join")]


FORK = ["start -> split", "split -> a -> join", "split -> b -> join"]
CHOICE = ["start -> split", "split -> a if ok", "split -> b default", "a -> join", "b -> join"]


def test_a_straight_diagram_is_sound() -> None:
    assert found(user("a"), flows=["start -> a -> end"]) == set()


def test_a_parallel_join_after_a_choice_is_a_deadlock() -> None:
    assert found(*fork("exclusive", "parallel"), flows=[*CHOICE, "join -> end"]) == {("deadlock", "join")}


def test_a_deadlock_says_which_branch_may_not_come() -> None:
    problems = verdict(*fork("exclusive", "parallel"), flows=[*CHOICE, "join -> end"]).problems
    assert "a、b" in problems[0].message


def test_a_parallel_join_after_an_inclusive_split_is_a_deadlock() -> None:
    assert found(*fork("inclusive", "parallel"), flows=[*CHOICE, "join -> end"]) == {("deadlock", "join")}


def test_an_inclusive_join_after_an_inclusive_split_is_sound() -> None:
    assert verdict(*fork("inclusive", "inclusive"), flows=[*CHOICE, "join -> end"]).sound


def test_parallel_branches_merged_by_a_choice_gateway_run_twice_what_follows() -> None:
    flows = [*FORK, "join -> c -> end"]
    assert found(*fork("parallel", "exclusive"), user("c"), flows=flows) == {("doubled", "join")}


def test_running_twice_is_only_a_warning() -> None:
    problems = verdict(*fork("parallel", "exclusive"), user("c"), flows=[*FORK, "join -> c -> end"]).problems
    assert [problem.severity for problem in problems] == ["warning"]


def test_parallel_branches_meeting_in_a_task_run_it_twice() -> None:
    parts = [gateway("parallel", "split"), user("a"), user("b"), user("c")]
    flows = ["start -> split", "split -> a -> c", "split -> b -> c", "c -> end"]
    assert found(*parts, flows=flows) == {("doubled", "c")}


def test_a_send_back_around_a_parallel_join_is_sound() -> None:
    parts = [user("accept"), *fork("parallel", "parallel"), user("decide"), gateway("exclusive", "back")]
    flows = ["start -> accept -> split", *FORK[1:], "join -> decide -> back", "back -> accept if again",
             "back -> end default"]  # fmt: skip
    assert verdict(*parts, flows=flows).problems == ()


def test_a_send_back_into_one_branch_of_a_join_is_a_deadlock() -> None:
    parts = [*fork("parallel", "parallel"), gateway("exclusive", "back")]
    flows = [*FORK, "join -> back", "back -> a if again", "back -> end default"]
    assert found(*parts, flows=flows) == {("deadlock", "join")}


def test_a_loop_without_a_way_out_cannot_end() -> None:
    flows = ["start -> x", "x -> a if trapped", "x -> end default", "a -> b -> a"]
    assert found(gateway("exclusive", "x"), user("a"), user("b"), flows=flows) == {("cannot_end", "a")}


def test_an_endless_loop_beside_a_terminate_end_can_end() -> None:
    parts = [gateway("parallel", "f"), user("a"), user("b"), terminate("stop")]
    flows = ["start -> f", "f -> a -> a", "f -> b -> stop"]
    assert "cannot_end" not in {rule for rule, _ in found(*parts, flows=flows)}


def test_tokens_that_double_with_every_pass_are_unbounded() -> None:
    parts = [user("accept"), gateway("parallel", "f"), user("a"), user("b"), gateway("exclusive", "x")]
    flows = ["start -> accept -> f", "f -> a -> x", "f -> b -> x", "x -> accept if again", "x -> end default"]
    assert ("unbounded", "x") in found(*parts, flows=flows)


def test_reminders_left_open_by_a_send_back_are_only_a_warning() -> None:
    parts = [user("a"), boundary("late", "a", timer("P1D"), interrupting=False), user("remind"), end("reminded"),
             gateway("exclusive", "x")]  # fmt: skip
    flows = ["start -> a -> x", "x -> a if again", "x -> end default", "late -> remind -> reminded"]
    assert found(*parts, flows=flows) == {("piles_up", "remind")}


def test_an_interrupting_timer_takes_the_token_from_its_task() -> None:
    parts = [user("a"), boundary("late", "a", timer("P1D")), user("c"), gateway("exclusive", "m"), user("d")]
    assert verdict(*parts, flows=["start -> a -> m", "late -> c -> m", "m -> d -> end"]).problems == ()


def test_a_timer_that_does_not_interrupt_adds_a_token() -> None:
    parts = [user("a"), boundary("late", "a", timer("P1D"), interrupting=False), gateway("exclusive", "m"), user("d")]
    assert found(*parts, flows=["start -> a -> m", "late -> m", "m -> d -> end"]) == {("doubled", "m")}


def test_a_join_that_waits_for_a_timer_that_may_not_fire_is_a_deadlock() -> None:
    parts = [user("a"), boundary("late", "a", timer("P1D"), interrupting=False), gateway("parallel", "j")]
    assert found(*parts, flows=["start -> a -> j", "late -> j", "j -> end"]) == {("deadlock", "j")}


def test_an_event_gateway_takes_one_way_only() -> None:
    parts = [
        gateway("eventBased", "e"),
        caught("t1", timer("P1D")),
        caught("t2", timer("P2D")),
        gateway("parallel", "j"),
    ]
    flows = ["start -> e", "e -> t1 -> j", "e -> t2 -> j", "j -> end"]
    assert found(*parts, flows=flows) == {("deadlock", "j")}


def failing_sub(*handlers: Part) -> list[Part]:
    inner = sub("inner", start("s"), gateway("exclusive", "g"), end("well"), thrown("error", "badly", "Bad"),
                flows=["s -> g", "g -> well if ok", "g -> badly default"])  # fmt: skip
    return [inner, *handlers]


def test_an_error_end_goes_to_the_boundary_event_that_catches_it() -> None:
    parts = failing_sub(boundary("caught", "inner", CATCH_ERROR), user("mend"), end("other"))
    flows = ["start -> inner -> end", "caught -> mend -> other"]
    assert verdict(*parts, flows=flows, declarations=ERROR).problems == ()


def test_an_error_nobody_catches_ends_the_process() -> None:
    checked = verdict(*failing_sub(), flows=["start -> inner -> end"], declarations=ERROR)
    assert checked.behaviour == Behaviour(True, frozenset({"bad"}))


def test_a_boundary_event_for_an_error_nobody_throws_is_never_reached() -> None:
    parts = [sub("inner", start("s"), end("e"), flows=["s -> e"]), boundary("c", "inner", CATCH_ERROR), end("other")]
    problems = found(*parts, flows=["start -> inner -> end", "c -> other"], declarations=ERROR)
    assert problems == {("never_reached", "c"), ("never_reached", "other")}


def test_a_deadlock_inside_a_sub_process_is_reported_there_once() -> None:
    inner = sub("inner", start("s"), *fork("exclusive", "parallel"), end("e"), flows=[
        "s -> split", *CHOICE[1:], "join -> e"])  # fmt: skip
    assert found(inner, flows=["start -> inner -> end"]) == {("deadlock", "join")}


def test_a_terminate_end_in_a_sub_process_ends_only_that() -> None:
    inner = sub("inner", start("s"), gateway("parallel", "f"), user("a"), terminate("t"), end("e"), flows=[
        "s -> f", "f -> t", "f -> a -> e"])  # fmt: skip
    assert verdict(inner, user("after"), flows=["start -> inner -> after -> end"]).sound


def test_an_error_of_a_called_process_is_an_error_of_the_call() -> None:
    parts = [call("c", "other"), boundary("b", "c", CATCH_ERROR), user("mend"), end("mended")]
    content = diagram(
        "p", start(), *parts, end(), flows=["start -> c -> end", "b -> mend -> mended"], declarations=ERROR
    )
    checked = check_soundness(read(content), lambda _: Behaviour(True, frozenset({"bad"})))
    assert checked.problems == ()


def test_a_step_nothing_leads_to_is_never_reached() -> None:
    assert found(user("a"), user("b"), flows=["start -> a -> end", "b -> end"]) == {("never_reached", "b")}


def test_sixty_departments_in_parallel_are_decided_at_once() -> None:
    parts: list[Part] = [gateway("parallel", "f"), gateway("parallel", "j")]
    flows = ["start -> f", "j -> end"]
    for number in range(60):
        parts += [user(f"a{number}"), boundary(f"t{number}", f"a{number}", timer("P2D")), user(f"c{number}")]
        flows += [f"f -> a{number} -> c{number} -> j", f"t{number} -> c{number}"]
    begin = time.perf_counter()
    assert verdict(*parts, flows=flows).sound
    assert time.perf_counter() - begin < 2


def test_what_is_too_large_still_says_which_deadlocks_were_seen() -> None:
    parts: list[Part] = [gateway("parallel", "f")]
    flows = ["start -> f"]
    for number in range(30):
        parts += [
            gateway("exclusive", f"x{number}"),
            user(f"a{number}"),
            user(f"b{number}"),
            gateway("parallel", f"j{number}"),
        ]
        flows += [f"f -> x{number}", f"x{number} -> a{number} if ok", f"x{number} -> b{number} default",
                  f"a{number} -> j{number}", f"b{number} -> j{number}", f"j{number} -> end"]  # fmt: skip
    rules = {rule for rule, _ in found(*parts, flows=flows)}
    assert rules == {"deadlock", "too_large"}


def test_each_process_of_a_file_is_judged_by_itself() -> None:
    good = process("good", start("s1"), end("e1"), flows=["s1 -> e1"])
    bad = process("bad", start("s2"), user("u"), end("e2"), flows=["s2 -> u -> u"])
    processes = read_document(file_of(good, bad), "two.bpmn").processes
    assert [check_soundness(one).sound for one in processes] == [True, False]
