"""Prometheus figures: requests by route, how long they take, open cases, how far the timers lag."""

from __future__ import annotations

import time
from dataclasses import dataclass

from flask import Flask, Response, current_app, g, request
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from workflow_app.queries.centre import health
from workflow_app.web import context

EXTENSION = "workflow_app_metrics"


@dataclass(frozen=True, slots=True)
class Figures:
    """One application's figures; each has its own registry, so several may live in one process."""

    registry: CollectorRegistry
    requests: Counter
    seconds: Histogram
    open_cases: Gauge
    overdue: Gauge
    lag: Gauge


def register(app: Flask) -> None:
    """Count and time every request of the app."""
    app.extensions[EXTENSION] = _figures()
    app.after_request(_count)


def exposition() -> bytes:
    """All figures in Prometheus's text format; the centre's own are read from the database now."""
    figures: Figures = current_app.extensions[EXTENSION]
    with context.reading() as connection:
        found = health(connection, context.now())
    figures.open_cases.set(found["open_cases"])
    figures.overdue.set(found["overdue_timers"])
    figures.lag.set(found["overdue_lag_seconds"])
    return generate_latest(figures.registry)


def _figures() -> Figures:
    registry = CollectorRegistry()
    return Figures(
        registry,
        Counter("http_requests", "Requests answered.", ["route", "method", "status"], registry=registry),
        Histogram("http_request_seconds", "How long an answer took.", ["route", "method"], registry=registry),
        Gauge("open_cases", "Cases not closed.", registry=registry),
        Gauge("overdue_timers", "Armed timers whose time has passed.", registry=registry),
        Gauge("overdue_timer_lag_seconds", "How long the oldest of them is overdue.", registry=registry),
    )


def _count(response: Response) -> Response:
    # The route's pattern, never the address: numbers of cases would make a series each.
    route = request.url_rule.rule if request.url_rule else "none"
    figures: Figures = current_app.extensions[EXTENSION]
    figures.requests.labels(route, request.method, str(response.status_code)).inc()
    if "began" in g:
        figures.seconds.labels(route, request.method).observe(time.perf_counter() - g.began)
    return response
