"""Runs the migrations on the connection the program hands over, or, by hand, on the configured database."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import context

from workflow_app.config import Settings
from workflow_app.store.database import open_database, writable
from workflow_app.store.tables import metadata


def run(connection: sa.Connection) -> None:
    """Bring what `connection` is connected to where alembic was told to bring it."""
    context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


given = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with writable(open_database(Settings.from_environment().database_url)) as opened, opened.begin():
        run(opened)
