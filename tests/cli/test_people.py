"""`user add` and `token create`."""

from __future__ import annotations

import pytest

from tests.cli.conftest import Call
from workflow_app.cli.options import settings_from
from workflow_app.commands.users import authenticate_token
from workflow_app.rules.permissions import ROLES, Actor
from workflow_app.store.database import open_database


def who_comes_with(token: str) -> Actor | None:
    """Whom the centre recognises."""
    database = open_database(settings_from(None, None).database_url)
    with database.connect() as connection:
        return authenticate_token(connection, token)


def test_a_user_is_added_and_comes_in_with_the_token(call: Call) -> None:
    document = call("user", "add", "李四", "--role", "clerk", "--department", "住建局", "--json").document
    actor = who_comes_with(document["token"])
    assert actor is not None
    assert (actor.name, actor.role, actor.department) == ("李四", "clerk", "住建局")


@pytest.mark.parametrize("role", sorted(ROLES))
def test_every_role_can_be_given(call: Call, role: str) -> None:
    assert call("user", "add", "somebody", "--role", role).status == 0


def test_a_token_speaks_for_its_user(call: Call) -> None:
    call("user", "add", "王五", "--role", "auditor")
    actor = who_comes_with(call("token", "create", "--user", "王五", "--json").document["token"])
    assert actor is not None
    assert actor.name == "王五"


def test_for_people_the_token_is_the_last_line(call: Call) -> None:
    call("user", "add", "王五", "--role", "auditor")
    assert who_comes_with(call("token", "create", "--user", "王五").stdout.splitlines()[-1]) is not None


def test_a_name_taken_is_refused(call: Call) -> None:
    call("user", "add", "李四", "--role", "clerk")
    called = call("user", "add", "李四", "--role", "analyst", "--json")
    assert (called.status, called.document["error"]) == (2, "user_exists")


def test_nobody_gets_a_token_for_nobody(call: Call) -> None:
    called = call("token", "create", "--user", "nobody", "--json")
    assert (called.status, called.document["error"]) == (2, "user_unknown")


@pytest.mark.parametrize("name", ["", " ", "x" * 81, "a\nb", "system", "\ud800"])
def test_a_name_nobody_can_bear_is_refused(call: Call, name: str) -> None:
    assert call("user", "add", name, "--role", "clerk", "--json").status == 2


def test_a_role_that_is_none_is_refused_with_the_roles(call: Call) -> None:
    called = call("user", "add", "李四", "--role", "king", "--json")
    assert called.status == 2
    assert "window_lead" in called.document["message"]
