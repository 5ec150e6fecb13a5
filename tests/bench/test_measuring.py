"""The benchmarks' harness: medians of alternating rounds, ratios within a round, honest about what is reached."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bench import run
from bench.measuring import Benchmark, measure_all, seconds_per_call


def answers(*values: float) -> Benchmark:
    """A benchmark whose rounds measure the given values."""
    rounds = iter(values)
    return Benchmark("n", "q", "ms", lambda: next(rounds), reach=3, rounds=len(values))


def test_the_value_is_the_median_of_the_rounds() -> None:
    assert measure_all([answers(9, 1, 2)], str)[0]["value"] == 2


def test_rounds_of_two_benchmarks_alternate() -> None:
    seen: list[str] = []
    first = Benchmark("a", "", "", lambda: seen.append("a") or 1.0, rounds=2)
    second = Benchmark("b", "", "", lambda: seen.append("b") or 1.0, rounds=2)
    measure_all([first, second], str)
    assert seen == ["a", "b", "a", "b"]


def test_a_ratio_is_taken_within_a_round() -> None:
    machine = iter([1.0, 10.0, 5.0])
    speeds = {"now": 1.0}

    def measured() -> float:
        speeds["now"] = next(machine)
        return 3 * speeds["now"]

    benchmark = Benchmark("n", "q", "", measured, against=lambda: speeds["now"], rounds=3)
    assert measure_all([benchmark], str)[0]["value"] == 3


def test_a_value_beyond_its_limit_is_not_reached() -> None:
    assert not answers(4).row([4])["reached"]


def test_where_more_is_better_a_large_value_is_reached() -> None:
    assert Benchmark("n", "q", "", lambda: 1.0, reach=0.8, more_is_better=True).row([1.2])["reached"]


def test_a_row_has_the_fields_of_the_contract() -> None:
    assert set(answers(1).row([1])) == {"name", "question", "value", "unit", "reach", "beyond", "reached", "rounds"}


def test_every_call_is_made() -> None:
    calls: list[int] = []
    seconds_per_call(lambda: calls.append(1), 7)
    assert len(calls) == 7


def test_results_are_kept_when_everything_was_asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "FOLDER", tmp_path)
    monkeypatch.setattr(run, "benchmarks", lambda files: [answers(1)])
    run.main([])
    assert json.loads((tmp_path / "results.json").read_text())["rows"][0]["name"] == "n"


def test_a_part_of_the_questions_leaves_the_results_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "FOLDER", tmp_path)
    monkeypatch.setattr(run, "benchmarks", lambda files: [answers(1)])
    run.main(["one"])
    assert not (tmp_path / "results.json").exists()


def test_every_file_of_the_folder_asks_something() -> None:
    assert len({benchmark.name for benchmark in run.benchmarks([])}) == len(run.benchmarks([])) > 0
