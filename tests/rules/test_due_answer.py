"""`calendar due`: every worked example, and what the call refuses."""

from __future__ import annotations

import datetime as dt
import json
from pathlib import Path
from typing import Any

import pytest

from tests.rules.notices import PUBLISHED, at, day
from workflow_app.errors import DateOutOfRange, Refusal, RequestRefused, RuleRefused
from workflow_app.rules.deadlines import Pause
from workflow_app.rules.due_answer import due_answer, read_date, read_pause, read_start

FILE = Path(__file__).parent / "data" / "working_day_vectors.json"
VECTORS = json.loads(FILE.read_text(encoding="utf-8"))["vectors"]
AS_KNOWN = [(vector, known) for vector in VECTORS for known in vector.get("as_known_on", [])]


def answer(vector: dict[str, Any], as_known_on: dt.date | None = None, **changed: Any) -> dict[str, Any]:
    asked = vector | changed
    pauses = [read_pause(f"{pause['from']}/{pause['to']}") for pause in asked.get("suspensions", [])]
    return due_answer(read_start(asked["start"]), asked["n"], asked["unit"], pauses, as_known_on, PUBLISHED)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["id"])
def test_a_worked_example_ends_on_its_date(vector):
    assert answer(vector)["date"] == vector["expect_date"]


@pytest.mark.parametrize(
    "vector", [v for v in VECTORS if v["expect_date"] and v["unit"] != "hour"], ids=lambda vector: vector["id"]
)
def test_a_worked_example_is_due_at_closing_time(vector):
    assert answer(vector)["due"] == f"{vector['expect_date']}T17:30:00+08:00"


@pytest.mark.parametrize("vector", [v for v in VECTORS if "expect_instant" in v], ids=lambda vector: vector["id"])
def test_a_worked_example_in_hours_is_due_at_its_instant(vector):
    assert answer(vector)["due"] == vector["expect_instant"]


@pytest.mark.parametrize("vector", [v for v in VECTORS if "counted_days" in v], ids=lambda vector: vector["id"])
def test_a_worked_example_counts_its_days(vector):
    counted = [line["date"] for line in answer(vector)["lines"] if line["counts"]]
    assert counted == vector["counted_days"]


@pytest.mark.parametrize("vector", [v for v in VECTORS if "notice_limit_date" in v], ids=lambda vector: vector["id"])
def test_a_correction_may_be_asked_for_within_five_working_days(vector):
    assert answer(vector, n=5)["date"] == vector["notice_limit_date"]


@pytest.mark.parametrize(("vector", "known"), AS_KNOWN, ids=lambda value: value.get("id") or value.get("as_of"))
def test_a_worked_example_as_known_on_an_earlier_day(vector, known):
    given = answer(vector, day(known["as_of"]))
    assert given["provisional_date" if known.get("provisional") else "date"] == known["expect_date"]


@pytest.mark.parametrize("vector", [v for v in VECTORS if "expect_error" in v], ids=lambda vector: vector["id"])
def test_a_deadline_that_is_not_covered_gives_exactly_the_contracts_answer(vector):
    assert answer(vector) == {
        "error": vector["expect_error"],
        "date": None,
        "provisional": True,
        "provisional_date": vector["provisional_date"],
    }


def test_the_answer_has_exactly_the_contracts_members():
    given = due_answer(at("2024-03-07 10:00"), 1, "working_day", notices=PUBLISHED)
    assert given == {
        "date": "2024-03-08",
        "due": "2024-03-08T17:30:00+08:00",
        "provisional": False,
        "covered": True,
        "lines": [
            {"date": "2024-03-07", "counts": False, "why": "起算当日不计入期限（民法典第201条）", "notice": None},
            {"date": "2024-03-08", "counts": True, "why": "第1个工作日，期限于当日 17:30 届满", "notice": None},
        ],
    }


def test_a_december_deadline_is_answered_and_marked_provisional():
    given = due_answer(at("2026-12-01 10:00"), 5, "working_day", notices=PUBLISHED)
    assert (given["date"], given["provisional"], given["covered"]) == ("2026-12-08", True, True)


def test_a_notice_counts_from_its_day_of_publication():
    asked = at("2019-04-30 15:00"), 2, "working_day"
    before = due_answer(*asked, as_known_on=day("2019-03-21"), notices=PUBLISHED)
    after = due_answer(*asked, as_known_on=day("2019-03-22"), notices=PUBLISHED)
    assert (before["date"], after["date"]) == ("2019-05-03", "2019-05-06")


def test_an_open_pause_has_no_date():
    given = due_answer(at("2024-03-07 10:00"), 5, "working_day", [Pause(day("2024-03-08"))], notices=PUBLISHED)
    assert (given["date"], given["due"], given["provisional"]) == (None, None, True)


def test_the_halls_closing_time_is_used():
    given = due_answer(at("2024-03-07 10:00"), 1, "working_day", notices=PUBLISHED, close=dt.time(17, 0))
    assert given["due"] == "2024-03-08T17:00:00+08:00"


def test_without_any_notice_nothing_is_covered():
    assert due_answer(at("2024-03-07 10:00"), 1, "working_day")["error"] == "calendar_not_covered"


@pytest.mark.parametrize("unit", ["until_expiry", "until", "duration", "working_days", "", "天"])
def test_an_unknown_unit_is_refused(unit):
    with pytest.raises(RequestRefused):
        due_answer(at("2024-03-07 10:00"), 1, unit, notices=PUBLISHED)


@pytest.mark.parametrize("n", [-1, 10_001, 10**9, True, 1.5, None, "5"])
def test_a_number_that_makes_no_sense_is_refused(n):
    with pytest.raises(RuleRefused):
        due_answer(at("2024-03-07 10:00"), n, "working_day", notices=PUBLISHED)


@pytest.mark.parametrize(
    "text",
    ["", "tomorrow", "2024-03-07", "2024-03-07T10:00:00", "2024-02-30T10:00:00+08:00", "0001-01-01T00:00:00+14:00"],
)
def test_a_start_that_is_no_instant_with_offset_is_refused(text):
    with pytest.raises(RequestRefused):
        read_start(text)


@pytest.mark.parametrize("text", ["1989-12-31T10:00:00+08:00", "2201-01-01T00:00:00+08:00"])
def test_a_start_outside_the_calendar_is_refused(text):
    with pytest.raises(DateOutOfRange):
        read_start(text)


@pytest.mark.parametrize(
    "text", ["", "/", "2024-03-07", "2024-03-08/2024-03-07", "2024-03-07/", "2024-02-30/2024-03-07", "a/b/c", "7/8"]
)
def test_a_pause_that_makes_no_sense_is_refused(text):
    with pytest.raises(Refusal):
        read_pause(text)


def test_a_pause_is_read():
    assert read_pause("2016-06-13/2016-06-24") == Pause(day("2016-06-13"), day("2016-06-24"))


@pytest.mark.parametrize("text", ["2024-03-07T10:00:00+08:00", "20240307", "1800-01-01", "2024-13-01"])
def test_a_date_that_is_none_is_refused(text):
    with pytest.raises(Refusal):
        read_date(text)
