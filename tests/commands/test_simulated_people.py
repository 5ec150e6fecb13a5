"""What simulated people intend and do: in time, late, silent, with a mistake, handed on, or too late to count."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support.centre_files import MESSAGES, PAID
from tests.support.diagrams import boundary, caught, diagram, end, gateway, having, script, start, timer, user
from tests.support.form_files import component, form_file
from workflow_app.audit.verify import verify
from workflow_app.commands.demonstration import load_demonstration
from workflow_app.commands.publish_item import publish
from workflow_app.commands.set_up_centre import set_up_centre
from workflow_app.commands.simulation import case_life, plans
from workflow_app.commands.simulation.application import hand_in
from workflow_app.commands.simulation.case_life import CaseLife
from workflow_app.commands.simulation.hall_hours import HallHours
from workflow_app.commands.simulation.people import MANNERS, Manner, manner_of
from workflow_app.commands.simulation.plans import CLAIM, COMPLETE, DELEGATE, MISTAKE, RELEASE, Plan, make_plan
from workflow_app.commands.simulation.world import World, make_world
from workflow_app.rules.calendar import calendar_for
from workflow_app.rules.instants import SHANGHAI
from workflow_app.rules.permissions import Actor
from workflow_app.store.definitions import latest_version
from workflow_app.store.tables import cases, journal, tasks

NOW = datetime(2026, 6, 1, 9, 30, tzinfo=SHANGHAI)
DUE = datetime(2026, 6, 3, 17, 30, tzinfo=SHANGHAI)
END = datetime(2026, 6, 30, 18, tzinfo=SHANGHAI)
HOURS = HallHours(calendar_for(()), ((time(9), time(17, 30)),))
SOMEBODY = Actor("somebody", "clerk", "甲局")
PUNCTUAL = Manner(pace=1, late=0, silent=0, wrong=0, claims=0)


@pytest.fixture
def everybody(monkeypatch: pytest.MonkeyPatch) -> Any:
    """`everybody(wrong=1)`: all people are of this manner, punctual but for what is said."""

    def are(**manner: float) -> None:
        monkeypatch.setattr(plans, "manner_of", lambda _: replace(PUNCTUAL, **manner))

    return are


def planned(due: datetime | None = DUE, **state: bool) -> list[Plan]:
    chosen = {"claimed": False, "reminded": False, **state}
    return [make_plan(Random(seed), HOURS, SOMEBODY, NOW, due=due, **chosen) for seed in range(200)]


def whats(plan: Plan) -> list[str]:
    return [what for _, what in plan.steps]


def test_punctual_people_meet_every_deadline(everybody: Any) -> None:
    everybody(pace=20)
    assert all(whats(plan) == [COMPLETE] and NOW < plan.steps[0][0] <= DUE for plan in planned())


def test_late_people_come_after_the_deadline(everybody: Any) -> None:
    everybody(late=1)
    assert all(plan.steps[0][0] > DUE for plan in planned())


def test_silent_people_do_nothing_about_a_deadline(everybody: Any) -> None:
    everybody(silent=1)
    assert all(plan.steps == [] for plan in planned())


def test_reminded_people_are_silent_no_more(everybody: Any) -> None:
    everybody(silent=1)
    assert all(whats(plan) == [COMPLETE] for plan in planned(reminded=True))


def test_without_a_deadline_there_is_nothing_to_miss(everybody: Any) -> None:
    everybody(silent=0.5, late=0.5)
    assert all(whats(plan) == [COMPLETE] for plan in planned(due=None))


def test_careless_people_send_the_form_twice(everybody: Any) -> None:
    everybody(wrong=1)
    assert all(whats(plan) == [MISTAKE, COMPLETE] and plan.steps[0] < plan.steps[1] for plan in planned())


def test_some_claimed_tasks_are_given_back_or_handed_on(everybody: Any) -> None:
    everybody(claims=1)
    second = Counter(whats(plan)[1] for plan in planned() if whats(plan)[0] == CLAIM)
    assert set(second) == {COMPLETE, RELEASE, DELEGATE}
    assert second[COMPLETE] > 150


def test_a_task_in_hand_is_not_claimed_again(everybody: Any) -> None:
    everybody(claims=1)
    assert all(whats(plan) == [COMPLETE] for plan in planned(claimed=True))


def test_people_are_of_every_manner_and_stay_so() -> None:
    names = [f"person {n}" for n in range(200)]
    assert {manner_of(name) for name in names} == set(MANNERS)
    assert manner_of(names[0]) is manner_of(names[0])


@pytest.fixture
def database(sqlite_database: sa.Engine) -> sa.Engine:
    """A demonstration centre with no case yet."""
    set_up_centre(sqlite_database, NOW, sandbox=True)
    load_demonstration(sqlite_database, NOW)
    return sqlite_database


def world_of(database: sa.Engine, *files: tuple[str, bytes]) -> World:
    """A world in which people apply for nothing but `item`."""
    publish(database, "test", NOW, list(files))
    with database.connect() as connection:
        item = latest_version(connection, "item")
    assert item is not None
    return replace(make_world(database, END), items=(item,))


def lived(world: World, seeds: range = range(1), start: datetime = NOW) -> list[str]:
    """Cases that people have worked; their numbers."""
    numbers = []
    for seed in seeds:
        chance = Random(seed)
        numbers.append(hand_in(world, start, chance))
        CaseLife(world, numbers[-1], start, chance).live()
    return numbers


def kinds(database: sa.Engine) -> list[str]:
    with database.connect() as connection:
        wanted = sa.select(journal.c.kind).order_by(journal.c.case_number, journal.c.seq)
        return list(connection.scalars(wanted))


def statuses(database: sa.Engine) -> Counter[str]:
    with database.connect() as connection:
        return Counter(connection.scalars(sa.select(cases.c.status)))


@pytest.fixture
def no_withdrawals(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_life, "WITHDRAWN", 0)


TASK = user("work", "办理", camunda_candidateGroups="clerk")
OTHER_TASK = user("review", "复核", camunda_candidateGroups="clerk")


def plain(*parts: Any, flows: list[str], **more: Any) -> tuple[str, bytes]:
    return "item.bpmn", diagram("item", start(), *parts, end(), flows=flows, **more)


@pytest.mark.usefixtures("no_withdrawals")
def test_a_diagram_without_forms_is_worked_to_its_ends(database: sa.Engine) -> None:
    flows = ["start -> work -> ask", "ask -> end if accepted == true", "ask -> refused default"]
    world = world_of(database, plain(TASK, gateway("exclusive", "ask"), end("refused", "不予受理"), flows=flows))
    lived(world, range(12))
    with database.connect() as connection:
        assert set(connection.scalars(sa.select(cases.c.outcome))) == {"办结", "不予受理"}


@pytest.mark.usefixtures("no_withdrawals")
def test_what_nobody_may_do_the_administrator_does(database: sa.Engine) -> None:
    world = world_of(
        database, plain(user("work", camunda_candidateGroups="外星事务局"), flows=["start -> work -> end"])
    )
    lived(world)
    with database.connect() as connection:
        done = connection.scalar(sa.select(journal.c.actor).where(journal.c.kind == "task_completed"))
    assert done == world.people.administrator.name


@pytest.mark.usefixtures("no_withdrawals")
def test_who_may_not_do_the_next_step_leaves_it_to_others(database: sa.Engine) -> None:
    second = having(OTHER_TASK, separate_from="work")
    world = world_of(database, plain(TASK, second, flows=["start -> work -> review -> end"]))
    numbers = lived(world, range(8))
    with database.connect() as connection:
        wanted = sa.select(journal).where(journal.c.kind == "task_completed")
        pairs = [connection.execute(wanted.where(journal.c.case_number == number)).all() for number in numbers]
    assert all(len({row.actor for row in pair} - {world.people.administrator.name}) == 2 for pair in pairs)


@pytest.mark.usefixtures("no_withdrawals")
def test_a_message_that_a_case_waits_for_comes(database: sa.Engine) -> None:
    parts = [caught("paid", PAID), TASK]
    world = world_of(database, plain(*parts, flows=["start -> paid -> work -> end"], declarations=MESSAGES))
    lived(world)
    assert kinds(database)[:2] == ["case_started", "message_received"]
    assert statuses(database) == {"completed": 1}


@pytest.mark.usefixtures("no_withdrawals")
def test_silence_lets_the_deadline_pass_and_some_come_too_late(database: sa.Engine, everybody: Any) -> None:
    everybody(late=1)
    parts = [TASK, boundary("silence", "work", timer("working_days(1)")), script("deem", "agreed = true")]
    flows = ["start -> work -> together -> end", "silence -> deem -> together"]
    world = world_of(database, plain(*parts, gateway("exclusive", "together"), flows=flows))
    lived(world, range(10))
    counted = Counter(kinds(database))
    assert (counted["timer_fired"], counted["task_completed"]) == (10, 0)
    assert 0 < counted["statement_added"] < 10


@pytest.mark.usefixtures("no_withdrawals")
def test_a_mistake_changes_nothing(database: sa.Engine, everybody: Any) -> None:
    everybody(wrong=1)
    form = "check.form", form_file(component("number", "amount", label="金额", required=True), id="check")
    task = user("work", camunda_candidateGroups="clerk", camunda_formRef="check")
    lived(world_of(database, plain(task, flows=["start -> work -> end"]), form))
    assert kinds(database) == ["case_started", "task_completed"]


@pytest.mark.usefixtures("no_withdrawals")
def test_a_form_that_takes_nothing_leaves_the_task_open(database: sa.Engine) -> None:
    asked = component("textfield", "x", required=True, properties={"check": "1 == 2"})
    task = user("work", camunda_candidateGroups="clerk", camunda_formRef="check")
    lived(world_of(database, plain(task, flows=["start -> work -> end"]), ("check.form", form_file(asked, id="check"))))
    assert statuses(database) == {"open": 1}


@pytest.mark.usefixtures("no_withdrawals")
def test_a_case_sent_back_without_end_is_left(database: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_life, "MOST_STEPS", 15)
    form = form_file(component("radio", "again", required=True, values=[{"value": "是", "label": "是"}]), id="again")
    task = user("work", camunda_candidateGroups="clerk", camunda_formRef="again")
    flows = ["start -> merge -> work -> ask", 'ask -> merge if again == "是"', "ask -> end default"]
    parts = [gateway("exclusive", "merge"), task, gateway("exclusive", "ask")]
    lived(world_of(database, plain(*parts, flows=flows), ("again.form", form)))
    assert 5 < kinds(database).count("task_completed") <= 15


def test_some_cases_are_withdrawn(database: sa.Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(case_life, "WITHDRAWN", 1)
    monkeypatch.setattr(plans, "USUAL_MINUTES", 4000)
    lived(world_of(database, plain(TASK, flows=["start -> work -> end"])), range(4))
    assert statuses(database)["withdrawn"] >= 1


@pytest.mark.usefixtures("no_withdrawals")
def test_a_case_stops_where_its_next_step_lies_after_the_end(database: sa.Engine) -> None:
    world = world_of(database, plain(TASK, OTHER_TASK, flows=["start -> work -> review -> end"]))
    lived(world, range(3), start=END - timedelta(hours=1))
    with database.connect() as connection:
        assert len(connection.scalars(sa.select(tasks.c.id).where(tasks.c.closed_at.is_(None))).all()) == 3


@pytest.mark.usefixtures("no_withdrawals")
def test_a_diagram_that_fails_stops_its_case_alone(database: sa.Engine) -> None:
    divide = [caught("wait", timer("working_days(1)")), script("fail", "x = 1 / (len(item) - len(item))")]
    world = world_of(database, plain(*divide, TASK, flows=["start -> wait -> fail -> work -> end"]))
    lived(world, range(2))
    assert statuses(database) == {"open": 2}
    assert verify(database)["differences"] == []
