"""How a simulated case begins: somebody applies on the platform, or comes to a window."""

from __future__ import annotations

from datetime import datetime
from random import Random
from typing import Any

import sqlalchemy as sa

from workflow_app.commands.simulation.form_filling import fill
from workflow_app.commands.simulation.world import World
from workflow_app.commands.start_case import start_case
from workflow_app.rules.permissions import Actor

# How many apply on the platform, with an account of their own.
ONLINE = 0.45


def hand_in(world: World, now: datetime, chance: Random) -> str:
    """Start a case of some item; its number. Raises FormRefused or EngineFailed for a diagram nobody can begin."""
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


def _data(world: World, item: sa.Row[Any], writer: Any) -> dict[str, Any]:
    definition = world.definition(item.digest)
    form = definition.start_form()
    return fill(writer, definition, form) if form else {}
