"""Form files as published: the one an item starts with, and the one a task names, of the case's own version."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

import sqlalchemy as sa

from workflow_app.queries.drawings import bundle_of, case_drawings
from workflow_app.store.tables import files


def start_form(connection: sa.Connection, item: str, version: int) -> dict[str, Any] | None:
    """The form of the item's start event, None if it starts without one. Raises NotFound for an unknown version."""
    drawings = case_drawings(connection, item, version)
    wanted = drawings[0].start_form if drawings else None
    return form_file(connection, item, version, wanted) if wanted else None


def form_file(connection: sa.Connection, item: str, version: int, form: str) -> dict[str, Any] | None:
    """A form by its id among the files of this version, as the JSON it was published as; None if it is not there."""
    digests = bundle_of(connection, item, version)["files"]
    wanted = sa.select(files.c.content).where(files.c.digest.in_(digests), files.c.kind == "form")
    for content in connection.execute(wanted).scalars():
        found: dict[str, Any] = json.loads(content)
        if found.get("id") == form:
            return found
    return None


def field_labels(connection: sa.Connection, item: str, version: int) -> dict[str, str]:
    """What the fields of all forms of this version are called, by field name, so that data can be read by people."""
    digests = bundle_of(connection, item, version)["files"]
    wanted = sa.select(files.c.content).where(files.c.digest.in_(digests), files.c.kind == "form")
    labels: dict[str, str] = {}
    for content in connection.execute(wanted).scalars():
        labels |= dict(_labels(json.loads(content).get("components", ())))
    return labels


def _labels(components: Iterable[Any]) -> Iterator[tuple[str, str]]:
    for component in components:
        if not isinstance(component, dict):
            continue
        name = component.get("key") or component.get("path")
        label = component.get("label") or component.get("dateLabel")
        if name and label:
            yield str(name), str(label)
        yield from _labels(component.get("components", ()))
