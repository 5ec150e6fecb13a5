"""Signing in with name and password, by one click as a person of the demonstration centre, and out again."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import abort, redirect, render_template, request, url_for
from flask_login import login_user, logout_user
from werkzeug.wrappers import Response

from workflow_app.commands.users import authenticate_password
from workflow_app.queries.people import Person, busy_departments, demonstration_people, find_person
from workflow_app.queries.users import find_actor
from workflow_app.rules.permissions import Actor
from workflow_app.web import context
from workflow_app.web.identity import SignedIn, public
from workflow_app.web.pages.blueprint import pages
from workflow_app.web.pages.translation import _

SHOWN_PEOPLE = 12
Answer = str | Response | tuple[str, int]


@pages.get("/sign-in")
@public
def sign_in() -> Answer:
    """The form; in a demonstration centre also its people."""
    return _form()


@pages.post("/sign-in")
@public
def sign_in_with_password() -> Answer:
    """Check name and password. What was wrong is not said: it would tell which names exist."""
    name, password = request.form.get("name", "").strip(), request.form.get("password", "")
    with context.reading() as connection:
        actor = authenticate_password(connection, name, password)
    if actor is None:
        return _form(name, _("用户名或密码不正确。")), 422
    return _enter(actor)


@pages.post("/sign-in/demonstration")
@public
def sign_in_to_demonstration() -> Answer:
    """Enter as a demonstration person, in a demonstration centre only."""
    with context.reading() as connection:
        person = find_person(connection, request.form.get("name", ""))
        actor = find_actor(connection, person.name) if person and person.demonstration else None
    if actor is None or not context.state().sandbox:
        abort(403)
    return _enter(actor)


@pages.post("/sign-out")
def sign_out() -> Answer:
    """End the session."""
    logout_user()
    return redirect(url_for("pages.sign_in"))


def _enter(actor: Actor) -> Response:
    login_user(SignedIn(actor))
    return redirect(local_address(request.args.get("next", "")) or url_for("pages.home"))


def local_address(address: str) -> str:
    """The address if it leads to a page of ours, else ''."""
    try:
        parts = urlsplit(address)
    except ValueError:  # half an IPv6 address
        return ""
    inside = not parts.scheme and not parts.netloc and address.startswith("/") and not address.startswith(("//", "/\\"))
    return address if inside else ""


def _form(name: str = "", problem: str = "") -> str:
    people, busy = _people() if context.state().sandbox else ([], set())
    groups = [_group(role, people, busy) for role in _roles(people)]
    return render_template("pages/sign_in.html", groups=groups, name=name, problem=problem)


def _people() -> tuple[list[Person], set[str]]:
    with context.reading() as connection:
        return demonstration_people(connection), busy_departments(connection)


def _group(role: str, people: list[Person], busy: set[str]) -> tuple[str, list[Person], list[Person]]:
    """A role's people: a few who have something to do are shown, the others behind a fold."""
    group = [person for person in people if person.role == role]
    shown = [person for person in group if person.department is None or person.department in busy][:SHOWN_PEOPLE]
    return role, shown, [person for person in group if person not in shown]


def _roles(people: list[Person]) -> list[str]:
    order = ("applicant", "clerk", "window_lead", "supervisor", "auditor", "analyst", "administrator")
    return [role for role in order if any(person.role == role for person in people)]
