"""Lists in pages: `{"items", "next"}`, continued by an opaque cursor that remembers the last row's sort keys."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from workflow_app.errors import ParameterRefused

MAX_LIMIT = 200
DEFAULT_LIMIT = 50


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of a list is wanted: at most `limit` rows (capped at 200) after `cursor`, from the start if None."""

    limit: int = DEFAULT_LIMIT
    cursor: str | None = None


FIRST_PAGE = Page()


@dataclass(frozen=True, slots=True)
class Order:
    """How a list is sorted: by `columns`, together unique and never null. `name` keeps cursors of lists apart."""

    name: str
    columns: tuple[sa.ColumnElement[Any], ...]
    kinds: tuple[type, ...]
    descending: bool = False


def fetch_page(
    connection: sa.Connection,
    statement: sa.Select[Any],
    order: Order,
    page: Page,
    shape: Callable[[Any], dict[str, Any]],
) -> dict[str, Any]:
    """One page of `statement`, each row through `shape`. Raises ParameterRefused for a cursor not of this list."""
    limit = min(page.limit, MAX_LIMIT)
    labelled = [column.label(f"order_{index}") for index, column in enumerate(order.columns)]
    wanted = statement.add_columns(*labelled).order_by(*_sorting(order)).limit(limit + 1)
    if page.cursor:
        wanted = wanted.where(_after(order, read_cursor(order.name, order.kinds, page.cursor)))
    rows = connection.execute(wanted).all()
    following = None
    if len(rows) > limit:
        following = write_cursor(order.name, [rows[limit - 1]._mapping[each.name] for each in labelled])
    return {"items": [shape(row) for row in rows[:limit]], "next": following}


def write_cursor(name: str, keys: Sequence[Any]) -> str:
    """An opaque cursor for the list `name` that goes on after the row with these sort keys."""
    text = json.dumps([name, *keys], ensure_ascii=False, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def read_cursor(name: str, kinds: tuple[type, ...], cursor: str) -> list[Any]:
    """The sort keys in a cursor of the list `name`. Raises ParameterRefused for anything else."""
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        found = json.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (ValueError, binascii.Error, RecursionError):
        raise _cursor_refused() from None
    if not isinstance(found, list) or len(found) != len(kinds) + 1 or found[0] != name:
        raise _cursor_refused()
    keys = found[1:]
    if not all(_usable(key, kind) for key, kind in zip(keys, kinds, strict=True)):
        raise _cursor_refused()
    return keys


def _usable(key: Any, kind: type) -> bool:
    if type(key) is not kind:
        return False
    if isinstance(key, str):
        return "\x00" not in key and key == key.encode("utf-8", "replace").decode()
    return isinstance(key, int) and 0 <= key < 2**31


def _cursor_refused() -> ParameterRefused:
    reason = {"zh": "不是本列表给出的位置", "en": "it was not given by this list"}
    return ParameterRefused(parameter="cursor", reason=reason)


def _sorting(order: Order) -> list[sa.ColumnElement[Any]]:
    return [column.desc() if order.descending else column.asc() for column in order.columns]


def _after(order: Order, keys: list[Any]) -> sa.ColumnElement[bool]:
    columns, values = sa.tuple_(*order.columns), sa.tuple_(*(sa.literal(key) for key in keys))
    return columns < values if order.descending else columns > values
