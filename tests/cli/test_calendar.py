"""`calendar due`: the contract's answer, with and without a database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Call

FIVE_DAYS = ("calendar", "due", "--start", "2026-09-30T10:00:00+08:00", "--n", "5", "--unit", "working_day")
NEXT_YEAR = ("calendar", "due", "--start", "2026-12-30T10:00:00+08:00", "--n", "5", "--unit", "working_day", "--json")


def test_the_answer_is_date_and_close_of_business(call: Call) -> None:
    document = call(*FIVE_DAYS, "--json").document
    assert (document["date"], document["due"]) == ("2026-10-13", "2026-10-13T17:30:00+08:00")


def test_the_answer_has_the_fields_of_the_contract(call: Call) -> None:
    document = call(*FIVE_DAYS, "--json").document
    assert set(document) == {"date", "due", "provisional", "covered", "lines"}
    assert set(document["lines"][0]) == {"date", "counts", "why", "notice"}


def test_a_deadline_needs_no_database(call: Call, empty_folder: Path) -> None:
    assert call(*FIVE_DAYS).status == 0
    assert not empty_folder.exists()


def test_for_people_there_is_a_line_per_day_and_the_deadline_last(call: Call) -> None:
    lines = call(*FIVE_DAYS).stdout.splitlines()
    assert (len(lines), lines[-1]) == (15, "2026-10-13T17:30:00+08:00")


def test_a_year_without_notice_is_not_covered(call: Call) -> None:
    called = call(*NEXT_YEAR)
    assert called.status == 3
    assert {key: called.document[key] for key in ("error", "date", "provisional", "provisional_date")} == {
        "error": "calendar_not_covered",
        "date": None,
        "provisional": True,
        "provisional_date": "2027-01-07",
    }


def test_the_hall_of_a_centre_closes_when_it_was_set_up_to(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKFLOW_APP_HALL_CLOSE", "17:00")
    call("items")
    monkeypatch.setenv("WORKFLOW_APP_HALL_CLOSE", "16:00")
    assert call(*FIVE_DAYS, "--json").document["due"] == "2026-10-13T17:00:00+08:00"


def test_the_hall_may_close_at_another_hour(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKFLOW_APP_HALL_CLOSE", "17:00")
    assert call(*FIVE_DAYS, "--json").document["due"] == "2026-10-13T17:00:00+08:00"


def test_paused_days_are_left_out(call: Call) -> None:
    assert call(*FIVE_DAYS, "--pause", "2026-10-09/2026-10-13", "--json").document["date"] == "2026-10-16"


def test_only_what_was_published_then_is_used(call: Call) -> None:
    arguments = ("calendar", "due", "--start", "2019-04-30T15:00:00+08:00", "--n", "2", "--unit", "working_day")
    assert call(*arguments, "--as-known-on", "2019-03-21", "--json").document["date"] == "2019-05-03"


def test_a_notice_loaded_into_the_centre_is_heeded(call: Call, tmp_path: Path) -> None:
    assert call("calendar", "load", notice_for_2027(tmp_path)).status == 0
    assert call(*NEXT_YEAR).document["date"] == "2027-01-07"


def test_loading_a_notice_says_which_deadlines_moved(call: Call, tmp_path: Path) -> None:
    assert call("calendar", "load", notice_for_2027(tmp_path), "--json").document == {
        "notice": "2027",
        "recalculated": [],
    }


def test_a_notice_of_a_past_year_must_be_said_to_be_historical(call: Call, tmp_path: Path) -> None:
    file = write_notice(tmp_path, 2013, "2012-12-10")
    assert call("calendar", "load", file).status == 3
    assert call("calendar", "load", file, "--historical").status == 0


@pytest.mark.parametrize("content", ["", "{}", "[]", "\x00", "{" * 5000, '{"year": 2027}'])
def test_what_is_no_notice_is_refused_in_one_line(call: Call, tmp_path: Path, content: str) -> None:
    file = tmp_path / "notice.json"
    file.write_text(content)
    called = call("calendar", "load", str(file), "--json")
    assert (called.status, called.document["error"]) == (3, "notice_refused")
    assert called.stderr.count("\n") == 1


def test_a_notice_that_is_not_there_is_unreadable(call: Call, tmp_path: Path) -> None:
    called = call("calendar", "load", str(tmp_path / "nothing.json"), "--json")
    assert (called.status, called.document["error"]) == (3, "unreadable")


@pytest.mark.parametrize(
    ("option", "value"),
    [
        ("--start", "yesterday"),
        ("--start", "2026-09-30T10:00:00"),
        ("--start", "2026-02-30T10:00:00+08:00"),
        ("--start", "0001-01-01T00:00:00+08:00"),
        ("--n", "-1"),
        ("--n", "1000000000"),
        ("--n", "five"),
        ("--unit", "fortnight"),
        ("--pause", "2026-10-09"),
        ("--pause", "2026-10-09/2026-10-01"),
        ("--pause", "/"),
        ("--as-known-on", "2026-13-01"),
        ("--as-known-on", "\ud800"),
    ],
)
def test_a_wrong_argument_is_a_wrong_call_with_one_line(call: Call, option: str, value: str) -> None:
    called = call(*FIVE_DAYS, option, value, "--json")
    assert called.status == 2
    assert set(called.document) >= {"error", "message"}
    assert called.stderr.count("\n") == 1


def notice_for_2027(folder: Path) -> str:
    """A made-up notice for 2027."""
    return write_notice(folder, 2027, "2026-11-05")


def write_notice(folder: Path, year: int, published: str) -> str:
    """A notice with one day off."""
    days = [{"name": "元旦", "date": f"{year}-01-01", "isOffDay": True}]
    file = folder / f"{year}.json"
    file.write_text(json.dumps({"year": year, "published": published, "document": "", "papers": [], "days": days}))
    return str(file)
