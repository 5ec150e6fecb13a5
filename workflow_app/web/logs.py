"""The log: JSON lines on stderr, each with the number of the request it belongs to."""

from __future__ import annotations

import logging
import re
import secrets
import sys
import time

import structlog
from flask import Flask, Response, g, request
from structlog.typing import Processor

HEADER = "X-Request-ID"
_ACCEPTED = re.compile(r"[A-Za-z0-9._-]{1,64}")
_log = structlog.get_logger(__name__)


# A traceback's local variables would put what people wrote into the log.
_TRACEBACKS = structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False))
_SHARED: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.processors.add_log_level,
    structlog.processors.TimeStamper(fmt="iso"),
    _TRACEBACKS,
]
_JSON = structlog.processors.JSONRenderer(ensure_ascii=False)


def register(app: Flask) -> None:
    """Number every request, time it, and log what it was answered."""
    wrapper = structlog.make_filtering_bound_logger(logging.INFO)
    structlog.configure(processors=[*_SHARED, _JSON], logger_factory=_to_stderr, wrapper_class=wrapper)
    app.before_request(_begin)
    app.after_request(_end)


def include_libraries() -> None:
    """Send what libraries log there, too, in the same form: for a process that only serves."""
    handler = logging.StreamHandler()
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=_JSON, foreign_pre_chain=_SHARED))
    logging.basicConfig(handlers=[handler], level=logging.WARNING, force=True)


def _to_stderr(*_: object) -> structlog.PrintLogger:
    return structlog.PrintLogger(sys.stderr)


def _begin() -> None:
    given = request.headers.get(HEADER, "")
    g.request_id = given if _ACCEPTED.fullmatch(given) else secrets.token_hex(8)
    g.began = time.perf_counter()
    structlog.contextvars.clear_contextvars()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _end(response: Response) -> Response:
    if "request_id" not in g:
        return response
    response.headers[HEADER] = g.request_id
    actor = g.actor.name if "actor" in g else None
    seconds = round(time.perf_counter() - g.began, 4)
    _log.info(
        "request", method=request.method, path=request.path, status=response.status_code, actor=actor, seconds=seconds
    )
    return response
