"""People and their credentials: adding a user, setting a password, handing out tokens, recognising who comes."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workflow_app.commands.transaction import in_transaction
from workflow_app.errors import RequestRefused, UserExists, UserUnknown
from workflow_app.rules.passwords import hash_password, password_matches
from workflow_app.rules.permissions import ROLES, SYSTEM, Actor
from workflow_app.store import tokens, users

LONGEST_NAME = 80
LONGEST_TEXT = 120


def add_user(
    database: sa.Engine,
    name: str,
    role: str,
    department: str | None,
    now: datetime,
    *,
    display_name: str | None = None,
    password: str | None = None,
    id_number: str | None = None,
    demonstration: bool = False,
) -> Actor:
    """Add a user of one role. Without a password, only tokens let the user in.

    Raises RequestRefused for a name or role there cannot be (naming the roles), UserExists for a name taken.
    """
    _check_name(name)
    _check_role(role)
    _check_texts(department=department, display_name=display_name)
    values = {
        "name": name,
        "display_name": display_name or name,
        "role": role,
        "department": department or None,
        "id_number": id_number,
        "password_hash": None if password is None else hash_password(password),
        "demonstration": demonstration,
        "created_at": now,
    }
    in_transaction(database, lambda connection: _insert(connection, values))
    return Actor(name=name, role=role, department=department or None, display_name=display_name or name)


def set_password(database: sa.Engine, name: str, password: str | None) -> None:
    """Give the user a password, or with None take it away. Raises UserUnknown."""
    kept = None if password is None else hash_password(password)
    if not in_transaction(database, lambda connection: users.set_password_hash(connection, name, kept)):
        raise UserUnknown(name=name)


def set_active(database: sa.Engine, name: str, active: bool) -> None:
    """Let the user in, or not any more: passwords and tokens both stop working. Raises UserUnknown."""
    if not in_transaction(database, lambda connection: users.set_active(connection, name, active)):
        raise UserUnknown(name=name)


def create_token(database: sa.Engine, user: str, now: datetime) -> str:
    """A new token that speaks for the user; it is kept nowhere, so show it. Raises UserUnknown."""
    token = secrets.token_urlsafe(32)
    in_transaction(database, lambda connection: _insert_token(connection, token, user, now))
    return token


def revoke_token(database: sa.Engine, token: str, now: datetime) -> bool:
    """End a token. Whether it was in use."""
    return in_transaction(database, lambda connection: tokens.revoke_token(connection, token, now))


def authenticate_token(connection: sa.Connection, token: str) -> Actor | None:
    """Who a bearer token speaks for, None when nobody."""
    row = tokens.user_of_token(connection, token)
    return None if row is None else users.actor_of(row)


def authenticate_password(connection: sa.Connection, name: str, password: str) -> Actor | None:
    """Who signs in with name and password, None when they do not fit; takes as long when there is no such user."""
    row = users.get_user(connection, name) if _is_name(name) else None
    usable = row if row is not None and row.active else None
    matches = password_matches(usable.password_hash if usable else None, password)
    return users.actor_of(usable) if usable and matches else None


def _insert(connection: sa.Connection, values: dict[str, Any]) -> None:
    try:
        users.insert_user(connection, **values)
    except sa.exc.IntegrityError as error:
        raise UserExists(name=values["name"]) from error


def _insert_token(connection: sa.Connection, token: str, user: str, now: datetime) -> None:
    row = users.get_user(connection, user)
    if row is None or not row.active:
        raise UserUnknown(name=user)
    tokens.insert_token(connection, token, user, now)


def _is_name(name: str, longest: int = LONGEST_NAME) -> bool:
    return name == name.strip() and 0 < len(name) <= longest and name.isprintable() and name != SYSTEM.name


def _check_name(name: str) -> None:
    if not _is_name(name):
        zh = f"用户名应为 1 至 {LONGEST_NAME} 个可见字符，首尾无空格，且不能是“{SYSTEM.name}”"
        en = (
            f"a user's name has 1 to {LONGEST_NAME} visible characters, no blanks around it, and is not {SYSTEM.name!r}"
        )
        raise RequestRefused(reason={"zh": zh, "en": en})


def _check_texts(**texts: str | None) -> None:
    for field, text in texts.items():
        if text and not _is_name(text, LONGEST_TEXT):
            zh, en = (
                f"{field} 应为可见字符，至多 {LONGEST_TEXT} 个",
                f"{field} has at most {LONGEST_TEXT} visible characters",
            )
            raise RequestRefused(reason={"zh": zh, "en": en})


def _check_role(role: str) -> None:
    if role not in ROLES:
        known = " ".join(ROLES)
        raise RequestRefused(
            reason={"zh": f"没有角色“{role}”，角色有 {known}", "en": f"no role {role!r}; roles are {known}"}
        )
