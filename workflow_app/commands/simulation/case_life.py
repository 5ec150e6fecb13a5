"""The life of one simulated case, from the application on: whoever is next does what they intend, as of its time."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

import sqlalchemy as sa
import structlog

from workflow_app.commands.move_clock import AFTER
from workflow_app.commands.receive_message import receive_message
from workflow_app.commands.settle_due import settle_case
from workflow_app.commands.simulation.plans import Plan, make_plan
from workflow_app.commands.simulation.task_work import TaskWork
from workflow_app.commands.simulation.world import World
from workflow_app.commands.withdraw_case import withdraw_case
from workflow_app.errors import EngineFailed, NotFound
from workflow_app.rules.permissions import Actor
from workflow_app.store.tables import cases, tasks, waits

LOG = structlog.get_logger(__name__)
# A case that is sent back and forth more often than this is left as it stands.
MOST_STEPS = 250
WITHDRAWN = 0.04
WITHDRAWAL_REASONS = ("申请人改变计划，自愿撤回", "材料暂时无法备齐，撤回后另行申请", "误选事项，撤回")
MESSAGE_TAKES = timedelta(hours=5)
# What everybody can see of a case; made once, asked after every act.
_NUMBER: sa.BindParameter[str] = sa.bindparam("number")
_CASE = sa.select(
    cases.c.number,
    cases.c.status,
    cases.c.digest,
    cases.c.department,
    cases.c.applicant_user,
    cases.c.applicant_name,
    cases.c.applicant_id,
    cases.c.next_due,
    cases.c.seq,
).where(cases.c.number == _NUMBER)
_OPEN_TASKS = (
    sa.select(tasks)
    .where(tasks.c.case_number == _NUMBER, tasks.c.closed_at.is_(None))
    .order_by(tasks.c.opened_at, tasks.c.id)
)
_MESSAGES = sa.select(waits).where(waits.c.case_number == _NUMBER, waits.c.kind == "message").order_by(waits.c.key)


@dataclass(frozen=True, slots=True)
class Step:
    """Something that happens at a moment. Of several at once, deadlines come first, then by `name`."""

    at: datetime
    rank: int
    name: str
    happen: Callable[[], None]

    def order(self) -> tuple[datetime, int, str]:
        return self.at, self.rank, self.name


@dataclass(frozen=True, slots=True)
class View:
    """A case as everybody can see it: its row, its open tasks, the messages it waits for."""

    case: Any
    tasks: Sequence[sa.Row[Any]]
    messages: Sequence[sa.Row[Any]]


class CaseLife:
    """One case; `began` is when it was handed in."""

    def __init__(self, world: World, number: str, began: datetime, chance: Random) -> None:
        self.world = world
        self.number = number
        self.now = began
        self.chance = chance
        self.plans: dict[str, Plan] = {}
        self.work = TaskWork(world, chance)
        self.messages_at: dict[str, datetime] = {}
        self.withdrawn_at = self._withdrawal()

    def live(self) -> int:
        """Let happen what happens until the world's end; how many entries the case's journal then has."""
        try:
            self._go_on()
            settle_case(self.world.database, self.number, self.world.end)
        except EngineFailed as failure:
            # The diagram of one case stops that case alone; the timer job will try it again and note why.
            LOG.warning("simulated_case_stuck", case=self.number, reason=failure.message())
        return int(self._look().case.seq)

    def _go_on(self) -> None:
        for _ in range(MOST_STEPS):
            step = self._next_step()
            if step is None or step.at > self.world.end:
                break
            self.now = step.at
            step.happen()

    def _withdrawal(self) -> datetime | None:
        if self.chance.random() >= WITHDRAWN:
            return None
        return self.world.hours.later(self.now, timedelta(hours=self.chance.uniform(1, 40)))

    def _look(self) -> View:
        with self.world.database.connect() as connection:
            mine = {"number": self.number}
            return View(
                connection.execute(_CASE, mine).one(),
                connection.execute(_OPEN_TASKS, mine).all(),
                connection.execute(_MESSAGES, mine).all(),
            )

    def _next_step(self) -> Step | None:
        view = self._look()
        closed = view.case.status != "open"
        self._forget_closed_tasks(view)
        steps = [] if closed else [*self._automatic(view), *self._about_messages(view)]
        for task in () if closed else view.tasks:
            self._intend(view, task)
        steps += [
            Step(max(at, self.now), 2, task_id, partial(self._act, task_id, view))
            for task_id, plan in self.plans.items()
            if (at := plan.next_at()) is not None
        ]
        return min(steps, key=Step.order, default=None)

    def _forget_closed_tasks(self, view: View) -> None:
        """Somebody who did not know that a task is over still comes; after a withdrawal everybody knows."""
        still_open = {task.id for task in view.tasks}
        over = [task_id for task_id in self.plans if task_id not in still_open]
        for task_id in over:
            if view.case.status == "withdrawn" or not self.work.comes_too_late(task_id, self.plans[task_id]):
                del self.plans[task_id]

    def _automatic(self, view: View) -> list[Step]:
        moments = [view.case.next_due + AFTER] if view.case.next_due else []
        notice = self.world.next_notice(self.now)
        moments += [notice] if notice else []
        steps = [Step(max(at, self.now), 0, "", self._settle) for at in moments]
        if self.withdrawn_at is not None:
            steps.append(Step(max(self.withdrawn_at, self.now), 1, "", partial(self._withdraw, view)))
        return steps

    def _settle(self) -> None:
        settle_case(self.world.database, self.number, self.now)

    def _withdraw(self, view: View) -> None:
        actor, reason = self._at_the_window(view), self.chance.choice(WITHDRAWAL_REASONS)
        withdraw_case(self.world.database, actor, self.now, number=self.number, reason=reason)

    def _at_the_window(self, view: View) -> Actor:
        """Who speaks for the case's applicant: the applicant, or whoever receives them."""
        people = self.world.people
        own = [actor for actor in people.applicants if actor.name == view.case.applicant_user]
        return self.chance.choice(own or people.receivers(view.case.department))

    def _about_messages(self, view: View) -> list[Step]:
        """What a case waits for from outside is entered at a window some hours later."""
        for wait in view.messages:
            self.messages_at.setdefault(wait.key, self.world.hours.later(self.now, MESSAGE_TAKES))
        return [
            Step(max(self.messages_at[wait.key], self.now), 1, wait.key, partial(self._message, view, wait.name))
            for wait in view.messages
        ]

    def _message(self, view: View, name: str) -> None:
        actor = self.chance.choice(self.world.people.receivers(view.case.department))
        correlation = {"case": self.number}
        with suppress(NotFound):  # the case waits for it no more
            receive_message(self.world.database, actor, self.now, name=name, correlation=correlation, payload={})

    def _intend(self, view: View, task: sa.Row[Any]) -> None:
        """Whoever may do an open task makes a plan; who stayed silent makes another one after the deadline."""
        plan = self.plans.get(task.id)
        reminded = plan is not None and task.due is not None and task.due < self.now
        if plan is not None and (plan.steps or not reminded or self.work.is_given_up(task.id)):
            return
        people = self.world.people
        able = people.for_task(task.group_name, task.assignee, view.case, self.work.unable(task.id))
        actor = self.chance.choice(able) if able else people.administrator
        self.plans[task.id] = make_plan(
            self.chance,
            self.world.hours,
            actor,
            self.now,
            due=task.due,
            claimed=task.assignee is not None,
            reminded=reminded,
        )

    def _act(self, task_id: str, view: View) -> None:
        plan = self.plans[task_id]
        _, what = plan.steps.pop(0)
        task = next((task for task in view.tasks if task.id == task_id), None)
        if not self.work.do(what, self.now, plan, view.case, task_id, task):
            del self.plans[task_id]
