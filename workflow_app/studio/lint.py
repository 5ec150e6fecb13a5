"""Lints files: what does not parse, is code, cannot run, cannot end or deadlocks is an error, all else is less.

One bad file never stops the others; every refusal in reading becomes a finding with its line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

from workflow_app.engine.decisions import Decision, read_decisions
from workflow_app.engine.decisions import problems as decision_problems
from workflow_app.engine.model import Problem, Process
from workflow_app.engine.reader import read_document
from workflow_app.errors import Refusal
from workflow_app.rules.forms import Form
from workflow_app.studio.findings import as_finding, from_refusal, in_order
from workflow_app.studio.lint_forms import read_linted
from workflow_app.studio.lint_markup import check_markup
from workflow_app.studio.lint_process import ProcessLint
from workflow_app.studio.surroundings import NothingPublished, Resolver, Surroundings

NOT_A_DIAGRAM = "只接受 .bpmn、.dmn、.form 文件 / only .bpmn, .dmn and .form files are taken"
# Errors that do not keep a file from being executed: law, and whether it ends well.
RUNS_ALL_THE_SAME = frozenset({"legal_basis", "limits", "material_without_law", "other_materials", "deadlock",
                               "cannot_end", "unbounded"})  # fmt: skip
# Reading problems after which the graph is not what was drawn.
INCOMPLETE = frozenset({"duplicate_id", "missing_id", "unknown_element", "unsupported"})


@dataclass
class Linted:
    """One file as read."""

    file: str
    problems: list[Problem] = field(default_factory=list)
    processes: tuple[Process, ...] = ()
    decisions: list[Decision] = field(default_factory=list)
    form: Form | None = None
    sound: bool | None = False
    bound: int | None = None

    def read(self, content: bytes) -> None:
        """Read by what the name says the file is. Raises Refusal."""
        kind = PurePath(self.file).suffix.lower()
        if kind in (".bpmn", ".xml"):
            document = read_document(content, self.file)
            self.processes = document.processes
            markup = check_markup(content, self.file)
            said = {(problem.element, problem.line) for problem in markup if problem.rule == "code"}
            repeated = [
                one
                for one in document.problems
                if one.rule in ("code", "unsupported") and (one.element, one.line) in said
            ]
            self.problems += [one for one in document.problems if one not in repeated] + markup
        elif kind == ".dmn":
            self.decisions = read_decisions(content, self.file)
        elif kind == ".form":
            self.form, found = read_linted(content, self.file)
            self.problems += found
        else:
            message = f"“{self.file}”不是流程图、决策表或表单 / {self.file!r} is no diagram, decision table or form"
            self.problems.append(Problem("not_a_diagram", "error", message, hint=NOT_A_DIAGRAM))

    def answer(self) -> dict[str, Any]:
        """As the contract shows a file."""
        errors = {problem.rule for problem in self.problems if problem.severity == "error"}
        return {
            "file": self.file,
            "executable": not errors - RUNS_ALL_THE_SAME,
            "sound": self.sound,
            "bound": {"working_days": self.bound},
            "findings": [as_finding(problem) for problem in in_order(self.problems)],
        }


def lint_files(
    files: Iterable[tuple[str, bytes]],
    published: Resolver | None = None,
    registered: Callable[[str], bool] = lambda code: False,
) -> dict[str, Any]:
    """The lint answer of the contract for files given as (name, content).

    `published` is where to look for what the files refer to and do not hold; `registered` says whether an item's code
    stands in the register, which makes the rules about law errors. Never raises for what is in a file.
    """
    around = Surroundings(published or NothingPublished(), registered)
    all_linted = [_read(name, content) for name, content in files]
    for linted in all_linted:
        _enter(linted, around)
    checks = ProcessLint(around)
    for linted in all_linted:
        _check(linted, checks, around)
    return {"files": [linted.answer() for linted in all_linted]}


def has_errors(answer: dict[str, Any]) -> bool:
    """Whether any finding of a lint answer is an error."""
    return any(finding["severity"] == "error" for file in answer["files"] for finding in file["findings"])


def _read(name: str, content: bytes) -> Linted:
    linted = Linted(name)
    try:
        linted.read(content)
    except Refusal as refusal:
        linted.problems.append(from_refusal(refusal))
    return linted


def _enter(linted: Linted, around: Surroundings) -> None:
    """Put what a file holds where the other files find it; the first of two with one id counts."""
    for process in linted.processes:
        _enter_one("流程", "process", process.id, process, around.processes, linted, process.line)
    for decision in linted.decisions:
        _enter_one("决策表", "decision", decision.id, decision, around.decisions, linted, decision.line)
    if linted.form is not None:
        _enter_one("表单", "form", linted.form.id, linted.form, around.forms, linted, 1)


def _enter_one(kind: str, kind_en: str, key: str, value: Any, known: dict[str, Any], linted: Linted, line: int) -> None:
    if key not in known:
        known[key] = value
        return
    message = (
        f"{kind}“{key}”重复，另见“{known[key].file}” / the {kind_en} {key!r} is there twice, see {known[key].file!r}"
    )
    linted.problems.append(Problem("duplicate_id", "error", message, key, key if kind_en == "process" else None, line))


def _check(linted: Linted, checks: ProcessLint, around: Surroundings) -> None:
    for decision in linted.decisions:
        linted.problems += decision_problems(decision)
    if not linted.processes:
        linted.sound = not any(problem.severity == "error" for problem in linted.problems)
        return
    incomplete = {problem.process for problem in linted.problems if problem.rule in INCOMPLETE}
    verdicts = []
    for process in linted.processes:
        problems, sound = checks.check(process, whole=process.id not in incomplete)
        linted.problems += problems
        verdicts.append(sound)
    linted.sound = _all_sound(verdicts)
    called = {node.called for process in linted.processes for node in process.called_processes()}
    tops = [process for process in linted.processes if process.id not in called] or list(linted.processes)
    bounds = [checks.bound(process) for process in tops]
    linted.bound = None if None in bounds else max(bound for bound in bounds if bound is not None)


def _all_sound(verdicts: list[bool | None]) -> bool | None:
    if False in verdicts:
        return False
    return None if None in verdicts else True
