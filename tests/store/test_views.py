"""Views are what the facts say, no more and no less, however often they are made."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.support.entries import NOW, NUMBER, entry
from workflow_app.commands.transaction import writing
from workflow_app.rules.instants import iso
from workflow_app.store.journal import append_entry
from workflow_app.store.tables import journal, tasks, timers, waits
from workflow_app.store.views import apply_facts, rebuild_views

Fact = dict[str, Any]
DAY = timedelta(days=1)
TASK, TIMER = "review[2]/give_opinion#1", "review[2]/overtime#1"


def task_opened(n: int = 1, key: str = TASK, **values: Any) -> Fact:
    plain = {"element": "give_opinion", "process": "permit", "name": "提出意见", "group": "市住建局"}
    return {"fact": "task_opened", "n": n, "key": key, **plain, "assignee": None, "form": None, **values}


def timer_armed(due: datetime, key: str = TIMER, task: str | None = TASK) -> Fact:
    plain = {"element": "overtime", "rule": "working_days(2)", "starts": iso(NOW), "provisional": False}
    return {"fact": "timer_armed", "key": key, "due": iso(due), **plain, "tasks": [task] if task else []}


def fact(what: str, key: str, **values: Any) -> Fact:
    return {"fact": what, "key": key, "element": key, **values}


def moved(old: datetime, new: datetime, key: str = TIMER) -> Fact:
    return fact("timer_moved", key, old=iso(old), new=iso(new), notice="2026")


def apply(database: sa.Engine, *facts: Fact, at: datetime = NOW, case: str = NUMBER) -> datetime | None:
    with writing(database) as connection:
        return apply_facts(connection, case, at, facts)


def one(database: sa.Engine, table: sa.Table) -> sa.Row[Any]:
    with database.connect() as connection:
        return connection.execute(sa.select(table)).one()


def rows(connection: sa.Connection) -> list[list[sa.Row[Any]]]:
    return [
        sorted(connection.execute(sa.select(table)).all(), key=lambda row: tuple(row)[:2])
        for table in (tasks, timers, waits)
    ]


def test_an_opened_task_stands_in_the_list(database: sa.Engine) -> None:
    apply(database, task_opened(3, assignee="zhang", form="opinion"))
    row = one(database, tasks)
    shown = (row.id, row.key, row.name, row.group_name, row.assignee, row.form, row.opened_at, row.closed_at)
    assert shown == (f"{NUMBER}.3", TASK, "提出意见", "市住建局", "zhang", "opinion", NOW, None)


def test_a_task_without_a_name_is_called_like_its_element(sqlite_database: sa.Engine) -> None:
    apply(sqlite_database, task_opened(name=None))
    assert one(sqlite_database, tasks).name == "give_opinion"


def test_a_name_of_any_length_fits(database: sa.Engine) -> None:
    apply(database, task_opened(name="意" * 1000))
    assert one(database, tasks).name == "意" * 200


@pytest.mark.parametrize(("kind", "how"), [("task_closed", "completed"), ("task_dropped", "dropped")])
def test_a_task_that_ended_says_when_and_how(database: sa.Engine, kind: str, how: str) -> None:
    apply(database, task_opened())
    apply(database, fact(kind, TASK), at=NOW + DAY)
    row = one(database, tasks)
    assert (row.closed_at, row.closed_how) == (NOW + DAY, how)


def test_a_closed_task_is_not_dropped_afterwards(database: sa.Engine) -> None:
    apply(database, task_opened())
    apply(database, fact("task_closed", TASK), fact("task_dropped", TASK))
    assert one(database, tasks).closed_how == "completed"


@pytest.mark.parametrize("assignee", ["zhang", None])
def test_a_task_is_in_the_hands_the_last_fact_names(database: sa.Engine, assignee: str | None) -> None:
    apply(database, task_opened(assignee="li"), fact("task_assigned", TASK, assignee=assignee))
    assert one(database, tasks).assignee == assignee


def test_the_facts_of_one_case_leave_another_alone(database: sa.Engine) -> None:
    apply(database, task_opened(), timer_armed(NOW + DAY), case="other")
    apply(database, fact("task_closed", TASK), fact("timer_ended", TIMER))
    assert one(database, tasks).closed_at is None
    assert one(database, timers).state == "armed"


def test_an_armed_timer_tells_when_the_case_is_due(database: sa.Engine) -> None:
    assert apply(database, timer_armed(NOW + 2 * DAY), timer_armed(NOW + DAY, "second")) == NOW + DAY


def test_an_armed_timer_is_shown_with_its_rule(database: sa.Engine) -> None:
    apply(database, timer_armed(NOW + DAY))
    row = one(database, timers)
    assert (row.rule, row.starts, row.due, row.provisional, row.state) == (
        "working_days(2)",
        NOW,
        NOW + DAY,
        False,
        "armed",
    )


def test_a_moved_timer_has_its_new_date(database: sa.Engine) -> None:
    apply(database, timer_armed(NOW + DAY))
    assert apply(database, moved(NOW + DAY, NOW + 3 * DAY)) == NOW + 3 * DAY


def test_a_held_timer_does_not_make_its_case_due(database: sa.Engine) -> None:
    assert apply(database, timer_armed(NOW + DAY), fact("timer_held", TIMER)) is None


def test_a_held_timer_is_still_shown(database: sa.Engine) -> None:
    apply(database, timer_armed(NOW + DAY), fact("timer_held", TIMER))
    assert one(database, timers).state == "held"


def test_a_held_timer_with_a_new_date_waits_for_it(database: sa.Engine) -> None:
    apply(database, timer_armed(NOW), fact("timer_held", TIMER))
    assert apply(database, moved(NOW, NOW + DAY)) == NOW + DAY


@pytest.mark.parametrize("kind", ["timer_fired", "timer_ended"])
def test_a_timer_that_is_over_has_no_row(database: sa.Engine, kind: str) -> None:
    assert apply(database, timer_armed(NOW + DAY), fact(kind, TIMER)) is None
    with database.connect() as connection:
        assert connection.execute(sa.select(timers)).all() == []


def test_a_timer_may_be_armed_again_under_its_key(database: sa.Engine) -> None:
    apply(database, timer_armed(NOW), fact("timer_held", TIMER))
    assert apply(database, timer_armed(NOW + DAY)) == NOW + DAY


def test_a_task_is_due_when_the_first_timer_that_bounds_it_is(database: sa.Engine) -> None:
    apply(database, timer_armed(NOW + 2 * DAY), timer_armed(NOW + DAY, "reminder"), task_opened())
    assert one(database, tasks).due == NOW + DAY


def test_a_timer_of_something_else_does_not_make_a_task_due(database: sa.Engine) -> None:
    apply(database, task_opened(), timer_armed(NOW + DAY, task=None))
    assert one(database, tasks).due is None


def test_a_task_moves_with_its_timer(database: sa.Engine) -> None:
    apply(database, task_opened(), timer_armed(NOW + DAY))
    apply(database, moved(NOW + DAY, NOW + 2 * DAY))
    assert one(database, tasks).due == NOW + 2 * DAY


def test_when_a_reminder_fired_a_task_is_due_at_its_limit(database: sa.Engine) -> None:
    apply(database, task_opened(), timer_armed(NOW + 2 * DAY), timer_armed(NOW + DAY, "reminder"))
    apply(database, fact("timer_fired", "reminder"))
    assert one(database, tasks).due == NOW + 2 * DAY


def test_a_task_whose_limit_has_passed_stays_overdue(database: sa.Engine) -> None:
    apply(database, task_opened(), timer_armed(NOW + DAY))
    apply(database, fact("timer_fired", TIMER))
    assert one(database, tasks).due == NOW + DAY


def test_a_task_whose_limit_was_lifted_is_not_due(database: sa.Engine) -> None:
    apply(database, task_opened(), timer_armed(NOW + DAY))
    apply(database, fact("timer_ended", TIMER))
    assert one(database, tasks).due is None


def test_a_closed_task_keeps_the_date_it_was_due(database: sa.Engine) -> None:
    apply(database, task_opened(), timer_armed(NOW + DAY))
    apply(database, fact("task_closed", TASK), fact("timer_ended", TIMER))
    assert one(database, tasks).due == NOW + DAY


def test_a_wait_is_there_until_it_is_closed(database: sa.Engine) -> None:
    apply(database, fact("wait_opened", "paid#1", kind="message", name="payment"))
    assert (one(database, waits).kind, one(database, waits).name) == ("message", "payment")
    apply(database, fact("wait_closed", "paid#1"))
    with database.connect() as connection:
        assert connection.execute(sa.select(waits)).all() == []


def test_facts_about_anything_else_change_no_view(database: sa.Engine) -> None:
    assert apply(database, fact("element_active", "a"), {"fact": "case_closed", "outcome": "granted"}) is None
    with database.connect() as connection:
        assert rows(connection) == [[], [], []]


def _story(draw: st.DrawFn) -> list[Fact]:
    """Facts in any order that could come: what ends was there, and a task opens once."""
    keys = st.sampled_from(["a", "b"])
    dues = st.integers(0, 5).map(lambda days: NOW + days * DAY)
    later = st.one_of(
        st.builds(fact, st.sampled_from(_ENDINGS), keys),
        st.builds(timer_armed, dues, keys, st.sampled_from(["a", "b", None])),
        st.builds(lambda due, key: moved(NOW, due, key), dues, keys),
        st.builds(lambda key: fact("task_assigned", key, assignee="zhang"), keys),
        st.builds(lambda key: fact("wait_opened", key, kind="message", name="payment"), keys),
    )
    return [task_opened(1, "a"), task_opened(2, "b"), *draw(st.lists(later, max_size=12))]


_ENDINGS = ["task_closed", "task_dropped", "timer_held", "timer_fired", "timer_ended", "wait_closed"]
_STORIES = st.composite(_story)()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=_STORIES, cuts=st.sets(st.integers(1, 12)))
def test_views_rebuilt_from_the_journal_are_the_same(database: sa.Engine, story: list[Fact], cuts: set[int]) -> None:
    bounds = [0, *sorted(cut for cut in cuts if cut < len(story)), len(story)]
    with writing(database) as connection:
        for table in (journal, tasks, timers, waits):
            connection.execute(sa.delete(table))
        for seq, (start, end) in enumerate(pairwise(bounds), 1):
            at = NOW + seq * DAY
            append_entry(connection, entry(seq, story[start:end], at=iso(at)))
            due = apply_facts(connection, NUMBER, at, story[start:end])
        before = rows(connection)
        rebuilt = rebuild_views(connection, NUMBER)
        assert (rebuilt, rows(connection)) == (due, before)


def test_rebuilding_one_case_leaves_another_alone(database: sa.Engine) -> None:
    apply(database, task_opened(), timer_armed(NOW + DAY), case="other")
    with writing(database) as connection:
        rebuild_views(connection, NUMBER)
    assert one(database, tasks).case_number == "other"


def test_rebuilding_removes_what_the_journal_does_not_tell(database: sa.Engine) -> None:
    apply(database, task_opened(), timer_armed(NOW + DAY))
    with writing(database) as connection:
        assert rebuild_views(connection, NUMBER) is None
        assert rows(connection) == [[], [], []]
