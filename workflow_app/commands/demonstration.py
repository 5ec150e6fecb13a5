"""The demonstration centre: a made-up city's departments and people, and every diagram of the checkout published."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, time
from functools import cache
from typing import Any

import sqlalchemy as sa

from workflow_app.commands.publish_item import publish
from workflow_app.commands.set_up_centre import ROOT, diagram_files
from workflow_app.commands.transaction import in_transaction
from workflow_app.rules.instants import iso, parse_instant
from workflow_app.rules.permissions import SYSTEM
from workflow_app.store.departments import put_department
from workflow_app.store.settings import CENTRE_NAME, get_setting, set_setting
from workflow_app.store.users import get_user, insert_user

# When the demonstration was loaded; unset where it never was.
LOADED = "demonstration_loaded"


@dataclass(frozen=True, slots=True)
class Hint:
    """What people write in fields whose label contains one of `labels`; no labels: in any field.

    `texts` for text; `from_days` and `to_days` say how far from today a date lies; `datum` is the case's datum that
    they copy.
    """

    labels: tuple[str, ...]
    texts: tuple[str, ...] = ()
    from_days: int = 0
    to_days: int = 0
    datum: str = ""

    def fits(self, label: str) -> bool:
        """Whether it is about a field of this label."""
        return not self.labels or any(each in label for each in self.labels)


@dataclass(frozen=True, slots=True, eq=False)
class DemonstrationCentre:
    """`demonstration/centre.json`. `visitors` apply at the window, without an account: `name` and `id_number`.

    `authorities` have people who work tasks, but no window in the hall. `hours`: when the hall is open.
    """

    city: str
    founded: datetime
    hours: tuple[tuple[time, time], ...]
    departments: tuple[str, ...]
    authorities: tuple[str, ...]
    people: tuple[dict[str, Any], ...]
    visitors: tuple[dict[str, str], ...]
    answers: tuple[Hint, ...]
    dates: tuple[Hint, ...]
    copied: tuple[Hint, ...]


@cache
def demonstration_centre() -> DemonstrationCentre:
    """The demonstration centre as it lies in the checkout."""
    content = json.loads((ROOT / "demonstration" / "centre.json").read_text("utf-8"))
    return DemonstrationCentre(
        city=content["city"],
        founded=parse_instant(content["founded"]),
        hours=tuple((time.fromisoformat(opens), time.fromisoformat(closes)) for opens, closes in content["hours"]),
        departments=tuple(content["departments"]),
        authorities=tuple(content["authorities"]),
        people=tuple(content["people"]),
        visitors=tuple(content["visitors"]),
        answers=tuple(_hint(each) for each in content["answers"]),
        dates=tuple(_hint(each) for each in content["dates"]),
        copied=tuple(_hint(each) for each in content["copied"]),
    )


def _hint(raw: dict[str, Any]) -> Hint:
    lists = tuple(raw["labels"]), tuple(raw.get("texts", ()))
    return Hint(*lists, raw.get("from_days", 0), raw.get("to_days", 0), raw.get("datum", ""))


def load_demonstration(database: sa.Engine, now: datetime) -> bool:
    """Load people, departments and diagrams into a sandbox that has none of them yet; True when it was done now.

    They count as there since the city's centre was founded, so that a history can be made for them. Nothing of a
    centre that was loaded before is touched: its diagrams may have been changed since.
    """
    with database.connect() as connection:
        if get_setting(connection, LOADED) is not None:
            return False
    centre = demonstration_centre()
    since = min(now, centre.founded)
    in_transaction(database, lambda connection: _put_people(connection, centre, since))
    files = diagram_files()
    if files:
        publish(database, SYSTEM.name, since, files)
    in_transaction(database, lambda connection: _note_loaded(connection, centre, now))
    return True


def _note_loaded(connection: sa.Connection, centre: DemonstrationCentre, now: datetime) -> None:
    set_setting(connection, CENTRE_NAME, f"{centre.city}政务服务中心")
    set_setting(connection, LOADED, iso(now))


def _put_people(connection: sa.Connection, centre: DemonstrationCentre, since: datetime) -> None:
    for department in centre.departments:
        put_department(connection, department)
    for person in centre.people:
        if get_user(connection, person["name"]) is None:
            insert_user(connection, **person, demonstration=True, created_at=since)
