"""Passwords: what is kept of them, and how one is checked (argon2id)."""

from __future__ import annotations

import secrets
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

_HASHER = PasswordHasher()


def hash_password(password: str) -> str:
    """What is kept of a password: a different text every time, from which it cannot be read back."""
    return _HASHER.hash(password)


def password_matches(password_hash: str | None, password: str) -> bool:
    """Whether this is the password. None, or a text that is no such hash, matches nothing.

    A user without a password takes as long to refuse as a wrong password: the time does not tell who exists.
    """
    try:
        return _HASHER.verify(password_hash or _nobodys(), password)
    except (VerificationError, ValueError):  # the latter: no hash at all, or no text that could be typed
        return False


@cache
def _nobodys() -> str:
    return hash_password(secrets.token_urlsafe())
