"""What takes too long for every change; the counts tests leave with `record_property` are kept in docs/test-long.md."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent
PAGE = FOLDER.parents[1] / "docs" / "test-long.md"
HEADING = """# What `make test-long` counted

Made by the run itself: one line per test that passed, with what it counted.

| test | counted |
|---|---|
"""
_counted: dict[str, str] = {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder is long, without saying so."""
    for item in items:
        if item.path.is_relative_to(FOLDER):
            item.add_marker(pytest.mark.long)


def pytest_runtest_logreport(report: pytest.TestReport) -> None:
    """In the process that started the run, also for its workers' tests."""
    if report.when == "call" and report.passed and report.user_properties and "/long/" in report.nodeid:
        counts = ", ".join(f"{value} {name}" for name, value in report.user_properties)
        _counted[report.nodeid.rpartition("::")[2].replace("_", " ").removeprefix("test ")] = counts


def pytest_sessionfinish(session: Any) -> None:
    """Keep the counts: lines of tests that did not run this time stay."""
    if _counted and not hasattr(session.config, "workerinput"):
        lines = _kept() | _counted
        PAGE.write_text(
            HEADING + "".join(f"| {name} | {counts} |\n" for name, counts in sorted(lines.items())), "utf-8"
        )


def _kept() -> dict[str, str]:
    if not PAGE.exists():
        return {}
    rows = (line.strip("| \n").split(" | ") for line in PAGE.read_text("utf-8").splitlines()[6:])
    return dict(rows)
