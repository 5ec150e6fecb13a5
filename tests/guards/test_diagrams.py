"""Every diagram is tested, and no Python knows which items, departments and steps there are."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any

from tests.guards.tree import ROOT, place, python_files, strings

DIAGRAMS = sorted((ROOT / "bpmn").rglob("*.bpmn"))


def test_every_diagram_has_a_test() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "bpmn").rglob("*.py"))
    assert [path.name for path in DIAGRAMS if not re.search(rf"\b{re.escape(path.stem)}\b", tests)] == []


def test_there_are_diagrams_to_test() -> None:
    assert DIAGRAMS


@cache
def register() -> Any:
    """The register of items and departments as the centre loads it."""
    return json.loads((ROOT / "bpmn" / "register.json").read_text(encoding="utf-8"))


def names_of_the_centre() -> set[str]:
    """Codes and names of items and processes, names of departments: what must not be in any Python."""
    ids = (re.findall(r"<(?:\w+:)?process\b[^>]*?\bid=\"([^\"]+)\"", text(path)) for path in DIAGRAMS)
    names = (re.findall(r"<(?:\w+:)?process\b[^>]*?\bname=\"([^\"]+)\"", text(path)) for path in DIAGRAMS)
    listed = [*ids, *names, _values(register(), {"code", "department", "departments", "name"})]
    return {name for found in listed for name in found if len(name) > 1}


def text(path: Any) -> str:
    """A diagram's text."""
    return str(path.read_text(encoding="utf-8"))


def _values(tree: Any, keys: set[str], wanted: bool = False) -> list[str]:
    if isinstance(tree, str):
        return [tree] if wanted else []
    if isinstance(tree, list):
        return [value for branch in tree for value in _values(branch, keys, wanted)]
    if isinstance(tree, dict):
        return [value for key, branch in tree.items() for value in _values(branch, keys, key in keys)]
    return []


def test_no_python_names_an_item_or_a_department() -> None:
    names = names_of_the_centre()
    found = [
        f"{place(path, line)}: {literal!r}"
        for path in python_files("workflow_app")
        for literal, line in strings(path)
        if literal in names
    ]
    assert found == []


def test_no_python_names_a_step() -> None:
    pattern = re.compile(r"<(?:\w+:)?\w*[tT]ask\b[^>]*?\bid=\"([^\"]+)\"")
    steps = {step for path in DIAGRAMS for step in pattern.findall(text(path))}
    found = [
        f"{place(path, line)}: {literal!r}"
        for path in python_files("workflow_app")
        for literal, line in strings(path)
        if literal in steps
    ]
    assert found == []
