"""Forms: what a field takes and how it is kept, what is refused by field."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.support.form_files import component, form
from workflow_app.engine.expressions import evaluate
from workflow_app.errors import FormRefused
from workflow_app.rules.forms import check_form
from workflow_app.rules.instants import SHANGHAI

NOW = datetime(2026, 10, 9, 17, 30, tzinfo=SHANGHAI)
COLOURS = [{"value": "red", "label": "红"}, {"value": 2, "label": "蓝"}, {"value": True, "label": "真"}]


def value_of(source: str, names: Mapping[str, Any]) -> Any:
    return evaluate(source, names, NOW)


def checked(kind: str, value: Any, **parts: Any) -> Any:
    return check_form(form(component(kind, **parts)), {"x": value}, value_of)["x"]


def errors(components: list[dict[str, Any]], data: Any) -> dict[str, dict[str, str]]:
    with pytest.raises(FormRefused) as caught:
        check_form(form(*components), data, value_of)
    assert caught.value.details["count"] == len(caught.value.details["errors"])
    found: dict[str, dict[str, str]] = caught.value.details["errors"]
    return found


@pytest.mark.parametrize(
    ("kind", "parts", "value", "kept"),
    [
        ("textfield", {}, "  王芳 ", "王芳"),
        ("textfield", {}, "cafe\u0301", "café"),
        ("textfield", {}, "𠮷", "𠮷"),
        ("textarea", {}, "一\r\n二\t三", "一\n二\t三"),
        ("textfield", {"minLength": 2, "maxLength": 2}, "王芳", "王芳"),
        ("textfield", {"pattern": r"^\d{3}$"}, "123", "123"),
        ("textfield", {"validationType": "email"}, "a@b.cn", "a@b.cn"),
        ("textfield", {"validationType": "phone"}, "+86 755-1234567", "+86 755-1234567"),
        ("number", {}, 3, 3),
        ("number", {}, 3.0, 3),
        ("number", {}, 0.1, "0.1"),
        ("number", {}, "12", 12),
        ("number", {}, "１２", 12),
        ("number", {}, Decimal("12.50"), "12.50"),
        ("number", {}, "-0", 0),
        ("number", {"decimalDigits": 2}, 12.5, "12.50"),
        ("number", {"decimalDigits": 2}, 12, "12.00"),
        ("number", {"decimalDigits": 2}, "9999999999999.99", "9999999999999.99"),
        ("number", {"decimalDigits": 0}, "5", 5),
        ("number", {"serializeToString": True}, 5, "5"),
        ("number", {"min": 0.1, "max": "0.1"}, 0.1, "0.1"),
        ("checkbox", {}, False, False),
        ("checkbox", {"required": True}, True, True),
        ("radio", {"values": COLOURS}, "red", "red"),
        ("select", {"values": COLOURS}, "2", 2),
        ("select", {"values": COLOURS}, True, True),
        ("select", {"values": ["甲", "乙"]}, "乙", "乙"),
        ("checklist", {"values": COLOURS}, ["red", 2], ["red", 2]),
        ("taglist", {"values": COLOURS}, [], []),
        ("select", {"valuesKey": "unknown"}, "什么", "什么"),
        ("select", {"valuesExpression": "=['a', 'b']"}, "b", "b"),
        ("datetime", {}, "2028-02-29", "2028-02-29"),
        ("datetime", {"subtype": "time"}, "17:30", "17:30"),
        ("datetime", {"subtype": "datetime"}, "2026-10-09T09:30Z", "2026-10-09T17:30:00+08:00"),
        ("datetime", {"subtype": "datetime"}, "2026-10-09T17:30", "2026-10-09T17:30:00+08:00"),
        ("filepicker", {}, ["图.pdf"], [{"name": "图.pdf"}]),
        ("filepicker", {"multiple": True}, [{"name": "a", "hash": "0" * 64, "size": 3}, "b"],
         [{"name": "a", "hash": "0" * 64, "size": 3}, {"name": "b"}]),
        ("textfield", {}, "", None),
        ("number", {}, " ", None),
        ("datetime", {}, None, None),
        ("checklist", {"values": COLOURS}, None, []),
    ],
)  # fmt: skip
def test_what_a_field_takes_is_kept_clean(kind: str, parts: dict[str, Any], value: Any, kept: Any) -> None:
    result = checked(kind, value, **parts)
    assert (result, type(result)) == (kept, type(kept))


@pytest.mark.parametrize(
    ("kind", "parts", "value"),
    [
        ("textfield", {}, 5),
        ("textfield", {}, ["a"]),
        ("textfield", {}, {"a": 1}),
        ("textfield", {}, "a\nb"),
        ("textfield", {}, "a\0b"),
        ("textfield", {}, "a\u202eb"),
        ("textarea", {}, "a\x1bb"),
        ("textarea", {}, "\ud800"),
        ("textarea", {}, "长" * 10_001),
        ("textfield", {"minLength": 2}, "王"),
        ("textfield", {"maxLength": 1}, "王芳"),
        ("textfield", {"required": True}, "  "),
        ("textfield", {"required": True}, None),
        ("textfield", {"pattern": r"^\d{3}$"}, "12a"),
        ("textfield", {"pattern": "a"}, "a" * 1001),
        ("textfield", {"validationType": "email"}, "a.b.cn"),
        ("textfield", {"validationType": "phone"}, "call me"),
        ("number", {}, True),
        ("number", {}, "abc"),
        ("number", {}, "1,000"),
        ("number", {}, "1e5"),
        ("number", {}, "٣"),
        ("number", {}, float("nan")),
        ("number", {}, float("inf")),
        ("number", {}, 10**15),
        ("number", {}, "1.000000000000001"),
        ("number", {}, Decimal("1E+999999")),
        ("number", {"decimalDigits": 2}, "1.005"),
        ("number", {"decimalDigits": 0}, 1.5),
        ("number", {"min": 1}, 0.99),
        ("number", {"max": 1}, "1.01"),
        ("number", {"required": True}, ""),
        ("checkbox", {}, "true"),
        ("checkbox", {}, 1),
        ("checkbox", {"required": True}, False),
        ("radio", {"values": COLOURS}, "green"),
        ("radio", {"values": COLOURS}, 1),
        ("radio", {"values": COLOURS}, ["red"]),
        ("select", {"valuesKey": "unknown"}, {"a": 1}),
        ("select", {"valuesExpression": "=['a', 'b']"}, "c"),
        ("checklist", {"values": COLOURS}, "red"),
        ("checklist", {"values": COLOURS}, ["red", "red"]),
        ("checklist", {"values": COLOURS}, ["green"]),
        ("checklist", {"values": COLOURS, "required": True}, []),
        ("datetime", {}, "2026-02-30"),
        ("datetime", {}, "2026-02-29"),
        ("datetime", {}, "20261009"),
        ("datetime", {}, "2026-W41-5"),
        ("datetime", {}, 20261009),
        ("datetime", {"subtype": "time"}, "24:00"),
        ("datetime", {"subtype": "datetime"}, "2026-10-09T25:00"),
        ("datetime", {"subtype": "datetime"}, "2026-10-09"),
        ("datetime", {"subtype": "datetime"}, "0001-01-01T00:00:00+23:59"),
        ("filepicker", {}, "a.pdf"),
        ("filepicker", {}, ["a", "b"]),
        ("filepicker", {}, ["../a"]),
        ("filepicker", {}, [{"hash": "0" * 64}]),
        ("filepicker", {}, [{"name": "a", "hash": "xyz"}]),
        ("filepicker", {}, [{"name": "a", "size": -1}]),
        ("filepicker", {}, [{"name": "a", "content": "x"}]),
        ("dynamiclist", {"components": []}, {"a": 1}),
        ("dynamiclist", {"components": []}, ["a"] * 201),
    ],
)
def test_what_a_field_does_not_take_is_refused_in_both_languages(kind: str, parts: dict[str, Any], value: Any) -> None:
    found = errors([component(kind, **parts)], {"x": value})
    assert [(name, set(sentence)) for name, sentence in found.items()] == [("x", {"zh", "en"})]


def test_a_missing_required_field_is_named() -> None:
    assert errors([component("textfield", required=True)], {}) == {"x": {"zh": "必须填写", "en": "must be filled in"}}


def test_what_was_not_sent_is_not_there() -> None:
    assert check_form(form(component("textfield")), {}) == {}


def test_unknown_fields_are_refused() -> None:
    assert set(errors([component("textfield")], {"x": "a", "y": 1, "z": {"a": 2}})) == {"y", "z"}


def test_all_errors_come_at_once() -> None:
    found = errors([component("number", "a"), component("datetime", "b")], {"a": "x", "b": "y", "c": 1})
    assert set(found) == {"a", "b", "c"}


@pytest.mark.parametrize("data", [[], "x", 5, None])
def test_data_that_is_no_object_is_refused(data: Any) -> None:
    assert set(errors([], data)) == {""}


def test_very_many_unknown_fields_get_a_bounded_answer() -> None:
    assert len(errors([], {f"x{n}" * 100: 1 for n in range(5000)})) == 100


GROUPED = component("group", "applicant", components=[component("textfield", "name"), component("textfield", "a.b")])


def test_a_group_with_a_path_nests_its_fields() -> None:
    data = {"applicant": {"name": "王芳", "a": {"b": "c"}}}
    assert check_form(form(GROUPED), data) == data


def test_errors_inside_a_group_are_named_by_path() -> None:
    assert set(errors([GROUPED], {"applicant": {"name": 1, "a": 2, "z": 3}})) == {
        "applicant.name",
        "applicant.a",
        "applicant.z",
    }


def test_a_group_without_a_path_is_layout_only() -> None:
    group = {"type": "group", "label": "组", "components": [component("textfield", "name")]}
    assert check_form(form(group), {"name": "a"}) == {"name": "a"}


ROWS = component(
    "dynamiclist", "members", components=[component("textfield", "name", required=True), component("number", "n")]
)


def test_a_dynamic_list_is_a_list_of_objects() -> None:
    data = {"members": [{"name": "甲", "n": 1}, {"name": "乙"}]}
    assert check_form(form(ROWS), data) == data


def test_errors_inside_a_list_are_named_by_place() -> None:
    found = errors([ROWS], {"members": [{"name": "甲"}, {"n": "x", "z": 1}, "text"]})
    assert set(found) == {"members[1].name", "members[1].n", "members[1].z", "members[2]"}


HIDING = [
    component("radio", "kind", values=["person", "firm"], required=True),
    component("textfield", "firm", required=True, conditional={"hide": '=kind != "firm"'}),
]


def test_a_hidden_field_is_not_required() -> None:
    assert check_form(form(*HIDING), {"kind": "person"}, value_of) == {"kind": "person"}


def test_a_hidden_field_is_not_accepted() -> None:
    assert set(errors(HIDING, {"kind": "person", "firm": "某公司"})) == {"firm"}


def test_a_hidden_field_sent_empty_is_dropped() -> None:
    assert check_form(form(*HIDING), {"kind": "person", "firm": None}, value_of) == {"kind": "person"}


def test_a_shown_field_is_required() -> None:
    assert set(errors(HIDING, {"kind": "firm"})) == {"firm"}


def test_a_condition_that_fails_hides_nothing() -> None:
    failing = component("textfield", required=True, conditional={"hide": "=1 / 0 > 1"})
    assert set(errors([failing], {})) == {"x"}


def test_a_hidden_group_hides_what_is_in_it() -> None:
    group = {"type": "group", "components": [HIDING[1]], "conditional": {"hide": "=true"}}
    assert check_form(form(group), {}, value_of) == {}


def test_a_condition_in_a_list_sees_its_own_entry() -> None:
    rows = component("dynamiclist", "rows", components=HIDING)
    assert set(errors([rows], {"rows": [{"kind": "person"}, {"kind": "firm"}]})) == {"rows[1].firm"}


def test_without_an_evaluator_a_conditional_field_is_optional() -> None:
    assert check_form(form(*HIDING), {"kind": "firm", "firm": "某公司"}) == {"kind": "firm", "firm": "某公司"}


@pytest.mark.parametrize("lock", ["disabled", "readonly"])
def test_a_field_that_is_only_shown_takes_nothing(lock: str) -> None:
    assert set(errors([component("textfield", **{lock: True})], {"x": "a"})) == {"x"}


def test_defaults_are_nested_like_the_data() -> None:
    group = component("group", "a", components=[component("number", "n", defaultValue=3)])
    assert form(group, component("textfield", "t", defaultValue="x")).defaults() == {"a": {"n": 3}, "t": "x"}


def two_inspectors() -> list[dict[str, Any]]:
    check = {"check": "first != second", "check_message": "两人不能相同", "check_message_en": "must differ"}
    return [component("textfield", "first"), component("textfield", "second", properties=check)]


def test_a_field_that_disagrees_with_another_is_refused_with_its_own_sentence() -> None:
    assert errors(two_inspectors(), {"first": "李芳", "second": "李芳"}) == {
        "second": {"zh": "两人不能相同", "en": "must differ"}
    }


def test_fields_that_agree_are_taken() -> None:
    data = {"first": "李芳", "second": "赵强"}
    assert check_form(form(*two_inspectors()), data, value_of) == data
