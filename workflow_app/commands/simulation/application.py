"""How a simulated case begins: somebody applies on the platform, or comes to a window."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from random import Random
from typing import Any

import sqlalchemy as sa

from workflow_app.commands.simulation.field_values import Writer
from workflow_app.commands.simulation.form_filling import fill
from workflow_app.commands.simulation.world import World
from workflow_app.commands.start_case import start_case
from workflow_app.errors import EngineFailed, FormRefused
from workflow_app.rules.permissions import Actor

# How many apply on the platform, with an account of their own.
ONLINE = 0.45
# How many items somebody tries to apply for, should their forms take no answers.
TRIES = 10


def hand_in(world: World, now: datetime, chance: Random) -> str:
    """Start a case of some item; its number. Raises FormRefused or EngineFailed where no item can be begun."""
    for _ in range(TRIES - 1):
        with suppress(FormRefused, EngineFailed):
            return _apply(world, now, chance)
    return _apply(world, now, chance)


def _apply(world: World, now: datetime, chance: Random) -> str:
    item = chance.choice(world.items)
    actor, applicant = _who(world, item.code, chance)
    data = _data(world, item, world.writer(chance, now, applicant))
    return start_case(world.database, actor, now, item=item.code, applicant=applicant, data=data)


def _who(world: World, code: str, chance: Random) -> tuple[Actor, dict[str, str]]:
    """Who hands it in, and for whom."""
    people = world.people
    if people.applicants and chance.random() < ONLINE:
        actor = chance.choice(people.applicants)
        return actor, {"name": actor.display_name, "id_number": people.id_numbers[actor.name]}
    return chance.choice(people.receivers(world.departments.get(code))), dict(chance.choice(world.centre.visitors))


def _data(world: World, item: sa.Row[Any], writer: Writer) -> dict[str, Any]:
    definition = world.definition(item.digest)
    form = definition.start_form()
    return fill(writer, definition, form) if form else {}
