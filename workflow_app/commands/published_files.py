"""What is published here, read on demand: how lint and publication find called processes, decisions and forms."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

import sqlalchemy as sa

from workflow_app.engine.decisions import Decision, read_decisions
from workflow_app.engine.model import Process
from workflow_app.engine.reader import read_document
from workflow_app.rules.forms import Form, read_form
from workflow_app.store.definitions import list_published, published_file


class PublishedFiles:
    """The newest published files, as they are when this is made. Fits `studio.lint.Resolver`."""

    def __init__(self, connection: sa.Connection) -> None:
        self.connection = connection
        self._digests = {kind: list_published(connection, kind) for kind in ("bpmn", "dmn", "form")}
        self._processes: dict[str, Process] = {}

    def digest(self, kind: str, identifier: str) -> str | None:
        """The digest of the file that defines it, None when nothing does."""
        return self._digests[kind].get(identifier)

    def process(self, process_id: str) -> Process | None:
        """A published process."""
        if process_id not in self._processes:
            row = self._row("bpmn", process_id)
            if row is None:
                return None
            found = read_document(bytes(row.content), row.name).processes
            self._processes.update((process.id, process) for process in found if self._same(process.id, row.digest))
        return self._processes.get(process_id)

    def _same(self, process_id: str, digest: str) -> bool:
        return self._digests["bpmn"].get(process_id) == digest

    def decision(self, decision_id: str) -> Decision | None:
        """A published decision."""
        row = self._row("dmn", decision_id)
        if row is None:
            return None
        found = read_decisions(bytes(row.content), row.name)
        return next((decision for decision in found if decision.id == decision_id), None)

    def form(self, form_id: str) -> Form | None:
        """A published form."""
        row = self._row("form", form_id)
        return None if row is None else read_form(bytes(row.content), row.name)

    def _row(self, kind: str, identifier: str) -> sa.Row[Any] | None:
        return published_file(self.connection, kind, identifier) if identifier in self._digests[kind] else None

    @staticmethod
    def defined_in(name: str, content: bytes) -> tuple[str, list[str]]:
        """The kind of a file and the ids it defines. Raises a Refusal for what cannot be read."""
        kind = PurePath(name).suffix.lower()
        if kind == ".dmn":
            return "dmn", [decision.id for decision in read_decisions(content, name)]
        if kind == ".form":
            return "form", [read_form(content, name).id]
        return "bpmn", [process.id for process in read_document(content, name).processes]
