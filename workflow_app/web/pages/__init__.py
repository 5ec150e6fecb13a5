"""The pages people work with, drawn on the server: Chinese first, readable and workable without scripts."""

from __future__ import annotations

from flask import Flask
from flask_babel import Babel

from workflow_app.web.pages import (
    calendar,
    cases,
    frame,
    home,
    items,
    problems,
    replay,
    sandbox,
    security,
    sign_in,
    tasks,
    worklist,
)
from workflow_app.web.pages.blueprint import csrf, pages

# Importing these has put their routes on the blueprint.
ROUTES = (calendar, cases, home, items, replay, sandbox, sign_in, tasks, worklist)


def register(app: Flask) -> None:
    """Mount the pages, their error pages, their helpers for templates, and the headers browsers must obey."""
    Babel(app, default_locale="zh_Hans_CN", default_timezone="Asia/Shanghai")
    # Checked by the blueprint, not for the whole app: the interface for programs knows no sessions' forms.
    app.config.setdefault("WTF_CSRF_CHECK_DEFAULT", False)
    app.config.setdefault("WTF_CSRF_TIME_LIMIT", None)
    csrf.init_app(app)
    for part in (security, frame, problems):
        part.register(app)
    app.register_blueprint(pages)
