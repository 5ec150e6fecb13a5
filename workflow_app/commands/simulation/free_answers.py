"""What a simulated person answers where a task has no form: values for what the diagram asks next."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from random import Random
from typing import Any

from workflow_app.engine.definitions import Definition
from workflow_app.engine.expressions import evaluate, names_in, plain
from workflow_app.engine.model import ACTIVITY_TAGS, Node, Process
from workflow_app.errors import Refusal

# Tasks that people or services do: what comes after them is not decided by this one.
STOPS = ACTIVITY_TAGS - {"scriptTask", "businessRuleTask"}
LITERAL = re.compile(r"\"[^\"]*\"|'[^']*'|\b(?:true|false)\b|\b\d+(?:\.\d+)?\b", re.IGNORECASE)


def free_answers(chance: Random, definition: Definition, element: str, now: datetime) -> dict[str, Any]:
    """A value, or none, for each name that the conditions right after the task read: one of those they compare with."""
    found = _find(definition, element)
    offered: dict[str, list[Any]] = {}
    for condition in _conditions_after(*found) if found else ():
        for name in sorted(_names(condition)):
            offered.setdefault(name, []).extend(_literals(condition, now))
    chosen = {name: chance.choice([*values, None]) for name, values in offered.items()}
    return {name: value for name, value in chosen.items() if value is not None}


def _find(definition: Definition, element: str) -> tuple[Process, Node] | None:
    scopes = (scope for process in definition.processes.values() for scope in process.everything())
    return next(((scope, scope.nodes[element]) for scope in scopes if element in scope.nodes), None)


def _conditions_after(scope: Process, node: Node) -> Iterator[str]:
    waiting, seen = [node], {node.id}
    while waiting:
        for flow in waiting.pop().outgoing:
            if flow.condition:
                yield flow.condition
            target = scope.nodes[flow.target]
            if target.id not in seen and target.tag not in STOPS:
                waiting.append(target)
            seen.add(target.id)


def _names(condition: str) -> set[str]:
    try:
        return names_in(condition)
    except Refusal:
        return set()


def _literals(condition: str, now: datetime) -> list[Any]:
    """The values a condition mentions; truth values where it mentions none or one of them."""
    values = [plain(evaluate(text, {}, now)) for text in LITERAL.findall(condition)]
    return values if any(not isinstance(value, bool) for value in values) else [True, False]
