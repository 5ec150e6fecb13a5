"""The two clocks on every case, promised and statutory: started, moved, ended."""

from __future__ import annotations

import pytest

from tests.engine.conftest import Run
from tests.engine.test_moving_deadlines import SPRING_2019, YEAR_2027
from tests.rules.notices import known_on
from tests.support.diagrams import diagram, end, script, start, user
from tests.support.driver import Driver
from tests.support.told import facts_tell_the_state
from workflow_app.errors import EngineFailed

LIMITS = {"promised_limit": "working_days(5)", "statutory_limit": "working_days(20, clock=statutory)"}


def timed(**properties: str) -> bytes:
    """Accepted by a script between two tasks."""
    parts = [start(), user("receive"), script("accept", "accepted_on = today()"), user("decide"), end()]
    flows = ["start -> receive -> accept -> decide -> end"]
    return diagram("permit", *parts, flows=flows, properties={**LIMITS, **properties})


def dues(case: Driver) -> dict[str, str]:
    return {name: clock.limit.due for name, clock in case.state.clocks.items()}


def test_clocks_start_with_the_case(run: Run):
    assert dues(run(timed())) == {"promised": "2026-10-15T17:30:00+08:00", "statutory": "2026-11-05T23:59:59+08:00"}


def test_clocks_wait_for_the_moment_their_property_names(run: Run):
    assert run(timed(clock_from="accepted_on")).state.clocks == {}


def test_clocks_start_when_that_moment_is_known(run: Run):
    case = run(timed(clock_from="accepted_on"), after=facts_tell_the_state)
    case.advance("2026-10-12 09:00")
    case.complete("receive")
    assert dues(case)["promised"] == "2026-10-19T17:30:00+08:00"


def test_clocks_may_start_in_the_past(run: Run):
    """Deemed accepted as of the day received (行政许可法 32)."""
    case = run(timed(clock_from="counted_from"))
    case.advance("2026-10-20 09:00")
    case.complete("receive", counted_from="2026-10-09")
    assert dues(case)["promised"] == "2026-10-15T17:30:00+08:00"


def test_a_clock_starts_once(run: Run):
    case = run(timed(clock_from="accepted_on"))
    case.complete("receive")
    case.complete("decide", accepted_on="2026-11-01")
    assert len(case.told("clock_started")) == 2


def test_an_item_with_one_limit_has_one_clock(run: Run):
    case = run(diagram("permit", start(), user("a"), end(), flows=["start -> a -> end"],
                       properties={"promised_limit": "working_days(1)"}))  # fmt: skip
    assert list(case.state.clocks) == ["promised"]


def test_clocks_end_with_the_case(run: Run):
    case = run(timed(), after=facts_tell_the_state)
    case.complete("receive")
    case.complete("decide")
    assert {fact["clock"]: fact["ended"] for fact in case.told("clock_ended")} == dict.fromkeys(
        ("promised", "statutory"), "2026-10-09T09:00:00+08:00"
    )


def test_clocks_end_when_the_applicant_withdraws(run: Run):
    case = run(timed())
    case.withdraw()
    assert len(case.told("clock_ended")) == 2


def test_a_notice_moves_a_clock(run: Run):
    case = run(timed(promised_limit="working_days(26)"), at="2019-03-21 10:00", notices=known_on("2019-03-21"),
               after=facts_tell_the_state)  # fmt: skip
    case.learn(SPRING_2019)
    moved = case.told("clock_moved")[0]
    assert (moved["clock"], moved["old"][:10], moved["new"][:10]) == ("promised", "2019-04-29", "2019-04-28")


def test_a_notice_that_confirms_a_clock_is_told(run: Run):
    case = run(timed(promised_limit="working_days(1)"), at="2026-12-28 09:00", after=facts_tell_the_state)
    case.learn(YEAR_2027)
    assert [fact["clock"] for fact in case.told("clock_confirmed")] == ["promised", "statutory"]


def test_clocks_that_cannot_start_name_the_process(run: Run):
    case = run(timed(clock_from="accepted"))
    with pytest.raises(EngineFailed, match="permit"):
        case.complete("receive", accepted="昨天")
