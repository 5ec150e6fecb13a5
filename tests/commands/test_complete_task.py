"""Completing a task: who may, with what data, received when."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from tests.support.centre import APPLICANT, AUDITOR, CLERK, COLLEAGUE, LEAD, MASTER, OTHER, START, Centre
from workflow_app.commands.claim_task import claim_task
from workflow_app.commands.complete_task import complete_task
from workflow_app.commands.transaction import writing
from workflow_app.errors import (
    FormRefused,
    NotAllowed,
    NotFound,
    ReceivedTooEarly,
    RequestRefused,
    TaskGone,
    ValueNotKept,
)
from workflow_app.rules.instants import iso
from workflow_app.rules.permissions import Actor
from workflow_app.store.settings import SANDBOX, set_sandbox
from workflow_app.store.tables import settings

HOUR = timedelta(hours=1)


def _refused_form(centre: Centre, amount: int, data: dict[str, object]) -> dict[str, object]:
    """What the form of `asking` says is wrong, by field."""
    number = centre.start("asking", {"amount": amount})
    with pytest.raises(FormRefused) as caught:
        centre.complete(number, "check", data)
    return dict(caught.value.details["errors"])


def test_completing_a_task_answers_the_cases_number(centre: Centre) -> None:
    number = centre.start("plain", {})
    assert centre.complete(number, "work", actor=CLERK) == number


def test_data_without_a_form_become_case_data(centre: Centre) -> None:
    number = centre.start("plain", {})
    centre.complete(number, "work", {"结论": "同意", "any": [1, {"": None}]})
    assert {"fact": "data_set", "scope": "", "name": "any", "value": [1, {"": None}]} in centre.last(number)["facts"]


def test_the_actor_stands_in_the_entry(centre: Centre) -> None:
    number = centre.start("plain", {})
    centre.complete(number, "work", actor=COLLEAGUE)
    assert centre.last(number)["actor"] == COLLEAGUE.name


def test_a_task_there_never_was_is_not_found(centre: Centre) -> None:
    with pytest.raises(NotFound):
        complete_task(centre.database, MASTER, START, task_id="20260601-000001.9", data={})


def test_a_task_completed_before_is_gone(centre: Centre) -> None:
    number = centre.start("plain", {})
    centre.complete(number, "work")
    with pytest.raises(TaskGone):
        centre.complete(number, "work")


@pytest.mark.parametrize("actor", [OTHER, APPLICANT, AUDITOR], ids=lambda actor: actor.role)
def test_who_does_not_work_for_the_tasks_group_may_not_complete_it(centre: Centre, actor: Actor) -> None:
    number = centre.start("plain", {})
    with pytest.raises(NotAllowed):
        centre.complete(number, "work", actor=actor)


def test_a_department_may_not_give_anothers_opinion(centre: Centre) -> None:
    number = centre.asked()
    with pytest.raises(NotAllowed):
        centre.complete(number, "give_opinion[2]#1", actor=CLERK)


def test_a_task_in_somebodys_hands_is_not_completed_by_a_colleague(centre: Centre) -> None:
    number = centre.start("plain", {})
    claim_task(centre.database, CLERK, START, task_id=centre.task(number, "work"))
    with pytest.raises(NotAllowed):
        centre.complete(number, "work", actor=COLLEAGUE)


def test_the_applicants_task_is_the_applicants(centre: Centre) -> None:
    number = centre.start("owned", {}, actor=APPLICANT)
    with pytest.raises(NotAllowed):
        centre.complete(number, "correct", actor=CLERK)


def test_the_window_answers_for_an_applicant_without_an_account(centre: Centre) -> None:
    number = centre.start("owned", {}, actor=CLERK)
    centre.complete(number, "correct", actor=COLLEAGUE)
    assert centre.open_tasks(number) == ["look#1"]


def test_a_sandboxs_administrator_completes_any_task(centre: Centre) -> None:
    number = centre.asked()
    centre.complete(number, "give_opinion[2]#1", actor=MASTER)
    assert centre.open_tasks(number) == ["give_opinion[1]#1"]


def test_outside_a_sandbox_an_administrator_works_no_case(centre: Centre) -> None:
    number = centre.start("plain", {})
    centre.change(settings, settings.c.name == SANDBOX, value="false")
    with pytest.raises(NotAllowed):
        centre.complete(number, "work", actor=MASTER)


def test_who_did_the_step_it_is_separate_from_may_not_do_this_one(centre: Centre) -> None:
    number = centre.start("separate", {})
    centre.complete(number, "review", actor=CLERK)
    with pytest.raises(NotAllowed):
        centre.complete(number, "decide", actor=CLERK)


def test_somebody_else_may_do_the_separate_step(centre: Centre) -> None:
    number = centre.start("separate", {})
    centre.complete(number, "review", actor=CLERK)
    centre.complete(number, "decide", actor=LEAD)
    assert centre.row(number).status == "completed"


def test_a_sandboxs_administrator_is_not_held_to_separation(centre: Centre) -> None:
    number = centre.start("separate", {})
    centre.complete(number, "review", actor=MASTER)
    centre.complete(number, "decide", actor=MASTER)
    assert centre.row(number).status == "completed"


def test_a_form_refuses_an_unknown_field_by_its_name(centre: Centre) -> None:
    assert list(_refused_form(centre, 5, {"colour": "red"})) == ["colour"]


def test_a_field_that_case_data_shows_is_required(centre: Centre) -> None:
    assert list(_refused_form(centre, 100, {})) == ["reasons"]


def test_a_field_that_case_data_hides_is_not_taken(centre: Centre) -> None:
    assert list(_refused_form(centre, 99, {"reasons": "太多"})) == ["reasons"]


def test_a_field_that_case_data_hides_is_not_required(centre: Centre) -> None:
    number = centre.start("asking", {"amount": 99})
    centre.complete(number, "check", {"note": "好"})
    assert centre.row(number).status == "completed"


def test_a_refused_form_leaves_everything_as_it_was(centre: Centre) -> None:
    number = centre.start("asking", {"amount": 100})
    before = centre.contents()
    with pytest.raises(FormRefused):
        centre.complete(number, "check", {})
    assert centre.contents() == before


def test_a_number_the_journal_cannot_hold_is_refused(centre: Centre) -> None:
    number = centre.start("plain", {})
    with pytest.raises(ValueNotKept):
        centre.complete(number, "work", {"amount": 1234567890123456})


def _late(centre: Centre, received_at: datetime, actor: Actor = CLERK, evidence: str | None = "收文章") -> str:
    """Complete a task at 10:00 that was received earlier."""
    number = centre.start("plain", {}, actor=CLERK, now=START)
    return centre.complete(number, "work", actor=actor, now=START + HOUR, received_at=received_at, evidence=evidence)


def test_a_receipt_in_the_future_is_refused(centre: Centre) -> None:
    with pytest.raises(RequestRefused):
        _late(centre, START + 2 * HOUR)


def test_a_receipt_before_the_cases_latest_act_is_refused(centre: Centre) -> None:
    with pytest.raises(ReceivedTooEarly):
        _late(centre, START - HOUR)


def test_a_receipt_at_the_cases_latest_act_is_taken(centre: Centre) -> None:
    number = _late(centre, START)
    assert centre.last(number)["at"] == iso(START)


def test_a_receipt_without_evidence_is_refused(centre: Centre) -> None:
    with writing(centre.database) as connection:
        set_sandbox(connection, False)
    with pytest.raises(RequestRefused):
        _late(centre, START, evidence=None)


def test_in_a_sandbox_a_receipt_needs_no_evidence(centre: Centre) -> None:
    assert centre.last(_late(centre, START, evidence=None))["at"] == iso(START)


def test_a_receipts_evidence_stands_in_the_entry(centre: Centre) -> None:
    number = _late(centre, START)
    assert centre.last(number)["body"]["evidence"] == "收文章"


def test_an_applicant_may_not_enter_an_earlier_receipt(centre: Centre) -> None:
    number = centre.start("owned", {}, actor=APPLICANT)
    with pytest.raises(NotAllowed):
        centre.complete(number, "correct", actor=APPLICANT, now=START + HOUR, received_at=START, evidence="邮戳")


def test_the_sandboxs_administrator_needs_no_evidence_for_a_receipt(centre: Centre) -> None:
    number = _late(centre, START, actor=MASTER, evidence=None)
    assert centre.last(number)["at"] == iso(START)
