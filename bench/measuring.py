"""What a benchmark is, and how it is measured: rounds of all benchmarks in turn, the median of each one's rounds.

Alternating rounds give every benchmark its share of a machine's good and bad moments. A ratio is taken within one
round, of two measurements made one after the other, so that a slow moment slows both.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import perf_counter
from typing import Any

ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One question. `measure` answers one round's value in `unit`; with `against`, the value is their ratio.

    `reach` is what must be reached, `beyond` what would be better still; smaller is better unless `more_is_better`.
    """

    name: str
    question: str
    unit: str
    measure: Callable[[], float]
    against: Callable[[], float] | None = None
    reach: float | None = None
    beyond: float | None = None
    more_is_better: bool = False
    rounds: int = ROUNDS

    def round_value(self) -> float:
        """One round: the measurement, or its ratio to what it is compared with."""
        return self.measure() if self.against is None else self.measure() / self.against()

    def row(self, values: Sequence[float]) -> dict[str, Any]:
        """The contract's row for these rounds."""
        value = median(values)
        return {
            "name": self.name,
            "question": self.question,
            "value": float(f"{value:.4g}"),
            "unit": self.unit,
            "reach": self.reach,
            "beyond": self.beyond,
            "reached": self.reached(value),
            "rounds": len(values),
        }

    def reached(self, value: float) -> bool:
        """Whether the value is as good as `reach` asks; without a `reach` nothing can be missed."""
        if self.reach is None:
            return True
        return value >= self.reach if self.more_is_better else value <= self.reach


def measure_all(benchmarks: Sequence[Benchmark], progress: Callable[[str], None]) -> list[dict[str, Any]]:
    """Rows of all benchmarks, measured in alternating rounds."""
    values: dict[str, list[float]] = {benchmark.name: [] for benchmark in benchmarks}
    for number in range(max((benchmark.rounds for benchmark in benchmarks), default=0)):
        for benchmark in benchmarks:
            if number < benchmark.rounds:
                progress(f"{benchmark.name}, {number + 1} of {benchmark.rounds}")
                values[benchmark.name].append(benchmark.round_value())
    return [benchmark.row(values[benchmark.name]) for benchmark in benchmarks]


def seconds_per_call(function: Callable[[], object], calls: int) -> float:
    """The mean time of one call, over `calls` of them; the loop's own time is part of it."""
    began = perf_counter()
    for _ in range(calls):
        function()
    return (perf_counter() - began) / calls
