"""Who asks: a bearer token, or the session of a page. Nobody gets past without one, unless the view says `public`."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, current_app, g, request
from flask_login import LoginManager, UserMixin, current_user

from workflow_app.commands.users import authenticate_token
from workflow_app.errors import NotSignedIn
from workflow_app.queries.users import find_actor
from workflow_app.rules.permissions import Actor
from workflow_app.web import context
from workflow_app.web.operations import operation_of

API = "/api/"
READING = frozenset({"GET", "HEAD", "OPTIONS"})
# The page that asks for name and password; pages without a session lead there.
SIGN_IN = "pages.sign_in"


class SignedIn(UserMixin):  # type: ignore[misc]
    """Flask-Login's view of a person: the session keeps the name, rights are read anew for every request."""

    def __init__(self, actor: Actor) -> None:
        self.actor = actor
        self.id = actor.name


def public(view: Any) -> Any:
    """Mark a page that needs no identity (signing in). Routes of the API say it in their `operation`."""
    view.public = True
    return view


def is_public(view: Any) -> bool:
    """Whether a view may be called without an identity."""
    described = operation_of(view)
    return bool(getattr(view, "public", False) or (described and described.public))


def register(app: Flask) -> None:
    """Ask for an identity before every request of the app."""
    manager = LoginManager(app)
    manager.login_view = SIGN_IN
    manager.login_message = None  # the page says it all; stock says it in English
    manager.user_loader(_load)
    app.before_request(_identify)


def _load(name: str) -> SignedIn | None:
    with context.reading() as connection:
        actor = find_actor(connection, name)
    return SignedIn(actor) if actor else None


def _identify() -> Response | None:
    """Find out who asks. An address that does not exist is answered as such, to anybody."""
    endpoint = request.endpoint
    if endpoint is None or endpoint == "static" or is_public(current_app.view_functions[endpoint]):
        return None
    actor = _by_token() if "Authorization" in request.headers else _by_session()
    if actor is None:
        return _sign_in_first()
    g.actor = actor
    return None


def _by_token() -> Actor | None:
    scheme, _, token = request.headers["Authorization"].partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise NotSignedIn
    with context.reading() as connection:
        actor = authenticate_token(connection, token.strip())
    if actor is None:
        raise NotSignedIn
    return actor


def _by_session() -> Actor | None:
    # A cookie is sent along by any page anywhere: it may read the API, but changing something takes a token.
    if request.path.startswith(API) and request.method not in READING:
        return None
    return current_user.actor if current_user.is_authenticated else None


def _sign_in_first() -> Response:
    manager: LoginManager = current_app.login_manager  # type: ignore[attr-defined]
    if request.path.startswith(API) or SIGN_IN not in current_app.view_functions:
        raise NotSignedIn
    answer: Response = manager.unauthorized()
    return answer
