"""What a DMN file says, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass

from workflow_app.engine.decision_cells import Cell
from workflow_app.engine.model import Problem

HIT_POLICIES = frozenset({"UNIQUE", "FIRST", "ANY", "COLLECT", "RULE ORDER"})
AGGREGATIONS = frozenset({"", "SUM", "MIN", "MAX", "COUNT"})


@dataclass(frozen=True, slots=True)
class Input:
    """A column of conditions over the value of an expression."""

    id: str
    label: str
    source: str
    line: int


@dataclass(frozen=True, slots=True)
class Output:
    """A column of results; several make an object with these names."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A row. A result of None is null."""

    id: str
    line: int
    tests: tuple[Cell, ...]
    results: tuple[str | None, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """A decision table, or (`expression`) a single expression. `required` are decided first and become names.

    `faults` is what was wrong when it was read; a decision with errors among them decides nothing.
    """

    id: str
    name: str
    file: str
    line: int
    variable: str
    hit_policy: str = "UNIQUE"
    aggregation: str = ""
    inputs: tuple[Input, ...] = ()
    outputs: tuple[Output, ...] = ()
    rules: tuple[Rule, ...] = ()
    expression: str | None = None
    required: tuple[Decision, ...] = ()
    faults: tuple[Problem, ...] = ()
