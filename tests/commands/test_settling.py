"""Settle first: what fell due before an act was received comes before it, whether or not a sweep ran (DOMAIN 3.7)."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.support.centre import APPLICANT, CLERK, DUE, START, Centre, at
from tests.support.centre_files import POLICE
from tests.support.diagrams import (
    boundary,
    call,
    caught,
    diagram,
    end,
    file_of,
    gateway,
    multi,
    process,
    start,
    terminate,
    timer,
    user,
)
from workflow_app.commands.publish_item import publish
from workflow_app.commands.settle_due import settle_case, settle_due
from workflow_app.errors import EngineFailed, NotAllowed, TaskGone
from workflow_app.rules.instants import iso

TEN_MINUTES = timedelta(minutes=10)
SECOND = timedelta(seconds=1)
LATE = DUE + TEN_MINUTES
OPINION = {"opinion": "同意"}


def _answer_late(centre: Centre, number: str, now: datetime = LATE) -> None:
    with pytest.raises(TaskGone):
        centre.complete(number, "give_opinion[1]#1", OPINION, now=now)


def test_an_opinion_ten_minutes_late_is_refused_though_no_sweep_ran(centre: Centre) -> None:
    number = centre.asked()
    with pytest.raises(TaskGone):
        centre.complete(number, "give_opinion[1]#1", OPINION, actor=CLERK, now=LATE)


def test_a_late_opinion_finds_the_default_in_force_as_of_the_deadline(centre: Centre) -> None:
    number = centre.asked()
    _answer_late(centre, number)
    fired = centre.last(number)
    assert (fired["kind"], fired["at"], fired["recorded_at"]) == ("timer_fired", iso(DUE), iso(LATE))


def test_what_was_settled_stays_when_the_act_is_refused(centre: Centre) -> None:
    number = centre.asked()
    _answer_late(centre, number)
    assert centre.open_tasks(number) == ["decide#1"]


def test_an_act_refused_for_its_actor_does_not_undo_the_settling(centre: Centre) -> None:
    number = centre.start("guarded", {})
    with pytest.raises(NotAllowed):
        centre.complete(number, "note", actor=APPLICANT, now=LATE)
    assert centre.kinds(number) == ["case_started", "timer_held"]


def test_a_second_late_act_settles_nothing_again(centre: Centre) -> None:
    number = centre.asked()
    _answer_late(centre, number)
    _answer_late(centre, number)
    assert centre.kinds(number).count("timer_fired") == 1


def test_an_opinion_at_exactly_the_deadline_is_in_time(centre: Centre) -> None:
    number = centre.asked()
    centre.complete(number, "give_opinion[1]#1", OPINION, actor=CLERK, now=DUE)
    assert centre.kinds(number)[-1] == "task_completed"


def test_an_opinion_a_second_after_the_deadline_is_late(centre: Centre) -> None:
    _answer_late(centre, centre.asked(), DUE + SECOND)


def test_an_opinion_in_time_is_valid_and_the_sweep_afterwards_changes_nothing_of_it(centre: Centre) -> None:
    number = centre.asked()
    for key in ("give_opinion[1]#1", "give_opinion[2]#1"):
        centre.complete(number, key, OPINION, now=DUE)
    settle_due(centre.database, LATE)
    assert "timer_fired" not in centre.kinds(number)


def test_an_opinion_received_in_time_and_entered_afterwards_is_valid_when_nothing_fired_yet(centre: Centre) -> None:
    number = centre.asked()
    centre.complete(
        number, "give_opinion[1]#1", OPINION, actor=CLERK, now=LATE, received_at=DUE - TEN_MINUTES, evidence="收文章"
    )
    entry = centre.last(number)
    assert (entry["kind"], entry["at"], entry["recorded_at"]) == ("task_completed", iso(DUE - TEN_MINUTES), iso(LATE))


def test_a_receipt_in_time_does_not_keep_the_others_from_their_default(centre: Centre) -> None:
    number = centre.asked()
    centre.complete(
        number, "give_opinion[1]#1", OPINION, actor=CLERK, now=LATE, received_at=DUE - TEN_MINUTES, evidence="收文章"
    )
    settle_due(centre.database, LATE)
    assert centre.last(number)["facts"][-1]["fact"] == "task_opened"


def test_after_the_default_fired_a_receipt_in_time_comes_too_late(centre: Centre) -> None:
    number = centre.asked()
    settle_due(centre.database, LATE)
    with pytest.raises(TaskGone):
        centre.complete(
            number, "give_opinion[1]#1", OPINION, actor=CLERK, now=LATE, received_at=DUE - SECOND, evidence="收文章"
        )


def test_time_never_runs_backwards_within_a_case(centre: Centre) -> None:
    number = centre.start("branches", {}, now=START)
    centre.complete(number, "left", now=START + TEN_MINUTES)
    centre.complete(number, "right", now=START)
    assert centre.last(number)["at"] == iso(START + TEN_MINUTES)


def test_timers_are_settled_in_the_order_of_their_deadlines(centre: Centre) -> None:
    number = centre.start("dated", {})
    settle_case(centre.database, number, at("2026-06-05 09:00"))
    fired = [(entry["body"]["timer"], entry["at"][:16]) for entry in centre.journal(number)[1:]]
    assert fired == [("first#1", "2026-06-02T17:30"), ("second#1", "2026-06-03T17:30"), ("third#1", "2026-06-04T17:30")]


def test_only_the_timers_due_before_the_act_are_settled(centre: Centre) -> None:
    number = centre.start("dated", {})
    centre.complete(number, "work", now=at("2026-06-03 17:30"))
    assert centre.kinds(number) == ["case_started", "timer_fired", "task_completed"]


def test_a_timer_armed_while_settling_is_settled_too(centre: Centre) -> None:
    number = centre.start("chained", {})
    settle_case(centre.database, number, at("2026-06-05 09:00"))
    assert [entry["at"][:16] for entry in centre.journal(number)[1:]] == ["2026-06-02T17:30", "2026-06-02T19:30"]


def test_a_receipt_in_the_past_lets_all_that_fell_due_since_happen_at_once(centre: Centre) -> None:
    number = centre.start("chained", {}, now=LATE, received_at=START)
    assert centre.open_tasks(number) == ["work#1"]


def test_a_timer_that_comes_round_at_once_for_ever_refuses_the_act(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflow_app.commands.case_session.MAX_SETTLED", 5)
    number = centre.start("spinning", {"again": True})
    with pytest.raises(EngineFailed):
        settle_case(centre.database, number, LATE)


def test_a_timer_that_comes_round_at_once_for_ever_leaves_the_case_as_it_was(
    centre: Centre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workflow_app.commands.case_session.MAX_SETTLED", 5)
    number = centre.start("spinning", {"again": True})
    with pytest.raises(EngineFailed):
        settle_case(centre.database, number, LATE)
    assert centre.kinds(number) == ["case_started"]


def test_a_timer_that_comes_round_often_but_not_for_ever_is_settled(centre: Centre) -> None:
    number = centre.start("repeating", {"again": True})
    settle_case(centre.database, number, at("2026-06-01 20:30"))
    assert centre.kinds(number).count("timer_fired") == 11


def _held(centre: Centre) -> str:
    """A case whose default was held at its time, on 2 June."""
    number = centre.start("guarded", {})
    settle_case(centre.database, number, LATE)
    return number


def test_a_default_whose_guard_is_false_is_held_as_of_its_deadline(centre: Centre) -> None:
    entry = centre.last(_held(centre))
    assert (entry["kind"], entry["at"][:16]) == ("timer_held", "2026-06-02T17:30")


def test_a_held_default_says_why(centre: Centre) -> None:
    assert centre.last(_held(centre))["facts"][-1]["why"] == "prepared == 'yes'"


def test_a_default_is_held_once_only(centre: Centre) -> None:
    number = _held(centre)
    settle_case(centre.database, number, LATE + timedelta(days=1))
    assert centre.kinds(number).count("timer_held") == 1


def test_while_a_default_is_held_an_answer_is_in_time(centre: Centre) -> None:
    number = _held(centre)
    centre.complete(number, "answer", now=LATE + TEN_MINUTES)
    assert centre.kinds(number)[-1] == "task_completed"


def test_an_act_that_does_not_clear_the_guard_leaves_the_default_held(centre: Centre) -> None:
    number = _held(centre)
    centre.complete(number, "note", now=LATE + TEN_MINUTES)
    assert centre.kinds(number)[-1] == "task_completed"


def test_a_held_default_fires_when_its_guard_clears_at_the_time_of_the_clearing_act(centre: Centre) -> None:
    number = _held(centre)
    centre.complete(number, "prepare", {"prepared": "yes"}, now=LATE + TEN_MINUTES)
    entry = centre.last(number)
    assert (entry["kind"], entry["at"]) == ("timer_fired", iso(LATE + TEN_MINUTES))


def test_a_default_whose_guard_holds_in_time_is_never_held(centre: Centre) -> None:
    number = centre.start("guarded", {})
    centre.complete(number, "prepare", {"prepared": "yes"})
    settle_case(centre.database, number, LATE)
    assert centre.kinds(number)[-1] == "timer_fired"


def test_the_default_is_for_all_who_were_silent(centre: Centre) -> None:
    number = centre.asked()
    centre.complete(number, "give_opinion[1]#1", OPINION, now=DUE)
    settle_due(centre.database, LATE)
    dropped = [fact["group"] for fact in centre.last(number)["facts"] if fact["fact"] == "task_dropped"]
    assert dropped == [POLICE]


def test_a_sweep_before_the_late_act_gives_the_same_journal_as_none(centre: Centre) -> None:
    swept, unswept = centre.asked(), centre.asked()
    settle_due(centre.database, LATE, limit=1)
    for number in (swept, unswept):
        _answer_late(centre, number)
    journals = [
        [(entry["kind"], entry["at"], entry["facts"]) for entry in centre.journal(number)]
        for number in (swept, unswept)
    ]
    assert journals[0] == journals[1]


def test_what_falls_due_over_time_is_settled_in_batches(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("workflow_app.commands.case_session.MAX_SETTLED", 5)
    number = centre.start("repeating", {"again": True})
    settle_case(centre.database, number, at("2026-06-01 20:30"))
    assert centre.kinds(number).count("timer_fired") == 11


def test_an_hourly_reminder_left_for_months_is_no_endless_timer(sqlite_centre: Centre) -> None:
    hourly = caught("hour", timer("PT1H"))
    item = diagram("hourly", start("s"), gateway("parallel", "both"), user("work"), terminate("e"),
                   gateway("exclusive", "again"), hourly,
                   flows=["s -> both -> work -> e", "both -> again -> hour -> again"])  # fmt: skip
    publish(sqlite_centre.database, "feng", START, [("hourly.bpmn", item)])
    number = sqlite_centre.start("hourly", {})
    settle_case(sqlite_centre.database, number, START + timedelta(days=100))
    assert sqlite_centre.row(number).next_due == START + timedelta(days=100)


def test_more_deadlines_at_once_than_any_centre_has_departments_are_no_endless_timer(sqlite_centre: Centre) -> None:
    asked = process("asked", start("b"), user("give"), boundary("late", "give", timer("working_days(2)")), end("f"),
                    flows=["b -> give -> f", "late -> f"])  # fmt: skip
    item = process("many", start("s"), multi(call("ask", "asked"), "departments"), end("e"), flows=["s -> ask -> e"])
    publish(sqlite_centre.database, "feng", START, [("many.bpmn", file_of(item, asked))])
    number = sqlite_centre.start("many", {"departments": [f"{n}局" for n in range(520)]})
    settle_case(sqlite_centre.database, number, LATE)
    assert sqlite_centre.row(number).status == "completed"
