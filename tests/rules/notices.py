"""What the tests of the calendar share: the published notices, and quick ways to write a notice."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from workflow_app.rules.calendar import Calendar, Notice, calendar_for, read_notice
from workflow_app.rules.instants import SHANGHAI
from workflow_app.rules.notice_files import read_notice_folder

FOLDER = Path(__file__).resolve().parents[2] / "holidays"
PUBLISHED = read_notice_folder(FOLDER)


def day(text: str) -> dt.date:
    return dt.date.fromisoformat(text)


def at(text: str) -> dt.datetime:
    """A naive text as an instant in Asia/Shanghai."""
    return dt.datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def known_on(text: str) -> tuple[Notice, ...]:
    return tuple(notice for notice in PUBLISHED if notice.published <= day(text))


def full_calendar() -> Calendar:
    return calendar_for(PUBLISHED)


def payload(year: int = 2027, published: str = "2026-11-05", **days: bool) -> dict[str, Any]:
    """A notice's JSON; days as `d0101=True`: 1 January off."""
    entries = [{"name": "元旦", "date": f"{year}-{key[1:3]}-{key[3:5]}", "isOffDay": off} for key, off in days.items()]
    return {"year": year, "published": published, "document": "国办发明电〔2026〕1号", "papers": [], "days": entries}


def notice(notice_id: str, year: int, published: str, off: Iterable[str] = (), work: Iterable[str] = ()) -> Notice:
    days = [{"name": "节日", "date": text, "isOffDay": True} for text in off]
    days += [{"name": "节日", "date": text, "isOffDay": False} for text in work]
    return read_notice({"year": year, "published": published, "days": days}, notice_id)
