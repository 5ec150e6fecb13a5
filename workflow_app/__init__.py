"""The engine room of an approval service centre: every approval item is a BPMN diagram, executed. Wiring only."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import sqlalchemy as sa
    from flask import Flask

    from workflow_app.config import Settings

# The largest request: a set of diagrams with their decision tables and forms.
MAX_REQUEST_BYTES = 12_000_000


def create_app(settings: Settings, database: sa.Engine | None = None) -> Flask:
    """The web application of one centre; opens and migrates the settings' database unless one is given."""
    from flask import Flask

    from workflow_app.web import context, identity, logs, metrics, pages, problems
    from workflow_app.web.api import routes

    app = Flask(__name__, static_folder="web/static", template_folder="web/templates")
    app.config.update(_configuration(settings))
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.extensions[context.EXTENSION] = context.Centre(settings, database or _opened(settings))
    # In this order: the log's number first, so that everything after it can be found by it.
    for part in (logs, metrics, problems, identity, routes, pages):
        part.register(app)
    return app


def _configuration(settings: Settings) -> dict[str, object]:
    return {
        "SECRET_KEY": settings.secret_key(),
        "MAX_CONTENT_LENGTH": MAX_REQUEST_BYTES,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
    }


def _opened(settings: Settings) -> sa.Engine:
    from workflow_app.store.database import open_database
    from workflow_app.store.migrate import migrate

    database = open_database(settings.database_url)
    migrate(database)
    return database
