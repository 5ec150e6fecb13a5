"""What lint judges sound, the engine brings to an end; what it calls a deadlock, the engine can be brought to."""

from __future__ import annotations

import random
from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.blocks import BLOCKS, Block, drawn, drawn_with_mismatch
from workflow_app.engine.definitions import SourceFile, build_definition, bundle_of
from workflow_app.engine.fold import OPEN, Act, apply, new_case
from workflow_app.errors import EngineFailed
from workflow_app.rules.calendar import calendar_for
from workflow_app.rules.instants import SHANGHAI

NOW = datetime(2026, 3, 2, 9, tzinfo=SHANGHAI)
MOST_TASKS = 2000


def run_to_the_end(content: bytes, dice: random.Random) -> str:
    """Complete open tasks in any order with any answers, mostly going on; the status the case ends with."""
    definition = build_definition(
        bundle_of("random", {("bpmn", "random"): "d"}), [SourceFile("bpmn", "x", "d", content)]
    )
    case = new_case(definition, lambda _: calendar_for(()))
    body = {"item": "random", "notices": [], "applicant": {}, "data": {}}
    apply(case, Act("case_started", NOW, "applicant", body))
    for _ in range(MOST_TASKS):
        if case.status != OPEN:
            break
        data = {"choice": dice.randrange(4), "again": dice.random() < 0.2}
        task = dice.choice(sorted(case.tasks))
        apply(case, Act("task_completed", NOW, "clerk", {"task": task, "data": data}))
    return str(case.status)


@settings(max_examples=60, deadline=None)
@given(block=BLOCKS, seed=st.integers(0, 1000))
def test_a_sound_diagram_ends_when_it_is_run(block: Block, seed: int) -> None:
    assert run_to_the_end(drawn(block), random.Random(seed)) == "completed"


def test_a_deadlock_is_one_when_it_is_run() -> None:
    block = Block("parallel", (Block("task"), Block("task")))
    try:
        ended = run_to_the_end(drawn_with_mismatch(block, "exclusive", "parallel"), random.Random(1))
    except EngineFailed as failure:
        ended = failure.message("en")
    assert "no end was reached" in ended
