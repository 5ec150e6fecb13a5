"""People: added, given credentials, recognised."""

from __future__ import annotations

import threading
from datetime import datetime

import pytest
import sqlalchemy as sa

from workflow_app.commands.users import (
    add_user,
    authenticate_password,
    authenticate_token,
    create_token,
    revoke_token,
    set_active,
    set_password,
)
from workflow_app.errors import RequestRefused, UserExists, UserUnknown
from workflow_app.rules.instants import SHANGHAI
from workflow_app.rules.permissions import Actor
from workflow_app.store.tables import tokens, users

NOW = datetime(2026, 10, 9, 9, tzinfo=SHANGHAI)
ZHANG = Actor(name="zhang", role="clerk", department="市住建局", display_name="张三")


def _add_zhang(database: sa.Engine, password: str | None = None) -> Actor:
    return add_user(database, "zhang", "clerk", "市住建局", NOW, display_name="张三", password=password)


def _by_token(database: sa.Engine, token: str) -> Actor | None:
    with database.connect() as connection:
        return authenticate_token(connection, token)


def _by_password(database: sa.Engine, name: str, password: str) -> Actor | None:
    with database.connect() as connection:
        return authenticate_password(connection, name, password)


def test_who_is_added_is_an_actor(database: sa.Engine) -> None:
    assert _add_zhang(database) == ZHANG


def test_a_name_is_taken_once(database: sa.Engine) -> None:
    _add_zhang(database)
    with pytest.raises(UserExists, match="zhang"):
        _add_zhang(database)


def test_of_two_who_add_the_same_name_at_once_one_is_told(database: sa.Engine) -> None:
    told: list[str] = []

    def add() -> None:
        try:
            _add_zhang(database)
        except UserExists as refusal:
            told.append(refusal.slug())

    threads = [threading.Thread(target=add) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told == ["user_exists"]


def test_an_unknown_role_is_answered_with_the_roles_there_are(sqlite_database: sa.Engine) -> None:
    with pytest.raises(RequestRefused, match="applicant clerk window_lead analyst auditor supervisor administrator"):
        add_user(sqlite_database, "zhang", "boss", None, NOW)


@pytest.mark.parametrize("name", ["", " zhang", "zhang\n", "a" * 81, "system", "\ud800", "a\x00b"])
def test_a_name_nobody_can_type_is_refused(sqlite_database: sa.Engine, name: str) -> None:
    with pytest.raises(RequestRefused):
        add_user(sqlite_database, name, "clerk", None, NOW)


def test_a_department_longer_than_any_is_refused(database: sa.Engine) -> None:
    with pytest.raises(RequestRefused):
        add_user(database, "zhang", "clerk", "局" * 121, NOW)


def test_an_empty_department_is_none(database: sa.Engine) -> None:
    assert add_user(database, "zhang", "clerk", "", NOW).department is None


def test_a_token_speaks_for_its_user(database: sa.Engine) -> None:
    _add_zhang(database)
    assert _by_token(database, create_token(database, "zhang", NOW)) == ZHANG


def test_a_token_nobody_gave_out_speaks_for_nobody(database: sa.Engine) -> None:
    _add_zhang(database)
    create_token(database, "zhang", NOW)
    assert _by_token(database, "\ud800 made up") is None


def test_two_tokens_of_a_user_are_different(database: sa.Engine) -> None:
    _add_zhang(database)
    assert create_token(database, "zhang", NOW) != create_token(database, "zhang", NOW)


def test_the_token_itself_is_kept_nowhere(database: sa.Engine) -> None:
    _add_zhang(database)
    token = create_token(database, "zhang", NOW)
    with database.connect() as connection:
        kept = [str(row) for row in connection.execute(sa.select(tokens))]
    assert len(kept) == 1
    assert token not in kept[0]


def test_a_revoked_token_ends(database: sa.Engine) -> None:
    _add_zhang(database)
    token = create_token(database, "zhang", NOW)
    assert revoke_token(database, token, NOW)
    assert _by_token(database, token) is None


def test_a_token_is_revoked_once(database: sa.Engine) -> None:
    _add_zhang(database)
    token = create_token(database, "zhang", NOW)
    revoke_token(database, token, NOW)
    assert not revoke_token(database, token, NOW)


def test_a_token_for_nobody_is_refused(database: sa.Engine) -> None:
    with pytest.raises(UserUnknown, match="zhang"):
        create_token(database, "zhang", NOW)


def test_a_user_who_left_gets_no_token(database: sa.Engine) -> None:
    _add_zhang(database)
    set_active(database, "zhang", False)
    with pytest.raises(UserUnknown):
        create_token(database, "zhang", NOW)


def test_the_token_of_a_user_who_left_speaks_for_nobody(database: sa.Engine) -> None:
    _add_zhang(database)
    token = create_token(database, "zhang", NOW)
    set_active(database, "zhang", False)
    assert _by_token(database, token) is None


def test_the_password_lets_its_user_in(database: sa.Engine) -> None:
    _add_zhang(database, "correct horse")
    assert _by_password(database, "zhang", "correct horse") == ZHANG


@pytest.mark.parametrize(
    ("name", "password"), [("zhang", "wrong"), ("li", "correct horse"), ("zh\x00ang", "correct horse")]
)
def test_anything_else_lets_nobody_in(database: sa.Engine, name: str, password: str) -> None:
    _add_zhang(database, "correct horse")
    assert _by_password(database, name, password) is None


def test_without_a_password_no_password_fits(sqlite_database: sa.Engine) -> None:
    _add_zhang(sqlite_database)
    assert _by_password(sqlite_database, "zhang", "") is None


def test_a_user_who_left_cannot_sign_in(sqlite_database: sa.Engine) -> None:
    _add_zhang(sqlite_database, "correct horse")
    set_active(sqlite_database, "zhang", False)
    assert _by_password(sqlite_database, "zhang", "correct horse") is None


def test_a_new_password_replaces_the_old_one(sqlite_database: sa.Engine) -> None:
    _add_zhang(sqlite_database, "correct horse")
    set_password(sqlite_database, "zhang", "battery staple")
    assert _by_password(sqlite_database, "zhang", "correct horse") is None


@pytest.mark.parametrize("change", [set_active, set_password])
def test_nobody_cannot_be_changed(sqlite_database: sa.Engine, change: object) -> None:
    with pytest.raises(UserUnknown):
        change(sqlite_database, "zhang", None)  # type: ignore[operator]


def test_a_user_is_kept_with_when_and_as_what(database: sa.Engine) -> None:
    add_user(database, "wang", "applicant", None, NOW, id_number="11010119900307", demonstration=True)
    with database.connect() as connection:
        row = connection.execute(sa.select(users)).one()
    assert (row.created_at, row.id_number, row.demonstration, row.active) == (NOW, "11010119900307", True, True)
