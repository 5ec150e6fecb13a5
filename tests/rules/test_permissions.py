"""Who may do what."""

from __future__ import annotations

import pytest

from tests.support.people import actor
from workflow_app.rules.permissions import (
    ROLES,
    Actor,
    may_audit,
    may_complete,
    may_delegate,
    may_manage_users,
    may_move_clock,
    may_publish,
    may_receive_message,
    may_release,
    may_see_case,
    may_start_case,
    may_void_default,
    may_withdraw_case,
)

HOUSING, PLANNING = "市住建局", "市规划局"


def completes(
    who: Actor,
    group: str,
    *,
    assignee: str | None = None,
    item_department: str | None = None,
    applicant_user: str | None = None,
    sandbox: bool = False,
) -> bool:
    reason = may_complete(
        who,
        group=group,
        assignee=assignee,
        item_department=item_department,
        applicant_user=applicant_user,
        sandbox=sandbox,
    )
    return reason is None


@pytest.mark.parametrize("role", ["clerk", "window_lead", "supervisor"])
def test_a_department_works_its_own_tasks(role: str) -> None:
    assert completes(actor(role, HOUSING), HOUSING)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"applicant"}))
def test_no_department_works_the_tasks_of_another(role: str) -> None:
    assert not completes(actor(role, PLANNING), HOUSING)


@pytest.mark.parametrize("role", ["analyst", "auditor", "administrator", "applicant"])
@pytest.mark.parametrize("group", [HOUSING, "clerk", "analyst", "auditor", "administrator"])
def test_who_does_not_work_cases_completes_nothing(role: str, group: str) -> None:
    assert not completes(actor(role, HOUSING), group)


def test_a_clerk_of_any_department_works_generic_tasks_of_an_item_nobody_owns() -> None:
    assert completes(actor("clerk", PLANNING), "clerk")


def test_a_generic_task_belongs_to_the_department_that_owns_the_item() -> None:
    assert not completes(actor("clerk", PLANNING), "clerk", item_department=HOUSING)


def test_a_clerk_of_the_owning_department_works_its_generic_tasks() -> None:
    assert completes(actor("clerk", HOUSING), "clerk", item_department=HOUSING)


def test_a_general_window_works_generic_tasks_of_every_item() -> None:
    assert completes(actor("clerk"), "clerk", item_department=HOUSING)


@pytest.mark.parametrize(
    ("role", "group", "allowed"),
    [
        ("clerk", "window_lead", False),
        ("clerk", "supervisor", False),
        ("window_lead", "clerk", True),
        ("window_lead", "window_lead", True),
        ("window_lead", "supervisor", False),
        ("supervisor", "clerk", True),
        ("supervisor", "window_lead", True),
        ("supervisor", "supervisor", True),
    ],
)
def test_a_higher_rank_does_the_work_of_a_lower_one(role: str, group: str, allowed: bool) -> None:
    assert completes(actor(role, HOUSING), group, item_department=HOUSING) is allowed


@pytest.mark.parametrize("group", ["clerk, window_lead", f"{PLANNING},{HOUSING}"])
def test_one_of_several_groups_is_enough(group: str) -> None:
    assert completes(actor("clerk", HOUSING), group)


def test_a_group_nobody_bears_is_nobodys() -> None:
    assert not completes(actor("clerk", HOUSING), "reviewers")


def test_a_person_without_department_is_not_in_a_nameless_group() -> None:
    assert not completes(actor("clerk"), "")


def test_an_applicant_works_the_applicants_tasks_of_the_own_case() -> None:
    assert completes(actor("applicant", name="wang"), "applicant", applicant_user="wang")


def test_an_applicant_does_not_touch_the_case_of_another() -> None:
    assert not completes(actor("applicant", name="li"), "applicant", applicant_user="wang")


def test_a_clerk_does_not_answer_for_an_applicant_with_an_account() -> None:
    assert not completes(actor("clerk", HOUSING), "applicant", applicant_user="wang")


def test_the_window_enters_what_an_applicant_without_account_answers() -> None:
    assert completes(actor("clerk", HOUSING), "applicant", item_department=HOUSING)


def test_a_clerk_who_bears_the_name_of_the_applicant_is_not_the_applicant() -> None:
    assert not completes(actor("clerk", name="wang"), "applicant", applicant_user="wang")


def test_a_claimed_task_is_left_to_who_claimed_it() -> None:
    assert not completes(actor("clerk", HOUSING, "zhang"), HOUSING, assignee="li")


def test_who_claimed_a_task_completes_it() -> None:
    assert completes(actor("clerk", HOUSING, "zhang"), HOUSING, assignee="zhang")


def test_whom_the_diagram_names_completes_a_task_whatever_its_group() -> None:
    assert completes(actor("clerk", PLANNING, "zhang"), HOUSING, assignee="zhang")


def test_an_auditor_named_by_a_diagram_still_completes_nothing() -> None:
    assert not completes(actor("auditor", name="zhao"), HOUSING, assignee="zhao")


def test_an_administrator_of_a_sandbox_completes_what_others_claimed() -> None:
    assert completes(actor("administrator"), HOUSING, assignee="li", sandbox=True)


@pytest.mark.parametrize("role", sorted(set(ROLES) - {"administrator"}))
def test_a_sandbox_widens_the_rights_of_nobody_else(role: str) -> None:
    assert not completes(actor(role, PLANNING), HOUSING, sandbox=True)


def test_a_refusal_says_why_in_both_languages() -> None:
    reason = may_complete(
        actor("clerk"), group=HOUSING, assignee=None, item_department=None, applicant_user=None, sandbox=False
    )
    assert reason == {"zh": "该任务由“市住建局”办理", "en": "the task is for 市住建局"}


@pytest.mark.parametrize(
    ("role", "allowed"), [("clerk", False), ("window_lead", True), ("supervisor", True), ("administrator", False)]
)
def test_leads_take_a_claimed_task_back(role: str, allowed: bool) -> None:
    reason = may_release(actor(role, HOUSING), group=HOUSING, assignee="li", item_department=None, sandbox=False)
    assert (reason is None) is allowed


def test_who_claimed_a_task_gives_it_back() -> None:
    who = actor("clerk", HOUSING, "zhang")
    assert may_release(who, group=HOUSING, assignee="zhang", item_department=None, sandbox=False) is None


def test_a_lead_of_another_department_takes_nothing_back() -> None:
    assert may_release(
        actor("window_lead", PLANNING), group=HOUSING, assignee="li", item_department=None, sandbox=False
    )


@pytest.mark.parametrize(("assignee", "allowed"), [(None, True), ("zhang", True), ("li", False)])
def test_a_clerk_hands_on_what_nobody_else_holds(assignee: str | None, allowed: bool) -> None:
    who = actor("clerk", HOUSING, "zhang")
    reason = may_delegate(who, group=HOUSING, assignee=assignee, item_department=None, sandbox=False)
    assert (reason is None) is allowed


@pytest.mark.parametrize("role", ["applicant", "analyst", "auditor", "administrator"])
def test_who_does_not_work_cases_hands_nothing_on(role: str) -> None:
    assert may_delegate(actor(role, HOUSING), group=HOUSING, assignee=None, item_department=None, sandbox=False)


def roles_that(allowed: object) -> set[str]:
    return {role for role in ROLES if allowed(actor(role)) is None}  # type: ignore[operator]


WORKERS = {"clerk", "window_lead", "supervisor"}


def test_cases_are_started_by_applicants_and_windows() -> None:
    assert roles_that(lambda who: may_start_case(who, sandbox=False)) == WORKERS | {"applicant"}


def test_in_a_sandbox_administrators_start_cases_too() -> None:
    assert roles_that(lambda who: may_start_case(who, sandbox=True)) == WORKERS | {"applicant", "administrator"}


def test_messages_are_entered_by_windows() -> None:
    assert roles_that(lambda who: may_receive_message(who, sandbox=False)) == WORKERS


def test_defaults_are_voided_by_supervisors() -> None:
    assert roles_that(lambda who: may_void_default(who, sandbox=False)) == {"supervisor"}


def test_analysts_alone_publish() -> None:
    assert roles_that(may_publish) == {"analyst"}


def test_nobody_moves_real_time() -> None:
    assert roles_that(lambda who: may_move_clock(who, sandbox=False)) == set()


def test_the_administrator_of_a_sandbox_moves_its_time() -> None:
    assert roles_that(lambda who: may_move_clock(who, sandbox=True)) == {"administrator"}


def test_auditors_and_supervisors_audit() -> None:
    assert roles_that(lambda who: may_audit(who, sandbox=False)) == {"auditor", "supervisor"}


def test_administrators_manage_users() -> None:
    assert roles_that(may_manage_users) == {"administrator"}


def sees(who: Actor, *, groups: tuple[str, ...] = (), item_department: str | None = HOUSING) -> bool:
    reason = may_see_case(
        who,
        item_department=item_department,
        applicant_user="wang",
        groups=groups,
        started_by="zhang",
        sandbox=False,
    )
    return reason is None


def test_auditors_and_supervisors_see_every_case() -> None:
    assert {role for role in ROLES if sees(actor(role))} == {"auditor", "supervisor"}


@pytest.mark.parametrize(
    "who",
    [
        actor("applicant", name="wang"),
        actor("clerk", HOUSING),
        actor("clerk", PLANNING, "zhang"),
    ],
    ids=["its applicant", "its department", "who received it"],
)
def test_a_case_is_seen_by_those_it_concerns(who: Actor) -> None:
    assert sees(who)


@pytest.mark.parametrize(
    "who",
    [
        actor("applicant", name="li"),
        actor("clerk", PLANNING),
        actor("analyst", HOUSING),
        actor("administrator", HOUSING),
    ],
    ids=["another applicant", "another department", "an analyst", "an administrator"],
)
def test_a_case_is_not_seen_by_others(who: Actor) -> None:
    assert not sees(who)


def test_a_department_that_was_asked_sees_the_case() -> None:
    assert sees(actor("clerk", PLANNING), groups=(PLANNING,))


def test_a_case_no_department_owns_belongs_to_every_window() -> None:
    assert sees(actor("clerk", PLANNING), item_department=None)


def test_an_applicant_withdraws_the_own_case() -> None:
    who = actor("applicant", name="wang")
    assert may_withdraw_case(who, item_department=HOUSING, applicant_user="wang", sandbox=False) is None


def test_the_items_window_withdraws_on_the_applicants_behalf() -> None:
    assert (
        may_withdraw_case(actor("clerk", HOUSING), item_department=HOUSING, applicant_user=None, sandbox=False) is None
    )


def test_another_department_withdraws_nothing() -> None:
    assert may_withdraw_case(actor("clerk", PLANNING), item_department=HOUSING, applicant_user=None, sandbox=False)
