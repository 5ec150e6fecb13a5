"""The State Council's holiday notices as data, and the strict reading of foreign ones (CONTRACT "Holidays")."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

from workflow_app.errors import NoticeRefused

FIRST_YEAR = 1990
LAST_YEAR = 2200
MOST_DAYS = 400
MOST_PAPERS = 20
LONGEST_TEXT = 300

# 全国年节及纪念日放假办法: the holidays that fall on the same date every year. 2 May was added by 国务院令第795号.
FIXED_HOLIDAYS = {(1, 1): "元旦", (5, 1): "劳动节", (10, 1): "国庆节", (10, 2): "国庆节", (10, 3): "国庆节"}
SECOND_OF_MAY_SINCE = 2025

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_ID = re.compile(r"[\w][\w.\-]{0,79}")


@dataclass(frozen=True, slots=True)
class NoticeDay:
    """One day a notice names: off, or (`off` false) a make-up working day (调休)."""

    date: dt.date
    name: str
    off: bool


@dataclass(frozen=True, slots=True)
class Notice:
    """A holiday notice: `year` is the year spoken of, `published` the day on which it became public."""

    id: str
    year: int
    published: dt.date
    days: tuple[NoticeDay, ...]
    document: str = ""
    papers: tuple[str, ...] = ()

    def __hash__(self) -> int:
        # Calendars are cached by their notices: hashing every day of every notice would cost more than it saves.
        return hash((self.id, self.year, self.published, len(self.days)))

    @property
    def covers_its_year(self) -> bool:
        """Whether it arranges the year, and does not only amend the arrangement.

        A year's notice always gives its fixed-date holidays (元旦, 劳动节, 国庆节); an amendment never did. So an
        amendment known without its base covers nothing: the other holidays of the year are still unknown.
        """
        return any(day.off and day.date.year == self.year and fixed_holiday(day.date) for day in self.days)


def fixed_holiday(day: dt.date) -> str:
    """The statutory holiday that falls on this date every year, or ``""``."""
    if (day.month, day.day) == (5, 2) and day.year >= SECOND_OF_MAY_SINCE:
        return "劳动节"
    return FIXED_HOLIDAYS.get((day.month, day.day), "")


def refuse_notice(notice_id: object, zh: str, en: str) -> NoReturn:
    """Raise NoticeRefused, naming the notice or file."""
    name = shown(notice_id) if not isinstance(notice_id, str) else notice_id[:100]
    raise NoticeRefused(reason={"zh": f"{name}：{zh}", "en": f"{name}: {en}"})


def shown(value: object) -> str:
    """A foreign value as it may stand in a message: short, on one line."""
    return repr(value)[:60]


def read_notice(payload: Any, notice_id: str) -> Notice:
    """Read a notice from JSON values in the contract's shape (holiday-cn's plus `published`, `document`).

    `document`, `papers` and `days` may be missing; other keys are ignored, as holiday-cn's ``$schema``.
    Raises NoticeRefused with the exact reason.
    """
    if not isinstance(notice_id, str) or not _ID.fullmatch(notice_id):
        refuse_notice(
            notice_id,
            "通知编号只能用文字、数字、点和连字符，至多 80 个字符",
            "a notice id is letters, digits, dots and hyphens, at most 80 of them",
        )
    if not isinstance(payload, dict):
        refuse_notice(notice_id, "内容不是 JSON 对象", "not a JSON object")
    year = _year(payload, notice_id)
    return Notice(
        id=notice_id,
        year=year,
        published=_published(payload, notice_id),
        days=_days(payload, notice_id, year),
        document=_text(payload.get("document", ""), "document", notice_id),
        papers=tuple(_text(paper, "papers", notice_id) for paper in _list(payload, "papers", MOST_PAPERS, notice_id)),
    )


def notice_to_json(notice: Notice) -> dict[str, Any]:
    """The notice in the contract's file format; `read_notice` of it gives the same notice."""
    return {
        "year": notice.year,
        "published": notice.published.isoformat(),
        "document": notice.document,
        "papers": list(notice.papers),
        "days": [{"name": day.name, "date": day.date.isoformat(), "isOffDay": day.off} for day in notice.days],
    }


def check_against(known: Sequence[Notice], new: Notice) -> None:
    """Raise NoticeRefused if `new` takes a known notice's id, or contradicts one published on the same day.

    Neither of two notices of one day is the later one, so nobody could say which of them holds.
    """
    for notice in known:
        if notice.id == new.id and notice != new:
            refuse_notice(new.id, "已有内容不同的同名通知", "a different notice with this id is already known")
        if notice.published == new.published:
            _check_same_day(notice, new)


def _check_same_day(notice: Notice, new: Notice) -> None:
    said = {day.date: day.off for day in notice.days}
    for day in new.days:
        if said.get(day.date, day.off) != day.off:
            refuse_notice(
                new.id,
                f"与同日公布的 {notice.id} 对 {day.date} 的规定相矛盾",
                f"contradicts {notice.id}, published on the same day, about {day.date}",
            )


def _year(payload: dict[str, Any], notice_id: str) -> int:
    year = payload.get("year")
    if isinstance(year, bool) or not isinstance(year, int):
        refuse_notice(
            notice_id, f"year 应为年份整数，而不是 {shown(year)}", f"year must be a whole number, not {shown(year)}"
        )
    if not FIRST_YEAR <= year <= LAST_YEAR:
        refuse_notice(
            notice_id,
            f"year 应在 {FIRST_YEAR} 至 {LAST_YEAR} 之间",
            f"year must lie between {FIRST_YEAR} and {LAST_YEAR}",
        )
    return year


def _published(payload: dict[str, Any], notice_id: str) -> dt.date:
    if payload.get("published") is None:
        refuse_notice(notice_id, "缺少公布日期 published", "published, the day of publication, is missing")
    return _date(payload["published"], "published", notice_id)


def _days(payload: dict[str, Any], notice_id: str, year: int) -> tuple[NoticeDay, ...]:
    days: dict[dt.date, NoticeDay] = {}
    for number, entry in enumerate(_list(payload, "days", MOST_DAYS, notice_id), 1):
        day = _day(entry, f"days[{number}]", notice_id)
        _check_spoken_of(day.date, year, notice_id)
        if days.setdefault(day.date, day).off != day.off:
            refuse_notice(notice_id, f"{day.date} 既为放假又为上班", f"{day.date} is both off and a working day")
    return tuple(sorted(days.values(), key=lambda day: day.date))


def _day(entry: Any, where: str, notice_id: str) -> NoticeDay:
    if not isinstance(entry, dict):
        refuse_notice(notice_id, f"{where} 不是 JSON 对象", f"{where} is not a JSON object")
    off = entry.get("isOffDay")
    if not isinstance(off, bool):
        refuse_notice(notice_id, f"{where} 的 isOffDay 应为 true 或 false", f"{where}: isOffDay must be true or false")
    name = _text(entry.get("name", ""), f"{where}.name", notice_id)
    return NoticeDay(_date(entry.get("date"), f"{where}.date", notice_id), name, off)


def _check_spoken_of(day: dt.date, year: int, notice_id: str) -> None:
    """A year's notice may reach back into the December before it (元旦), no further."""
    if day.year != year and (day.year, day.month) != (year - 1, 12):
        refuse_notice(
            notice_id,
            f"{day} 不属于 {year} 年（含上年 12 月）",
            f"{day} belongs neither to {year} nor to the December before",
        )


def _date(value: Any, where: str, notice_id: str) -> dt.date:
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        refuse_notice(
            notice_id,
            f"{where} 应写作 YYYY-MM-DD，而不是 {shown(value)}",
            f"{where} must be written YYYY-MM-DD, not {shown(value)}",
        )
    try:
        return dt.date.fromisoformat(value)
    except ValueError:
        refuse_notice(notice_id, f"{where}：没有 {value} 这一天", f"{where}: there is no day {value}")


def _list(payload: dict[str, Any], key: str, most: int, notice_id: str) -> list[Any]:
    entries = payload.get(key, [])
    if not isinstance(entries, list):
        refuse_notice(notice_id, f"{key} 应为列表", f"{key} must be a list")
    if len(entries) > most:
        refuse_notice(notice_id, f"{key} 至多 {most} 项", f"{key} may have at most {most} entries")
    return entries


def _text(value: Any, where: str, notice_id: str) -> str:
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        refuse_notice(
            notice_id,
            f"{where} 应为至多 {LONGEST_TEXT} 字的文字",
            f"{where} must be text of at most {LONGEST_TEXT} characters",
        )
    if any(unicodedata.category(character).startswith("C") for character in value):
        refuse_notice(notice_id, f"{where} 含有不可显示的字符", f"{where} has characters that cannot be shown")
    return value
