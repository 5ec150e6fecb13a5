"""Reads what is left of a refused request: a client that still sends would never read why it was refused."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import InputStream, StartResponse, WSGIApplication, WSGIEnvironment

CHUNK = 65_536
# Who sends more than this, or this slowly, is cut off.
MOST_BYTES = 200_000_000
MOST_SECONDS = 20.0


def draining(application: WSGIApplication) -> WSGIApplication:
    """The application, whose answers begin only when the request has been taken in."""

    def serve(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        hurry(environ)
        answer = application(environ, start_response)
        drain(environ["wsgi.input"])
        return answer

    return serve


def hurry(environ: WSGIEnvironment) -> None:
    """Let no read of the body wait longer than MOST_SECONDS: a client that stalls would hold a thread for ever."""
    connection = environ.get("gunicorn.socket")
    if connection is not None:
        connection.settimeout(MOST_SECONDS)


def drain(body: InputStream, most_bytes: int = MOST_BYTES, most_seconds: float = MOST_SECONDS) -> int:
    """Read the rest of a body and forget it, within bounds. How many bytes there were."""
    taken, until = 0, time.monotonic() + most_seconds
    while taken < most_bytes and time.monotonic() < until:
        try:
            chunk = body.read(CHUNK)
        except TimeoutError:
            break
        if not chunk:
            break
        taken += len(chunk)
    return taken
