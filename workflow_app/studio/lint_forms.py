"""Lint: form files. Reading them says what is wrong, every expression in them included."""

from __future__ import annotations

from workflow_app.engine.expressions import check
from workflow_app.engine.model import Problem
from workflow_app.rules.forms import Form, form_problems, read_form


def read_linted(content: bytes, file: str) -> tuple[Form | None, list[Problem]]:
    """The form, None if it cannot be used, and its problems. Raises nothing: a refusal is a problem."""
    found = [
        Problem(one.rule, one.severity, one.message, one.component, None, one.line, one.hint)
        for one in form_problems(content, file, check)
    ]
    usable = not any(problem.severity == "error" for problem in found)
    return (read_form(content, file) if usable else None), found
