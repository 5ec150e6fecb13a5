"""What all simulated cases share: the database, the people, the hall, what is published, and when it all ends."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random
from typing import Any

import sqlalchemy as sa

from workflow_app.commands.case_loading import definition_of
from workflow_app.commands.demonstration import DemonstrationCentre, demonstration_centre
from workflow_app.commands.filled_form import NOTHING
from workflow_app.commands.simulation.field_values import Writer
from workflow_app.commands.simulation.hall_hours import HallHours
from workflow_app.commands.simulation.people import People, demonstration_people
from workflow_app.engine.definitions import Definition
from workflow_app.errors import RequestRefused
from workflow_app.rules.calendar import calendar_for
from workflow_app.store.definitions import list_latest_versions, list_register
from workflow_app.store.notices import known_notices, notice_of


@dataclass(frozen=True, slots=True, eq=False)
class World:
    """`items`: what people apply for, by code. `notices_at`: when each notice becomes known, in order."""

    database: sa.Engine
    centre: DemonstrationCentre
    people: People
    hours: HallHours
    items: tuple[sa.Row[Any], ...]
    departments: dict[str, str]
    notices_at: tuple[datetime, ...]
    end: datetime

    def definition(self, digest: str) -> Definition:
        """The definition of a version, by its digest."""
        with self.database.connect() as connection:
            return definition_of(connection, digest)

    def writer(
        self, chance: Random, now: datetime, applicant: dict[str, str], known: Mapping[str, Any] = NOTHING
    ) -> Writer:
        """Somebody who sits down to fill in a form, seeing the case data `known`."""
        return Writer(chance, now, self.hours, self.centre, applicant, known)

    def next_notice(self, now: datetime) -> datetime | None:
        """When the next notice becomes known."""
        place = bisect_right(self.notices_at, now)
        return self.notices_at[place] if place < len(self.notices_at) else None


def make_world(database: sa.Engine, end: datetime) -> World:
    """Read it from a sandbox whose demonstration is loaded. Raises RequestRefused where there is nothing to do."""
    centre = demonstration_centre()
    with database.connect() as connection:
        known = known_notices(connection, end)
        registered = {row.code: row.department for row in list_register(connection)}
        items = _items(connection, registered)
        people = demonstration_people(connection)
    calendar = calendar_for(tuple(notice_of(row) for row in known))
    return World(
        database=database,
        centre=centre,
        people=people,
        hours=HallHours(calendar, centre.hours),
        items=tuple(items),
        departments=registered,
        notices_at=tuple(row.known_at for row in known),
        end=end,
    )


def _items(connection: sa.Connection, registered: dict[str, str]) -> Sequence[sa.Row[Any]]:
    """What is registered or begins with a form; where nothing is, whatever no other process calls."""
    rows = list_latest_versions(connection)
    definitions = {row.code: definition_of(connection, row.digest) for row in rows}
    offered = [row for row in rows if row.code in registered or definitions[row.code].start_form()]
    called = {node.called for each in definitions.values() for node in each.process.called_processes()}
    items = offered or [row for row in rows if row.code not in called]
    if not items:
        raise RequestRefused(reason={"zh": "没有已发布的事项", "en": "no item is published"})
    return items
