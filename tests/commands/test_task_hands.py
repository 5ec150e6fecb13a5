"""Whose hands a task is in: claimed, given back, handed on."""

from __future__ import annotations

import pytest

from tests.support.centre import APPLICANT, CLERK, COLLEAGUE, LEAD, MASTER, OTHER, START, Centre
from workflow_app.commands.claim_task import claim_task
from workflow_app.commands.delegate_task import delegate_task
from workflow_app.commands.release_task import release_task
from workflow_app.commands.users import set_active
from workflow_app.errors import NotAllowed, NotFound, TaskGone, UserUnknown
from workflow_app.rules.permissions import Actor


@pytest.fixture
def number(centre: Centre) -> str:
    """A case with one task for 甲局."""
    return centre.start("plain", {})


@pytest.fixture
def task(centre: Centre, number: str) -> str:
    """That task."""
    return centre.task(number, "work")


def test_who_claims_a_task_has_it(centre: Centre, number: str, task: str) -> None:
    claim_task(centre.database, CLERK, START, task_id=task)
    assert centre.last(number)["facts"] == [{"fact": "task_assigned", "key": "work#1", "assignee": CLERK.name}]


def test_claiming_what_one_has_is_no_act(centre: Centre, number: str, task: str) -> None:
    for _ in range(2):
        claim_task(centre.database, CLERK, START, task_id=task)
    assert centre.kinds(number) == ["case_started", "task_claimed"]


def test_a_task_in_a_colleagues_hands_cannot_be_claimed(centre: Centre, task: str) -> None:
    claim_task(centre.database, CLERK, START, task_id=task)
    with pytest.raises(NotAllowed):
        claim_task(centre.database, COLLEAGUE, START, task_id=task)


@pytest.mark.parametrize("actor", [OTHER, APPLICANT], ids=lambda actor: actor.name)
def test_a_task_of_another_department_cannot_be_claimed(centre: Centre, task: str, actor: Actor) -> None:
    with pytest.raises(NotAllowed):
        claim_task(centre.database, actor, START, task_id=task)


def test_a_task_there_never_was_cannot_be_claimed(centre: Centre) -> None:
    with pytest.raises(NotFound):
        claim_task(centre.database, CLERK, START, task_id="20260601-000009.1")


def test_a_task_that_is_over_cannot_be_claimed(centre: Centre, number: str, task: str) -> None:
    centre.complete(number, "work")
    with pytest.raises(TaskGone):
        claim_task(centre.database, CLERK, START, task_id=task)


def test_a_task_given_back_is_anybodys_in_the_group(centre: Centre, number: str, task: str) -> None:
    claim_task(centre.database, CLERK, START, task_id=task)
    release_task(centre.database, CLERK, START, task_id=task)
    centre.complete(number, "work", actor=COLLEAGUE)
    assert centre.kinds(number)[2:] == ["task_released", "task_completed"]


def test_a_colleague_cannot_give_a_task_back(centre: Centre, task: str) -> None:
    claim_task(centre.database, CLERK, START, task_id=task)
    with pytest.raises(NotAllowed):
        release_task(centre.database, COLLEAGUE, START, task_id=task)


def test_a_window_lead_takes_a_task_out_of_somebodys_hands(centre: Centre, number: str, task: str) -> None:
    claim_task(centre.database, CLERK, START, task_id=task)
    release_task(centre.database, LEAD, START, task_id=task)
    assert centre.last(number)["kind"] == "task_released"


def test_giving_back_what_nobody_has_is_no_act(centre: Centre, number: str, task: str) -> None:
    release_task(centre.database, LEAD, START, task_id=task)
    assert centre.kinds(number) == ["case_started"]


def test_a_task_handed_on_is_the_receivers(centre: Centre, number: str, task: str) -> None:
    delegate_task(centre.database, CLERK, START, task_id=task, to=COLLEAGUE.name)
    assert centre.last(number)["facts"][0]["assignee"] == COLLEAGUE.name


def test_a_task_is_not_handed_to_somebody_who_may_not_do_it(centre: Centre, task: str) -> None:
    with pytest.raises(NotAllowed):
        delegate_task(centre.database, CLERK, START, task_id=task, to=OTHER.name)


def test_a_task_is_not_handed_to_somebody_unknown(centre: Centre, task: str) -> None:
    with pytest.raises(UserUnknown):
        delegate_task(centre.database, CLERK, START, task_id=task, to="nobody")


def test_a_task_is_not_handed_to_somebody_who_left(centre: Centre, task: str) -> None:
    set_active(centre.database, COLLEAGUE.name, False)
    with pytest.raises(UserUnknown):
        delegate_task(centre.database, CLERK, START, task_id=task, to=COLLEAGUE.name)


def test_a_colleague_hands_on_nothing_that_is_in_somebodys_hands(centre: Centre, task: str) -> None:
    claim_task(centre.database, CLERK, START, task_id=task)
    with pytest.raises(NotAllowed):
        delegate_task(centre.database, COLLEAGUE, START, task_id=task, to=LEAD.name)


def test_handing_a_task_to_who_has_it_is_no_act(centre: Centre, number: str, task: str) -> None:
    claim_task(centre.database, CLERK, START, task_id=task)
    delegate_task(centre.database, MASTER, START, task_id=task, to=CLERK.name)
    assert centre.kinds(number)[-1] == "task_claimed"
