"""What the expression language refuses, with a hint; nothing escapes, nothing hangs."""

from __future__ import annotations

import time
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow_app.engine.expressions import assignments, check, evaluate, plain
from workflow_app.errors import ExpressionFailed, ExpressionRefused, Refusal
from workflow_app.rules.instants import SHANGHAI

NOW = datetime(2026, 10, 9, 17, 30, tzinfo=SHANGHAI)
HOSTILE = (Path(__file__).parent / "data" / "hostile_expressions.txt").read_text("utf-8").splitlines()
DATA = {
    "面积": 100, "区": "南山", "费用": "12.50", "同意": True, "意见": ["同意", None, "不同意"],
    "申请人": {"姓名": "王芳"},
    "受理日": "2026-10-08", "a": 1, "b": {"c": 2}, "s": "abc", "L": [1],
}  # fmt: skip


def value(source: str, data: dict[str, Any] | None = None) -> Any:
    return evaluate(source, DATA if data is None else data, NOW)


@pytest.mark.parametrize(
    ("source", "hint"),
    [
        ("a && b", "and"),
        ("a || b", "or"),
        ("!a", "not"),
        ("a = 1", "=="),
        ("a ? 1 : 2", "if"),
        ("b.c", 'a["b"]'),
        ("区 ＝＝ 1", "半角"),
        ("区 == “南山”", "半角"),
        ("${a} > ${b}", "整个表达式"),
        ("a <> 1", "!="),
        ("a AND 同意", "小写"),
        ("a // 2", "floor"),
        ("foo(1)", "startswith"),
        ("a is 1", "=="),
        ("today(1)", "没有参数"),
        ("if a then 1 else 2", "b if a else c"),
        ("a eq 1", "符号"),
    ],
)
def test_other_dialects_get_a_hint(source: str, hint: str) -> None:
    with pytest.raises(ExpressionRefused) as caught:
        check(source)
    assert hint in caught.value.details["reason"]


@pytest.mark.parametrize(
    "source",
    [
        "", "  ", "${}", "1 +", "a; b", "a\0b", "import os", "x := 1", "(x := 1)", "lambda: 1",
        "[i for i in L]", "{1, 2}",
        "{**b}", "[*L]", "len(*L)", "min(x=1)", "f'{a}'", "b'a'", "1j", "...", "a[1:2]", "__import__('os')",
        "_x", "a @ b",
        "a ** 2", "~a", "a << 9", "await a", "(yield)", "s.upper()", "L[0](1)", "'%s' 'x' % _a", "9" * 40,
        "1e999", "1e-99",
        "(" * 50 + "a" + ")" * 50, "not " * 45 + "a", "-" * 300 + "a", "(" * 900 + ")" * 900, "a+" * 999 + "a",
        "a" * 2001,
    ],
)  # fmt: skip
def test_what_is_no_expression_is_refused(source: str) -> None:
    # Brackets alone make no depth.
    if source.startswith("(" * 50 + "a"):
        source = "[" * 50 + "a" + "]" * 50
    with pytest.raises(ExpressionRefused):
        check(source)


@pytest.mark.parametrize("source", ["'a' * 3", "3 * '一'", "a * 'x'", "[1] * 3", "2 * {'a': 1} == 1"])
def test_text_and_lists_are_not_multiplied(source: str) -> None:
    with pytest.raises(ExpressionRefused):
        check(source)


def test_a_number_written_as_text_is_multiplied() -> None:
    assert value("'12.50' * 2") == Decimal("25")


@pytest.mark.parametrize("source", [line for line in HOSTILE if line])
def test_hostile_expressions_are_refused_or_quick(source: str) -> None:
    started = time.perf_counter()
    try:
        result = plain(value(source))
    except Refusal:
        result = None
    assert len(str(result)) < 1000
    assert time.perf_counter() - started < 0.5


@pytest.mark.parametrize(
    "source",
    [
        "[" + ", ".join(["len(x)"] * 200) + "]",
        " and ".join(["x == y"] * 170),
        "[" + ", ".join(["sum(x)"] * 200) + "]",
        "[" + ", ".join(["count(x, 'a')"] * 120) + "]",
        " and ".join(["9 not in x"] * 110),
    ],
)
def test_long_data_looked_through_many_times_ends_soon(source: str) -> None:
    started = time.perf_counter()
    with pytest.raises(ExpressionFailed):
        value(source, {"x": [1] * 9_999, "y": [1] * 9_999})
    assert time.perf_counter() - started < 2


def test_text_stays_bounded() -> None:
    with pytest.raises(ExpressionFailed):
        value("x + x", {"x": "长" * 6000})


def test_lists_stay_bounded() -> None:
    with pytest.raises(ExpressionFailed):
        value("x + x", {"x": [1] * 6000})


@pytest.mark.parametrize("intruder", [print, time, object(), {1}, b"x", float("nan"), float("inf"), Decimal("1E99999")])
def test_only_data_may_enter(intruder: Any) -> None:
    with pytest.raises(ExpressionFailed):
        value("x", {"x": intruder})


def test_intruders_inside_data_are_found_when_taken_out() -> None:
    with pytest.raises(ExpressionFailed):
        value("x[0]", {"x": [print]})


@given(st.text(max_size=60))
@settings(max_examples=300, deadline=None)
def test_random_text_only_meets_refusals(source: str) -> None:
    try:
        plain(value(source))
    except Refusal:
        return
    check(source)


TOKENS = [
    "a", "面积", "区", "意见", "申请人", "未填", "1", "0.5", "'x'", "[1, 'a']", "{'k': 2}", "(", ")", "[", "]",
    "+", "-", "*", "/",
    "%", "<", "==", "in", "not", "and", "or", "if", "else", "len(", "date(", "sum(", "min(", "days(9)",
    "today()", "str(",
    "number(", "round(", ",", "'2026-10-09'", "99999999999999999999", "is", "None", "all(", "count(",
]  # fmt: skip


@given(st.lists(st.sampled_from(TOKENS), max_size=14))
@settings(max_examples=500, deadline=None)
def test_random_sentences_only_meet_refusals(tokens: list[str]) -> None:
    source = " ".join(tokens)
    try:
        plain(value(source))
    except Refusal:
        return
    check(source)


@pytest.mark.parametrize(
    "script",
    ["x += 1", "x = y = 1", "x, y = 1, 2", "x: int = 1", "x", "import os", "x = os.x", "_x = 1", "len = 1", "today = 1",
     "true = 1", "x[0] = 1", "def f(): pass", "x = 1; import os", "x = (", "a" * 20_001, "x = 1\0"],
)  # fmt: skip
def test_anything_else_in_a_script_is_refused(script: str) -> None:
    with pytest.raises(ExpressionRefused):
        assignments(script)


def test_a_refusal_names_the_line_of_the_script() -> None:
    with pytest.raises(ExpressionRefused) as caught:
        assignments("x = 1\ny += 2")
    assert "第 2 行" in caught.value.details["reason"]
