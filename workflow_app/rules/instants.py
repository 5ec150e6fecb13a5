"""Instants and their text form: aware, in Asia/Shanghai, whole seconds."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")


def iso(moment: datetime) -> str:
    """`2026-10-09T17:30:00+08:00`. Raises ValueError for a naive moment."""
    if moment.tzinfo is None:
        raise ValueError("an instant needs an offset")
    return moment.astimezone(SHANGHAI).isoformat(timespec="seconds")


def parse_instant(text: str) -> datetime:
    """Read ISO 8601 with an offset; the answer is in Asia/Shanghai, whole seconds. Raises ValueError otherwise."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no offset")
    return moment.astimezone(SHANGHAI).replace(microsecond=0)
