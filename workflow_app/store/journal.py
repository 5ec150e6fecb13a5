"""The journal: entries are appended and read, never changed. An entry is a dict with the keys CONTRACT names."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from workflow_app.errors import Conflict
from workflow_app.store.tables import journal

# The journal's columns bear the names of an entry's keys, but for the case's.
_APPEND = sa.insert(journal)
_AFTER = (
    sa.select(journal)
    .where(journal.c.case_number == sa.bindparam("number"), journal.c.seq > sa.bindparam("after_seq"))
    .order_by(journal.c.seq)
)
_KEYS = tuple("case" if column.name == "case_number" else column.name for column in journal.columns)


def append_entry(connection: sa.Connection, entry: Mapping[str, Any]) -> None:
    """Append an entry, complete with its hash; body and facts are JSON values, instants text as hashed.

    Raises Conflict when the case has an entry of this number already: somebody else was first.
    """
    row = {"case_number": entry["case"], **{key: entry[key] for key in _KEYS if key != "case"}}
    row.update(body=json_text(entry["body"]), facts=json_text(entry["facts"]))
    try:
        connection.execute(_APPEND, row)
    except sa.exc.IntegrityError as error:
        raise Conflict(number=entry["case"]) from error


def entries(
    connection: sa.Connection, number: str, after_seq: int = 0, limit: int | None = None
) -> list[dict[str, Any]]:
    """The case's entries after `after_seq`, oldest first, at most `limit`."""
    wanted = _AFTER if limit is None else _AFTER.limit(limit)
    return [read_entry(row) for row in connection.execute(wanted, {"number": number, "after_seq": after_seq})]


def entry_count(connection: sa.Connection, number: str | None = None) -> int:
    """How many entries the case has; without a case, the whole journal."""
    wanted = sa.select(sa.func.count()).select_from(journal)
    if number is not None:
        wanted = wanted.where(journal.c.case_number == number)
    return connection.execute(wanted).scalar_one()


def read_entry(row: sa.Row[Any]) -> dict[str, Any]:
    """The entry of a row of the journal. Raises ValueError when body or facts are no JSON."""
    entry = dict(zip(_KEYS, row, strict=True))
    entry.update(body=json.loads(entry["body"]), facts=json.loads(entry["facts"]))
    return entry


def json_text(value: Any) -> str:
    """The JSON text that body and facts are kept as."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
