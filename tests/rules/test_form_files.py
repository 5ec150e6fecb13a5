"""What is wrong with a form file, with the component and its line."""

from __future__ import annotations

import time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.form_files import component, form_file
from workflow_app.engine.expressions import check
from workflow_app.errors import Refusal, TooLarge, Unreadable
from workflow_app.rules.forms import form_problems, read_form

GOOD = component("textfield", "name")


def test_a_sound_form_has_no_problems() -> None:
    shown = [{"type": kind} for kind in ("text", "html", "separator", "spacer", "button")]
    assert form_problems(form_file(GOOD, *shown), "f.form", check) == []


def test_a_key_given_twice_is_found_at_once_among_very_many() -> None:
    members = ",".join(f'"a{n}":1' for n in range(60_000))
    started = time.perf_counter()
    with pytest.raises(Unreadable):
        read_form(f'{{{members},"twin":1,"twin":2}}'.encode(), "f.form")
    assert time.perf_counter() - started < 5


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"", 1),
        (b'{\n"id": 1,\n', 3),
        (b"[]", 1),
        (b"<a/>", 1),
        (b'{"id": "a",\n"x": "\xff"}', 2),
        (b'{"id": "a", "id": "b"}', 1),
        (b'{"id": NaN}', 1),
        (b"[" * 100_000, 1),
    ],
)
def test_what_is_no_form_is_unreadable_with_its_line(content: bytes, line: int) -> None:
    with pytest.raises(Unreadable) as caught:
        read_form(content, "f.form")
    assert caught.value.details["line"] == line


def test_an_unreadable_file_is_one_problem() -> None:
    assert [(each.rule, each.severity) for each in form_problems(b"{", "f.form")] == [("unreadable", "error")]


def test_a_megabyte_is_too_large() -> None:
    with pytest.raises(TooLarge):
        read_form(b" " * 1_000_001, "f.form")


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"type": "teleport", "key": "x"}, "unknown-component"),
        ({"type": ["x"], "key": "x"}, "unknown-component"),
        ({"key": "x"}, "unknown-component"),
        ("text", "component"),
        (component("textfield", ""), "field-name"),
        (component("textfield", "_x"), "field-name"),
        (component("textfield", "a b"), "field-name"),
        (component("textfield", "a..b"), "field-name"),
        (component("textfield", "name"), "duplicate-key"),
        (component("textfield", "name.first"), "duplicate-key"),
        (component("textfield", "x", pattern="(a"), "pattern"),
        (component("textfield", "x", pattern="(?=a)"), "pattern"),
        (component("number", "x", min=3, max=2), "limits"),
        (component("number", "x", min="three"), "limits"),
        (component("number", "x", decimalDigits=-1), "limits"),
        (component("textfield", "x", maxLength=1.5), "limits"),
        (component("select", "x"), "no-choices"),
        (component("select", "x", values=[]), "no-choices"),
        (component("select", "x", values=[{"label": "a"}]), "choices"),
        (component("select", "x", values=["a", {"value": "a"}]), "choices"),
        (component("datetime", "x", subtype="century"), "datetime"),
        (component("textfield", "x", conditional={"hide": "=a.b"}), "expression"),
        (component("textfield", "x", conditional={"hide": "=__import__('os')"}), "expression"),
        (component("textfield", "x", conditional={"hide": 5}), "expression"),
        (component("select", "x", valuesExpression="=["), "expression"),
        ({"type": "html", "content": "<script>alert(1)</script>"}, "code"),
        ({"type": "text", "text": '<a onclick="x()">'}, "code"),
    ],
)
def test_a_fault_is_an_error_by_name(wrong: Any, rule: str) -> None:
    found = form_problems(form_file(GOOD, wrong), "f.form", check)
    assert [(each.rule, each.severity) for each in found] == [(rule, "error")]


def test_a_field_without_a_label_is_a_warning() -> None:
    found = form_problems(form_file({"type": "textfield", "key": "x"}), "f.form")
    assert [(each.rule, each.severity) for each in found] == [("no-label", "warning")]


@pytest.mark.parametrize(("schema", "rule"), [({"id": ""}, "form-without-id"), ({"components": None}, "no-components")])
def test_a_form_needs_an_id_and_components(schema: dict[str, Any], rule: str) -> None:
    assert [each.rule for each in form_problems(form_file(**schema), "f.form")] == [rule]


def test_a_problem_names_component_and_line() -> None:
    content = form_file(GOOD, component("textfield", "坏", pattern="("))
    problem = form_problems(content, "f.form")[0]
    assert (problem.component, '"key": "坏"' in content.decode().splitlines()[problem.line - 1]) == ("坏", True)


def test_a_form_with_an_error_cannot_be_read() -> None:
    with pytest.raises(Unreadable):
        read_form(form_file(component("textfield", "_x")), "f.form")


def test_nesting_is_bounded() -> None:
    nested = GOOD
    for _ in range(12):
        nested = {"type": "group", "components": [nested]}
    assert [each.rule for each in form_problems(form_file(nested), "f.form")] == ["too-deep"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["type", "key", "path", "components", "validate", "values", "label"]), inner)
    ),
)
kinds = st.sampled_from(["textfield", "number", "select", "group", "dynamiclist", "datetime", "html"])


parts = ["key", "path", "label", "validate", "values", "conditional", "components", "subtype", "decimalDigits", "text"]
components = st.fixed_dictionaries({"type": kinds}, optional=dict.fromkeys(parts, json_values))


@given(st.lists(components, max_size=3))
@settings(max_examples=100, deadline=None)
def test_random_forms_are_read_or_refused(components: list[dict[str, Any]]) -> None:
    content = form_file(*components)
    try:
        form = read_form(content, "f.form")
    except Refusal:
        assert any(each.severity == "error" for each in form_problems(content, "f.form"))
        return
    assert form.id == "f"
