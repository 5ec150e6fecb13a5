"""Lint: code is an error wherever it stands."""

from __future__ import annotations

import pytest

from tests.support.diagrams import (
    Part,
    boundary,
    caught,
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
from tests.support.lint import said

LISTENER = '<bpmn:extensionElements><camunda:executionListener class="x.Y" event="start"/></bpmn:extensionElements>'


def errors(*parts: Part, flows: list[str], **options: object) -> set[tuple[str, str | None]]:
    return said(diagram("test", start(), *parts, end(), flows=flows, **options))  # type: ignore[arg-type]


def one(part: Part) -> set[tuple[str, str | None]]:
    return errors(part, flows=[f"start -> {part.id} -> end"])


@pytest.mark.parametrize("text", ["import os", "print(1)", "x = os.system('ls')", "x = 2 ** 99", "def f(): pass"])
def test_a_script_that_is_no_list_of_assignments_is_code(text: str) -> None:
    assert one(script("s", text)) == {("code", "s")}


def test_assignments_are_allowed_whatever_the_format_says() -> None:
    assert one(script("s", "费用 = 面积 * 2\n等级 = '大' if 费用 > 100 else '小'", scriptFormat="javascript")) == set()


def test_python_in_a_condition_is_code() -> None:
    parts = [gateway("exclusive", "x"), user("a")]
    flows = ["start -> x", "x -> a if __import__('os').system('ls')", "a -> end", "x -> end default"]
    assert errors(*parts, flows=flows) == {("code", "f_x_a")}


def test_chinese_names_in_a_condition_are_no_code() -> None:
    parts = [gateway("exclusive", "x"), user("a")]
    assert errors(*parts, flows=["start -> x", "x -> a if ${意见 == '同意'}", "a -> end", "x -> end default"]) == set()


def test_code_in_a_collection_is_code() -> None:
    assert one(multi(user("a"), collection="[d for d in departments]")) == {("code", "a")}


def test_code_in_a_group_is_code() -> None:
    assert one(user("a", camunda_candidateGroups="${task.getOwner()}")) == {("code", "a")}


def test_a_plain_group_is_no_expression() -> None:
    assert one(user("a", camunda_candidateGroups="住建局(窗口)")) == set()


def test_code_in_a_guard_is_code() -> None:
    late = having(boundary("late", "a", timer("working_days(2)")), fires_when="case.open()")
    assert errors(user("a"), late, end("e2"), flows=["start -> a -> end", "late -> e2"]) == {("code", "late")}


@pytest.mark.parametrize("attribute", ["class", "delegateExpression"])
def test_a_class_behind_a_service_task_is_code(attribute: str) -> None:
    assert ("code", "s") in one(node("serviceTask", "s", **{f"camunda_{attribute}": "com.example.Pay"}))


def test_an_expression_of_our_language_may_stand_in_a_service_task() -> None:
    assert one(node("serviceTask", "s", "s", camunda_expression="${a + 1}", camunda_resultVariable="b")) == set()


def test_a_method_call_in_a_service_task_is_code() -> None:
    assert one(node("serviceTask", "s", camunda_expression="${bean.pay()}")) == {("code", "s")}


def test_a_listener_is_code() -> None:
    assert one(node("userTask", "a", "a", LISTENER)) == {("code", "a")}


def test_a_listener_on_the_process_is_code() -> None:
    content = diagram("test", start(), end(), flows=["start -> end"])
    assert said(content.replace(b'isExecutable="true">', b'isExecutable="true">' + LISTENER.encode())) == {
        ("code", "test")
    }


@pytest.mark.parametrize(
    "rule", ["working_days(2)", "P5D", '"P5D"', "until(date(due))", "${due}", "hours(n * 2)", "2026-10-09"]
)
def test_a_time_rule_is_taken(rule: str) -> None:
    assert one(caught("t", timer(rule))) == set()


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "working_days()",
        "working_days(-1)",
        "tomorrow(",
        "P5X",
        "2026-02-30",
        "weeks(2)",
        "working_days(1 - 2)",
        "until(1 + 1)",
    ],
)
def test_a_wrong_time_rule_is_an_error(rule: str) -> None:
    assert one(caught("t", timer(rule))) == {("timer_rule", "t")}


def test_code_in_a_conditional_event_is_code() -> None:
    inner = "<bpmn:conditionalEventDefinition><bpmn:condition>a.b()</bpmn:condition></bpmn:conditionalEventDefinition>"
    assert one(caught("c", inner)) == {("code", "c")}


def test_extensions_of_another_engine_are_only_a_warning() -> None:
    inner = (
        '<bpmn:extensionElements><zeebe:taskDefinition xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" type="x"/>'
        "</bpmn:extensionElements>"
    )
    content = diagram("test", start(), node("userTask", "a", "a", inner), end(), flows=["start -> a -> end"])
    assert ("foreign_extension", None) in said(content, "warning")
    assert said(content) == set()


def test_an_input_mapping_that_has_no_effect_is_a_warning() -> None:
    inner = "<bpmn:extensionElements><camunda:inputOutput/></bpmn:extensionElements>"
    content = diagram("test", start(), node("userTask", "a", "a", inner), end(), flows=["start -> a -> end"])
    assert ("ignored_extension", "a") in said(content, "warning")
