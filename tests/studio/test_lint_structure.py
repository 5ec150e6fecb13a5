"""Lint: the shape of a process. One test a rule."""

from __future__ import annotations

import pytest

from tests.support.diagrams import (
    Part,
    boundary,
    call,
    caught,
    diagram,
    end,
    file_of,
    gateway,
    node,
    process,
    script,
    start,
    sub,
    timer,
    user,
)
from tests.support.lint import answer, said
from workflow_app.studio.lint import lint_files

SIGNAL = "<bpmn:signalEventDefinition/>"


def errors(*parts: Part, flows: list[str]) -> set[tuple[str, str | None]]:
    return said(diagram("test", *parts, flows=flows))


def warnings(*parts: Part, flows: list[str]) -> set[str]:
    return {rule for rule, _ in said(diagram("test", *parts, flows=flows), "warning")} - {"legal_basis"}


def test_a_whole_diagram_has_no_errors() -> None:
    assert errors(start(), user("a"), end(), flows=["start -> a -> end"]) == set()


def test_a_process_without_a_start_is_an_error() -> None:
    assert ("missing_start", "test") in errors(user("a"), end(), flows=["a -> end"])


def test_a_process_without_an_end_is_an_error() -> None:
    assert errors(start(), user("a"), flows=["start -> a"]) == {("no_end", "test")}


def test_an_end_that_cannot_be_reached_is_no_end() -> None:
    assert errors(start(), user("a"), end(), flows=["start -> a -> a"]) == {("no_end", "test")}


def test_a_path_that_just_stops_is_a_warning() -> None:
    parts = [start(), gateway("parallel", "f"), user("a"), end()]
    assert warnings(*parts, flows=["start -> f", "f -> a", "f -> end"]) == {"implicit_end"}


def test_two_starts_in_a_sub_process_are_an_error() -> None:
    inner = sub("inner", start("s1"), start("s2"), end("e"), flows=["s1 -> e", "s2 -> e"])
    assert errors(start(), inner, end(), flows=["start -> inner -> end"]) == {("several_starts", "s2")}


def test_two_starts_in_a_called_process_are_an_error() -> None:
    called = process("called", start("s1"), start("s2"), end("e1"), flows=["s1 -> e1", "s2 -> e1"])
    caller = process("caller", start(), call("c", "called"), end(), flows=["start -> c -> end"])
    assert said(file_of(called, caller)) == {("several_starts", "s2")}


def test_two_starts_in_an_item_are_a_warning() -> None:
    found = said(diagram("test", start(), start("again"), end(), flows=["start -> end", "again -> end"]), "warning")
    assert ("several_starts", "again") in found


def test_a_flow_into_a_start_event_is_an_error() -> None:
    parts = [start(), gateway("exclusive", "x"), end()]
    found = errors(*parts, flows=["start -> x", "x -> start if again", "x -> end default"])
    assert ("wrong_connection", "f_x_start") in found


def test_a_flow_out_of_an_end_event_is_an_error() -> None:
    assert ("wrong_connection", "f_end_a") in errors(start(), end(), user("a"), flows=["start -> end", "end -> a"])


def test_a_repeating_timer_is_an_error() -> None:
    parts = [start(), caught("wait", timer("R/P1D", "timeCycle")), end()]
    assert errors(*parts, flows=["start -> wait -> end"]) == {("timer_cycle", "wait")}


@pytest.mark.parametrize("definition", ["terminate", "error", "link"])
def test_an_event_that_cannot_be_caught_is_an_error(definition: str) -> None:
    parts = [start(), caught("wait", f"<bpmn:{definition}EventDefinition/>"), end()]
    assert ("unsupported_event", "wait") in errors(*parts, flows=["start -> wait -> end"])


def test_a_boundary_event_without_a_definition_is_an_error() -> None:
    parts = [start(), user("a"), boundary("b", "a", ""), end()]
    assert ("unsupported_event", "b") in errors(*parts, flows=["start -> a -> end", "b -> end"])


def test_a_start_that_waits_for_a_timer_is_an_error() -> None:
    parts = [start(inner=timer("P1D")), end()]
    assert ("unsupported_event", "start") in errors(*parts, flows=["start -> end"])


def test_a_boundary_event_on_a_gateway_is_an_error() -> None:
    parts = [start(), gateway("exclusive", "x"), boundary("b", "x", timer("P1D")), end()]
    assert ("detached_boundary", "b") in errors(*parts, flows=["start -> x -> end", "b -> end"])


def test_a_boundary_event_attached_to_what_is_not_there_is_an_error() -> None:
    parts = [start(), boundary("b", "ghost", timer("P1D")), end()]
    assert ("dangling_reference", "b") in errors(*parts, flows=["start -> end", "b -> end"])


def test_a_flow_to_nowhere_is_an_error() -> None:
    assert ("dangling_reference", "f_start_ghost") in errors(start(), end(), flows=["start -> ghost"])


def test_an_id_used_twice_is_an_error() -> None:
    assert ("duplicate_id", "a") in errors(start(), user("a"), user("a"), end(), flows=["start -> a -> end"])


@pytest.mark.parametrize("tag", ["adHocSubProcess", "transaction", "complexGateway"])
def test_an_element_that_is_not_executed_is_an_error(tag: str) -> None:
    found = errors(start(), node(tag, "odd"), end(), flows=["start -> end"])
    assert ("unknown_element", "odd") in found


def test_an_exclusive_gateway_with_several_flows_without_condition_is_an_error() -> None:
    parts = [start(), gateway("exclusive", "x"), user("a"), user("b"), end()]
    flows = ["start -> x", "x -> a -> end", "x -> b -> end"]
    assert errors(*parts, flows=flows) == {("missing_condition", "f_x_a"), ("missing_condition", "f_x_b")}


def test_an_unconditional_flow_beside_a_default_is_an_error() -> None:
    parts = [start(), gateway("exclusive", "x"), user("a"), end()]
    assert errors(*parts, flows=["start -> x", "x -> a -> end", "x -> end default"]) == {("missing_condition", "f_x_a")}


def test_one_flow_without_condition_is_taken_as_the_default() -> None:
    parts = [start(), gateway("exclusive", "x"), user("a"), end()]
    assert warnings(*parts, flows=["start -> x", "x -> a if ok", "a -> end", "x -> end"]) == {"missing_condition"}


def test_conditions_without_a_default_are_a_warning() -> None:
    parts = [start(), gateway("exclusive", "x"), user("a"), end()]
    assert warnings(*parts, flows=["start -> x", "x -> a if ok", "a -> end", "x -> end if bad"]) == {"missing_default"}


def test_a_merging_gateway_needs_no_condition() -> None:
    parts = [start(), gateway("exclusive", "m"), end()]
    assert errors(*parts, flows=["start -> m -> end"]) == set()


def test_a_condition_after_a_parallel_gateway_has_no_effect() -> None:
    parts = [start(), gateway("parallel", "f"), user("a"), end()]
    assert "ignored_condition" in warnings(*parts, flows=["start -> f", "f -> a if ok", "f -> end", "a -> end"])


def test_only_events_may_follow_an_event_gateway() -> None:
    parts = [start(), gateway("eventBased", "e"), user("a"), caught("t", timer("P1D")), end()]
    assert errors(*parts, flows=["start -> e", "e -> a -> end", "e -> t -> end"]) == {("event_gateway", "f_e_a")}


def test_a_loop_of_gateways_that_never_waits_is_an_error() -> None:
    parts = [start(), gateway("exclusive", "m"), gateway("exclusive", "x"), end()]
    flows = ["start -> m -> x", "x -> m if again", "x -> end default"]
    assert errors(*parts, flows=flows) == {("automatic_loop", "m")}


def test_a_loop_with_an_untyped_task_waits_for_whoever_does_it() -> None:
    parts = [start(), gateway("exclusive", "m"), node("task", "a", "a"), gateway("exclusive", "x"), end()]
    flows = ["start -> m -> a -> x", "x -> m if again", "x -> end default"]
    assert errors(*parts, flows=flows) == set()


def test_an_automatic_loop_that_changes_data_is_a_warning() -> None:
    parts = [start(), gateway("exclusive", "m"), script("s", "n = n + 1"), gateway("exclusive", "x"), end()]
    flows = ["start -> m -> s -> x", "x -> m if n < 3", "x -> end default"]
    assert warnings(*parts, flows=flows) == {"automatic_loop"}


def test_a_loop_through_a_user_task_is_fine() -> None:
    parts = [start(), user("a"), gateway("exclusive", "x"), end()]
    assert warnings(*parts, flows=["start -> a -> x", "x -> a if again", "x -> end default"]) == set()


def test_a_deadlock_is_an_error_and_the_file_is_not_sound() -> None:
    parts = [start(), gateway("exclusive", "x"), user("a"), gateway("parallel", "j"), end()]
    file = answer(diagram("test", *parts, flows=["start -> x", "x -> a if ok", "x -> j default", "a -> j", "j -> end"]))
    assert (file["executable"], file["sound"], file["findings"][0]["rule"]) == (True, False, "deadlock")


def test_a_file_that_calls_an_unsound_process_is_not_sound() -> None:
    bad = diagram("bad", start(), user("u"), gateway("exclusive", "x"), end(),
                  flows=["start -> x", "x -> u if trap", "x -> end default", "u -> u"])  # fmt: skip
    good = diagram("good", start(), call("c", "bad"), end(), flows=["start -> c -> end"])
    files = lint_files([("good.bpmn", good), ("bad.bpmn", bad)])["files"]
    assert [file["sound"] for file in files] == [False, False]


def test_a_finding_names_process_element_line_message_and_hint() -> None:
    content = diagram("test", start(), user("a"), end(), flows=["start -> ghost", "a -> end"])
    finding = answer(content)["findings"][0]
    assert (finding["process"], finding["element"], finding["line"]) == ("test", "f_start_ghost", 6)
    assert " / " in finding["message"]
    assert " / " in finding["hint"]
