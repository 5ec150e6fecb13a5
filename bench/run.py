"""Asks every question in this folder, prints a table and writes `results.json` (CONTRACT "Make").

`python -m bench.run [NAME …]` asks only the files named and leaves `results.json` as it is.
"""

from __future__ import annotations

import importlib
import json
import os
import platform
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from bench.measuring import Benchmark, measure_all

FOLDER = Path(__file__).parent
HARNESS = {"__init__", "measuring", "run"}


def benchmarks(files: Sequence[str]) -> list[Benchmark]:
    """The benchmarks of the files named, or of all: what each of them calls `BENCHMARKS`."""
    found = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in HARNESS)
    modules = [importlib.import_module(f"bench.{name}") for name in files or found]
    return [benchmark for module in modules for benchmark in module.BENCHMARKS]


def machine() -> str:
    """What the figures were measured on."""
    return f"{os.cpu_count()} cores, {platform.machine()}, {platform.system()}, Python {platform.python_version()}"


def show(rows: Sequence[dict[str, Any]]) -> None:
    """The rows as a table on standard output."""
    table = Table("benchmark", "question", "value", "reach", "beyond", "reached")
    for row in rows:
        value = f"{row['value']:g} {row['unit']}"
        table.add_row(row["name"], row["question"], value, *map(_limit, (row["reach"], row["beyond"])), _yes(row))
    Console().print(table)


def _limit(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _yes(row: dict[str, Any]) -> str:
    if row["reach"] is None:
        return ""
    return "yes" if row["reached"] else "no"


def main(files: Sequence[str]) -> None:
    """Measure, show, and keep the results when everything was asked."""
    console = Console(stderr=True)
    with console.status("measuring") as status:
        rows = measure_all(benchmarks(files), status.update)
    show(rows)
    if not files:
        results = {"machine": machine(), "rows": rows}
        (FOLDER / "results.json").write_text(json.dumps(results, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
