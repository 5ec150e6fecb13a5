"""The journal's hash chain as CONTRACT describes it, recomputed without the package: hashlib and RFC 8785 by hand."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

COLUMNS = ("case_number", "seq", "at", "recorded_at", "actor", "kind", "body", "facts", "previous", "hash")
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}


def rfc8785(value: Any) -> str:
    """The canonical JSON of a value (JSON Canonicalization Scheme)."""
    if isinstance(value, str):
        return f'"{"".join(_ESCAPES.get(each) or _plain(each) for each in value)}"'
    if isinstance(value, bool) or value is None:
        return {True: "true", False: "false", None: "null"}[value]
    if isinstance(value, int | float):
        return _number(value)
    if isinstance(value, list):
        return f"[{','.join(rfc8785(each) for each in value)}]"
    names = sorted(value, key=lambda name: name.encode("utf-16-be"))
    return f"{{{','.join(f'{rfc8785(name)}:{rfc8785(value[name])}' for name in names)}}}"


def _plain(character: str) -> str:
    return f"\\u{ord(character):04x}" if ord(character) < 32 else character


def _number(value: float) -> str:
    """As ECMAScript writes numbers, for the at most 15 digits a journal holds."""
    if not value:
        return "0"
    size = abs(value)
    if 1e-6 <= size < 1e21:
        text = f"{Decimal(repr(value)):f}"
        return text.rstrip("0").rstrip(".") if "." in text else text
    mantissa, _, exponent = repr(float(value)).partition("e")
    return f"{mantissa.removesuffix('.0')}e{int(exponent):+d}"


def broken_links(rows: Iterable[tuple[Any, ...]]) -> list[tuple[str, int]]:
    """Where the chain does not hold, as (case, seq); the rows in the order of COLUMNS, by case and seq."""
    last: dict[str, tuple[int, str]] = {}
    broken = []
    for case, seq, at, recorded_at, actor, kind, body, facts, previous, stored in rows:
        hashed = {"case": case, "seq": seq, "at": at, "recorded_at": recorded_at, "actor": actor, "kind": kind}
        hashed |= {"body": json.loads(body), "facts": json.loads(facts), "previous": previous}
        computed = hashlib.sha256(rfc8785(hashed).encode()).hexdigest()
        expected = last.get(case, (0, ""))
        if (computed, seq, previous) != (stored, expected[0] + 1, expected[1]):
            broken.append((case, seq))
        last[case] = (seq, stored)
    return broken


def journal_rows(file: Path) -> list[tuple[Any, ...]]:
    """The table as it lies in a SQLite file."""
    connection = sqlite3.connect(file)
    try:
        return connection.execute(f"SELECT {', '.join(COLUMNS)} FROM journal ORDER BY case_number, seq").fetchall()
    finally:
        connection.close()


def put_bytes(file: Path, case: str, seq: int, column: str, content: bytes) -> None:
    """Write the bytes of one column of one entry, whatever they are, behind the program's back."""
    connection = sqlite3.connect(file, isolation_level=None)
    try:
        statement = f"UPDATE journal SET {column} = cast(? AS TEXT) WHERE case_number = ? AND seq = ?"
        assert connection.execute(statement, (content, case, seq)).rowcount == 1
    finally:
        connection.close()
