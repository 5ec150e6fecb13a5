"""Users and departments as rows."""

from __future__ import annotations

import sqlalchemy as sa

from tests.support.entries import NOW
from workflow_app.commands.transaction import writing
from workflow_app.store.departments import has_department, list_departments, put_department
from workflow_app.store.users import get_user, insert_user, list_users, set_active, set_password_hash


def _add(connection: sa.Connection, name: str) -> None:
    insert_user(connection, name=name, display_name=name, role="clerk", created_at=NOW)


def test_a_user_is_found_by_name(database: sa.Engine) -> None:
    with writing(database) as connection:
        _add(connection, "zhang")
        row = get_user(connection, "zhang")
    assert row is not None
    assert (row.name, row.active, row.demonstration, row.password_hash) == ("zhang", True, False, None)


def test_nobody_is_found_under_another_name(database: sa.Engine) -> None:
    with writing(database) as connection:
        _add(connection, "zhang")
        assert get_user(connection, "Zhang") is None


def test_users_are_listed_by_name(database: sa.Engine) -> None:
    with writing(database) as connection:
        for name in ("wang", "li"):
            _add(connection, name)
        assert [row.name for row in list_users(connection)] == ["li", "wang"]


def test_a_change_touches_one_user(database: sa.Engine) -> None:
    with writing(database) as connection:
        for name in ("wang", "li"):
            _add(connection, name)
        set_active(connection, "li", False)
        set_password_hash(connection, "li", "hash")
        shown = [(row.name, row.active, row.password_hash) for row in list_users(connection)]
    assert shown == [("li", False, "hash"), ("wang", True, None)]


def test_a_change_of_nobody_says_so(database: sa.Engine) -> None:
    with writing(database) as connection:
        assert set_active(connection, "li", False) is False


def test_departments_are_listed_by_name_once_each(database: sa.Engine) -> None:
    with writing(database) as connection:
        for name, short in (("b", ""), ("a", ""), ("a", "short")):
            put_department(connection, name, short)
        assert [tuple(row) for row in list_departments(connection)] == [("a", "short"), ("b", "")]


def test_a_department_is_known_by_its_exact_name(database: sa.Engine) -> None:
    with writing(database) as connection:
        put_department(connection, "市住建局")
        assert (has_department(connection, "市住建局"), has_department(connection, "住建局")) == (True, False)
