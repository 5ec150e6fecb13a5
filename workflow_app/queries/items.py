"""The register of items as published: list, guide, and the diagram in force."""

from __future__ import annotations

import json
from typing import Any

import sqlalchemy as sa

from workflow_app.errors import NotFound
from workflow_app.queries.drawings import WHAT_ITEM, bundle_of, drawing_file, drawings_in, taken
from workflow_app.queries.paging import FIRST_PAGE, Order, Page, fetch_page
from workflow_app.rules.instants import iso
from workflow_app.store.tables import item_versions, register

_ORDER = Order("items", (item_versions.c.code,), (str,))


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
    wanted = _found(connection, code).version if version is None else version
    return drawing_file(connection, code, wanted, bundle_of(connection, code, wanted)["process"])


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
        raise NotFound(what=WHAT_ITEM, key=code)
    return row


def _only_called(connection: sa.Connection) -> set[str]:
    """Codes of processes some other item in force calls and the register does not name."""
    bundles = [json.loads(row.bundle) for row in connection.execute(_in_force())]
    read = drawings_in(connection, {digest for bundle in bundles for digest in bundle["files"]})
    drawn = (drawing for bundle in bundles for drawing in taken(bundle, read))
    called = {target for drawing in drawn for target in drawing.called.values() if target != drawing.process}
    return called - set(connection.scalars(sa.select(register.c.code)))
