"""Forms: whatever is sent is refused by field or kept clean, to the cent."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.form_files import component, form
from workflow_app.errors import FormRefused
from workflow_app.rules.forms import check_form

COLOURS = [{"value": "red", "label": "红"}, {"value": 2, "label": "蓝"}, {"value": True, "label": "真"}]
ROWS = component("dynamiclist", "members", components=[component("textfield", "name", required=True)])
GROUPED = component("group", "applicant", components=[component("textfield", "name"), component("textfield", "a.b")])
EVERYTHING = form(
    component("textfield", "text", pattern="^[a-z]*$"), component("textarea", "area"), component("number", "number"),
    component("checkbox", "tick"), component("select", "select", values=COLOURS), component("filepicker", "files"),
    component("checklist", "list", values=COLOURS), component("datetime", "date"), ROWS, GROUPED,
)  # fmt: skip
json_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=8)
    | st.sampled_from(["red", "2026-10-09"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "n", "hash", "a", "b"]), inner, max_size=3)
    ),
)
names = st.sampled_from([field.path[0] for field in EVERYTHING.fields])


@given(st.dictionaries(names, json_values, max_size=6))
@settings(max_examples=400, deadline=None)
def test_whatever_is_sent_is_refused_by_field_or_stays_clean_when_checked_again(data: dict[str, Any]) -> None:
    try:
        clean = check_form(EVERYTHING, data)
    except FormRefused:
        return
    assert check_form(EVERYTHING, clean) == clean


MONEY = form(component("number", decimalDigits=2))


@given(st.decimals(0, 10**9, places=2))
def test_money_is_kept_to_the_cent(amount: Decimal) -> None:
    assert Decimal(check_form(MONEY, {"x": amount})["x"]) == amount
