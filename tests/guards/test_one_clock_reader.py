"""Nothing but `workflow_app/clock.py` reads the machine's clock: time is an argument."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.guards.tree import PACKAGE, dotted, imported_modules, place, python_files, syntax

# Measuring how long something took (time.perf_counter, time.monotonic) tells nobody what time it is.
READERS = (
    "datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns", "time.localtime",
    "time.gmtime", "time.ctime", "time.strftime", "func.now", "func.current_timestamp",
)  # fmt: skip


def clock_readings(path: Path) -> list[str]:
    """Where a file reads the clock, by any of the names it goes by."""
    readings = [
        place(path, node.lineno)
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.Attribute) and any(f".{dotted(node)}".endswith(f".{name}") for name in READERS)
    ]
    return readings + [
        place(path, node.lineno)
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.ImportFrom) and node.module == "time" and any(a.name == "time" for a in node.names)
    ]


def test_one_module_reads_the_clock() -> None:
    others = [path for path in python_files("workflow_app") if path != PACKAGE / "clock.py"]
    assert [reading for path in others for reading in clock_readings(path)] == []


def test_the_clock_module_is_recognised_as_a_reader() -> None:
    assert clock_readings(PACKAGE / "clock.py")


@pytest.mark.parametrize("package", ["commands", "queries", "audit", "studio", "documents", "engine", "store", "rules"])
def test_below_the_entrances_nobody_asks_the_clock_module(package: str) -> None:
    asking = [
        place(path, line)
        for path in python_files(f"workflow_app/{package}")
        for module, line in imported_modules(path)
        if module == "workflow_app.clock"
    ]
    assert asking == []
