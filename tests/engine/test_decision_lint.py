"""What lint says of decision tables: faults, overlaps, dead rules."""

from __future__ import annotations

import time
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.decision_tables import Row, read, table
from workflow_app.engine.decisions import decide, problems, read_decisions
from workflow_app.rules.instants import SHANGHAI

NOW = datetime(2026, 10, 9, 17, 30, tzinfo=SHANGHAI)
FEE = (Path(__file__).parent / "data" / "fee.dmn").read_bytes()


@pytest.mark.parametrize(
    ("decisions", "rule"),
    [
        (table([(["-"], ["1"])], 'hitPolicy="PRIORITY"'), "hit-policy"),
        (table([(["-"], ["1"])], 'hitPolicy="OUTPUT ORDER"'), "hit-policy"),
        (table([(["-"], ["1"])], 'hitPolicy="COLLECT" aggregation="AVG"'), "aggregation"),
        (table([(["-"], ["1"])], 'aggregation="SUM"'), "aggregation"),
        (table([(["-"], ["1", "2"])], 'hitPolicy="COLLECT" aggregation="SUM"', outputs=("a", "b")), "aggregation"),
        (table([(["-"], ["1", "2"])], outputs=("a", "a")), "duplicate-output"),
        (table([(["-", "-"], ["1"])]), "wrong-columns"),
        (table([(["-"], [])]), "wrong-columns"),
        (table([]), "empty-table"),
        (table([(["-"], ["1"])], outputs=()), "empty-table"),
        (table([(["-"], ["1"])], inputs=("",)), "missing-expression"),
        (table([(["-"], ["1"])], inputs=("os.x",)), "expression"),
        (table([(["-"], ["lambda: 1"])]), "expression"),
        (table([(["-"], ["1"])], 'expressionLanguage="javascript"'), "code"),
        (table([(["-"], ["1"])]).replace('<rule id="r1">', '<rule id="t">'), "duplicate-id"),
        ('<decision id="d"/>', "no-decision-logic"),
        ('<decision><literalExpression><text>1</text></literalExpression></decision>', "decision-without-id"),
    ],
)  # fmt: skip
def test_lint_names_the_fault(decisions: str, rule: str) -> None:
    assert rule in {problem.rule for problem in problems(read(decisions)[0])}


def test_a_sound_table_has_no_problems() -> None:
    assert problems(read_decisions(FEE, "fee.dmn")[0]) == []


@pytest.mark.parametrize(
    ("one", "other", "overlapping"),
    [
        ("> 1", "> 5", True),
        ("> 5", "<= 5", False),
        (">= 5", "<= 5", True),
        ("[1..5]", "[5..9]", True),
        ("[1..5)", "[5..9]", False),
        ("[1..5]", "5", True),
        ('"a", "b"', '"b"', True),
        ('"a"', '"b"', False),
        ('? in ("a", "b")', '"b"', True),
        ("20 < ? <= 80", "80 < ?", False),
        ("80 >= ? > 20", "> 79", True),
        ("true", "false", False),
        ("-", '"x"', True),
        ("> limit", "> limit", True),
        ("> limit", "< limit", False),
        ("not(1)", "2", False),
    ],
)
def test_certain_overlaps_of_unique_are_warned_of(one: str, other: str, overlapping: bool) -> None:
    found = problems(read(table([([one], ["1"]), ([other], ["2"])]))[0])
    assert [problem.rule for problem in found] == ["overlapping-rules"] * overlapping


@pytest.mark.parametrize(
    ("one", "other", "unreachable"),
    [("-", "5", True), ("> 1", "[2..9]", True), ("> 2", "[2..9]", False), ('"a","b"', '"b"', True), ("5", "-", False)],
)
def test_dead_rules_of_first_are_warned_of(one: str, other: str, unreachable: bool) -> None:
    found = problems(read(table([([one], ["1"]), ([other], ["2"])], 'hitPolicy="FIRST"'))[0])
    assert [problem.rule for problem in found] == ["unreachable-rule"] * unreachable


@given(st.integers(-20, 20), st.integers(-20, 20), st.integers(-20, 20), st.integers(-20, 20), st.integers(-21, 21))
@settings(max_examples=200, deadline=None)
def test_two_rules_that_hit_at_once_were_warned_of(a: int, b: int, c: int, d: int, x: int) -> None:
    rows: list[Row] = [([f"[{a}..{b})"], ["1"]), ([f"({c}..{d}]"], ["2"])]
    both = decide(read(table(rows, 'hitPolicy="COLLECT" aggregation="COUNT"'))[0], {"x": x}, NOW) == 2
    assert not both or problems(read(table(rows))[0])


def test_a_table_of_very_many_values_is_not_compared_for_hours() -> None:
    rows: list[Row] = [
        ([f"[{','.join(str(100_000 + 250 * row + n) for n in range(250))}]"], ["1"]) for row in range(120)
    ]
    decision = read(table(rows))[0]
    started = time.perf_counter()
    assert problems(decision) == []
    assert time.perf_counter() - started < 3
