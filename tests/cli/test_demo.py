"""`demo`: a demonstration centre with a history, its clock where the history ends."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from workflow_app.cli.options import settings_from
from workflow_app.clock import machine_now, sandbox_now
from workflow_app.queries.centre import centre_state
from workflow_app.store.database import open_database
from workflow_app.store.tables import users


def offset() -> timedelta:
    """How far the sandbox's clock is ahead."""
    database = open_database(settings_from(None, None).database_url)
    with database.connect() as connection:
        return centre_state(connection).offset


def test_demo_answers_what_was_made(call: Call) -> None:
    called = call("demo", "--cases", "3", "--json")
    assert called.status == 0
    assert called.document.keys() == {"cases", "entries", "seconds"}
    assert called.document["cases"] == 3
    assert called.document["entries"] >= 3


def test_what_demo_made_verifies(call: Call) -> None:
    made = call("demo", "--cases", "4", "--json").document
    verified = call("verify", "--json").document
    assert (verified["cases"], verified["entries"], verified["differences"]) == (4, made["entries"], [])


def test_what_fell_due_after_the_last_day_is_counted(call: Call) -> None:
    made = call("demo", "--cases", "20", "--from", "2026-03-02", "--to", "2026-03-31", "--json").document
    assert call("verify", "--json").document["entries"] == made["entries"]


def test_without_json_there_is_a_line_for_people(call: Call) -> None:
    assert call("demo", "--cases", "1").stdout.startswith("1 cases, ")


def test_the_diagrams_are_published_by_it(call: Call) -> None:
    call("demo", "--cases", "0")
    assert call("items", "--json").document["items"]


def test_the_clock_stays_when_the_history_ends_now(call: Call) -> None:
    call("demo", "--cases", "1")
    assert offset() == timedelta(0)


def test_the_clock_goes_on_to_an_end_that_is_to_come(call: Call) -> None:
    last = machine_now().date() + timedelta(days=40)
    call("demo", "--cases", "2", "--to", last.isoformat())
    assert sandbox_now(offset()).date() >= last


def test_the_clock_is_not_turned_back_by_an_end_that_is_past(call: Call) -> None:
    call("demo", "--cases", "2", "--from", "2026-03-02", "--to", "2026-03-31")
    assert offset() == timedelta(0)
    assert call("verify", "--json").document["differences"] == []


def test_a_history_that_ends_before_it_begins_is_a_wrong_call(call: Call) -> None:
    called = call("demo", "--cases", "1", "--from", "2026-03-31", "--to", "2026-03-02", "--json")
    assert (called.status, called.document["error"]) == (2, "request_refused")


@pytest.mark.parametrize("arguments", [(), ("--cases", "many"), ("--cases", "-1"), ("--cases", "1", "--from", "soon")])
def test_a_wrong_call_makes_no_centre(call: Call, empty_folder: Path, arguments: tuple[str, ...]) -> None:
    assert call("demo", *arguments).status == 2
    assert not empty_folder.exists()


def test_a_centre_that_is_no_sandbox_is_left_alone(call: Call) -> None:
    call("items")
    called = call("demo", "--cases", "1", "--json")
    assert (called.status, called.document["error"]) == (3, "not_a_sandbox")
    database = open_database(settings_from(None, None).database_url)
    with database.connect() as connection:
        assert connection.execute(users.select()).all() == []
