"""Lists in pages over both databases."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from workflow_app.commands.transaction import writing
from workflow_app.errors import ParameterRefused
from workflow_app.queries.paging import MAX_LIMIT, Order, Page, fetch_page, read_cursor, write_cursor
from workflow_app.store.tables import departments

NAMES = [f"部门{number:03}" for number in range(450)]
BY_NAME = Order("departments", (departments.c.name,), (str,))
BY_NAME_DOWN = Order("departments", (departments.c.name,), (str,), descending=True)


@pytest.fixture
def filled(database: sa.Engine) -> sa.Engine:
    with writing(database) as connection:
        connection.execute(sa.insert(departments), [{"name": name} for name in NAMES])
    return database


def _page(database: sa.Engine, page: Page, order: Order = BY_NAME) -> dict[str, Any]:
    with database.connect() as connection:
        return fetch_page(connection, sa.select(departments), order, page, lambda row: {"name": row.name})


def _walk(database: sa.Engine, limit: int, order: Order) -> list[str]:
    names: list[str] = []
    cursor: str | None = None
    while True:
        answer = _page(database, Page(limit, cursor), order)
        names += [each["name"] for each in answer["items"]]
        cursor = answer["next"]
        if cursor is None:
            return names


def test_pages_together_are_the_whole_list(filled: sa.Engine) -> None:
    assert _walk(filled, 7, BY_NAME) == NAMES


def test_a_descending_list_is_walked_to_its_end(filled: sa.Engine) -> None:
    assert _walk(filled, 99, BY_NAME_DOWN) == NAMES[::-1]


def test_a_limit_over_the_cap_is_capped(filled: sa.Engine) -> None:
    assert len(_page(filled, Page(100_000))["items"]) == MAX_LIMIT


def test_a_list_that_ends_with_its_page_has_no_next(filled: sa.Engine) -> None:
    assert _page(filled, Page(50, write_cursor("departments", [NAMES[399]])))["next"] is None


@pytest.mark.parametrize(
    "cursor",
    [
        "x", "!!!", "部门", "e30", "AAAA", write_cursor("tasks", ["a"]), write_cursor("departments", []),
        write_cursor("departments", [1]), write_cursor("departments", ["a", "b"]), write_cursor("departments", [True]),
        write_cursor("departments", ["a\x00"]), write_cursor("departments", [None]), "W" * 5000,
    ],
)  # fmt: skip
def test_a_cursor_this_list_did_not_give_is_refused(cursor: str) -> None:
    with pytest.raises(ParameterRefused):
        read_cursor("departments", (str,), cursor)


@pytest.mark.parametrize("number", [-1, 2**31, 10**30, True, 1.0])
def test_a_cursor_with_an_impossible_number_is_refused(number: float) -> None:
    with pytest.raises(ParameterRefused):
        read_cursor("journal", (int,), write_cursor("journal", [number]))
