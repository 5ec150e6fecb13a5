"""Mounts every route of the interface."""

from __future__ import annotations

from flask import Flask

from workflow_app.web.api import PREFIX, cases, clock, deployments, health, items, messages, openapi, tasks


def register(app: Flask) -> None:
    """Mount every blueprint of the interface."""
    for module in (items, deployments, cases, tasks, messages, clock, health, openapi):
        app.register_blueprint(module.blueprint, url_prefix=PREFIX)
