"""What a request works with: the centre's settings and database, the time, and who asks."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from flask import current_app, g

from workflow_app.clock import sandbox_now
from workflow_app.config import Settings
from workflow_app.queries.centre import CentreState, centre_state
from workflow_app.rules.permissions import Actor

EXTENSION = "workflow_app"


@dataclass(frozen=True, slots=True)
class Centre:
    """One running centre: its settings and its database."""

    settings: Settings
    database: sa.Engine


def centre() -> Centre:
    """The centre this application serves."""
    found: Centre = current_app.extensions[EXTENSION]
    return found


def database() -> sa.Engine:
    """The database handle, for commands."""
    return centre().database


@contextmanager
def reading() -> Iterator[sa.Connection]:
    """A connection for queries: one unchanging snapshot."""
    with database().connect() as connection:
        yield connection


def state() -> CentreState:
    """Whether this is a sandbox and how far its time is moved on, read once per request."""
    if "centre_state" not in g:
        with reading() as connection:
            g.centre_state = centre_state(connection)
    found: CentreState = g.centre_state
    return found


def now() -> datetime:
    """The centre's time at this moment, virtual in a sandbox."""
    return sandbox_now(state().offset)


def actor() -> Actor:
    """Who asks; `identity` has let nobody in without."""
    found: Actor = g.actor
    return found
