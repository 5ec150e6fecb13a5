"""A path through a diagram as data: what is filled in, when time passes, how it must end; and how it is walked.

Steps are `complete(task, …fields)`, `wait_until(moment)` and `expect_open(tasks…)`; every answer goes through its form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path as File
from typing import Any

from tests.support.driver import Driver, definition, moment
from workflow_app.commands.filled_form import checked_form
from workflow_app.engine.definitions import Definition
from workflow_app.engine.model import Flow

BPMN = File(__file__).resolve().parents[2] / "bpmn"
# A Monday; no holiday in the following eleven weeks.
BEGIN = "2026-10-12 09:00"

BEGINNINGS = ("element_done", "element_active", "task_opened")

Step = tuple[Any, ...]


@dataclass(frozen=True)
class Path:
    """One way through a diagram. `ends` is the end event it reaches, `leaves` data it must leave behind."""

    name: str
    process: str
    steps: tuple[Step, ...]
    ends: str
    start: dict[str, Any] = field(default_factory=dict)
    leaves: dict[str, Any] = field(default_factory=dict)


def complete(task: str, **data: Any) -> Step:
    """Somebody fills the task's form in."""
    return ("complete", task, data)


def wait_until(instant: str) -> Step:
    """Time passes; what falls due on the way fires."""
    return ("time", instant)


def expect_open(*tasks: str) -> Step:
    """Exactly these tasks must be open now, by element, in the order they were opened."""
    return ("open", tasks)


@cache
def published(process: str) -> Definition:
    """The process as it lies in `bpmn/`, with all it needs."""
    files = [file.read_bytes() for suffix in ("bpmn", "dmn", "form") for file in sorted(BPMN.rglob(f"*.{suffix}"))]
    return definition(*files, process=process)


def walk(path: Path, *, reload: bool = False) -> Driver:
    """The case after every step of the path."""
    made = published(path.process)
    form = made.start_form()
    begin = moment(BEGIN)
    data = checked_form(made, form, dict(path.start), begin) if form else dict(path.start)
    case = Driver(made, data, at=BEGIN, reload=reload)
    for step in path.steps:
        _take(case, step)
    return case


def _take(case: Driver, step: Step) -> None:
    kind, *details = step
    if kind == "time":
        case.advance(details[0])
    elif kind == "open":
        assert [task["element"] for task in case.state.tasks.values()] == list(details[0])
    else:
        _fill_in(case, *details)


def _fill_in(case: Driver, task: str, data: dict[str, Any]) -> None:
    form = case.definition.forms[case.task(task)["form"]]
    case.complete(task, **checked_form(case.definition, form, data, case.now))


@cache
def _drawn(process: str) -> tuple[list[Flow], set[str]]:
    """All flows of a process and what it calls, and the ids of parallel gateways, which begin later than reached."""
    scopes = [scope for made in published(process).processes.values() for scope in made.everything()]
    parallel = {node.id for scope in scopes for node in scope.nodes.values() if node.tag == "parallelGateway"}
    return [flow for scope in scopes for flow in scope.flows.values()], parallel


def taken(case: Driver) -> set[str]:
    """Ids of the flows that the case took, told by its facts: the target begins after the source is done."""
    flows, parallel = _drawn(case.definition.process.id)
    ever = {fact["element"] for fact in case.told("element_done")}
    found = {flow.id for flow in flows if flow.target in parallel & ever and flow.source in ever}
    for step in case.journal:
        done: set[str] = set()
        for fact in step.facts:
            if fact["fact"] in BEGINNINGS:
                found |= {flow.id for flow in flows if flow.target == fact["element"] and flow.source in done}
            if fact["fact"] == "element_done":
                done.add(fact["element"])
    return found
