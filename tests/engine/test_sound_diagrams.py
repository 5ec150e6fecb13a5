"""What lint calls sound, the engine can run: no case of it gets stuck, whichever conditions hold."""

from __future__ import annotations

import re
from itertools import count
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.support.blocks import graphs
from tests.support.driver import Driver, definition
from workflow_app.engine import overrides
from workflow_app.engine.reader import read_document
from workflow_app.errors import EngineFailed
from workflow_app.studio.soundness import check_soundness

KINDS = st.lists(st.sampled_from(["task", "task", "exclusive", "parallel", "inclusive"]), min_size=2, max_size=7)
STUCK = "nothing can go on"
CONDITIONS = 40


def with_own_conditions(content: bytes) -> bytes:
    """Each condition true or false by itself: `bits[3]`."""
    numbers = count()
    return re.sub(rb">choice<", lambda _: b">bits[%d]<" % next(numbers), content)


def gets_stuck(content: bytes, seed: int) -> bool:
    """Whether a case answered at random comes to a point where nothing can go on; other refusals are asked again."""
    random = Random(seed)
    try:
        case = Driver(definition(content), {"bits": bits(random)})
        for _ in range(12):
            if case.over:
                return False
            answer(case, random)
    except EngineFailed as failure:
        return STUCK in str(failure)
    return False


def answer(case: Driver, random: Random) -> None:
    """Complete some task; a choice without any true condition, or an endless one, is made differently next time."""
    try:
        case.complete(random.choice(case.open), bits=bits(random))
    except EngineFailed as failure:
        if STUCK in str(failure):
            raise


def bits(random: Random) -> list[bool]:
    return [random.random() < 0.6 for _ in range(CONDITIONS)]


@pytest.fixture(autouse=True, scope="module")
def short_automatic_runs():
    """Endless automatic loops, which random conditions may make, are given up soon."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(overrides, "MAX_STEPS", 200)
        yield


@given(content=graphs(KINDS), seed=st.integers(0, 10_000))
@settings(max_examples=80, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_sound_diagram_never_gets_stuck(content, seed):
    assume(check_soundness(read_document(content, "graph.bpmn").processes[0]).sound)
    own = with_own_conditions(content)
    assert not any(gets_stuck(own, seed + more) for more in range(3))
