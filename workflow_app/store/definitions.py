"""Published files (diagrams, decisions, forms), the versions of items, and the register of items."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workflow_app.store.database import is_postgres
from workflow_app.store.tables import files, item_versions, published, register
from workflow_app.store.upsert import insert_if_absent, upsert

# Any fixed number: on PostgreSQL versions are counted under this advisory lock.
_VERSIONS_LOCK = 0x6974_656D


def put_file(connection: sa.Connection, kind: str, name: str, content: bytes) -> str:
    """Keep a file (`kind` bpmn, dmn or form) unless it is there already; its digest, the SHA-256 of its bytes."""
    digest = hashlib.sha256(content).hexdigest()
    insert_if_absent(connection, files, digest=digest, kind=kind, name=name, content=content)
    return digest


def get_file(connection: sa.Connection, digest: str) -> sa.Row[Any] | None:
    """A file by its digest: `kind`, `name`, `content`."""
    return connection.execute(sa.select(files).where(files.c.digest == digest)).one_or_none()


def set_published(connection: sa.Connection, kind: str, identifier: str, digest: str) -> None:
    """From now on `digest` is the file that defines this process, decision or form."""
    upsert(connection, published, kind=kind, id=identifier, digest=digest)


def published_file(connection: sa.Connection, kind: str, identifier: str) -> sa.Row[Any] | None:
    """The newest file that defines this process, decision or form: `digest`, `kind`, `name`, `content`."""
    wanted = sa.select(files).join(published, published.c.digest == files.c.digest)
    return connection.execute(wanted.where(published.c.kind == kind, published.c.id == identifier)).one_or_none()


def list_published(connection: sa.Connection, kind: str) -> dict[str, str]:
    """Every process, decision or form there is: id to digest."""
    wanted = sa.select(published.c.id, published.c.digest).where(published.c.kind == kind).order_by(published.c.id)
    return {row.id: row.digest for row in connection.execute(wanted)}


def lock_versions(connection: sa.Connection) -> None:
    """Nobody else publishes until this transaction ends; on SQLite the transaction itself is that lock."""
    if is_postgres(connection):
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_VERSIONS_LOCK)))


def insert_version(
    connection: sa.Connection, *, code: str, name: str, bundle: str, digest: str, at: datetime, by: str
) -> int:
    """Publish a new version of an item; its number, counted from 1. Publishers wait for each other."""
    lock_versions(connection)
    newest = sa.select(sa.func.max(item_versions.c.version)).where(item_versions.c.code == code)
    version = (connection.scalar(newest) or 0) + 1
    row = {"code": code, "version": version, "digest": digest, "name": name, "bundle": bundle}
    connection.execute(sa.insert(item_versions).values(**row, published_at=at, published_by=by))
    return version


def latest_version(connection: sa.Connection, code: str) -> sa.Row[Any] | None:
    """The version of the item that is in force, None when it was never published."""
    wanted = sa.select(item_versions).where(item_versions.c.code == code)
    return connection.execute(wanted.order_by(item_versions.c.version.desc()).limit(1)).one_or_none()


def get_version(connection: sa.Connection, code: str, version: int) -> sa.Row[Any] | None:
    """One version of an item."""
    mine = (item_versions.c.code == code, item_versions.c.version == version)
    return connection.execute(sa.select(item_versions).where(*mine)).one_or_none()


def version_by_digest(connection: sa.Connection, digest: str) -> sa.Row[Any] | None:
    """The version with this bundle; the newest when the same bundle was published more than once."""
    wanted = sa.select(item_versions).where(item_versions.c.digest == digest)
    return connection.execute(wanted.order_by(item_versions.c.version.desc()).limit(1)).one_or_none()


def list_latest_versions(connection: sa.Connection) -> list[sa.Row[Any]]:
    """The version in force of every item, by code."""
    newest = sa.select(item_versions.c.code, sa.func.max(item_versions.c.version).label("version"))
    chosen = newest.group_by(item_versions.c.code).subquery()
    same = sa.and_(item_versions.c.code == chosen.c.code, item_versions.c.version == chosen.c.version)
    return list(connection.execute(sa.select(item_versions).join(chosen, same).order_by(item_versions.c.code)))


def put_register_entry(connection: sa.Connection, **values: Any) -> None:
    """Enter an item in the register, or change its entry: `code`, `name`, `department`, `kind`, `entry` (JSON text)."""
    upsert(connection, register, **values)


def get_register_entry(connection: sa.Connection, code: str) -> sa.Row[Any] | None:
    """The item's entry in the register, None when it is not registered."""
    return connection.execute(sa.select(register).where(register.c.code == code)).one_or_none()


def list_register(connection: sa.Connection) -> list[sa.Row[Any]]:
    """The whole register, by code."""
    return list(connection.execute(sa.select(register).order_by(register.c.code)))
