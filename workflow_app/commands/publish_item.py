"""Publishes diagrams, decisions and forms: checked first, then a new version of every item they change."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workflow_app.commands.published_files import PublishedFiles
from workflow_app.commands.task_session import refuse
from workflow_app.commands.transaction import in_transaction
from workflow_app.engine.definitions import bundle_digest, bundle_of, references
from workflow_app.errors import DefinitionRefused
from workflow_app.rules.permissions import Actor, may_publish
from workflow_app.store.definitions import (
    get_register_entry,
    insert_version,
    latest_version,
    list_published,
    lock_versions,
    put_file,
    set_published,
)
from workflow_app.studio.lint import has_errors, lint_files


@dataclass(frozen=True, slots=True)
class Version:
    """A version of an item, as `deploy` answers."""

    item: str
    version: int
    digest: str


def publish_files(
    database: sa.Engine, actor: Actor, now: datetime, *, files: list[tuple[str, bytes]]
) -> list[dict[str, Any]]:
    """Publish files for an analyst: [{"item","version","digest"}]. Raises NotAllowed, DefinitionRefused(answer=…)."""
    refuse(may_publish(actor))
    return publish(database, actor.name, now, files)


def publish(database: sa.Engine, by: str, now: datetime, files: list[tuple[str, bytes]]) -> list[dict[str, Any]]:
    """As `publish_files`, for the command line. A file with errors publishes nothing at all."""

    def work(connection: sa.Connection) -> list[dict[str, Any]]:
        # From here on nobody else publishes: what one checks and bundles is what the other has published.
        lock_versions(connection)
        answer = lint(connection, files)
        if has_errors(answer):
            raise DefinitionRefused(answer=answer)
        return _publish(connection, by, now, files)

    return in_transaction(database, work)


def lint(connection: sa.Connection, files: list[tuple[str, bytes]]) -> dict[str, Any]:
    """The lint answer for files, resolved among themselves and what is published here."""
    published = PublishedFiles(connection)
    return lint_files(files, published, lambda code: get_register_entry(connection, code) is not None)


def _publish(connection: sa.Connection, by: str, now: datetime, files: list[tuple[str, bytes]]) -> list[dict[str, Any]]:
    changed: set[tuple[str, str]] = set()
    for name, content in files:
        kind, ids = PublishedFiles.defined_in(name, content)
        digest = put_file(connection, kind, name, content)
        for identifier in ids:
            set_published(connection, kind, identifier, digest)
            changed.add((kind, identifier))
    published = PublishedFiles(connection)
    versions = []
    for code in list_published(connection, "bpmn"):
        closure = _closure(published, code)
        if changed & closure.keys():
            process, anew = published.process(code), ("bpmn", code) in changed
            name = process.name if process else code
            versions.append(_version(connection, name, bundle_of(code, closure), by, now, anew=anew))
    return [{"item": each.item, "version": each.version, "digest": each.digest} for each in versions]


def _closure(published: PublishedFiles, code: str) -> dict[tuple[str, str], str]:
    """All that a process needs, itself included: (kind, id) to the digest of the file that defines it."""
    closure: dict[tuple[str, str], str] = {}
    waiting = [("bpmn", code)]
    while waiting:
        kind, identifier = waiting.pop()
        digest = published.digest(kind, identifier)
        if (kind, identifier) not in closure and digest is not None:
            closure[kind, identifier] = digest
            waiting += _needs(published, kind, identifier)
    return closure


def _needs(published: PublishedFiles, kind: str, identifier: str) -> Iterable[tuple[str, str]]:
    process = published.process(identifier) if kind == "bpmn" else None
    if process is None:
        return
    found = references(process)
    for reference, of_kind in (("process", "bpmn"), ("decision", "dmn"), ("form", "form")):
        for name in found[reference]:
            yield of_kind, name


def _version(
    connection: sa.Connection, name: str, bundle: dict[str, Any], by: str, now: datetime, *, anew: bool
) -> Version:
    """A new version: of what is published (`anew`), even unchanged, and of others where their files changed."""
    code, digest = bundle["process"], bundle_digest(bundle)
    current = latest_version(connection, code)
    if current is not None and current.digest == digest and not anew:
        return Version(code, current.version, digest)
    version = insert_version(
        connection,
        code=code,
        name=name,
        bundle=json.dumps(bundle, ensure_ascii=False),
        digest=digest,
        at=now,
        by=by,
    )
    return Version(code, version, digest)
