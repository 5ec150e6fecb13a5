"""Only `commands/transaction.py` begins and commits transactions (and the migrations, for the schema)."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import workflow_app

ROOT = Path(workflow_app.__file__).parent
# The data has one place that commits, the schema another: `store` may not reach up to `commands`.
ALLOWED = {"commands/transaction.py", "store/migrate.py"}
OPENING = {"commit", "begin", "begin_nested", "begin_twophase", "writable"}


def _opens_a_transaction(node: ast.AST) -> bool:
    if not isinstance(node, ast.Call):
        return False
    called = node.func
    name = called.attr if isinstance(called, ast.Attribute) else called.id if isinstance(called, ast.Name) else ""
    return name in OPENING


def _offences(source: str) -> list[int]:
    return [node.lineno for node in ast.walk(ast.parse(source)) if _opens_a_transaction(node)]  # type: ignore[attr-defined]


def test_one_place_commits() -> None:
    files = {path.relative_to(ROOT).as_posix(): path for path in ROOT.rglob("*.py")}
    found = {name for name, path in files.items() if _offences(path.read_text("utf-8"))}
    assert found == ALLOWED


@pytest.mark.parametrize("source", ["connection.commit()", "with database.begin() as c: pass", "writable(database)"])
def test_each_way_to_commit_is_noticed(source: str) -> None:
    assert _offences(source) == [1]
