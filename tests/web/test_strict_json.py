"""What `strict_json` takes and what it refuses, saying where."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_app.errors import JsonRefused
from workflow_app.web.strict_json import read_json

REFUSED = {
    "a key twice": (b'{"a": 1, "a": 2}', "$", "appears twice"),
    "a key twice, deep inside": (b'{"b": [{"a": 1, "a": 2}]}', "$.b[0]", "appears twice"),
    "NaN": (b'{"a": NaN}', "$.a", "not a number"),
    "an infinity": (b'{"a": [1, -Infinity]}', "$.a[1]", "not a number"),
    "sixteen digits": (b'{"a": 1234567890123456}', "$.a", "15 digits"),
    "sixteen digits after the point": (b'{"a": 0.1234567890123456}', "$.a", "15 digits"),
    "a number beyond fifteen places": (b'{"a": 1e15}', "$.a", "15 digits"),
    "a number beyond any double": (b'{"a": 1e999999999}', "$.a", "15 digits"),
    "a number of five thousand digits": (b'{"a": ' + b"9" * 5000 + b"}", "$.a", "15 digits"),
    "a lone surrogate": (rb'{"a": "\ud800"}', "$.a", "cannot be used"),
    "a zero character": (rb'{"a": "\u0000"}', "$.a", "cannot be used"),
    "a zero character in a name": (rb'{"a\u0000": 1}', "$", "cannot be used"),
    "a hundred thousand brackets": (b"[" * 100_000, "$", "nested deeper"),
    "nesting beyond fifty": (b"[" * 52 + b"]" * 52, "$", "nested deeper"),
}


@pytest.mark.parametrize(("content", "where", "reason"), REFUSED.values(), ids=REFUSED.keys())
def test_what_cannot_be_kept_exactly_is_refused_with_its_place(content: bytes, where: str, reason: str) -> None:
    with pytest.raises(JsonRefused) as refused:
        read_json(content)
    assert refused.value.details["where"] == where
    assert reason in refused.value.message("en")


def test_a_syntax_error_is_told_with_line_and_column() -> None:
    with pytest.raises(JsonRefused) as refused:
        read_json(b'{\n "a" 1}')
    assert "第 2 行第 6 列" in refused.value.message("zh")


def test_what_is_not_utf_8_is_told_with_its_byte() -> None:
    with pytest.raises(JsonRefused) as refused:
        read_json(b'{"a": "\xff"}')
    assert "byte 8" in refused.value.message("en")


@pytest.mark.parametrize(
    ("content", "value"),
    [(b"2.0", 2), (b"-0.0", 0), (b"1e3", 1000), (b"0.1", 0.1), (b"999999999999999", 999_999_999_999_999)],
)
def test_a_number_has_one_form(content: bytes, value: float) -> None:
    found = read_json(content)
    assert (found, type(found)) == (value, type(value))


def test_chinese_text_and_names_come_through() -> None:
    assert read_json('{"部门": ["公安局", null, true]}'.encode()) == {"部门": ["公安局", None, True]}


@given(st.binary(max_size=60))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    try:
        read_json(content)
    except JsonRefused as refused:
        assert refused.message("zh")  # noqa: PT017
