"""The only reader of the machine's clock. Everything below web, cli and jobs is told the time."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


def machine_now() -> datetime:
    """The machine's time as an aware instant in the centre's zone, to the second."""
    return datetime.now(ZONE).replace(microsecond=0)


def sandbox_now(offset: timedelta) -> datetime:
    """Virtual time of a sandbox: the machine's time moved by its offset."""
    return machine_now() + offset
