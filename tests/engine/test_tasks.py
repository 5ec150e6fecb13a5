"""Tasks: who is asked, claiming and handing over, numbers and keys, withdrawal, late statements."""

from __future__ import annotations

import pytest

from tests.engine.conftest import Run
from tests.support.diagrams import boundary, diagram, end, gateway, having, node, start, timer, user
from tests.support.driver import Driver
from workflow_app.errors import CaseClosed, TaskGone


def one(part=None) -> bytes:
    task = part or user("work", "审查")
    return diagram("permit", start(), task, end(), flows=[f"start -> {task.id} -> end"])


def two() -> bytes:
    flows = ["start -> fork -> a -> end", "fork -> b -> end", "late -> end"]
    parts = [gateway("parallel", "fork"), user("a"), user("b"), boundary("late", "a", timer("working_days(2)"))]
    return diagram("permit", start(), *parts, end(), flows=flows)


def test_a_task_says_what_it_is(run: Run):
    case = run(one(user("work", "审查", camunda_candidateGroups="甲局", camunda_formRef="opinion")))
    assert case.told("task_opened") == [{
        "fact": "task_opened", "key": "work#1", "n": 1, "element": "work", "process": "permit", "name": "审查",
        "group": "甲局", "form": "opinion",
    }]  # fmt: skip


def test_a_task_without_a_group_goes_to_the_department_of_the_item(run: Run):
    assert run(one(), department="住建局").task("work")["group"] == "住建局"


def test_a_task_of_an_item_without_department_goes_to_any_clerk(run: Run):
    assert run(one()).task("work")["group"] == "clerk"


def test_a_group_may_be_an_expression(run: Run):
    task = user("work", camunda_candidateGroups="${牵头部门}")
    assert run(one(task), data={"牵头部门": "住建局"}).task("work")["group"] == "住建局"


def test_a_group_that_is_not_known_is_the_department(run: Run):
    task = user("work", camunda_candidateGroups="${牵头部门}")
    assert run(one(task), department="住建局").task("work")["group"] == "住建局"


def test_several_groups_may_be_asked(run: Run):
    assert run(one(user("work", camunda_candidateGroups="甲局, 乙局"))).task("work")["group"] == "甲局,乙局"


def test_an_expression_may_give_several_groups(run: Run):
    task = user("work", camunda_candidateGroups="${['甲局', '乙局']}")
    assert run(one(task)).task("work")["group"] == "甲局,乙局"


@pytest.mark.parametrize("tag", ["userTask", "manualTask", "task"])
def test_every_task_that_no_machine_does_waits_for_a_person(run: Run, tag):
    assert run(one(node(tag, "work"))).open == ["work#1"]


def test_tasks_are_numbered_through_the_case(run: Run):
    case = run(two())
    case.complete("a")
    assert [fact["n"] for fact in case.told("task_opened")] == [1, 2]


def test_a_task_claimed_is_its_claimers(run: Run):
    case = run(one())
    assert case.claim("work", by="zhang") == [{"fact": "task_assigned", "key": "work#1", "assignee": "zhang"}]


def test_a_task_released_is_nobodys(run: Run):
    case = run(one())
    case.claim("work", by="zhang")
    case.release("work")
    assert case.task("work")["assignee"] is None


def test_a_task_delegated_is_somebody_elses(run: Run):
    case = run(one())
    case.delegate("work", to="li")
    assert case.task("work")["assignee"] == "li"


def test_a_claim_survives_what_happens_beside_it(run: Run):
    case = run(two())
    case.claim("a", by="zhang")
    case.complete("b")
    assert case.task("a")["assignee"] == "zhang"


def test_a_task_completed_twice_is_refused(run: Run):
    case = run(two())
    case.complete("a#1")
    with pytest.raises(TaskGone):
        case.complete("a#1")


@pytest.mark.parametrize("kind", ["task_completed", "task_claimed", "task_released", "task_delegated"])
def test_a_task_that_never_was_is_refused(run: Run, kind):
    with pytest.raises(TaskGone):
        run(one()).act(kind, {"task": "other#1", "data": {}, "to": "li"})


def test_who_did_a_step_is_remembered(run: Run):
    case = run(two())
    case.complete("a", "zhang")
    assert case.state.performers == {"a": "zhang"}


def test_a_step_may_name_those_whose_doers_may_not_do_it(run: Run):
    task = having(user("decide"), separate_from="accept, review")
    assert run(one(task)).task("decide")["separate_from"] == "accept, review"


def withdrawn(run: Run) -> Driver:
    case = run(two())
    case.withdraw("不想办了")
    return case


def test_a_withdrawal_drops_every_task(run: Run):
    dropped = withdrawn(run).told("task_dropped")
    assert [(fact["key"], fact["why"]) for fact in dropped] == [("b#1", "case_withdrawn"), ("a#1", "case_withdrawn")]


def test_a_withdrawal_ends_every_timer_unfired(run: Run):
    """E17."""
    case = withdrawn(run)
    assert (case.timers, len(case.told("timer_ended")), case.told("timer_fired")) == ({}, 1, [])


def test_a_withdrawn_case_says_why(run: Run):
    case = withdrawn(run)
    assert (case.status, case.outcome) == ("withdrawn", "不想办了")


@pytest.mark.parametrize(
    "act",
    [
        lambda case: case.act("task_completed", {"task": "a#1", "data": {}}),
        lambda case: case.act("timer_fired", {"timer": "late#1", "due": ""}),
        lambda case: case.act("notice_known", {"notice": "CN-2026"}),
        lambda case: case.withdraw(),
    ],
)
def test_a_closed_case_does_not_change(run: Run, act):
    with pytest.raises(CaseClosed):
        act(withdrawn(run))


def test_a_closed_case_still_takes_a_statement(run: Run):
    """E3: what comes too late to count is attached."""
    case = withdrawn(run)
    assert case.add_statement("我们不同意", task="a#1") == [{"fact": "statement_added", "task": "a#1"}]


def test_a_statement_changes_no_step(run: Run):
    case = run(two())
    before = case.open
    case.add_statement("补充说明")
    assert case.open == before
