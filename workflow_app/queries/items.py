"""The register of items as published: list, guide, and the diagram in force."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from workflow_app.engine.reader import read_document
from workflow_app.errors import NotFound
from workflow_app.queries.paging import FIRST_PAGE, Order, Page, fetch_page
from workflow_app.rules.instants import iso
from workflow_app.store.tables import files, item_versions, register

WHAT = {"zh": "事项", "en": "item"}
_ORDER = Order("items", (item_versions.c.code,), (str,))


@dataclass(frozen=True, slots=True)
class _Diagram:
    """Which processes a BPMN file defines, and which of them call which."""

    calls: dict[str, frozenset[str]]


# By digest: a published file never changes, so what was read of it stays right.
_diagrams: dict[str, _Diagram] = {}


def list_items(connection: sa.Connection, page: Page = FIRST_PAGE) -> dict[str, Any]:
    """Items with a version in force, by code. Processes only called by others are left out unless registered."""
    hidden = _only_called(connection)
    return fetch_page(connection, _in_force().where(item_versions.c.code.not_in(hidden)), _ORDER, page, _item)


def item_guide(connection: sa.Connection, code: str) -> dict[str, Any]:
    """One item: as in the list, when and by whom it was published, and what the register says for its guide."""
    row = _found(connection, code)
    entry = json.loads(row.entry) if row.entry else {}
    published = {"published_at": iso(row.published_at), "published_by": row.published_by}
    return {**entry, **_item(row), **published}


def item_diagram(connection: sa.Connection, code: str, version: int | None = None) -> bytes:
    """The BPMN XML, byte for byte as deployed, of the version in force or of another one. Raises NotFound."""
    bundle = json.loads(_bundle(connection, code, version))
    read = _read_diagrams(connection, bundle["files"])
    digest = next(digest for digest, diagram in read.items() if bundle["process"] in diagram.calls)
    content: bytes = connection.execute(sa.select(files.c.content).where(files.c.digest == digest)).scalar_one()
    return content


def _in_force() -> sa.Select[Any]:
    newest = (
        sa.select(item_versions.c.code, sa.func.max(item_versions.c.version).label("version"))
        .group_by(item_versions.c.code)
        .subquery()
    )
    same = sa.and_(item_versions.c.code == newest.c.code, item_versions.c.version == newest.c.version)
    joined = item_versions.join(newest, same).outerjoin(register, register.c.code == item_versions.c.code)
    registered = register.c.department, register.c.kind, register.c.entry
    return sa.select(item_versions, *registered).select_from(joined)


def _item(row: Any) -> dict[str, Any]:
    return {
        "code": row.code,
        "name": row.name,
        "version": row.version,
        "digest": row.digest,
        "department": row.department,
        "kind": row.kind,
    }


def _found(connection: sa.Connection, code: str) -> Any:
    row = connection.execute(_in_force().where(item_versions.c.code == code)).one_or_none()
    if row is None:
        raise NotFound(what=WHAT, key=code)
    return row


def _bundle(connection: sa.Connection, code: str, version: int | None) -> str:
    if version is None:
        return str(_found(connection, code).bundle)
    wanted = sa.select(item_versions.c.bundle).where(item_versions.c.code == code, item_versions.c.version == version)
    bundle = connection.execute(wanted).scalar_one_or_none()
    if bundle is None:
        raise NotFound(what=WHAT, key=f"{code} v{version}")
    return str(bundle)


def _only_called(connection: sa.Connection) -> set[str]:
    """Codes of processes some other item in force calls and the register does not name."""
    bundles = [(row.code, json.loads(row.bundle)["files"]) for row in connection.execute(_in_force())]
    read = _read_diagrams(connection, {digest for _, digests in bundles for digest in digests})
    called = {
        target
        for diagram in read.values()
        for caller, targets in diagram.calls.items()
        for target in targets
        if target != caller
    }
    return called - set(connection.scalars(sa.select(register.c.code)))


def _read_diagrams(connection: sa.Connection, digests: Iterable[str]) -> dict[str, _Diagram]:
    """What is drawn in those of the files that are diagrams; each file is read from the database once."""
    wanted = list(digests)
    missing = [digest for digest in wanted if digest not in _diagrams]
    columns = files.c.digest, files.c.kind, files.c.name, files.c.content
    for row in connection.execute(sa.select(*columns).where(files.c.digest.in_(missing))) if missing else ():
        _diagrams[row.digest] = _read(row) if row.kind == "bpmn" else _Diagram({})
    return {digest: _diagrams[digest] for digest in wanted if digest in _diagrams}


def _read(row: Any) -> _Diagram:
    document = read_document(row.content, row.name)
    return _Diagram(
        {
            process.id: frozenset(node.called for node in process.called_processes() if node.called)
            for process in document.processes
        }
    )
