"""`user` and `token`: who may come in."""

from __future__ import annotations

from pathlib import Path

import click

from workflow_app.cli.answers import Answer
from workflow_app.cli.centre import open_centre
from workflow_app.cli.options import for_centre, settings_from
from workflow_app.cli.program import Group
from workflow_app.commands.users import add_user, create_token
from workflow_app.rules.permissions import ROLES


@click.command("user", cls=Group)
def user_command() -> None:
    """The centre's people."""


@user_command.command("add")
@click.argument("name")
@click.option("--role", required=True, type=click.Choice(list(ROLES)), help="What the user does here.")
@click.option("--department", help="The department the user works for.")
@click.option("--display-name", help="What pages call the user.")
@for_centre
def add(
    name: str,
    role: str,
    department: str | None,
    display_name: str | None,
    database_url: str | None,
    var: Path | None,
) -> Answer:
    """Add a user of one role. Having no password, the user comes in with the token shown, once, by this answer."""
    with open_centre(settings_from(database_url, var)) as centre:
        now = centre.now()
        actor = add_user(centre.database, name, role, department, now, display_name=display_name)
        token = create_token(centre.database, name, now)
    document = {"name": actor.name, "role": actor.role, "department": actor.department, "token": token}
    return Answer(document, [f"{actor.name} ({actor.role})", token])


@click.command("token", cls=Group)
def token_command() -> None:
    """Tokens, with which programs come in."""


@token_command.command("create")
@click.option("--user", required=True, help="Whom the token speaks for.")
@for_centre
def create(user: str, database_url: str | None, var: Path | None) -> Answer:
    """Make a token with the rights of its user. It is shown once and kept nowhere."""
    with open_centre(settings_from(database_url, var)) as centre:
        token = create_token(centre.database, user, centre.now())
    return Answer({"token": token}, [token])
