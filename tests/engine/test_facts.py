"""Facts are complete: after every act, what they alone tell is how the engine's own state stands."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.blocks import BLOCKS, drawn
from tests.support.driver import Driver, definition
from tests.support.random_runs import Clerks
from tests.support.told import facts_tell_the_state
from tests.support.whole_diagrams import WHOLE, started

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@given(block=BLOCKS, seed=st.integers(0, 10_000))
@QUICK
def test_facts_tell_the_state_of_random_diagrams(block, seed):
    case = Driver(definition(drawn(block)), after=facts_tell_the_state)
    Clerks(Random(seed)).work(case)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", WHOLE)
def test_facts_tell_the_state_of_every_kind_of_element(name, seed):
    case = started(name, after=facts_tell_the_state)
    Clerks(Random(seed)).work(case)
