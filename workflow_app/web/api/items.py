"""`/items`: the register, the guide, the diagram."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from workflow_app.queries.items import item_diagram, item_guide, list_items
from workflow_app.web.api import answers
from workflow_app.web.api.bodies import PageParameters
from workflow_app.web.context import reading
from workflow_app.web.operations import operation

blueprint = Blueprint("api_items", __name__)
XML = "application/xml"


@blueprint.get("/items")
@operation("Items with a version in force", parameters=PageParameters, answer=answers.Items)
def list_all(parameters: PageParameters) -> dict[str, Any]:
    """The register."""
    with reading() as connection:
        return list_items(connection, parameters.page())


@blueprint.get("/items/<code>")
@operation("The guide of an item", answer=answers.Guide, refuses=(404,))
def guide(code: str) -> dict[str, Any]:
    """One item."""
    with reading() as connection:
        return item_guide(connection, code)


@blueprint.get("/items/<code>/diagram")
@operation("The BPMN XML of the version in force", media_type=XML, refuses=(404,))
def diagram(code: str) -> Response:
    """One item's diagram, byte for byte as deployed."""
    with reading() as connection:
        # No charset beside it: the file's own XML declaration says how it is written.
        return Response(item_diagram(connection, code), content_type=XML)
