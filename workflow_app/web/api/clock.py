"""`/clock`: the centre's time; in a sandbox it can be moved on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from workflow_app.commands.move_clock import move_clock
from workflow_app.rules.instants import iso
from workflow_app.rules.permissions import Actor, Reason, may_move_clock
from workflow_app.web.api import answers
from workflow_app.web.api.bodies import MoveClock
from workflow_app.web.context import actor, database, now, state
from workflow_app.web.operations import operation

blueprint = Blueprint("api_clock", __name__)


def _may_move(actor: Actor, sandbox: bool) -> Reason | None:
    # An administrator elsewhere is told that this is no sandbox: not the person is wrong, but the place.
    return None if actor.role == "administrator" else may_move_clock(actor, sandbox)


@blueprint.get("/clock")
@operation("The centre's time", answer=answers.Clock)
def show() -> dict[str, Any]:
    """What time it is here."""
    return {"now": iso(now())}


@blueprint.put("/clock")
@operation(
    "Move a sandbox's time on",
    body=MoveClock,
    answer=answers.Clock,
    refuses=(409,),
    permission=_may_move,
)
def move(body: MoveClock) -> dict[str, Any]:
    """Step through everything that falls due until then; 403 outside a sandbox, 409 backwards."""
    return {"now": iso(move_clock(database(), actor(), now(), to=body.now, offset=state().offset))}
