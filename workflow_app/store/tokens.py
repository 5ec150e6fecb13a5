"""Bearer tokens. Only their SHA-256 is kept: who reads the database cannot use them."""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workflow_app.store.tables import tokens, users


def insert_token(connection: sa.Connection, token: str, user_name: str, created_at: datetime) -> None:
    """Let `token` speak for the user from now on."""
    row = {"digest": _digest(token), "user_name": user_name, "created_at": created_at}
    connection.execute(sa.insert(tokens).values(row))


def revoke_token(connection: sa.Connection, token: str, moment: datetime) -> bool:
    """End a token. Whether there was such a token in use."""
    mine = (tokens.c.digest == _digest(token), tokens.c.revoked_at.is_(None))
    return connection.execute(sa.update(tokens).where(*mine).values(revoked_at=moment)).rowcount == 1


def user_of_token(connection: sa.Connection, token: str) -> sa.Row[Any] | None:
    """The active user a token speaks for, None when it is unknown, revoked, or its user is not active."""
    wanted = (
        sa.select(users)
        .join(tokens, tokens.c.user_name == users.c.name)
        .where(tokens.c.digest == _digest(token), tokens.c.revoked_at.is_(None), users.c.active)
    )
    return connection.execute(wanted).one_or_none()


def _digest(token: str) -> str:
    # A token is 256 random bits: nothing to guess, so a plain fast hash is enough.
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
