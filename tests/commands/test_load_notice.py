"""A holiday notice becomes known: open deadlines move, each with an entry; what is over stays (DOMAIN 3.4, 3.5)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.centre import DUE, MASTER, START, Centre, at
from tests.support.failures import break_case
from workflow_app.commands.load_notice import load_notice
from workflow_app.commands.settle_due import settle_due, tell_notices
from workflow_app.commands.withdraw_case import withdraw_case
from workflow_app.errors import NoticeRefused, TaskGone
from workflow_app.rules.instants import iso

TUESDAY = at("2026-06-02 10:00")
LATE = DUE + timedelta(minutes=10)


def payload(
    published: str = "2026-06-02", off: Iterable[str] = (), work: Iterable[str] = (), year: int = 2026
) -> dict[str, Any]:
    """A notice about some days."""
    days = [{"name": "临时", "date": date, "isOffDay": True} for date in off]
    days += [{"name": "临时", "date": date, "isOffDay": False} for date in work]
    return {"year": year, "published": published, "document": "国办发明电〔2026〕9号", "papers": [], "days": days}


HOLIDAY = payload(off=["2026-06-03"])


def load(centre: Centre, content: Any = HOLIDAY, now: datetime = TUESDAY, **more: Any) -> dict[str, Any]:
    """Load a notice."""
    return load_notice(centre.database, now, content, notice_id=more.pop("notice_id", "CN-2026-06"), **more)


def test_a_day_off_announced_later_moves_an_open_deadline(centre: Centre) -> None:
    number = centre.asked()
    load(centre)
    assert centre.dues(number) == {"silence": "06-04 17:30"}


def test_the_answer_names_every_deadline_that_moved(centre: Centre) -> None:
    number = centre.asked()
    moved = {"case": number, "timer": "silence#1", "old": iso(DUE), "new": "2026-06-04T17:30:00+08:00"}
    assert load(centre) == {"notice": "CN-2026-06", "recalculated": [moved]}


def test_all_open_cases_are_told(centre: Centre) -> None:
    numbers = [centre.asked(), centre.asked(), centre.start("plain", {})]
    load(centre)
    assert [centre.kinds(number).count("notice_known") for number in numbers] == [1, 1, 1]


def test_a_moved_deadline_is_an_entry_with_old_new_and_notice(centre: Centre) -> None:
    number = centre.asked()
    load(centre)
    entry = centre.last(number)
    expected = {"timer": "silence#1", "old": iso(DUE), "new": "2026-06-04T17:30:00+08:00", "notice": "CN-2026-06"}
    assert (entry["kind"], entry["body"]) == ("timer_moved", expected)


def test_the_notice_is_an_entry_of_its_own_before_what_it_moves(centre: Centre) -> None:
    number = centre.asked()
    load(centre)
    assert centre.kinds(number)[-2:] == ["notice_known", "timer_moved"]


def test_a_deadline_the_notice_does_not_touch_has_no_entry(centre: Centre) -> None:
    number = centre.asked()
    load(centre, payload(off=["2026-07-01"]))
    assert centre.kinds(number)[-1] == "notice_known"


def test_a_clock_moves_with_the_notice(centre: Centre) -> None:
    number = centre.asked()
    load(centre)
    moved = [fact["new"] for fact in centre.last(number, "notice_known")["facts"] if fact["fact"] == "clock_moved"]
    assert moved == ["2026-06-16T17:30:00+08:00"]


def test_the_old_deadline_does_not_fire(centre: Centre) -> None:
    number = centre.asked()
    load(centre)
    settle_due(centre.database, LATE)
    assert "timer_fired" not in centre.kinds(number)


def test_the_new_deadline_fires(centre: Centre) -> None:
    number = centre.asked()
    load(centre)
    settle_due(centre.database, at("2026-06-04 17:31"))
    assert centre.last(number)["at"] == "2026-06-04T17:30:00+08:00"


def test_an_answer_after_the_old_and_before_the_new_deadline_is_in_time(centre: Centre) -> None:
    number = centre.asked()
    load(centre)
    centre.complete(number, "give_opinion[1]#1", now=LATE)
    assert centre.kinds(number)[-1] == "task_completed"


def test_a_shortened_limit_ends_earlier(centre: Centre) -> None:
    number = centre.asked(now=at("2026-06-05 09:00"))
    load(centre, payload("2026-06-05", work=["2026-06-06"]), now=at("2026-06-05 10:00"))
    assert centre.dues(number) == {"silence": "06-08 17:30"}


def test_a_shortened_limit_does_not_end_before_the_next_working_day_does(centre: Centre) -> None:
    # Two working days from Friday: Tuesday; with Saturday and Sunday worked, and said so on Sunday, it would be Sunday.
    number = centre.asked(now=at("2026-06-05 09:00"))
    load(centre, payload("2026-06-07", work=["2026-06-06", "2026-06-07"]), now=at("2026-06-07 10:00"))
    assert centre.dues(number) == {"silence": "06-08 17:30"}


def test_what_has_fired_stays_fired(centre: Centre) -> None:
    number = centre.asked()
    settle_due(centre.database, LATE)
    load(centre, now=LATE)
    with pytest.raises(TaskGone):
        centre.complete(number, "give_opinion[1]#1", now=LATE)


def test_a_deadline_passed_before_the_notice_was_known_fires_before_it(centre: Centre) -> None:
    number = centre.asked()
    load(centre, now=LATE)
    assert centre.kinds(number)[-2:] == ["timer_fired", "notice_known"]


def test_a_held_default_waits_for_its_new_date(centre: Centre) -> None:
    number = centre.start("guarded", {})
    settle_due(centre.database, at("2026-06-02 17:31"))
    load(centre, payload(off=["2026-06-02"]), now=at("2026-06-02 18:00"))
    settle_due(centre.database, at("2026-06-03 17:31"))
    assert centre.kinds(number) == ["case_started", "timer_held", "notice_known", "timer_moved", "timer_held"]


def test_a_closed_case_is_told_nothing(centre: Centre) -> None:
    number = centre.asked()
    withdraw_case(centre.database, MASTER, START, number=number, reason="不办了")
    load(centre)
    assert centre.kinds(number)[-1] == "case_withdrawn"


def test_a_case_that_begins_afterwards_knows_the_notice(centre: Centre) -> None:
    load(centre)
    number = centre.start(now=TUESDAY)
    assert centre.last(number)["body"]["notices"][-1] == "CN-2026-06"


def test_a_case_that_begins_afterwards_is_not_told(centre: Centre) -> None:
    load(centre)
    number = centre.start(now=TUESDAY)
    settle_due(centre.database, LATE)
    tell_notices(centre.database, LATE)
    assert centre.kinds(number) == ["case_started"]


def test_a_notice_of_tomorrow_is_not_known_today(centre: Centre) -> None:
    number = centre.asked()
    load(centre, payload("2026-06-03", off=["2026-06-03"]))
    assert centre.dues(number) == {"silence": "06-03 17:30"}


def test_a_notice_of_tomorrow_becomes_known_at_midnight(centre: Centre) -> None:
    number = centre.asked()
    load(centre, payload("2026-06-03", off=["2026-06-03"]))
    tell_notices(centre.database, at("2026-06-03 08:00"))
    assert centre.last(number)["at"] == "2026-06-03T00:00:00+08:00"


def test_a_command_takes_in_a_notice_that_nobody_told_the_case_of(centre: Centre) -> None:
    number = centre.asked()
    load(centre, payload("2026-06-03", off=["2026-06-03"]))
    centre.complete(number, "give_opinion[1]#1", now=LATE)
    assert centre.kinds(number)[-3:] == ["notice_known", "timer_moved", "task_completed"]


REFUSED = {
    "no_notice": [1],
    "past_year": payload("2024-06-02", off=["2024-06-03"], year=2024),
    "no_day": payload(off=["2026-02-30"]),
}


@pytest.mark.parametrize("content", REFUSED.values(), ids=REFUSED.keys())
def test_what_is_no_notice_of_now_is_refused_and_changes_nothing(centre: Centre, content: Any) -> None:
    before = centre.contents()
    with pytest.raises(NoticeRefused):
        load(centre, content)
    assert centre.contents() == before


def test_a_past_years_notice_is_taken_as_historical(centre: Centre) -> None:
    content = payload("2024-06-02", off=["2024-06-03"], year=2024)
    assert load(centre, content, historical=True)["notice"] == "CN-2026-06"


def test_a_notice_is_loaded_once(centre: Centre) -> None:
    load(centre)
    with pytest.raises(NoticeRefused):
        load(centre)


def test_two_notices_of_one_day_that_disagree_are_refused(centre: Centre) -> None:
    load(centre)
    with pytest.raises(NoticeRefused):
        load(centre, payload(work=["2026-06-03"]), notice_id="CN-2026-06-b")


def _crash_after_one(done: int, total: int) -> None:
    if done == 1:
        raise KeyboardInterrupt


def _crashed(centre: Centre) -> list[str]:
    """Two cases, of which one was told when the program died."""
    numbers = [centre.asked(), centre.asked()]
    with pytest.raises(KeyboardInterrupt):
        load(centre, progress=_crash_after_one)
    return numbers


def test_after_a_crash_some_cases_are_told_and_some_not(centre: Centre) -> None:
    assert [centre.kinds(number).count("notice_known") for number in _crashed(centre)] == [1, 0]


def test_after_a_crash_telling_goes_on_where_it_stopped(centre: Centre) -> None:
    numbers = _crashed(centre)
    tell_notices(centre.database, TUESDAY)
    assert [centre.kinds(number).count("timer_moved") for number in numbers] == [1, 1]


def test_telling_again_changes_nothing(centre: Centre) -> None:
    centre.asked()
    load(centre)
    before = centre.contents()
    tell_notices(centre.database, TUESDAY)
    assert centre.contents() == before


def test_a_failing_case_does_not_keep_the_others_from_the_notice(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing, other = centre.asked(), centre.asked()
    break_case(monkeypatch, failing)
    load(centre)
    assert centre.dues(other) == {"silence": "06-04 17:30"}


def test_a_failing_case_is_told_when_it_is_mended(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    number = centre.asked()
    with monkeypatch.context() as patch:
        break_case(patch, number)
        load(centre)
    settle_due(centre.database, TUESDAY + timedelta(minutes=1))
    assert centre.dues(number) == {"silence": "06-04 17:30"}
