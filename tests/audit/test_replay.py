"""Replay: how a case stood after any entry, and why a deadline is what it is, from its journal alone."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest

from tests.support.centre import DUE, START, Centre
from tests.support.lives import FRIDAY, HOLIDAY, TUESDAY, mixed_cases
from workflow_app.audit.replay import explain_timer, state_after
from workflow_app.commands.case_loading import act_of, calendars_of, definition_of
from workflow_app.commands.load_notice import load_notice
from workflow_app.commands.settle_due import settle_due
from workflow_app.engine.fold import apply, new_case
from workflow_app.engine.state import CaseState
from workflow_app.errors import NotFound, RequestRefused


def _after(centre: Centre, number: str, seq: int | None = None) -> dict[str, Any]:
    with centre.database.connect() as connection:
        return state_after(connection, number, seq)


def _explained(centre: Centre, number: str, key: str) -> list[dict[str, Any]]:
    with centre.database.connect() as connection:
        return explain_timer(connection, number, key)


def _compared(shown: dict[str, Any]) -> dict[str, Any]:
    """What the facts say and the engine holds both."""
    return {
        "data": shown["data"],
        "tasks": {key: task["element"] for key, task in shown["tasks"].items()},
        "assignees": {key: task.get("assignee") for key, task in shown["tasks"].items()},
        "timers": {key: (timer["due"], timer.get("state", "armed")) for key, timer in shown["timers"].items()},
        "clocks": {name: clock and (clock["due"], clock["ended"]) for name, clock in shown["clocks"].items()},
    }


def _held(state: CaseState) -> dict[str, Any]:
    """The same of the engine's state."""
    clocks = {name: state.clocks.get(name) for name in ("promised", "statutory")}
    return {
        "data": deepcopy(state.data.local),
        "tasks": {key: task["element"] for key, task in state.tasks.items()},
        "assignees": {key: task.get("assignee") for key, task in state.tasks.items()},
        "timers": {key: (timer.due, timer.state) for key, timer in state.timers.items()},
        "clocks": {name: clock and (clock.limit.due, clock.ended) for name, clock in clocks.items()},
    }


def test_after_every_entry_the_facts_say_what_a_fresh_fold_holds(centre: Centre) -> None:
    numbers = mixed_cases(centre)
    shown, held = [], []
    with centre.database.connect() as connection:
        for number in numbers:
            state = new_case(definition_of(connection, centre.row(number).digest), calendars_of(connection))
            for entry in centre.journal(number):
                apply(state, act_of(entry))
                shown.append((number, entry["seq"], _compared(state_after(connection, number, entry["seq"]))))
                held.append((number, entry["seq"], _held(state)))
    assert shown == held


def test_after_every_entry_what_waits_is_active(centre: Centre) -> None:
    idle = []
    for number in mixed_cases(centre):
        for entry in centre.journal(number):
            state = _after(centre, number, entry["seq"])
            idle += [task["element"] for task in state["tasks"].values() if task["element"] not in state["active"]]
    assert idle == []


def test_a_closed_case_has_nothing_active(centre: Centre) -> None:
    number = centre.start("caller", {})
    centre.complete(number, "work")
    assert _after(centre, number)["active"] == []


def test_a_step_is_done_once_it_is_left(sqlite_centre: Centre) -> None:
    number = sqlite_centre.asked()
    assert _after(sqlite_centre, number)["done"] == ["start", "accept"]


def test_a_step_is_active_while_one_of_its_instances_is(sqlite_centre: Centre) -> None:
    number = sqlite_centre.asked()
    sqlite_centre.complete(number, "give_opinion[1]#1")
    state = _after(sqlite_centre, number)
    assert ("give_opinion" in state["active"], "give_opinion" in state["done"]) == (True, False)


def test_a_replay_without_a_number_is_the_case_as_it_is_now(sqlite_centre: Centre) -> None:
    number = sqlite_centre.asked()
    assert _after(sqlite_centre, number) == _after(sqlite_centre, number, 2)


def test_data_stand_as_they_did_then(sqlite_centre: Centre) -> None:
    number = sqlite_centre.start("branches", {"amount": 1})
    sqlite_centre.complete(number, "left", {"amount": 2})
    assert [_after(sqlite_centre, number, seq)["data"] for seq in (1, 2)] == [{"amount": 1}, {"amount": 2}]


def test_a_replay_writes_nothing(centre: Centre) -> None:
    number = centre.asked()
    before = centre.contents()
    _after(centre, number, 1)
    assert centre.contents() == before


@pytest.mark.parametrize("seq", [0, 3, -1])
def test_there_is_no_replay_of_an_entry_there_is_not(sqlite_centre: Centre, seq: int) -> None:
    number = sqlite_centre.asked()
    with pytest.raises(RequestRefused):
        _after(sqlite_centre, number, seq)


def test_there_is_no_replay_of_a_case_there_is_not(sqlite_centre: Centre) -> None:
    with pytest.raises(NotFound):
        _after(sqlite_centre, "20260601-000009")


def test_a_deadline_is_explained_day_by_day(centre: Centre) -> None:
    number = centre.asked()
    lines = _explained(centre, number, "silence#1")
    assert [(line["date"], line["counts"]) for line in lines] == [
        ("2026-06-01", False),
        ("2026-06-02", True),
        ("2026-06-03", True),
    ]


def test_the_explanation_names_the_notice_that_moved_a_deadline(centre: Centre) -> None:
    number = centre.asked()
    load_notice(centre.database, TUESDAY, HOLIDAY, notice_id="CN-2026-06")
    day = next(line for line in _explained(centre, number, "silence#1") if line["date"] == "2026-06-03")
    assert (day["counts"], day["notice"]) == (False, "CN-2026-06")


def test_a_deadline_that_fired_is_explained_as_it_was(centre: Centre) -> None:
    number = centre.asked()
    before = _explained(centre, number, "silence#1")
    settle_due(centre.database, FRIDAY)
    assert _explained(centre, number, "silence#1") == before


def test_a_notice_known_after_a_deadline_fired_does_not_change_its_explanation(centre: Centre) -> None:
    number = centre.asked()
    before = _explained(centre, number, "silence#1")
    settle_due(centre.database, FRIDAY)
    load_notice(centre.database, FRIDAY, HOLIDAY, notice_id="CN-2026-06")
    assert _explained(centre, number, "silence#1") == before


def test_a_clock_is_explained(sqlite_centre: Centre) -> None:
    number = sqlite_centre.asked()
    assert [line["counts"] for line in _explained(sqlite_centre, number, "clock:promised")].count(True) == 10


def test_the_last_line_is_the_deadlines_day(sqlite_centre: Centre) -> None:
    number = sqlite_centre.asked()
    assert _explained(sqlite_centre, number, "silence#1")[-1]["date"] == DUE.date().isoformat()


@pytest.mark.parametrize("key", ["silence#2", "clock:statutory", ""])
def test_a_deadline_there_never_was_is_not_found(sqlite_centre: Centre, key: str) -> None:
    number = sqlite_centre.asked(now=START)
    with pytest.raises(NotFound):
        _explained(sqlite_centre, number, key)
