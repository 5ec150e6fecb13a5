"""`/openapi.json`: the interface described for programs."""

from __future__ import annotations

from importlib.metadata import version
from typing import Any

from flask import Blueprint, current_app

from workflow_app.web import openapi
from workflow_app.web.api import PREFIX, answers
from workflow_app.web.operations import operation

blueprint = Blueprint("api_openapi", __name__)


@blueprint.get("/openapi.json")
@operation("This description", answer=answers.Answer, public=True)
def show() -> dict[str, Any]:
    """The OpenAPI 3.1 document."""
    return openapi.describe(current_app, PREFIX, version("workflow-app"))
