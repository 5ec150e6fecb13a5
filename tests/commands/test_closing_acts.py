"""Withdrawing a case, and statements that come too late to count (DOMAIN E3, E17)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.centre import APPLICANT, AUDITOR, CLERK, DUE, MASTER, OTHER, START, Centre
from workflow_app.commands.add_statement import add_statement
from workflow_app.commands.settle_due import settle_due
from workflow_app.commands.withdraw_case import withdraw_case
from workflow_app.errors import CaseClosed, NotAllowed, NotFound, TaskGone
from workflow_app.rules.permissions import Actor

LATE = DUE + timedelta(minutes=10)


def _withdraw(centre: Centre, number: str, actor: Actor = MASTER, reason: str = "不办了") -> None:
    withdraw_case(centre.database, actor, START, number=number, reason=reason)


def _withdrawn(centre: Centre) -> str:
    number = centre.asked()
    _withdraw(centre, number)
    return number


def test_a_withdrawn_case_is_closed_as_withdrawn(centre: Centre) -> None:
    assert centre.row(_withdrawn(centre)).status == "withdrawn"


def test_a_withdrawn_case_has_no_open_task(centre: Centre) -> None:
    assert centre.open_tasks(_withdrawn(centre)) == []


def test_withdrawing_ends_all_timers(centre: Centre) -> None:
    assert centre.dues(_withdrawn(centre)) == {}


def test_nothing_defaults_after_a_withdrawal(centre: Centre) -> None:
    number = _withdrawn(centre)
    settle_due(centre.database, LATE)
    assert centre.kinds(number)[-1] == "case_withdrawn"


def test_the_tasks_of_a_withdrawn_case_are_gone(centre: Centre) -> None:
    number = _withdrawn(centre)
    with pytest.raises(TaskGone):
        centre.complete(number, "give_opinion[1]#1")


def test_a_case_is_withdrawn_once_only_and_says_its_number(centre: Centre) -> None:
    number = _withdrawn(centre)
    with pytest.raises(CaseClosed, match=number):
        _withdraw(centre, number)


def test_a_default_due_before_the_withdrawal_stands(centre: Centre) -> None:
    number = centre.asked()
    withdraw_case(centre.database, MASTER, LATE, number=number, reason="不办了")
    assert centre.kinds(number)[-2:] == ["timer_fired", "case_withdrawn"]


def test_an_applicant_withdraws_the_own_case(centre: Centre) -> None:
    number = centre.start("plain", {}, actor=APPLICANT)
    _withdraw(centre, number, APPLICANT)
    assert centre.last(number)["actor"] == APPLICANT.name


@pytest.mark.parametrize("actor", [APPLICANT, OTHER, AUDITOR], ids=lambda actor: actor.name)
def test_nobody_else_may_withdraw_a_case(centre: Centre, actor: Actor) -> None:
    number = centre.start("plain", {}, actor=CLERK)
    with pytest.raises(NotAllowed):
        _withdraw(centre, number, actor)


def test_a_case_there_is_not_cannot_be_withdrawn(centre: Centre) -> None:
    with pytest.raises(NotFound):
        _withdraw(centre, "20260601-000099")


def test_a_long_reason_stands_whole_in_the_journal(centre: Centre) -> None:
    number = centre.start("plain", {})
    _withdraw(centre, number, reason="因" * 1000)
    assert centre.last(number)["body"]["reason"] == "因" * 1000


def _state(centre: Centre, number: str, task: str | None = None, actor: Actor = CLERK) -> None:
    add_statement(centre.database, actor, LATE, number=number, task=task, text="反对", attachments=["a.pdf"])


def test_a_statement_is_attached_to_the_task_it_comes_late_for(centre: Centre) -> None:
    number = centre.asked()
    settle_due(centre.database, LATE)
    _state(centre, number, centre.task(number, "give_opinion[1]#1"))
    body = centre.last(number)["body"]
    assert body == {"task": "give_opinion[1]#1", "text": "反对", "attachments": ["a.pdf"]}


def test_a_statement_changes_no_step(centre: Centre) -> None:
    number = centre.asked()
    settle_due(centre.database, LATE)
    _state(centre, number)
    assert centre.open_tasks(number) == ["decide#1"]


def test_a_statement_does_not_undo_the_default(centre: Centre) -> None:
    number = centre.asked()
    _state(centre, number)
    assert centre.kinds(number)[-2:] == ["timer_fired", "statement_added"]


def test_a_closed_case_takes_statements(centre: Centre) -> None:
    number = _withdrawn(centre)
    _state(centre, number)
    assert centre.last(number)["kind"] == "statement_added"


def test_a_statement_does_not_open_a_closed_case(centre: Centre) -> None:
    number = _withdrawn(centre)
    closed = centre.row(number)
    _state(centre, number)
    row = centre.row(number)
    assert (row.status, row.closed_at, row.next_due) == (closed.status, closed.closed_at, None)


def test_a_statement_about_another_cases_task_is_refused(centre: Centre) -> None:
    number, other = centre.asked(), centre.asked()
    with pytest.raises(NotFound):
        _state(centre, number, centre.task(other, "accept"))


@pytest.mark.parametrize("actor", [APPLICANT, AUDITOR], ids=lambda actor: actor.name)
def test_who_has_no_part_in_a_case_states_nothing(centre: Centre, actor: Actor) -> None:
    number = centre.start("plain", {}, actor=CLERK)
    with pytest.raises(NotAllowed):
        _state(centre, number, actor=actor)


def test_an_applicant_states_something_about_the_own_case(centre: Centre) -> None:
    number = centre.start("plain", {}, actor=APPLICANT)
    _state(centre, number, actor=APPLICANT)
    assert centre.last(number)["actor"] == APPLICANT.name
