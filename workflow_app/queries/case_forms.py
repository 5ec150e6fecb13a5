"""Form files as published: the one an item starts with, the one a task names, and what all their fields are called."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workflow_app.engine.expressions import evaluate_over
from workflow_app.errors import Refusal
from workflow_app.queries.drawings import bundle_of, case_drawings
from workflow_app.rules.form_model import Field, Form
from workflow_app.rules.forms import read_form
from workflow_app.store.tables import files

# By digest: a published file never changes.
_read: dict[str, Form] = {}


def start_form(connection: sa.Connection, item: str, version: int) -> Form | None:
    """The form of the item's start event, None if it starts without one. Raises NotFound for an unknown version."""
    drawings = case_drawings(connection, item, version)
    wanted = drawings[0].start_form if drawings else None
    return find_form(connection, item, version, wanted) if wanted else None


def find_form(connection: sa.Connection, item: str, version: int, form: str) -> Form | None:
    """A form by its id among the files of this version; None if it is not there."""
    return next((each for each in _forms(connection, item, version) if each.id == form), None)


@dataclass(frozen=True, slots=True)
class Labels:
    """What fields are called, by name, and what their choices are called, by name and value."""

    fields: Mapping[str, str] = field(default_factory=dict)
    choices: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def __contains__(self, name: str) -> bool:
        return name in self.fields

    def name(self, name: str) -> str:
        """A field's label, or its name where no form has it."""
        return self.fields.get(name, name)

    def value(self, name: str, value: Any) -> Any:
        """A choice by its label; several as a list of labels; anything else as it is."""
        if isinstance(value, list):
            return [self.value(name, each) for each in value]
        scalar = isinstance(value, str | int) and not isinstance(value, bool)
        return self.choices.get(name, {}).get(str(value), value) if scalar else value


def field_labels(connection: sa.Connection, item: str, version: int) -> Labels:
    """What the fields of all forms of this version are called, so that data can be read by people."""
    fields = [each for form in _forms(connection, item, version) for each in _everything(form.fields)]
    choices = {each.path[-1]: {str(choice.value): choice.label for choice in each.choices or ()} for each in fields}
    return Labels({each.path[-1]: each.label for each in fields}, choices)


def evaluator(now: datetime, known: Mapping[str, Any] | None = None) -> Callable[[str, Mapping[str, Any]], Any]:
    """How a form's conditions and lists of choices are read while it is drawn; what cannot be evaluated is None.

    `known` is what the case knows where the form is filled in: the same that its check sees under the answers.
    """

    def value_of(source: str, names: Mapping[str, Any]) -> Any:
        try:
            return evaluate_over(known or {}, source, names, now)
        except Refusal:
            return None

    return value_of


def _forms(connection: sa.Connection, item: str, version: int) -> Iterator[Form]:
    digests = bundle_of(connection, item, version)["files"]
    missing = [digest for digest in digests if digest not in _read]
    wanted = sa.select(files).where(files.c.digest.in_(missing), files.c.kind == "form")
    for row in connection.execute(wanted) if missing else ():
        _read[row.digest] = read_form(row.content, row.name)
    return (_read[digest] for digest in digests if digest in _read)


def _everything(fields: tuple[Field, ...]) -> Iterator[Field]:
    for each in fields:
        yield each
        yield from _everything(each.fields)
