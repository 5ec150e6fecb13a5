"""Soundness against random diagrams: structured ones, mismatched ones, and an exploration without reductions."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings

from tests.support.blocks import BLOCKS, Block, drawn, drawn_with_mismatch, graphs
from workflow_app.engine.reader import read_document
from workflow_app.studio.exploration import Exploration
from workflow_app.studio.soundness import Verdict, check_soundness
from workflow_app.studio.token_model import DONE, Budget, Marking, ScopeNet, TooLargeToDecide

FULL_LIMIT = 300


def verdict(content: bytes) -> Verdict:
    return check_soundness(read_document(content, "random.bpmn").processes[0])


@settings(max_examples=60, deadline=None)
@given(block=BLOCKS)
def test_every_well_structured_diagram_is_sound(block: Block) -> None:
    assert verdict(drawn(block)).problems == ()


@settings(max_examples=60, deadline=None)
@given(block=BLOCKS.filter(lambda block: len(block.inner) > 1))
def test_alternatives_joined_in_parallel_are_a_deadlock(block: Block) -> None:
    found = verdict(drawn_with_mismatch(block, "exclusive", "parallel"))
    assert (found.sound, {problem.rule for problem in found.problems}) == (False, {"deadlock"})


@settings(max_examples=60, deadline=None)
@given(block=BLOCKS.filter(lambda block: len(block.inner) > 1))
def test_parallel_branches_merged_as_alternatives_are_not_sound(block: Block) -> None:
    problems = verdict(drawn_with_mismatch(block, "parallel", "exclusive")).problems
    assert {problem.rule for problem in problems} == {"doubled"}


@settings(max_examples=60, deadline=None)
@given(content=graphs())
def test_moving_one_token_at_a_time_finds_what_moving_all_finds(content: bytes) -> None:
    process = read_document(content, "graph.bpmn").processes[0]
    full = explore_everything(ScopeNet(process, {}, Budget()))
    assume(full is not None)
    found = Exploration(ScopeNet(process, {}, Budget())).run()
    assert (bool(found.stuck), bool(found.stuck or found.endless)) == full


def explore_everything(net: ScopeNet) -> tuple[bool, bool] | None:
    """(some marking is stuck, some cannot end), moving every token everywhere; None when there is too much."""
    followers: dict[Marking, set[Marking]] = {}
    waiting = net.initial()
    while waiting:
        marking = waiting.pop()
        if marking in followers:
            continue
        followers[marking] = {one for place in net.enabled(marking) for one in net.fire(marking, place)}
        waiting.extend(followers[marking])
        if len(followers) > FULL_LIMIT:
            return None
    ending = {DONE}
    while fresh := {one for one, after in followers.items() if one not in ending and after & ending}:
        ending |= fresh
    stuck = any(not after and one != DONE for one, after in followers.items())
    return stuck, bool(set(followers) - ending)


def test_a_spent_budget_is_said_not_hidden() -> None:
    process = read_document(drawn(Block("parallel", (Block("task"),) * 4)), "big.bpmn").processes[0]
    found = check_soundness(process, budget=Budget(20))
    assert (found.sound, [problem.rule for problem in found.problems]) == (None, ["too_large"])


def test_a_budget_ends_by_raising() -> None:
    with pytest.raises(TooLargeToDecide):
        Budget(3).spend(4)
