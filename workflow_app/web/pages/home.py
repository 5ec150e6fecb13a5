"""The first page after signing in: what each role comes here for."""

from __future__ import annotations

from flask import redirect, url_for
from werkzeug.wrappers import Response

from workflow_app.web import context
from workflow_app.web.pages.blueprint import pages
from workflow_app.web.pages.frame import PLACES


@pages.get("/")
def home() -> Response:
    """Lead to the first place of the person's menu."""
    return redirect(url_for(f"pages.{PLACES.get(context.actor().role, ('items',))[0]}"))
