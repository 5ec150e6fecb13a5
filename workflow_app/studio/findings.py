"""Findings of lint: how rules report, how a refusal becomes one, and the answer's form (`CONTRACT`, lint)."""

from __future__ import annotations

from collections import Counter
from typing import Any, Literal

from workflow_app.engine.model import Flow, Node, Problem, Process
from workflow_app.errors import Refusal

Severity = Literal["error", "warning", "info"]
ORDER = {"error": 0, "warning": 1, "info": 2}
# What to do about problems that the readers report without saying so.
HINTS = {
    "unreadable": "用 BPMN 编辑器重新导出该文件 / export the file again from a BPMN editor",
    "too_large": "拆分文件，或删除内嵌的图片 / split the file, or remove embedded pictures",
    "no_process": "文件中须有一个流程 / put a process into the file",
    "missing_id": "给元素一个唯一的 id / give the element an id of its own",
    "duplicate_id": "改用另一个 id / choose another id",
    "dangling_reference": "重新连接，或删除它 / connect it again or remove it",
    "unknown_element": "删除该元素，或改用受支持的元素 / remove it or use a supported element",
    "unsupported": "改用受支持的写法 / draw it with supported elements",
    "code": "删除代码，改用表达式或外部任务 / remove the code; use an expression or an external task",
    "overlapping-rules": "区分两条规则的条件，或改用 FIRST / tell the rules apart, or use FIRST",
    "unreachable-rule": "调整规则顺序，或删除它 / reorder the rules or remove it",
}
MOST_OF_A_RULE = 200
ANY_HINT = "改正后再次检查 / mend it and check again"


class Report:
    """Collects the problems of one process."""

    def __init__(self, process: Process) -> None:
        self.process = process
        self.problems: list[Problem] = []

    def error(self, rule: str, at: Node | Flow | Process, message: str, hint: str | None = None) -> None:
        """It cannot run, cannot end, or is code."""
        self.add(rule, "error", at, message, hint)

    def warning(self, rule: str, at: Node | Flow | Process, message: str, hint: str | None = None) -> None:
        """It runs, but probably not as meant."""
        self.add(rule, "warning", at, message, hint)

    def info(self, rule: str, at: Node | Flow | Process, message: str, hint: str | None = None) -> None:
        """Good to know."""
        self.add(rule, "info", at, message, hint)

    def add(self, rule: str, severity: Severity, at: Node | Flow | Process, message: str, hint: str | None) -> None:
        """Add a problem; message and hint are "中文 / English"."""
        self.problems.append(Problem(rule, severity, message, at.id, self.process.id, at.line, hint))


def from_refusal(refusal: Refusal) -> Problem:
    """What reading a file refused, as a finding with its line."""
    line = refusal.details.get("line")
    return Problem(refusal.slug(), "error", both(refusal), line=line if isinstance(line, int) else None)


def both(refusal: Refusal) -> str:
    """A refusal's sentence in Chinese and English."""
    return f"{refusal.message('zh')} / {refusal.message('en')}"


def as_finding(problem: Problem) -> dict[str, Any]:
    """A problem as the contract shows it."""
    return {
        "rule": problem.rule,
        "severity": problem.severity,
        "process": problem.process,
        "element": problem.element,
        "line": problem.line,
        "message": problem.message,
        "hint": problem.hint or HINTS.get(problem.rule, ANY_HINT),
    }


def in_order(problems: list[Problem]) -> list[Problem]:
    """Errors first, then by line; the same problem once, and of one rule no more than people can read."""
    found = sorted(dict.fromkeys(problems), key=lambda one: (ORDER[one.severity], one.line or 0))
    count: Counter[str] = Counter()
    kept = []
    for problem in found:
        count[problem.rule] += 1
        if count[problem.rule] <= MOST_OF_A_RULE:
            kept.append(problem)
    for rule, number in count.items():
        if number > MOST_OF_A_RULE:
            rest = number - MOST_OF_A_RULE
            message = f"{rule}：另有 {rest} 处未列出 / {rest} more of {rule} are not listed"
            kept.append(Problem("more", "info", message))
    return kept
