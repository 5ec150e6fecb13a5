"""The checkout as the guards see it: its files, what is tracked, what Python says."""

from __future__ import annotations

import ast
import shutil
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "workflow_app"


def python_files(*folders: str) -> list[Path]:
    """Every Python file below the named folders of the checkout, in a fixed order."""
    found = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return sorted(path for path in found if "node_modules" not in path.parts)


@cache
def syntax(path: Path) -> ast.Module:
    """The file as Python reads it."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def place(path: Path, line: int) -> str:
    """`folder/file.py:12`, as editors understand it."""
    return f"{path.relative_to(ROOT)}:{line}"


def imported_modules(path: Path) -> Iterator[tuple[str, int]]:
    """Every module a file imports, wherever in the file, with the line."""
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Import):
            yield from ((alias.name, node.lineno) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node.lineno


def dotted(node: ast.AST) -> str:
    """`a.b.c` of an attribute chain; what is no name is left out."""
    if isinstance(node, ast.Attribute):
        return f"{dotted(node.value)}.{node.attr}".lstrip(".")
    return node.id if isinstance(node, ast.Name) else ""


def strings(path: Path) -> Iterator[tuple[str, int]]:
    """Every piece of text in a file that is no docstring, with its line."""
    documentation = set(_docstrings(path))
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documentation:
            yield node.value, node.lineno


def _docstrings(path: Path) -> Iterator[int]:
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef) and node.body:
            first = node.body[0]
            if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant):
                yield id(first.value)


def tracked_files() -> list[Path]:
    """What git keeps; the test is skipped in a copy without git."""
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("this copy is no git checkout")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout.decode()
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]
