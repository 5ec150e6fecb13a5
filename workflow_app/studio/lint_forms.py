"""Lint: form files. What reading them found, and their expressions."""

from __future__ import annotations

from collections.abc import Iterator

from workflow_app.engine.model import Problem
from workflow_app.rules.forms import Form, form_problems


def form_findings(form: Form) -> Iterator[Problem]:
    """Problems of a form that could be read."""
    for problem in form_problems(form):
        yield Problem(
            problem.rule, problem.severity, problem.message, problem.component, None, problem.line, problem.hint
        )
