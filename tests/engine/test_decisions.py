"""Decision tables: which rules hit, what comes out, what is refused by name."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.decision_tables import Row, read, table
from workflow_app.engine.decisions import decide, problems, read_decisions
from workflow_app.errors import DecisionFailed, Refusal, Unreadable
from workflow_app.rules.instants import SHANGHAI

NOW = datetime(2026, 10, 9, 17, 30, tzinfo=SHANGHAI)
FEE = (Path(__file__).parent / "data" / "fee.dmn").read_bytes()


def decided(rows: list[Row], attributes: str = "", **data: Any) -> Any:
    return decide(read(table(rows, attributes))[0], data, NOW)


def passes(cell: str, value: Any, **data: Any) -> bool:
    return decided([([cell], ["true"])], x=value, **data) is True


@pytest.mark.parametrize(
    ("district", "area", "fee"),
    [("南山", 100, "300.10"), ("福田", "50.5", "103.525"), ("罗湖", 20, 10), ("南山", 80, 10), (None, None, 10)],
)
def test_the_fee_table_decides_exactly(district: str | None, area: Any, fee: Any) -> None:
    assert decide(read_decisions(FEE, "fee.dmn")[0], {"区": district, "面积": area}, NOW) == fee


@pytest.mark.parametrize(
    ("cell", "hits", "misses"),
    [
        ("", [1, "a", None], []),
        ("-", [1, None], []),
        ("80", [80, "80", 80.0], [81, None, "x", True]),
        ("-5", [-5], [5]),
        ('"南山"', ["南山"], ["福田", None]),
        ("'a', \"b,c\", 3", ["a", "b,c", 3], ["b", "c", 4]),
        ("> 80", [81, "80.01"], [80, None]),
        (">= 80", [80], [79]),
        ("< 80", [79], [80, None]),
        ("<=80", [80], [81]),
        ("= 1", [1], [2]),
        ('!= "a"', ["b", None], ["a"]),
        ("[1..5]", [1, 3.5, 5], [0, 6, None]),
        ("(1..5]", [2, 5], [1]),
        ("]1..5]", [2, 5], [1]),
        ("[1..5)", [1, 4], [5]),
        ("[1..5[", [1, 4], [5]),
        ("[1..5[, [7..9], 20", [1, 7, 9, 20], [5, 6, 10]),
        ("[-1.5..2.5]", [-1.5, 0], [-1.6, 2.6]),
        ('[date("2026-01-01")..date("2026-12-31")]', ["2026-06-01"], ["2027-01-01", None]),
        ('< date("2026-01-01")', ["2025-12-31"], ["2026-01-01"]),
        ("< today()", ["2026-10-08"], ["2026-10-09"]),
        ('not("a", "b")', ["c", None], ["a", "b"]),
        ("not(> 5)", [5], [6]),
        ("not([1..5])", [6], [5]),
        ("not(?) or ? == 3", [None, 0, 3], [4]),
        ('? in ("a", "b")', ["a"], ["c", None]),
        ("20 < ? <= 80", [21, 80], [20, 81, None]),
        ('startswith(?, "ab")', ["abc"], ["b", None]),
        ('? == "a?b"', ["a?b"], ["ab"]),
        ('"?"', ["?"], ["a"]),
        ('["a", "b"]', ["a"], ["c"]),
        ("> limit", [11], [10]),
        ("limit", [10], [11]),
        ("limit > 9", [1, None], []),
        ("limit > 10", [], [1, 11]),
        ("> limit,\n  null", [11, None], [10]),
        ("true", [True], [False, 1, None]),
        ("null", [None], [0]),
        ("${80}", [80], [8]),
    ],
)
def test_a_cell_lets_through_what_it_says(cell: str, hits: list[Any], misses: list[Any]) -> None:
    assert ([passes(cell, value, limit=10) for value in hits], [passes(cell, value, limit=10) for value in misses]) == (
        [True] * len(hits),
        [False] * len(misses),
    )


@pytest.mark.parametrize(
    "cell",
    ["x.y", "import os", "__import__('os')", "1,",
      ">", "> 3 and < 5", '"a" or "b"', "“南山”", "[1..5", "1) or (1", "? ? ?",
     "[x for x in ?]", "not(", "> 1, exec('x')", "9 ** 9", ">>> 3", "[..5]"],
)  # fmt: skip
def test_code_and_nonsense_in_a_cell_is_an_error_with_its_line(cell: str) -> None:
    found = problems(read(table([(["1"], ["1"]), ([cell], ["2"])]))[0])
    assert [(problem.rule, problem.severity, problem.line) for problem in found] == [("expression", "error", 3)]


def test_a_table_with_errors_decides_nothing() -> None:
    with pytest.raises(DecisionFailed) as caught:
        decided([(["x.y"], ["1"])], x=1)
    assert "第 2 行" in str(caught.value)


BOTH: list[Row] = [(["> 1"], ["10"]), (["> 5"], ["20.5"]), (["> 100"], ["30"])]


def test_unique_gives_the_one_that_hits() -> None:
    assert decided(BOTH, x=3) == 10


def test_unique_refuses_an_overlap_and_names_the_rules() -> None:
    with pytest.raises(DecisionFailed) as caught:
        decided(BOTH, x=6)
    assert "“r1”（第 2 行）、“r2”（第 3 行）" in str(caught.value)


def test_first_gives_the_first() -> None:
    assert decided(BOTH, 'hitPolicy="FIRST"', x=6) == 10


def test_first_does_not_evaluate_later_results() -> None:
    assert decided([(["-"], ["1"]), (["-"], ["1 / 0"])], 'hitPolicy="FIRST"', x=6) == 1


def test_any_gives_what_all_agree_on() -> None:
    assert decided([(["> 1"], ["2.0"]), (["> 2"], ["1 + 1"])], 'hitPolicy="ANY"', x=6) == 2


def test_any_refuses_disagreement() -> None:
    with pytest.raises(DecisionFailed):
        decided(BOTH, 'hitPolicy="ANY"', x=6)


@pytest.mark.parametrize("policy", ["UNIQUE", "FIRST", "ANY"])
def test_no_rule_gives_null(policy: str) -> None:
    assert decided(BOTH, f'hitPolicy="{policy}"', x=0) is None


@pytest.mark.parametrize(
    ("attributes", "result", "nothing"),
    [
        ('hitPolicy="COLLECT"', [10, "20.5"], []),
        ('hitPolicy="RULE ORDER"', [10, "20.5"], []),
        ('hitPolicy="COLLECT" aggregation="SUM"', "30.5", None),
        ('hitPolicy="COLLECT" aggregation="MIN"', 10, None),
        ('hitPolicy="COLLECT" aggregation="MAX"', "20.5", None),
        ('hitPolicy="COLLECT" aggregation="COUNT"', 2, 0),
    ],
)
def test_collect_gathers(attributes: str, result: Any, nothing: Any) -> None:
    assert (decided(BOTH, attributes, x=6), decided(BOTH, attributes, x=0)) == (result, nothing)


def test_sums_of_money_are_exact() -> None:
    rows: list[Row] = [(["-"], ["0.10"]), (["-"], ["0.20"])]
    assert decided(rows, 'hitPolicy="COLLECT" aggregation="SUM"', x=1) == "0.30"


def test_a_sum_of_words_is_refused() -> None:
    with pytest.raises(DecisionFailed):
        decided([(["-"], ['"a"'])], 'hitPolicy="COLLECT" aggregation="SUM"', x=1)


def test_several_outputs_make_an_object() -> None:
    decision = read(table([(["-"], ["x * 2", ""])], outputs=("费用", "说明")))[0]
    assert decide(decision, {"x": 4}, NOW) == {"费用": 8, "说明": None}


def test_a_cell_that_fails_names_rule_line_and_text() -> None:
    with pytest.raises(DecisionFailed) as caught:
        decided([(["? < 3"], ["1"])], x="a")
    assert "规则“r1”（第 2 行）条件“? < 3”" in str(caught.value)


def test_a_condition_must_be_true_or_false() -> None:
    with pytest.raises(DecisionFailed):
        decided([(["? + 1"], ["1"])], x=1)


def required(identifier: str, *needs: str, text: str = "1") -> str:
    links = "".join(
        f'<informationRequirement><requiredDecision href="{need}"/></informationRequirement>' for need in needs
    )
    return f'<decision id="{identifier}">{links}<literalExpression><text>{text}</text></literalExpression></decision>'


def test_required_decisions_are_decided_first() -> None:
    decisions = read(required("total", "#base", "#d", text="base + y") + required("base", text="x * 10.5")
                     + table([(["> 1"], ["0.25"])]))  # fmt: skip
    assert decide(decisions[0], {"x": 3}, NOW) == "31.75"


@pytest.mark.parametrize(
    ("decisions", "rule"),
    [
        (required("a", "#a"), "circular-decision"),
        (required("a", "#b") + required("b", "#a"), "circular-decision"),
        (required("a", "#none"), "unknown-decision"),
        (required("a", "other.dmn#b"), "unknown-decision"),
    ],
)
def test_what_cannot_be_required_is_an_error(decisions: str, rule: str) -> None:
    assert rule in {problem.rule for decision in read(decisions) for problem in problems(decision)}


def test_many_layers_of_required_decisions_are_read_once() -> None:
    layers = "".join(required(f"{side}{n}", f"#a{n + 1}", f"#b{n + 1}") for n in range(15) for side in "ab")
    assert decide(read(layers + required("a15") + required("b15"))[0], {}, NOW) == 1


@pytest.mark.parametrize(
    "model", ["http://www.omg.org/spec/DMN/20151101/dmn.xsd", "http://www.omg.org/spec/DMN/20180521/MODEL/"]
)
def test_older_dmn_is_read_too(model: str) -> None:
    assert decide(read(table([(["1"], ["2"])]), model)[0], {"x": 1}, NOW) == 2


@pytest.mark.parametrize("content", [b"", b"<a/>", b'<definitions xmlns="http://x/DMN"/>', b"<!DOCTYPE a><a/>", b"{}"])
def test_what_is_no_dmn_file_is_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable):
        read_decisions(content, "x.dmn")


@given(st.text(alphabet="ab1?.,[]()<>=! -\"'南not", max_size=15), st.sampled_from([None, 1, "a", [1], True]))
@settings(max_examples=300, deadline=None)
def test_random_cells_only_meet_refusals(cell: str, value: Any) -> None:
    try:
        result = decided([([cell], ["1"])], x=value)
    except Refusal:
        return
    assert result in (1, None)
