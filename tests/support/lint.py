"""What lint says, in a form tests can compare."""

from __future__ import annotations

from typing import Any

from workflow_app.studio.lint import lint_files


def answer(content: bytes, name: str = "test.bpmn", **others: Any) -> dict[str, Any]:
    """The answer for one file."""
    file: dict[str, Any] = lint_files([(name, content)], **others)["files"][0]
    return file


def said(content: bytes, severity: str = "error", **others: Any) -> set[tuple[str, str | None]]:
    """(rule, element) of the findings of one severity."""
    findings = answer(content, **others)["findings"]
    return {(one["rule"], one["element"]) for one in findings if one["severity"] == severity}
