"""Loops: joins are right in every round, and a case that is sent back a thousand times stays as small as it was."""

from __future__ import annotations

import itertools

import pytest

from tests.engine.conftest import Run
from tests.support.diagrams import diagram, end, gateway, script, start, sub, user
from tests.support.driver import Driver, definition
from tests.support.reviews import joined_reviews
from tests.support.small_stack import small_stack

ORDERS = list(itertools.permutations((1, 2, 3)))
PERMIT = definition(joined_reviews())


def review_all(case: Driver, order: tuple[int, ...]) -> list[bool]:
    """Answer in this order; after each answer, whether the decision is open."""
    decided = []
    for number in order:
        case.complete(f"review{number}")
        decided.append("decide" in {task["element"] for task in case.state.tasks.values()})
    return decided


@pytest.mark.parametrize("first", ORDERS, ids=str)
@pytest.mark.parametrize("second", ORDERS, ids=str)
@pytest.mark.parametrize("reload", [False, True], ids=["straight", "reloaded"])
def test_a_parallel_join_in_a_loop_waits_for_all_in_every_round(first, second, reload):
    case = Driver(PERMIT, reload=reload)
    case.complete("accept")
    review_all(case, first)
    case.complete("decide", returned=True)
    case.complete("accept")
    assert review_all(case, second) == [False, False, True]


def looped(times: int) -> Driver:
    case = Driver(PERMIT)
    for _ in range(times):
        case.complete("accept")
        review_all(case, (1, 2, 3))
        case.complete("decide", returned=True)
    return case


@pytest.fixture(scope="module")
def thousand() -> Driver:
    """A case sent back 1,000 times, on a stack too small for anything that grows with its history."""
    with small_stack():
        return looped(1000)


def test_a_case_of_1000_loops_keeps_its_token_tree_flat(thousand):
    assert len(thousand.state.workflow.tasks) == len(looped(1).state.workflow.tasks)


def test_a_case_of_1000_loops_keeps_its_snapshot_small(thousand):
    assert len(thousand.saved()) < len(looped(1).saved()) + 50


def test_a_case_of_1000_loops_still_comes_to_its_end(thousand):
    thousand.complete("accept")
    review_all(thousand, (2, 1, 3))
    thousand.complete("decide", returned=False)
    assert thousand.status == "completed"


def test_a_chain_of_3000_automatic_steps_runs_on_a_small_stack():
    names = [f"s{number}" for number in range(3000)]
    parts = [script(name, "n = (n if n != None else 0) + 1") for name in names]
    content = diagram("permit", start(), *parts, end(), flows=[" -> ".join(["start", *names, "end"])], layout=False)
    with small_stack():
        case = Driver(definition(content))
    assert case.data["n"] == 3000


def test_a_loop_inside_one_branch_leaves_the_other_branch_alone(run: Run):
    flows = ["start -> fork -> a -> ask", "ask -> a if again", "ask -> join default", "fork -> b -> join -> end"]
    parts = [
        gateway("parallel", "fork"),
        gateway("parallel", "join"),
        gateway("exclusive", "ask"),
        user("a"),
        user("b"),
    ]
    case = run(diagram("permit", start(), *parts, end(), flows=flows))
    case.complete("a", again=True)
    case.complete("a", again=False)
    case.complete("b")
    assert case.status == "completed"


def test_a_sub_process_in_a_loop_counts_its_tasks_on(run: Run):
    inside = sub("work", start("s"), user("do"), end("e"), flows=["s -> do -> e"])
    flows = ["start -> work -> ask", "ask -> work if again", "ask -> end default"]
    case = run(diagram("permit", start(), inside, gateway("exclusive", "ask"), end(), flows=flows))
    case.complete("do", again=True)
    assert case.open == ["work/do#2"]
