"""What is overridden in the stock engine and shows in no diagram: ancestry, log, prediction, what is kept of a tree.

The rest of the overrides is proved by what diagrams do: docs/decisions/0017-engine-overrides.md names the tests.
"""

from __future__ import annotations

import logging

import pytest

from tests.engine.conftest import Run
from tests.support.diagrams import boundary, diagram, end, gateway, script, start, timer, user
from tests.support.driver import Driver, definition
from tests.support.reviews import joined_reviews, send_back
from tests.support.small_stack import small_stack
from tests.support.stock import StockCase
from workflow_app.engine.overrides import CaseTask


def deep(case: Driver, tokens: int = 2000) -> tuple[CaseTask, CaseTask]:
    """A token, and another one so far below it."""
    top = below = next(iter(case.state.workflow.live.values()))
    root = case.state.workflow.task_tree.task_spec
    for _ in range(tokens):
        below = below._add_child(root)
    return top, below


def test_a_deep_token_knows_its_ancestors_without_recursion():
    top, below = deep(Driver(definition(send_back())))
    with small_stack():
        assert below.is_descendant_of(top)


def test_a_token_is_no_descendant_of_another_branch():
    case = Driver(definition(joined_reviews()))
    case.complete("accept")
    one, other, _ = (token for token in case.state.workflow.live.values())
    assert not one.is_descendant_of(other)


def test_an_ancestor_is_found_by_name_without_recursion():
    top, below = deep(Driver(definition(send_back())))
    with small_stack():
        assert below.find_ancestor("e:review") is top


def test_an_ancestor_that_is_not_there_is_none():
    _, below = deep(Driver(definition(send_back())), 3)
    assert below.find_ancestor("e:nobody") is None


def test_no_log_record_is_made_for_a_change_of_state(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.DEBUG):
        case = Driver(definition(send_back()))
        case.complete("review")
    assert [record for record in caplog.records if record.name.startswith("spiff")] == []


def test_the_tree_holds_open_tokens_and_not_what_may_follow():
    names = [f"t{number}" for number in range(200)]
    content = diagram("permit", start(), *map(user, names), end(), flows=[" -> ".join(["start", *names, "end"])])
    assert len(Driver(definition(content)).state.workflow.tasks) == 2


def test_ids_of_tokens_count_within_the_case():
    first, second = (Driver(definition(joined_reviews())) for _ in range(2))
    for case in (first, second):
        case.complete("accept")
    assert list(first.state.workflow.tasks) == list(second.state.workflow.tasks)


def test_the_stock_engine_is_left_as_it_was():
    """Both run beside each other in one process; nothing of the library is patched."""
    Driver(definition(joined_reviews())).complete("accept")
    stock = StockCase(joined_reviews())
    stock.complete("accept")
    assert (stock.open, type(stock.workflow.last_task).__module__) == (
        ["review1", "review2", "review3"], "SpiffWorkflow.task",
    )  # fmt: skip


def test_finished_tokens_are_cut_while_branches_are_open(run: Run):
    """One branch loops a hundred times beside one that waits: nothing of it stays."""
    flows = ["start -> fork -> a -> ask", "ask -> a if again", "ask -> join default", "fork -> b -> join -> end"]
    parts = [
        gateway("parallel", "fork"),
        gateway("parallel", "join"),
        gateway("exclusive", "ask"),
        user("a"),
        user("b"),
    ]
    case = run(diagram("permit", start(), *parts, end(), flows=flows))
    before = len(case.state.workflow.tasks)
    for _ in range(100):
        case.complete("a", again=True)
    assert len(case.state.workflow.tasks) == before


def test_what_belongs_to_a_waiting_activity_is_never_cut(run: Run):
    """Its boundary events still know it after a hundred other things have happened."""
    flows = ["start -> fork -> work -> end", "late -> after -> end", "fork -> a -> ask", "ask -> a if again"]
    flows += ["ask -> end default"]
    late = boundary("late", "work", timer("working_days(2)"))
    parts = [gateway("parallel", "fork"), user("work"), late, user("after"), user("a"), gateway("exclusive", "ask")]
    case = run(diagram("permit", start(), *parts, end(), flows=flows))
    for _ in range(100):
        case.complete("a", again=True)
    case.advance("2026-10-13 09:00")
    assert "work#1" not in case.open


def test_three_tokens_in_one_activity_stay_apart_when_their_timers_have_fired(run: Run):
    late = boundary("late", "work", timer("working_days(2)"), interrupting=False)
    flows = ["start -> fork -> work -> end", "fork -> work", "fork -> work", "late -> note -> end"]
    parts = [gateway("parallel", "fork"), user("work"), late, script("note", "n = 1")]
    case = run(diagram("permit", start(), *parts, end(), flows=flows))
    case.advance("2026-10-13 09:00")
    case.complete("work#2")
    assert case.open == ["work#1", "work#3"]
