"""Patterns of form fields: what they match, what is refused, and that no pattern takes long."""

from __future__ import annotations

import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workflow_app.rules.patterns import MAX_TEXT, PatternRefused, compile_pattern


@pytest.mark.parametrize(
    ("pattern", "matching", "others"),
    [
        (r"^\d{17}[\dXx]$", ["11010119900101123X"], ["11010119900101123", "11010119900101123Y", "a11010119900101123X"]),
        (r"^1[3-9]\d{9}$", ["13800138000"], ["12800138000", "1380013800"]),
        (r"^[\u4e00-\u9fa5]{2,4}$", ["王芳", "欧阳修文"], ["王", "Wang", "一二三四五"]),
        (r"^(宜A|宜B)-?\d+$", ["宜A1", "宜B-22"], ["宜C1", "宜A-"]),
        (r"^[^@\s]+@[^@\s]+\.[^@\s]+$", ["a@b.c"], ["a@b", "a b@c.d"]),
        (r"b+", ["abc"], ["ac"]),
        (r"^(?:ab)*$", ["", "abab"], ["aba"]),
        (r"^a{2,}$", ["aa", "aaaa"], ["a"]),
        (r"^a??b$", ["b", "ab"], ["aab"]),
        (r"^[a\-z]$", ["-", "a"], ["m"]),
        (r"^[a-]$", ["-"], ["b"]),
        (r"^\x41\u0042\.$", ["AB."], ["ABC"]),
        (r"^\W\S\D$", ["-aa"], ["aaa"]),
        (r"^a|b$", ["ax", "xb"], ["xa"]),
        (r"^.$", ["长"], ["\n", ""]),
        ("", [""], []),
    ],
)
def test_a_pattern_matches_what_it_says(pattern: str, matching: list[str], others: list[str]) -> None:
    compiled = compile_pattern(pattern)
    assert [compiled.matches(text) for text in [*matching, *others]] == [True] * len(matching) + [False] * len(others)


@pytest.mark.parametrize(
    "pattern",
    ["(", ")", "[", "a{", "a{2", "a{3,2}", "*a", "a**", "^*", "(?=a)", "(?!a)", "(?<=a)b", "(?P<x>a)", r"(a)\1", r"\b",
     r"\p{L}", "[z-a]", r"[\d-z]", r"\u12", "a{9999}", "((a{99}){99}){99}", "(((){99}){99}){99}", "(" * 30 + ")" * 30,
     "a" * 301, "\\"],
)  # fmt: skip
def test_what_is_wrong_or_not_supported_is_refused(pattern: str) -> None:
    with pytest.raises(PatternRefused):
        compile_pattern(pattern)


@pytest.mark.parametrize(
    "pattern",
    ["^(a+)+b$", "(a|a)*b", "(a|aa)+$b", "a*a*a*a*a*a*b", "^(a?){100}a{100}b$", "(x+x+)+y", "(.*)*c", "^((a*)*)*b$"],
)
def test_no_pattern_takes_long(pattern: str) -> None:
    compiled = compile_pattern(pattern)
    started = time.perf_counter()
    assert not compiled.matches("a" * MAX_TEXT)
    assert time.perf_counter() - started < 2


def test_too_long_text_does_not_match() -> None:
    assert not compile_pattern("a").matches("a" * (MAX_TEXT + 1))


pieces = st.sampled_from(["a", "b", "c", "[ab]", "[^a]", ".", r"\w", "(?:ab)", "(a|b)", "(|c)", "^", "$"])
marks = st.sampled_from(["", "", "*", "+", "?", "{2}", "{1,2}", "{0,}"])


@given(st.lists(st.tuples(pieces, marks), max_size=5), st.text(alphabet="abc", max_size=6))
@settings(max_examples=500, deadline=None)
def test_it_agrees_with_the_standard_library(parts: list[tuple[str, str]], text: str) -> None:
    pattern = "".join(piece + ("" if piece in "^$" else mark) for piece, mark in parts)
    # \Z: Python's $ also matches before a last line break.
    assert compile_pattern(pattern).matches(text) is bool(re.search(pattern.replace("$", r"\Z"), text))


@given(st.text(alphabet=r"ab()[]{}|*+?^$.\d,1-", max_size=20), st.text(alphabet="ab1", max_size=10))
@settings(max_examples=500, deadline=None)
def test_random_patterns_are_compiled_or_refused(pattern: str, text: str) -> None:
    try:
        compiled = compile_pattern(pattern)
    except PatternRefused:
        return
    assert compiled.matches(text) in (True, False)


def test_a_long_class_repeated_often_is_matched_at_once() -> None:
    letters = "".join(chr(0x4E00 + 2 * n) for n in range(280))
    started = time.perf_counter()
    compile_pattern(f"[{letters}]{{900}}x").matches(letters[-1] * 1000)
    assert time.perf_counter() - started < 3
