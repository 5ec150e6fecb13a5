"""Instants, counts and what is said about a wrong field."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from workflow_app.rules.instants import iso
from workflow_app.web.api.bodies import MoveClock, PageParameters, StartCase, TasksParameters
from workflow_app.web.fields import errors_by_field

APPLICATION: dict[str, Any] = {"item": "shop", "applicant": {"name": "王小明", "id_number": "1"}, "data": {}}


def _errors(model: Any, content: Any) -> dict[str, dict[str, str]]:
    with pytest.raises(ValidationError) as refused:
        model.model_validate(content)
    return errors_by_field(refused.value)


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-30T10:00:00+08:00", "2026-10-09T25:00:00+08:00", "2026-10-09T10:00:00", "2026-10-09",
        "20261009T100000Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00",
        "2026-W41-5T10:00:00Z", 1_760_000_000, True, None,
    ],
)  # fmt: skip
def test_what_is_no_instant_with_an_offset_is_refused(text: object) -> None:
    assert list(_errors(MoveClock, {"now": text})) == ["now"]


def test_a_date_that_does_not_exist_is_called_that() -> None:
    assert _errors(MoveClock, {"now": "2026-02-30T10:00:00+08:00"})["now"]["zh"] == "没有这个日期或时刻"


def test_an_instant_of_another_zone_is_read_in_the_centres() -> None:
    assert iso(MoveClock.model_validate({"now": "2026-10-09T09:30:00.5Z"}).now) == "2026-10-09T17:30:00+08:00"


def test_a_plus_sent_unescaped_in_an_address_is_understood() -> None:
    read = TasksParameters.model_validate({"due_before": "2026-10-09T17:30:00 08:00"})
    assert read.due_before is not None
    assert iso(read.due_before) == "2026-10-09T17:30:00+08:00"


@pytest.mark.parametrize("limit", ["0", "-1", "1.5", "ten", "1_0", " 5", "١٢", "1" * 200])
def test_a_limit_is_a_whole_number_above_zero(limit: str) -> None:
    assert list(_errors(PageParameters, {"limit": limit})) == ["limit"]


def test_a_limit_of_many_digits_is_only_large() -> None:
    assert PageParameters.model_validate({"limit": "9" * 40}).page().limit > 200


def test_an_unknown_field_is_named_with_its_path() -> None:
    content = APPLICATION | {"applicant": {"name": "王小明", "id_number": "1", "phone": "1"}}
    assert _errors(StartCase, content) == {
        "applicant.phone": {"zh": "没有这一项", "en": "Extra inputs are not permitted"}
    }


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"item": 5}, "item"), ({"item": "  "}, "item"), ({"applicant": "王小明"}, "applicant"), ({"data": []}, "data"),
        ({"applicant": {"name": "", "id_number": "1"}}, "applicant.name"), ({"received_at": "now"}, "received_at"),
        ({"item": "x" * 201}, "item"),
    ],
)  # fmt: skip
def test_a_wrong_field_is_named(change: dict[str, Any], field: str) -> None:
    assert list(_errors(StartCase, APPLICATION | change)) == [field]


def test_a_body_that_is_no_object_is_refused_as_a_whole() -> None:
    assert list(_errors(StartCase, [1])) == ["$"]
