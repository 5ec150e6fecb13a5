"""A message from outside goes to every case that waits for it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from workflow_app.commands.case_session import CaseSession, case_session
from workflow_app.commands.task_session import refuse
from workflow_app.engine.scopes import same_json
from workflow_app.errors import NotFound
from workflow_app.rules.permissions import Actor, may_receive_message
from workflow_app.store.settings import is_sandbox
from workflow_app.store.waits import cases_waiting_for

# In a correlation, this names the case itself.
CASE_NUMBER = "case"


def receive_message(
    database: sa.Engine,
    actor: Actor,
    now: datetime,
    *,
    name: str,
    correlation: dict[str, Any],
    payload: dict[str, Any],
) -> list[str]:
    """Deliver to the cases waiting for `name` whose data agree with every pair of `correlation`; their numbers.

    The pair `case` gives the case's number. Raises NotFound when no case waits for it, NotAllowed.
    """
    with database.connect() as connection:
        refuse(may_receive_message(actor, is_sandbox(connection)))
        waiting = cases_waiting_for(connection, name)
    wanted = correlation.get(CASE_NUMBER)
    numbers = [number for number in waiting if wanted in (None, number)]
    reached = [number for number in numbers if _deliver(database, actor, now, number, name, correlation, payload)]
    if not reached:
        raise NotFound(what={"zh": "等待该消息的办件", "en": "case waiting for message"}, key=name)
    return reached


def _deliver(
    database: sa.Engine,
    actor: Actor,
    now: datetime,
    number: str,
    name: str,
    correlation: dict[str, Any],
    payload: dict[str, Any],
) -> bool:
    with case_session(database, number, now) as session:
        keys = [key for key, wait in session.state.waits.items() if wait == {"kind": "message", "name": name}]
        keys = [key for key in keys if _agrees(session, key, correlation)]
        if keys:
            body = {"name": name, "payload": payload, "waits": keys}
            session.record("message_received", now, actor.name, body)
        return bool(keys)


def _agrees(session: CaseSession, key: str, correlation: dict[str, Any]) -> bool:
    data = session.state.tokens[key].data
    pairs = {name: value for name, value in correlation.items() if name != CASE_NUMBER}
    return all(name in data and same_json(data[name], value) for name, value in pairs.items())
