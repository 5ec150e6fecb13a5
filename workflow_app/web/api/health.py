"""`/health` and `/metrics`: how the service is doing, for those who watch it."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
import structlog
from flask import Blueprint, Response
from prometheus_client import CONTENT_TYPE_LATEST

from workflow_app.errors import Refusal
from workflow_app.queries.centre import health
from workflow_app.web import context
from workflow_app.web.api import answers
from workflow_app.web.metrics import exposition
from workflow_app.web.operations import operation

blueprint = Blueprint("api_health", __name__)
_log = structlog.get_logger(__name__)


@blueprint.get("/health")
@operation("Whether the service works", answer=answers.Health, refuses=(503,), public=True)
def show_health() -> tuple[dict[str, Any], int]:
    """Liveness with the database and how far the timers lag, in seconds; 503 when the database does not answer."""
    try:
        with context.reading() as connection:
            lag = health(connection, context.now())["overdue_lag_seconds"]
    except (sa.exc.SQLAlchemyError, Refusal) as error:
        _log.error("database_unreachable", error=str(error))
        return {"status": "failing", "database": "unreachable", "overdue_lag_seconds": None}, 503
    return {"status": "ok", "database": "ok", "overdue_lag_seconds": lag}, 200


@blueprint.get("/metrics")
@operation("Figures for Prometheus", media_type="text/plain")
def show_metrics() -> Response:
    """Requests, open cases, overdue timers."""
    return Response(exposition(), content_type=CONTENT_TYPE_LATEST)
