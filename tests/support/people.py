"""Actors for tests."""

from __future__ import annotations

from workflow_app.rules.permissions import Actor


def actor(role: str, department: str | None = None, name: str | None = None) -> Actor:
    """Somebody of this role, called like the role unless named."""
    return Actor(name=name or role, role=role, department=department)
