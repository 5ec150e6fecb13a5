"""A notice becomes known while a case runs: open deadlines move, shortened ones not too far (DOMAIN 3.4, 3.5)."""

from __future__ import annotations

from tests.engine.conftest import Run
from tests.rules.notices import PUBLISHED, known_on, notice
from tests.support.diagrams import boundary, diagram, end, gateway, having, start, timer, user
from tests.support.driver import Driver
from tests.support.told import facts_tell_the_state

# 22 March 2019: Sunday 28 April becomes a working day, 2 and 3 May do not count.
SPRING_2019 = next(one for one in PUBLISHED if one.id == "CN-2019-05-amend")
# Two days more to work than anybody knew.
WEEKEND_OF_WORK = notice("CN-2026-10-amend", 2026, "2026-10-19", work=["2026-10-17", "2026-10-18"])
EARLIER_STILL = notice("CN-2026-10-again", 2026, "2026-10-20", off=["2026-10-21"])
YEAR_2027 = notice("CN-2027", 2027, "2026-11-05", off=["2027-01-01", "2027-05-01", "2027-10-01"])


def limited(rule: str, **properties: str) -> bytes:
    over = having(boundary("over", "work", timer(rule)), **properties)
    flows = ["start -> work -> end", "over -> late -> end"]
    return diagram("permit", start(), user("work"), over, user("late"), end(), flows=flows)


def spring(run: Run, rule: str) -> Driver:
    """Begun on 21 March 2019; on the 22nd the notice becomes known."""
    case = run(limited(rule), at="2019-03-21 10:00", notices=known_on("2019-03-21"), after=facts_tell_the_state)
    case.advance("2019-03-22 00:00")
    case.learn(SPRING_2019)
    return case


def autumn(run: Run, rule: str, **properties: str) -> Driver:
    """Begun on 9 October 2026; on Monday, 19 October, the weekend before turns out to have been working days."""
    case = run(limited(rule, **properties), after=facts_tell_the_state)
    case.advance("2026-10-19 09:00")
    case.learn(WEEKEND_OF_WORK)
    return case


def test_a_day_that_becomes_a_working_day_makes_a_deadline_earlier(run: Run):
    assert spring(run, "working_days(26)").timers == {"over#1": "2019-04-28 17:30"}


def test_days_that_become_days_off_make_a_deadline_later(run: Run):
    assert spring(run, "working_days(29)").timers == {"over#1": "2019-05-05 17:30"}


def test_a_moved_deadline_is_an_act_with_old_new_and_notice(run: Run):
    case = spring(run, "working_days(26)")
    assert case.told("timer_moved") == [{
        "fact": "timer_moved", "key": "over#1", "element": "over", "old": "2019-04-29T17:30:00+08:00",
        "new": "2019-04-28T17:30:00+08:00", "provisional": False, "notice": "CN-2019-05-amend",
    }]  # fmt: skip


def test_a_deadline_the_notice_does_not_touch_stays(run: Run):
    case = spring(run, "working_days(5)")
    assert case.told("timer_moved") == []


def test_the_old_date_does_not_fire_when_the_limit_extends(run: Run):
    """E6."""
    case = spring(run, "working_days(29)")
    case.advance("2019-05-05 09:00")
    assert case.open == ["work#1"]


def test_a_shortened_limit_waits_for_the_end_of_the_next_working_day(run: Run):
    """E7: the new date lies in the past, but nobody could know."""
    assert autumn(run, "working_days(9)").timers == {"over#1": "2026-10-20 17:30"}


def test_a_shortened_limit_later_than_the_floor_is_just_the_new_date(run: Run):
    assert autumn(run, "working_days(12)").timers == {"over#1": "2026-10-22 17:30"}


def test_a_limit_shortened_to_its_floor_and_back_does_not_move(run: Run):
    assert autumn(run, "working_days(8)").told("timer_moved") == []


def test_the_floor_is_kept_when_another_notice_comes(run: Run):
    case = autumn(run, "working_days(9)")
    case.advance("2026-10-20 09:00")
    case.learn(EARLIER_STILL)
    assert case.timers == {"over#1": "2026-10-20 17:30"}


def test_the_floor_is_a_line_of_the_explanation(run: Run):
    case = autumn(run, "working_days(9)")
    last = case.timer("over").explain(case.state.calendar, case.state.close)[-1]
    assert (last["date"], last["counts"]) == ("2026-10-20", False)


def test_what_has_fired_stays_fired(run: Run):
    case = run(limited("working_days(6)"))
    case.advance("2026-10-19 09:00")
    case.learn(WEEKEND_OF_WORK)
    assert case.open == ["late#1"]


def test_a_held_timer_that_moves_is_armed_again(run: Run):
    off = notice("CN-2026-10-off", 2026, "2026-10-14", off=["2026-10-12"])
    case = run(limited("working_days(2)", fires_when="sealed"), after=facts_tell_the_state)
    case.advance("2026-10-13 09:00")
    case.learn(off)
    assert (case.timer("over").state, case.timers) == ("armed", {"over#1": "2026-10-13 17:30"})


def test_a_limit_in_an_unknown_year_is_provisional(run: Run):
    case = run(limited("working_days(3)"), at="2026-12-30 09:00")
    assert case.told("timer_armed")[0]["provisional"] is True


def test_a_notice_that_confirms_a_date_makes_it_certain(run: Run):
    case = run(limited("working_days(2)"), at="2026-12-28 09:00", after=facts_tell_the_state)
    case.learn(YEAR_2027)
    assert case.told("timer_confirmed") == [
        {"fact": "timer_confirmed", "key": "over#1", "element": "over", "provisional": False, "notice": "CN-2027"}
    ]


def test_a_date_confirmed_is_no_longer_shown_as_provisional(run: Run):
    case = run(limited("working_days(2)"), at="2026-12-28 09:00")
    case.learn(YEAR_2027)
    assert case.standing().timers["over#1"]["provisional"] is False


def test_a_timer_armed_after_the_notice_counts_by_it(run: Run):
    flows = ["start -> ask -> work -> end", "over -> end"]
    over = boundary("over", "work", timer("working_days(2)"))
    case = run(diagram("permit", start(), user("ask"), user("work"), over, end(), flows=flows), at="2026-10-16 09:00")
    case.learn(WEEKEND_OF_WORK)
    case.complete("ask")
    assert case.timers == {"over#1": "2026-10-18 17:30"}


def test_two_timers_move_in_the_order_of_their_keys(run: Run):
    parts = [gateway("parallel", "fork"), *(user(name) for name in "ba")]
    parts += [boundary(f"over_{name}", name, timer("working_days(12)")) for name in "ba"]
    flows = [f"fork -> {name} -> end" for name in "ba"] + [f"over_{name} -> end" for name in "ba"]
    case = run(diagram("permit", start(), *parts, end(), flows=["start -> fork", *flows]))
    case.advance("2026-10-19 09:00")
    case.learn(WEEKEND_OF_WORK)
    assert [fact["key"] for fact in case.told("timer_moved")] == ["over_a#1", "over_b#1"]
