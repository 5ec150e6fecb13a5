"""Lint: what runs but is not good is at most a warning."""

from __future__ import annotations

import json

from tests.support.diagrams import Part, call, diagram, end, file_of, gateway, multi, node, process, script, start, user
from tests.support.lint import said
from workflow_app.studio.lint import lint_files


def found(content: bytes, severity: str = "warning") -> set[tuple[str, str | None]]:
    return said(content, severity) - {("legal_basis", "test")}


def parallel(*branches: Part) -> bytes:
    flows = ["start -> f", *(f"f -> {branch.id} -> j" for branch in branches), "j -> end"]
    parts = [start(), gateway("parallel", "f"), *branches, gateway("parallel", "j"), end()]
    return diagram("test", *parts, flows=flows)


def test_nothing_drawn_is_a_warning() -> None:
    content = diagram("test", start(), end(), flows=["start -> end"], layout=False)
    assert found(content) == {("no_layout", "test")}


def test_a_drawn_diagram_has_nothing_to_say() -> None:
    assert found(diagram("test", start(), user("a"), end(), flows=["start -> a -> end"])) == set()


def test_a_task_without_a_name_is_a_warning() -> None:
    content = diagram("test", start(), node("userTask", "a"), end(), flows=["start -> a -> end"])
    assert found(content) == {("no_label", "a")}


def test_a_choice_without_a_question_is_a_warning() -> None:
    parts = [start(), node("exclusiveGateway", "x"), user("a"), end()]
    content = diagram("test", *parts, flows=["start -> x", "x -> a if ok", "a -> end", "x -> end default"])
    assert found(content) == {("no_label", "x")}


def test_a_task_without_a_type_is_a_warning() -> None:
    content = diagram("test", start(), node("task", "a", "a"), end(), flows=["start -> a -> end"])
    assert found(content) == {("undefined_task", "a")}


def test_a_process_not_marked_executable_is_only_an_information() -> None:
    content = diagram("test", start(), end(), flows=["start -> end"], executable=False)
    assert (found(content), found(content, "info")) == (set(), {("not_executable", "test")})


def test_a_user_task_without_a_form_is_only_an_information() -> None:
    content = diagram("test", start(), user("a"), end(), flows=["start -> a -> end"])
    assert found(content, "info") == {("no_form", "a")}


def test_two_branches_that_write_one_field_are_a_warning() -> None:
    assert found(parallel(script("a", "x = 1"), script("b", "x = 2"))) == {("parallel_writers", "f")}


def test_branches_that_write_different_fields_are_fine() -> None:
    assert found(parallel(script("a", "x = 1"), script("b", "y = 2"))) == set()


def test_alternatives_may_write_one_field() -> None:
    parts = [start(), gateway("exclusive", "x"), script("a", "v = 1"), script("b", "v = 2"), end()]
    content = diagram("test", *parts, flows=["start -> x", "x -> a if ok", "x -> b default", "a -> end", "b -> end"])
    assert found(content) == set()


def test_what_comes_after_the_join_is_not_beside_the_branches() -> None:
    parts = [start(), gateway("parallel", "f"), script("a", "x = 1"), script("b", "y = 1"), gateway("parallel", "j"),
             script("c", "x = 2"), end()]  # fmt: skip
    content = diagram("test", *parts, flows=["start -> f", "f -> a -> j", "f -> b -> j", "j -> c -> end"])
    assert found(content) == set()


def test_forms_of_parallel_tasks_that_hold_the_same_field_are_a_warning() -> None:
    form = json.dumps({"id": "opinion", "components": [{"type": "textfield", "key": "opinion", "label": "意见"}]})
    content = parallel(user("a", camunda_formRef="opinion"), user("b", camunda_formRef="opinion"))
    findings = lint_files([("t.bpmn", content), ("o.form", form.encode())])["files"][0]["findings"]
    assert "parallel_writers" in {finding["rule"] for finding in findings}


def test_instances_write_into_their_own_scope() -> None:
    assert found(parallel(multi(script("a", "x = 1"), collection="them"), script("b", "x = 2"))) == set()


def test_what_a_called_process_writes_counts() -> None:
    called = process("called", start("s"), script("w", "x = 1"), end("e"), flows=["s -> w -> e"])
    parts = [
        start(),
        gateway("parallel", "f"),
        call("a", "called"),
        script("b", "x = 2"),
        gateway("parallel", "j"),
        end(),
    ]
    flows = ["start -> f", "f -> a -> j", "f -> b -> j", "j -> end"]
    assert ("parallel_writers", "f") in said(file_of(process("test", *parts, flows=flows), called), "warning")
