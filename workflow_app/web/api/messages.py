"""`/messages`: messages from other systems for the cases that wait for them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from workflow_app.commands.receive_message import receive_message
from workflow_app.rules.permissions import may_receive_message
from workflow_app.web.api import answers
from workflow_app.web.api.bodies import SendMessage
from workflow_app.web.context import actor, database, now
from workflow_app.web.operations import operation

blueprint = Blueprint("api_messages", __name__)


@blueprint.post("/messages")
@operation(
    "Deliver a message",
    body=SendMessage,
    answer=answers.MessageTaken,
    refuses=(404, 409),
    permission=may_receive_message,
)
def send(body: SendMessage) -> dict[str, Any]:
    """Deliver a message to every case that waits for it and whose data match the correlation."""
    numbers = receive_message(
        database(), actor(), now(), name=body.name, correlation=body.correlation, payload=body.payload
    )
    return {"cases": numbers}
