"""What browsers are told about every answer: only our own scripts run, nobody frames us, nothing is guessed."""

from __future__ import annotations

import secrets

from flask import Flask, Response, g, request

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'nonce-{nonce}'",
        "style-src 'self' 'nonce-{nonce}'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def nonce() -> str:
    """This request's number used once, which marks the scripts that may run."""
    if "nonce" not in g:
        g.nonce = secrets.token_urlsafe(16)
    found: str = g.nonce
    return found


def register(app: Flask) -> None:
    """Send the headers with every answer of the app."""
    app.after_request(_protect)


def _protect(response: Response) -> Response:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault("Content-Security-Policy", POLICY.format(nonce=nonce()))
    if request.endpoint != "static":
        # What a page shows is somebody's case: no cache keeps it for the next person at this desk.
        response.headers.setdefault("Cache-Control", "no-store")
    return response
