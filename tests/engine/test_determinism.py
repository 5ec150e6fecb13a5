"""A case is a function of its diagram and its acts: nothing else is read, and applied again they give the same."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.engine.conftest import Run
from tests.support.blocks import BLOCKS, Block, drawn
from tests.support.clock_trap import no_clock
from tests.support.diagrams import diagram, end, script, start, user
from tests.support.driver import Driver, definition
from tests.support.random_runs import Clerks, finish
from tests.support.whole_diagrams import WHOLE, started
from workflow_app.engine import snapshot
from workflow_app.engine.fold import apply, new_case

RANDOM_CASES = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
SEEDS = st.integers(0, 10_000)


def worked(block: Block, seed: int, *, reload: bool = False) -> Driver:
    case = Driver(definition(drawn(block)), reload=reload)
    Clerks(Random(seed)).work(case, acts=20)
    return case


@given(block=BLOCKS, seed=SEEDS)
@RANDOM_CASES
def test_a_random_case_replays_to_the_same_facts(block, seed):
    worked(block, seed).replayed()


@given(block=BLOCKS, seed=SEEDS)
@RANDOM_CASES
def test_a_random_case_replays_to_the_same_state(block, seed):
    case = worked(block, seed)
    assert snapshot.dump(case.replayed()) == case.saved()


@given(block=BLOCKS, seed=SEEDS)
@RANDOM_CASES
def test_a_random_case_saved_and_loaded_before_every_act_makes_the_same_facts(block, seed):
    assert worked(block, seed, reload=True).facts == worked(block, seed).facts


@given(block=BLOCKS, seed=SEEDS)
@RANDOM_CASES
def test_a_random_case_saved_and_loaded_before_every_act_ends_in_the_same_state(block, seed):
    assert worked(block, seed, reload=True).saved() == worked(block, seed).saved()


@given(block=BLOCKS, seed=SEEDS)
@RANDOM_CASES
def test_a_random_case_whose_diagram_is_well_formed_comes_to_its_end(block, seed):
    case = worked(block, seed)
    finish(case)
    assert case.status == "completed"


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", WHOLE)
def test_every_kind_of_element_is_the_same_straight_and_reloaded(name, seed):
    cases = [started(name), started(name, reload=True)]
    for case in cases:
        Clerks(Random(seed)).work(case)
    assert cases[0].saved() == cases[1].saved()


@pytest.mark.parametrize("name", WHOLE)
def test_every_kind_of_element_can_come_to_its_end(name):
    case = started(name)
    finish(case)
    assert case.status == "completed"


@pytest.mark.parametrize("name", WHOLE)
def test_the_engine_reads_no_clock_and_draws_nothing_at_random(name):
    case = started(name)
    Clerks(Random(1)).work(case)
    with no_clock():
        case.replayed()


def test_today_in_an_expression_is_the_day_of_the_act(run: Run):
    parts = [start(), user("a"), script("s", "day = today()"), end()]
    case = run(diagram("permit", *parts, flows=["start -> a -> s -> end"]))
    case.advance("2031-02-03 10:00")
    case.complete("a")
    assert case.data["day"] == "2031-02-03"


def test_facts_are_plain_json():
    case = started("joint")
    Clerks(Random(2)).work(case)
    assert json.loads(json.dumps(case.facts)) == case.facts


def test_one_changed_act_gives_other_facts():
    """The comparison is able to fail: replaying with one answer changed is noticed."""
    case = started("joint")
    case.complete("accept", choice=1)
    state = new_case(case.definition, case.calendar)
    case.journal[1].act.body["data"]["choice"] = 2
    assert [apply(state, step.act) for step in case.journal] != [step.facts for step in case.journal]
