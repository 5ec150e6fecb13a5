"""Reads a database as it is, even where somebody changed a byte of its text so that it is no UTF-8 any more."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa


@contextmanager
def reading_damaged(database: sa.Engine) -> Iterator[sa.Connection]:
    """A connection for reading that never fails on text: a byte that is no UTF-8 is read as half a surrogate pair.

    No JSON and no hash can hold such a half, so whoever checks finds it. PostgreSQL keeps no such text.
    """
    with database.connect() as connection:
        raw = connection.connection.dbapi_connection
        if not isinstance(raw, sqlite3.Connection):
            yield connection
            return
        raw.text_factory = _text
        try:
            yield connection
        finally:
            # The connection goes back to the pool, for others who want to be told.
            raw.text_factory = str


def _text(content: bytes) -> str:
    return content.decode("utf-8", "surrogateescape")
