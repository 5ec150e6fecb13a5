"""Loads a case's definition, calendars and state from the database; keeps what never changes in memory."""

from __future__ import annotations

import hashlib
import json
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa

from workflow_app.engine import snapshot
from workflow_app.engine.definitions import DEFINITIONS, Definition, SourceFile, bundle_digest
from workflow_app.engine.fold import Act, apply, new_case
from workflow_app.engine.state import Calendars, CaseState
from workflow_app.errors import DefinitionDamaged, NotFound
from workflow_app.rules.calendar import Calendar, calendar_for
from workflow_app.rules.instants import parse_instant
from workflow_app.rules.notices import Notice
from workflow_app.store.definitions import get_file, version_by_digest
from workflow_app.store.journal import entries
from workflow_app.store.notices import get_notice, notice_of

# Notices never change once loaded; each database has its own.
_NOTICES: WeakKeyDictionary[sa.Engine, dict[str, Notice]] = WeakKeyDictionary()


def load_state(connection: sa.Connection, row: sa.Row[Any]) -> CaseState:
    """The case as it stands: its snapshot, and the entries written since (`row` is its row of `cases`)."""
    definition, calendars = definition_of(connection, row.digest), calendars_of(connection)
    head, _, content = bytes(row.snapshot or b"").partition(b"\n")
    usable = head == _head(row.snapshot_seq) and row.snapshot_seq <= row.seq
    state = snapshot.load(content, definition, calendars) if usable else new_case(definition, calendars)
    for entry in entries(connection, row.number, after_seq=row.snapshot_seq if usable else 0):
        apply(state, act_of(entry))
    return state


def kept_state(state: CaseState, seq: int) -> bytes:
    """The state after entry `seq`, as `load_state` reads it from the case's row."""
    return _head(seq) + b"\n" + snapshot.dump(state)


def _head(seq: int) -> bytes:
    # A snapshot of another format, or of another entry than its row says, is no use: the journal is folded instead.
    return f"{snapshot.FORMAT} {seq}".encode()


def act_of(entry: dict[str, Any]) -> Act:
    """The act that an entry of the journal records."""
    return Act(entry["kind"], parse_instant(entry["at"]), entry["actor"], entry["body"])


def definition_of(connection: sa.Connection, digest: str) -> Definition:
    """The definition of a version, by its digest. Raises NotFound, DefinitionDamaged."""
    return DEFINITIONS.get(digest, lambda: _files_of(connection, digest))


def _files_of(connection: sa.Connection, digest: str) -> tuple[dict[str, Any], list[SourceFile]]:
    version = version_by_digest(connection, digest)
    if version is None:
        raise NotFound(what={"zh": "流程版本", "en": "version"}, key=digest)
    bundle = json.loads(version.bundle)
    files = [get_file(connection, file_digest) for file_digest in bundle["files"]]
    # What a case runs under is what was published, byte for byte, or nothing.
    if bundle_digest(bundle) != digest or not all(file is not None and _is_whole(file) for file in files):
        raise DefinitionDamaged(digest=digest)
    return bundle, [
        SourceFile(file.kind, file.name, file.digest, bytes(file.content)) for file in files if file is not None
    ]


def _is_whole(file: sa.Row[Any]) -> bool:
    return bool(hashlib.sha256(bytes(file.content)).hexdigest() == file.digest)


def calendars_of(connection: sa.Connection) -> Calendars:
    """Calendars by the ids of the notices known, in the order in which they became known."""
    known = _NOTICES.setdefault(connection.engine, {})

    def calendar(ids: tuple[str, ...]) -> Calendar:
        for notice_id in ids:
            if notice_id not in known:
                known[notice_id] = _load_notice(connection, notice_id)
        return calendar_for(tuple(known[notice_id] for notice_id in ids))

    return calendar


def _load_notice(connection: sa.Connection, notice_id: str) -> Notice:
    row = get_notice(connection, notice_id)
    if row is None:
        raise NotFound(what={"zh": "放假通知", "en": "notice"}, key=notice_id)
    return notice_of(row)
