"""Every route but a few named ones answers 401, or leads to signing in, when nobody says who they are."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.routing import Rule

from workflow_app import create_app
from workflow_app.config import Settings
from workflow_app.web.identity import is_public

# What anybody may call. A new one is a decision: it is added here, with its reason.
OPEN_TO_ALL = {
    "static",  # style sheets and scripts: the same for everybody
    "api_health.show_health",  # CONTRACT: liveness for whoever restarts us
    "api_openapi.show",  # a description of the program, not of anybody
    "pages.sign_in",  # where one says who one is
    "pages.sign_in_with_password",
    "pages.sign_in_to_demonstration",  # the same by one click, in a demonstration centre only
}


@pytest.fixture
def app(sqlite_database: sa.Engine, tmp_path: Path) -> Flask:
    settings = Settings.from_environment({}, var=tmp_path, database_url=str(sqlite_database.url))
    return create_app(settings, sqlite_database)


def _address(rule: Rule) -> str:
    return rule.build(dict.fromkeys(rule.arguments, "1"))[1]  # type: ignore[index]


def _answer_to_nobody(app: Flask, rule: Rule, method: str) -> tuple[int, str]:
    response = app.test_client().open(_address(rule), method=method)
    return response.status_code, response.headers.get("Location", "")


def test_a_route_without_identity_is_refused_before_anything_else(app: Flask) -> None:
    let_in = []
    for rule in app.url_map.iter_rules():
        for method in (rule.methods or set()) if rule.endpoint not in OPEN_TO_ALL else set():
            status, location = _answer_to_nobody(app, rule, method)
            if status != 401 and not (status == 302 and "/sign-in" in location and not rule.rule.startswith("/api/")):
                let_in.append((rule.rule, method, status, location))
    assert let_in == []


def test_only_the_named_views_are_marked_public(app: Flask) -> None:
    marked = {endpoint for endpoint, view in app.view_functions.items() if is_public(view)}
    assert marked <= OPEN_TO_ALL


def test_a_view_nobody_described_needs_an_identity(app: Flask) -> None:
    app.add_url_rule("/api/v1/forgotten", "forgotten", lambda: "secret")
    assert app.test_client().get("/api/v1/forgotten").status_code == 401
