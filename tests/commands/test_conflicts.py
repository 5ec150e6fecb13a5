"""Two people at once: an act is never lost and never done twice; what fails changes nothing."""

from __future__ import annotations

from functools import partial

import pytest

from tests.support.at_once import at_once
from tests.support.centre import MASTER, START, Centre, at
from tests.support.centre_files import CITY
from workflow_app.commands.case_session import CaseSession, case_session, open_session
from workflow_app.commands.claim_task import claim_task
from workflow_app.commands.complete_task import complete_task
from workflow_app.commands.settle_due import settle_due
from workflow_app.commands.transaction import writing
from workflow_app.commands.withdraw_case import withdraw_case
from workflow_app.errors import CaseClosed, Conflict, TaskGone
from workflow_app.rules.permissions import Actor
from workflow_app.store.cases import update_case
from workflow_app.store.tables import cases

LEFT = Actor("qian", "clerk", CITY)
RIGHT = Actor("sun", "clerk", CITY)


def _complete(centre: Centre, number: str, key: str, actor: Actor) -> partial[str]:
    return partial(complete_task, centre.database, actor, START, task_id=centre.task(number, key), data={})


def _chain_holds(centre: Centre, number: str) -> bool:
    journal = centre.journal(number)
    return [entry["previous"] for entry in journal] == ["", *(entry["hash"] for entry in journal[:-1])]


def test_of_two_who_complete_a_task_at_once_one_wins_and_the_other_is_told(centre: Centre) -> None:
    number = centre.start("plain", {})
    answers = at_once(_complete(centre, number, "work", LEFT), _complete(centre, number, "work", RIGHT))
    assert sorted(type(each) for each in answers if each != number) == [TaskGone]


def test_of_two_who_complete_a_task_at_once_one_leaves_an_entry(centre: Centre) -> None:
    number = centre.start("plain", {})
    at_once(_complete(centre, number, "work", LEFT), _complete(centre, number, "work", RIGHT))
    assert centre.kinds(number) == ["case_started", "task_completed"]


def test_two_tasks_of_one_case_completed_at_once_both_count(centre: Centre) -> None:
    number = centre.start("branches", {})
    at_once(_complete(centre, number, "left", LEFT), _complete(centre, number, "right", RIGHT))
    assert {entry["actor"] for entry in centre.journal(number)[1:]} == {LEFT.name, RIGHT.name}


def test_two_tasks_of_one_case_completed_at_once_close_it_once(centre: Centre) -> None:
    number = centre.start("branches", {})
    at_once(_complete(centre, number, "left", LEFT), _complete(centre, number, "right", RIGHT))
    assert centre.row(number).status == "completed"


def test_acts_at_once_leave_one_chain(centre: Centre) -> None:
    number = centre.start("branches", {})
    at_once(_complete(centre, number, "left", LEFT), _complete(centre, number, "right", RIGHT))
    assert _chain_holds(centre, number)


def test_many_who_claim_a_task_at_once_leave_it_in_one_hand(centre: Centre) -> None:
    number = centre.start("plain", {})
    task = centre.task(number, "work")
    people = [Actor(name, "clerk", CITY) for name in "甲乙丙丁"]
    answers = at_once(*(partial(claim_task, centre.database, each, START, task_id=task) for each in people))
    assert answers.count(None) == 1


def test_a_completion_and_a_withdrawal_at_once_leave_a_case_that_is_closed(centre: Centre) -> None:
    number = centre.start("plain", {})
    withdraw = partial(withdraw_case, centre.database, MASTER, START, number=number, reason="不办了")
    answers = at_once(_complete(centre, number, "work", LEFT), withdraw)
    lost = [type(each) for each in answers if isinstance(each, Exception)]
    assert (lost in ([TaskGone], [CaseClosed]), len(centre.kinds(number))) == (True, 2)


def test_a_late_answer_and_a_sweep_at_once_fire_the_default_once(centre: Centre) -> None:
    number = centre.asked()
    late = at("2026-06-03 17:40")
    answer = partial(centre.complete, number, "give_opinion[1]#1", now=late)
    at_once(answer, partial(settle_due, centre.database, late))
    assert centre.kinds(number).count("timer_fired") == 1


def test_who_starts_cases_at_once_gets_different_numbers(centre: Centre) -> None:
    numbers = at_once(*[partial(centre.start, "plain", {})] * 4)
    assert sorted(numbers) == [f"20260601-00000{each}" for each in range(1, 5)]


def _record_and_fail(session: CaseSession) -> None:
    session.record("task_completed", START, "li", {"task": "work#1", "data": {"amount": 1}})
    raise ZeroDivisionError


def _fail_after_recording(centre: Centre, number: str) -> None:
    with pytest.raises(ZeroDivisionError), case_session(centre.database, number, START) as session:
        _record_and_fail(session)


def test_an_exception_in_a_session_leaves_everything_as_it_was(centre: Centre) -> None:
    number = centre.start("plain", {})
    before = centre.contents()
    _fail_after_recording(centre, number)
    assert centre.contents() == before


def test_a_case_can_be_worked_after_an_exception(centre: Centre) -> None:
    number = centre.start("plain", {})
    _fail_after_recording(centre, number)
    centre.complete(number, "work", {"amount": 2})
    assert centre.last(number)["body"]["data"] == {"amount": 2}


def test_a_session_that_did_nothing_writes_nothing(centre: Centre) -> None:
    number = centre.asked()
    before = centre.contents()
    with case_session(centre.database, number, START):
        pass
    assert centre.contents() == before


def test_a_case_that_moved_on_behind_the_lock_is_a_conflict(centre: Centre) -> None:
    number = centre.start("plain", {})
    with writing(centre.database) as connection:
        session = open_session(connection, number, START)
        update_case(connection, number, session.row.seq, seq=7)
        with pytest.raises(Conflict):
            session.save()


def test_a_stale_row_never_makes_a_second_entry_of_one_number(centre: Centre) -> None:
    number = centre.start("branches", {})
    centre.complete(number, "left")
    centre.change(cases, cases.c.number == number, seq=1)
    with pytest.raises(Conflict):
        centre.complete(number, "right")
