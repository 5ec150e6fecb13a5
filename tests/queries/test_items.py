"""The register as published."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.support.rows import insert_item
from workflow_app.commands.transaction import writing
from workflow_app.errors import NotFound
from workflow_app.queries.items import item_diagram, item_guide, list_items


@pytest.fixture(autouse=True)
def nothing_read_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow_app.queries.drawings._read", {})


def _codes(database: sa.Engine) -> list[str]:
    with database.connect() as connection:
        return [item["code"] for item in list_items(connection)["items"]]


def test_only_the_version_in_force_is_listed(database: sa.Engine) -> None:
    with writing(database) as connection:
        insert_item(connection, "shop", 1)
        insert_item(connection, "shop", 2, department="甲局", kind="行政许可")
    with database.connect() as connection:
        assert list_items(connection)["items"] == [
            {"code": "shop", "name": "shop", "version": 2, "digest": "shop-2", "department": "甲局", "kind": "行政许可"}
        ]


def test_a_deployed_process_is_listed_without_department_before_it_is_registered(database: sa.Engine) -> None:
    with writing(database) as connection:
        insert_item(connection, "plain")
    with database.connect() as connection:
        item = list_items(connection)["items"][0]
    assert (item["department"], item["kind"]) == (None, None)


def test_a_process_that_others_call_is_no_item(database: sa.Engine) -> None:
    with writing(database) as connection:
        insert_item(connection, "shop", calls="intake")
        insert_item(connection, "intake")
    assert _codes(database) == ["shop"]


def test_a_called_process_that_is_registered_is_an_item(database: sa.Engine) -> None:
    with writing(database) as connection:
        insert_item(connection, "shop", calls="intake")
        insert_item(connection, "intake", department="甲局", kind="公共服务")
    assert _codes(database) == ["intake", "shop"]


def test_a_process_that_calls_itself_stays_an_item(database: sa.Engine) -> None:
    with writing(database) as connection:
        insert_item(connection, "round", calls="round")
    assert _codes(database) == ["round"]


def test_a_process_no_version_in_force_calls_any_more_is_an_item_again(database: sa.Engine) -> None:
    with writing(database) as connection:
        insert_item(connection, "shop", 1, calls="intake")
        insert_item(connection, "shop", 2)
        insert_item(connection, "intake")
    assert _codes(database) == ["intake", "shop"]


def test_a_guide_shows_what_the_register_says(database: sa.Engine) -> None:
    with writing(database) as connection:
        insert_item(connection, "shop", department="甲局", kind="行政许可")
    with database.connect() as connection:
        assert item_guide(connection, "shop")["materials"] == ["申请书"]


def test_a_diagram_comes_back_byte_for_byte(database: sa.Engine) -> None:
    with writing(database) as connection:
        old = insert_item(connection, "shop", 1)
        new = insert_item(connection, "shop", 2)
    with database.connect() as connection:
        assert (item_diagram(connection, "shop"), item_diagram(connection, "shop", 1)) == (new, old)


@pytest.mark.parametrize("version", [None, 7])
def test_an_unknown_item_or_version_has_no_diagram(database: sa.Engine, version: int | None) -> None:
    with database.connect() as connection, pytest.raises(NotFound):
        item_diagram(connection, "nothing", version)
