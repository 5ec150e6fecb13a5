"""Multi-instance: one task each, results in the collection's order, null for silence, rounds that start clean."""

from __future__ import annotations

import itertools

import pytest

from tests.engine.conftest import Run
from tests.support.diagrams import (
    call,
    diagram,
    end,
    file_of,
    gateway,
    having,
    multi,
    node,
    process,
    script,
    start,
    sub,
    user,
)
from tests.support.driver import Driver, definition
from tests.support.reviews import DEPARTMENTS, multi_reviews
from workflow_app.errors import EngineFailed

THREE = ["甲局", "乙局", "丙局"]
GATHERED = {"outputElement": "opinion", "outputCollection": "opinions"}


def asked(part=None, /, collection: str | None = "departments", properties=GATHERED, **options: str) -> bytes:
    """`part` for every department, then `decide`."""
    review = having(multi(part or user("review"), collection, **options), **properties)
    return diagram("permit", start(), review, user("decide"), end(), flows=["start -> review -> decide -> end"])


def enough(condition: str):
    """A review that is over when the condition holds."""
    inner = f"<bpmn:completionCondition>{condition}</bpmn:completionCondition>"
    loop = (
        '<bpmn:multiInstanceLoopCharacteristics camunda:collection="departments" camunda:elementVariable="department">'
        f"{inner}</bpmn:multiInstanceLoopCharacteristics>"
    )
    return having(user("review", inner=loop), **GATHERED)


def shared(condition: str) -> bytes:
    flows = ["start -> review -> decide -> end"]
    return diagram("permit", start(), enough(condition), user("decide"), end(), flows=flows)


def answer(case: Driver, *numbers: int) -> None:
    for number in numbers:
        case.complete(f"review[{number}]", opinion=f"意见{number}")


def test_every_instance_has_a_task_of_its_own(run: Run):
    case = run(asked(), data=DEPARTMENTS)
    assert case.open == ["review[1]#1", "review[2]#1", "review[3]#1"]


def test_each_task_goes_to_the_department_whose_turn_it_is(run: Run):
    case = run(asked(user("review", camunda_candidateGroups="${department}")), data=DEPARTMENTS)
    assert [task["group"] for task in case.state.tasks.values()] == THREE


@pytest.mark.parametrize("order", list(itertools.permutations((1, 2, 3))), ids=str)
def test_results_stand_in_the_order_of_the_collection(run: Run, order):
    case = run(asked(), data=DEPARTMENTS)
    answer(case, *order)
    assert case.data["opinions"] == ["意见1", "意见2", "意见3"]


def test_the_standard_way_of_writing_results_is_read_too(run: Run):
    case = run(multi_reviews(), data=DEPARTMENTS)
    answer(case, 3, 1, 2)
    assert case.data["opinions"] == ["意见1", "意见2", "意见3"]


def test_who_leaves_nothing_stands_as_null(run: Run):
    case = run(asked(), data=DEPARTMENTS)
    answer(case, 1)
    case.complete("review[2]", remark="无意见")
    answer(case, 3)
    assert case.data["opinions"] == ["意见1", None, "意见3"]


def test_the_multi_instance_ends_when_the_last_has_answered(run: Run):
    case = run(asked(), data=DEPARTMENTS)
    answer(case, 2, 3, 1)
    assert case.open == ["decide#1"]


def test_a_second_round_starts_clean(run: Run):
    case = run(multi_reviews(), data=DEPARTMENTS)
    answer(case, 1, 2, 3)
    case.complete("decide", again=True)
    assert case.data["opinions"] == [None, None, None]


def test_a_second_round_names_its_tasks_anew(run: Run):
    case = run(multi_reviews(), data=DEPARTMENTS)
    answer(case, 1, 2, 3)
    case.complete("decide", again=True)
    assert case.open == ["review[1]#2", "review[2]#2", "review[3]#2"]


def test_a_second_round_forgets_what_was_answered_in_the_first(run: Run):
    case = run(multi_reviews(), data=DEPARTMENTS)
    answer(case, 1, 2, 3)
    case.complete("decide", again=True)
    for number in (1, 2, 3):
        case.complete(f"review[{number}]")
    assert case.data["opinions"] == [None, None, None]


def test_what_one_instance_writes_another_does_not_read(run: Run):
    case = run(asked(), data=DEPARTMENTS)
    case.complete("review[1]", opinion="同意")
    assert "opinion" not in case.state.tokens["review[2]#1"].data


def test_an_instance_reads_the_data_of_the_case(run: Run):
    case = run(asked(user("review", camunda_assignee="${leader}")), data={**DEPARTMENTS, "leader": "李四"})
    assert {task["assignee"] for task in case.state.tasks.values()} == {"李四"}


def test_sequential_instances_come_one_after_the_other(run: Run):
    case = run(asked(isSequential="true"), data=DEPARTMENTS)
    seen = []
    for number in (1, 2, 3):
        seen += case.open
        answer(case, number)
    assert seen == ["review[1]#1", "review[2]#1", "review[3]#1"]


def test_sequential_results_are_gathered_too(run: Run):
    case = run(asked(isSequential="true"), data=DEPARTMENTS)
    answer(case, 1, 2, 3)
    assert case.data["opinions"] == ["意见1", "意见2", "意见3"]


def test_countersigning_waits_for_all(run: Run):
    case = run(shared("nrOfCompletedInstances == nrOfInstances"), data=DEPARTMENTS)
    answer(case, 1, 2)
    assert case.open == ["review[3]#1"]


def test_one_signature_of_many_is_enough(run: Run):
    case = run(shared("nrOfCompletedInstances &gt;= 1"), data=DEPARTMENTS)
    answer(case, 2)
    assert case.open == ["decide#1"]


def test_one_veto_ends_the_round(run: Run):
    case = run(shared('opinion == "不同意"'), data=DEPARTMENTS)
    case.complete("review[1]", opinion="同意")
    case.complete("review[2]", opinion="不同意")
    assert case.data["opinions"] == ["同意", "不同意", None]


def test_those_no_longer_asked_leave_a_fact(run: Run):
    case = run(shared("nrOfCompletedInstances &gt;= 1"), data=DEPARTMENTS)
    answer(case, 2)
    assert [(fact["key"], fact["why"]) for fact in case.told("task_dropped")] == [
        ("review[1]#1", "review"), ("review[3]#1", "review"),
    ]  # fmt: skip


def test_the_number_still_active_is_known(run: Run):
    case = run(shared("nrOfActiveInstances == 1"), data=DEPARTMENTS)
    answer(case, 1, 2)
    assert case.open == ["decide#1"]


def test_a_cardinality_may_be_an_expression(run: Run):
    case = run(asked(collection=None, cardinality="n + 1"), data={"n": 1})
    assert case.open == ["review[1]#1", "review[2]#1"]


def test_an_empty_collection_is_passed_over(run: Run):
    assert run(asked(), data={"departments": []}).open == ["decide#1"]


def test_a_collection_that_is_not_set_is_passed_over(run: Run):
    assert run(asked()).open == ["decide#1"]


def test_an_empty_collection_gives_an_empty_list(run: Run):
    assert run(asked(), data={"departments": []}).data["opinions"] == []


@pytest.mark.parametrize("value", ["甲局", 3, True])
def test_a_collection_that_is_no_list_is_refused_naming_the_element(value):
    with pytest.raises(EngineFailed, match="review"):
        started(asked(), departments=value)


@pytest.mark.parametrize("count", ["-1", "1.5", '"²"', "1001", "10000000 * 10000000", "nothing"])
def test_a_cardinality_that_is_no_number_of_instances_is_refused(count):
    with pytest.raises(EngineFailed, match="review"):
        started(asked(collection=None, cardinality=count))


def test_computed_items_are_kept_as_json(run: Run):
    case = run(asked(collection="[date('2026-10-09'), 1.5]"))
    answer(case, 1)
    assert case.state.tokens["review[2]#1"].data["department"] == "1.5"


def test_the_results_survive_another_branch_writing_over_them(run: Run):
    review = having(multi(user("review"), "departments"), **GATHERED)
    gateways = [gateway("parallel", "fork"), gateway("parallel", "join")]
    flows = ["start -> fork -> review -> join -> end", "fork -> other -> join"]
    case = run(diagram("permit", start(), *gateways, review, user("other"), end(), flows=flows), data=DEPARTMENTS)
    answer(case, 1)
    case.complete("other", opinions="弄丢了")
    answer(case, 2, 3)
    assert case.data["opinions"] == ["意见1", "意见2", "意见3"]


def test_a_sub_process_runs_once_for_each_item(run: Run):
    inside = sub("review", start("b"), user("give"), end("e"), flows=["b -> give -> e"])
    assert run(asked(inside), data=DEPARTMENTS).open == [f"review[{number}]/give#1" for number in (1, 2, 3)]


def test_a_called_process_runs_once_for_each_item(run: Run):
    called = process("opinion_of", start("b"), user("give"), end("e"), flows=["b -> give -> e"])
    whole = asked(call("review", "opinion_of"))
    case = run(whole, file_of(called), data=DEPARTMENTS)
    for number in (2, 1, 3):
        case.complete(f"review[{number}]/give", opinion=number)
    assert case.data["opinions"] == [1, 2, 3]


def test_what_a_called_process_computes_stays_with_its_instance(run: Run):
    called = process("opinion_of", start("b"), script("say", "opinion = department + '同意'"), flows=["b -> say"])
    case = run(asked(call("review", "opinion_of")), file_of(called), data=DEPARTMENTS)
    assert case.data["opinions"] == ["甲局同意", "乙局同意", "丙局同意"]


def test_a_multi_instance_inside_a_multi_instance_keeps_its_results_apart(run: Run):
    inner = having(multi(user("sign"), "people", "person"), outputElement="signed", outputCollection="opinion")
    outer = sub("review", start("b"), inner, end("e"), flows=["b -> sign -> e"])
    case = run(asked(outer), data={"departments": ["甲局", "乙局"], "people": ["张三", "李四"]})
    for outer_number, number in ((2, 2), (1, 1), (2, 1), (1, 2)):
        case.complete(f"review[{outer_number}]/sign[{number}]", signed=f"{outer_number}.{number}")
    assert case.data["opinions"] == [["1.1", "1.2"], ["2.1", "2.2"]]


def test_receive_tasks_wait_each_for_themselves(run: Run):
    case = run(asked(node("receiveTask", "review", "答复")), data=DEPARTMENTS)
    case.act("message_received", {"name": "答复", "payload": {"opinion": "同意"}, "waits": ["review[2]#1"]})
    assert case.data["opinions"] == [None, "同意", None]


def started(content: bytes, **data: object) -> Driver:
    return Driver(definition(content), data)
