"""What every template may use: who is signed in, where one can go, the time, words for both."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from flask import Flask, current_app, g, request, url_for

from workflow_app.queries.page_frame import centre_name, next_deadline
from workflow_app.queries.people import Person, find_person
from workflow_app.queries.remaining import Remaining, known_calendar, remaining
from workflow_app.rules.instants import iso
from workflow_app.web import context
from workflow_app.web.pages import wording
from workflow_app.web.pages.security import nonce
from workflow_app.web.pages.translation import _

# Where each role can go, in the order of the menu: endpoint of the pages' blueprint and label.
PLACES = {
    "applicant": ("my_cases", "items"),
    "clerk": ("worklist", "cases", "items"),
    "window_lead": ("worklist", "cases", "items"),
    "analyst": ("items", "worklist"),
    "auditor": ("cases", "items"),
    "supervisor": ("cases", "worklist", "items"),
    "administrator": ("worklist", "cases", "items", "calendar"),
}
_digests: dict[str, str] = {}


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the menu."""

    address: str
    label: str
    here: bool


def me() -> Person | None:
    """Who is signed in, read once per request; None on pages that need nobody."""
    if "actor" not in g:
        return None
    if "person" not in g:
        with context.reading() as connection:
            g.person = find_person(connection, context.actor().name)
    person: Person | None = g.person
    return person


def navigation() -> list[Place]:
    """The menu for this person."""
    person = me()
    return [_place(name) for name in PLACES.get(person.role, ())] if person else []


def _place(name: str) -> Place:
    labels = {
        "my_cases": _("我的办件"),
        "items": _("办事事项"),
        "worklist": _("待办任务"),
        "cases": _("办件"),
        "calendar": _("工作日历"),
    }
    address = url_for(f"pages.{name}")
    return Place(address, labels[name], request.path == address or request.path.startswith(address + "/"))


def asset(name: str) -> str:
    """The address of a static file, with its digest, so that browsers keep it until it changes."""
    path = Path(str(current_app.static_folder)) / name
    if name not in _digests or current_app.debug:
        _digests[name] = sha256(path.read_bytes()).hexdigest()[:12] if path.is_file() else "missing"
    return url_for("static", filename=name, v=_digests[name])


def name_of_centre() -> str:
    """The centre's name, read once per request."""
    if "centre_name" not in g:
        with context.reading() as connection:
            g.centre_name = centre_name(connection)
    return str(g.centre_name)


def time_left(due: str | datetime) -> Remaining:
    """What is left until a deadline; the calendar is read once per request."""
    if "calendar" not in g:
        with context.reading() as connection:
            g.calendar = known_calendar(connection, now())
    return remaining(wording.moment_of(due), now(), g.calendar)


def now() -> datetime:
    """The time this answer is given at, the same throughout one request."""
    if "now" not in g:
        g.now = context.now()
    moment: datetime = g.now
    return moment


def upcoming() -> datetime | None:
    """The next deadline of any case, for the sandbox's bar."""
    with context.reading() as connection:
        return next_deadline(connection, now())


def may_wind() -> bool:
    """Whether this person may wind the sandbox's time on: every visitor of a demonstration centre who is signed in."""
    return context.state().sandbox and me() is not None


def said(value: Any) -> str:
    """A datum as a person writes it: dates and instants in words, everything else as it is."""
    text = str(value)
    try:
        if isinstance(value, str) and len(text) == 10 and text[4] == "-":
            return wording.day_words(text, now())
        return wording.moment_words(text, now()) if isinstance(value, str) and text[10:11] == "T" else text
    except ValueError:
        return text


def group_words(group: str) -> str:
    """Who a task is for: departments by their names, roles by theirs."""
    return "、".join(wording.role_words(each.strip()) for each in group.split(","))


def person_words(name: str) -> str:
    """A colleague's name; read once per request and person."""
    known: dict[str, str] = g.setdefault("people", {})
    if name not in known:
        with context.reading() as connection:
            person = find_person(connection, name)
        known[name] = person.display_name if person else name
    return known[name]


def path_words(path: str, names: Any) -> str:
    """A path of element ids in words: `review[2]` is 部门会审（第 2 个）."""
    parts = (re.fullmatch(r"([^\[]*)(?:\[(\d+)\])?", part) for part in path.split("/"))
    return " › ".join(
        names.elements.get(part[1], part[1]) + (_("（第 %(n)s 个）", n=part[2]) if part[2] else "")
        for part in parts
        if part
    )


def mark_words(mark: str | None) -> str:
    """An element's mark on the diagram in words."""
    return {"done": _("已完成"), "active": _("办理中"), "waiting": _("等待中")}.get(mark or "", _("未到"))


def register(app: Flask) -> None:
    """Give the helpers to every template."""
    app.jinja_env.globals.update(
        me=me,
        navigation=navigation,
        asset=asset,
        nonce=nonce,
        centre_name=name_of_centre,
        time_left=time_left,
        sandbox=lambda: context.state().sandbox,
        may_wind=may_wind,
        next_deadline=upcoming,
        now_iso=lambda: iso(now()),
        here=lambda: request.full_path.rstrip("?"),
        said=said,
        group_words=group_words,
        person_words=person_words,
        mark_words=mark_words,
        path_words=path_words,
        day_words=lambda value: wording.day_words(value, now()),
        moment_words=lambda value: wording.moment_words(value, now()),
        time_words=wording.time_words,
        rule_words=wording.rule_words,
        role_words=wording.role_words,
        status_words=wording.status_words,
        clock_words=wording.clock_words,
        remaining_words=wording.remaining_words,
    )
