"""Files stay within 300 lines, functions within 40: what is longer does more than one thing."""

from __future__ import annotations

import ast

from tests.guards.tree import place, python_files, syntax

MOST_LINES_OF_A_FILE = 300
MOST_LINES_OF_A_FUNCTION = 40


def test_no_file_is_longer_than_300_lines() -> None:
    lengths = {
        place(path, 1): len(path.read_text(encoding="utf-8").splitlines())
        for path in python_files("workflow_app", "tests", "bench", "scripts", "migrations")
    }
    assert {file: lines for file, lines in lengths.items() if lines > MOST_LINES_OF_A_FILE} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    lengths = {
        f"{place(path, node.lineno)} {node.name}": (node.end_lineno or node.lineno) - node.lineno + 1
        for path in python_files("workflow_app", "bench", "scripts")
        for node in ast.walk(syntax(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    }
    assert {name: lines for name, lines in lengths.items() if lines > MOST_LINES_OF_A_FUNCTION} == {}
