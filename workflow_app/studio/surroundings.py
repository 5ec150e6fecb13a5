"""What a diagram is linted against: the other files of the call, then what is published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Protocol

from workflow_app.engine.decisions import Decision
from workflow_app.engine.model import Process
from workflow_app.rules.forms import Form
from workflow_app.studio.components import cycles


class Resolver(Protocol):
    """What is published, by id; None for what is not."""

    def process(self, process_id: str) -> Process | None:
        """The process now in force."""

    def decision(self, decision_id: str) -> Decision | None:
        """The decision now in force."""

    def form(self, form_id: str) -> Form | None:
        """The form now in force."""


class NothingPublished:
    """A centre without any publication."""

    def process(self, process_id: str) -> Process | None:
        """Never one."""
        return None

    def decision(self, decision_id: str) -> Decision | None:
        """Never one."""
        return None

    def form(self, form_id: str) -> Form | None:
        """Never one."""
        return None


@dataclass
class Surroundings:
    """Everything of one call, by id, and where to look further."""

    published: Resolver
    registered: Callable[[str], bool]
    processes: dict[str, Process] = field(default_factory=dict)
    decisions: dict[str, Decision] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)

    def process(self, process_id: str) -> Process | None:
        """A process by id: of this call, else published."""
        return self.processes.get(process_id) or self.published.process(process_id)

    def decision(self, decision_id: str) -> Decision | None:
        """A decision by id: of this call, else published."""
        return self.decisions.get(decision_id) or self.published.decision(decision_id)

    def form(self, form_id: str) -> Form | None:
        """A form by id: of this call, else published."""
        return self.forms.get(form_id) or self.published.form(form_id)

    @cached_property
    def circles(self) -> dict[str, set[str]]:
        """For each process that calls itself, directly or through others, all those in its circle."""
        calls: dict[str, list[str]] = {}
        waiting = list(self.processes)
        while waiting:
            process_id = waiting.pop()
            if process_id not in calls:
                process = self.process(process_id)
                nodes = process.called_processes() if process is not None else []
                calls[process_id] = [node.called for node in nodes if node.called]
                waiting.extend(calls[process_id])
        return {process_id: group for group in cycles(calls) for process_id in group}

    @cached_property
    def called(self) -> frozenset[str]:
        """Ids of processes that a process of this call calls."""
        calls = (node for process in self.processes.values() for node in process.called_processes())
        return frozenset(node.called for node in calls if node.called)
