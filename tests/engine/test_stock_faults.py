"""What is wrong in SpiffWorkflow 3.2.0 (DESIGN, measured): each test says what would be right, and fails with it.

When one passes, a newer release has mended the fault: drop the remedy named in docs/decisions/0017-engine-overrides.md.
Only that the fault is still there is told here; that ours is right is told by the tests the record names.
"""

from __future__ import annotations

import itertools
import logging
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from lxml import etree
from SpiffWorkflow.bpmn.exceptions import WorkflowDataException
from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.util.task import TaskState

from tests.support.clock_trap import ClockRead, no_clock
from tests.support.diagrams import boundary, diagram, end, gateway, start, timer, user
from tests.support.reviews import joined_reviews, multi_reviews, send_back
from tests.support.small_stack import small_stack
from tests.support.stock import StockCase

ORDERS = list(itertools.permutations((1, 2, 3)))
THREE = ["a", "b", "c"]


def wrong_in_3_2_0(raises: type[BaseException] | tuple[type[BaseException], ...]) -> pytest.MarkDecorator:
    return pytest.mark.xfail(strict=True, raises=raises, reason="SpiffWorkflow 3.2.0")


def early(first: tuple[int, ...], second: tuple[int, ...]) -> bool:
    """Whether the second round's join let a decision through before all three had answered."""
    case = StockCase(joined_reviews())
    case.complete("accept")
    for number in first:
        case.complete(f"review{number}")
    case.complete("decide", returned=True)
    case.complete("accept")
    for number in second[:2]:
        case.complete(f"review{number}")
    return "decide" in case.open


@wrong_in_3_2_0(AssertionError)
def test_stock_joins_every_round_of_a_loop_when_all_have_answered():
    """24 of the 36 orders are wrong."""
    assert sum(early(first, second) for first in ORDERS for second in ORDERS) == 0


@wrong_in_3_2_0(RecursionError)
def test_stock_survives_40_loops_on_a_small_stack():
    """On Python's ordinary stack it is 98 loops of an ordinary approval."""
    with small_stack():
        case = StockCase(joined_reviews())
        for _ in range(40):
            once_around(case)


def once_around(case: StockCase) -> None:
    case.complete("accept")
    for number in (1, 2, 3):
        case.complete(f"review{number}")
    case.complete("decide", returned=True)


@wrong_in_3_2_0(AssertionError)
def test_stock_keeps_a_looping_case_small():
    case = StockCase(send_back())
    case.complete("review", again=True)
    before = case.size
    for _ in range(30):
        case.complete("review", again=True)
    assert case.size == before


def answer(case: StockCase, department: str, **data: Any) -> None:
    nth = [task.data["department"] for task in case.ready()].index(department)
    case.complete("review", nth, **data)


@wrong_in_3_2_0(AssertionError)
def test_stock_lists_results_in_the_order_of_the_collection():
    case = StockCase(multi_reviews(), departments=THREE)
    for department in "cab":
        answer(case, department, opinion=department.upper())
    assert case.ready()[0].data["opinions"] == ["A", "B", "C"]


@wrong_in_3_2_0(WorkflowDataException)
def test_stock_takes_silence_for_an_answer():
    answer(StockCase(multi_reviews(), departments=THREE), "a")


@wrong_in_3_2_0(WorkflowDataException)
def test_stock_begins_a_second_round_of_a_multi_instance():
    case = StockCase(multi_reviews(), departments=THREE)
    for department in THREE:
        answer(case, department, opinion="同意")
    case.complete("decide", again=True)


@wrong_in_3_2_0(AssertionError)
def test_stock_completes_a_multi_instance_restored_in_fresh_specifications():
    case = StockCase(multi_reviews(), departments=THREE)
    parser = BpmnParser()
    parser.add_bpmn_xml(etree.fromstring(multi_reviews()))
    fresh = parser.get_spec("permit")
    case.workflow.spec = fresh
    for task in case.workflow.tasks.values():
        task.task_spec = fresh.task_specs.get(task.task_spec.name, task.task_spec)
    for department in THREE:
        answer(case, department, opinion="同意")
    assert case.open == ["decide"]


@wrong_in_3_2_0(AssertionError)
def test_stock_remembers_who_was_silent_when_a_multi_instance_is_interrupted():
    case = StockCase(multi_reviews(), departments=THREE)
    answer(case, "a", opinion="同意")
    for task in case.workflow.get_tasks(spec_name="review"):
        task.cancel()  # as its boundary event does
    silent = case.workflow.get_tasks(state=TaskState.CANCELLED, spec_name="review [child]")
    assert [task.data["department"] for task in silent] == ["b", "c"]


@wrong_in_3_2_0(AssertionError)
def test_stock_lets_parallel_branches_share_data():
    flows = ["start -> fork -> a -> join -> after -> end", "fork -> b -> join"]
    gateways = [gateway("parallel", "fork"), gateway("parallel", "join")]
    content = diagram("permit", start(), *gateways, user("a"), user("b"), user("after"), end(), flows=flows)
    case = StockCase(content, amount=1)
    case.complete("a", amount=2)
    assert case.ready()[0].data["amount"] == 2


@wrong_in_3_2_0(ClockRead)
def test_stock_reads_no_clock_and_draws_no_random_id():
    case = StockCase(send_back())
    with no_clock():
        case.complete("review", again=True)


@wrong_in_3_2_0(AssertionError)
def test_stock_makes_no_log_record_for_a_change_of_state(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG):
        StockCase(send_back())
    assert [record for record in caplog.records if record.name.startswith("spiff")] == []


@wrong_in_3_2_0(AssertionError)
def test_stock_leaves_a_due_timer_alone_until_it_is_told():
    late = boundary("late", "review", timer('"PT0S"'))
    flows = ["start -> review -> end", "late -> after -> end"]
    content = diagram("permit", start(), user("review"), late, user("after"), end(), flows=flows)
    case = StockCase(content)
    case.workflow.do_engine_steps()
    case.workflow.refresh_timers()
    case.workflow.do_engine_steps()
    assert case.open == ["review"]


@wrong_in_3_2_0(TypeError)
@pytest.mark.parametrize("value", [Decimal("1.5"), date(2026, 10, 9)], ids=["decimal", "date"])
def test_stock_saves_decimals_and_dates(value: Any):
    BpmnWorkflowSerializer().serialize_json(StockCase(send_back(), value=value).workflow)
