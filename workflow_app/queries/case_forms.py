"""Form files as published: the one an item starts with, the one a task names, and what all their fields are called."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workflow_app.engine.expressions import evaluate
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


def field_labels(connection: sa.Connection, item: str, version: int) -> dict[str, str]:
    """What the fields of all forms of this version are called, by field name, so that data can be read by people."""
    return {name: label for form in _forms(connection, item, version) for name, label in _labels(form.fields)}


def evaluator(now: datetime) -> Callable[[str, Mapping[str, Any]], Any]:
    """How a form's conditions and lists of choices are read while it is drawn; what cannot be evaluated is None."""

    def value_of(source: str, names: Mapping[str, Any]) -> Any:
        try:
            return evaluate(source, names, now)
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


def _labels(fields: tuple[Field, ...]) -> Iterator[tuple[str, str]]:
    for field in fields:
        yield field.path[-1], field.label
        yield from _labels(field.fields)
