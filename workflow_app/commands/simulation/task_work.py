"""How a simulated person works a task: takes it, gives it back, sends the form wrong or right, or comes too late."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa
import structlog

from workflow_app.commands.add_statement import add_statement
from workflow_app.commands.case_loading import load_state
from workflow_app.commands.claim_task import claim_task
from workflow_app.commands.complete_task import complete_task
from workflow_app.commands.delegate_task import delegate_task
from workflow_app.commands.release_task import release_task
from workflow_app.commands.simulation.field_values import Writer
from workflow_app.commands.simulation.form_filling import fill, is_taken, spoil
from workflow_app.commands.simulation.free_answers import free_answers
from workflow_app.commands.simulation.plans import CLAIM, COMPLETE, DELEGATE, MISTAKE, RELEASE, Plan
from workflow_app.commands.simulation.world import World
from workflow_app.errors import EngineFailed, FormRefused, NotAllowed, TaskGone
from workflow_app.store.cases import load_case_row

LOG = structlog.get_logger(__name__)
# After so many attempts that the diagram refused, nobody tries again.
MOST_FAILURES = 5
TRY_AGAIN = timedelta(minutes=30)
# Of those who come after their task was over, how many leave a statement.
STATEMENTS = 0.5
STATEMENT = "因故未能在时限内办理，现补充说明，请附卷。"


class TaskWork:
    """Acts on the tasks of one case, and what came of them."""

    def __init__(self, world: World, chance: Random) -> None:
        self.world = world
        self.chance = chance
        self._unable: dict[str, set[str]] = {}
        self._given_up: set[str] = set()
        self._too_late: dict[str, bool] = {}

    def unable(self, task_id: str) -> set[str]:
        """Who was told that they may not do the task."""
        return self._unable.get(task_id, set())

    def is_given_up(self, task_id: str) -> bool:
        """Whether nobody will try any more."""
        return task_id in self._given_up

    def comes_too_late(self, task_id: str, plan: Plan) -> bool:
        """Whether somebody who meant to answer comes although the task is over."""
        if task_id not in self._too_late:
            self._too_late[task_id] = self.chance.random() < STATEMENTS
        return self._too_late[task_id] and any(what == COMPLETE for _, what in plan.steps)

    def do(self, what: str, now: datetime, plan: Plan, case: Any, task_id: str, task: sa.Row[Any] | None) -> bool:
        """Do the next thing the plan says; False when the plan is over, so that somebody makes another if need be.

        `task` is None when it is not open any more.
        """
        try:
            if task is None:
                return self._come_too_late(what, now, plan, case, task_id)
            return self._do(what, now, plan, case, task)
        except TaskGone:
            return False
        except NotAllowed:
            self._step_aside(now, plan, task_id, task)
            return False
        except (FormRefused, EngineFailed) as refusal:
            return self._failed(plan, now, task_id, refusal)

    def _do(self, what: str, now: datetime, plan: Plan, case: Any, task: sa.Row[Any]) -> bool:
        database, actor = self.world.database, plan.actor
        if what == CLAIM:
            claim_task(database, actor, now, task_id=task.id)
        elif what == RELEASE:
            release_task(database, actor, now, task_id=task.id)
            return False
        elif what == DELEGATE:
            self._hand_on(now, plan, case, task)
            return False
        elif what == MISTAKE:
            self._send_wrong(now, plan, case, task)
        else:
            self._complete(now, plan, case, task)
            return False
        return True

    def _step_aside(self, now: datetime, plan: Plan, task_id: str, task: sa.Row[Any] | None) -> None:
        """Whoever may not do it, because they did an earlier step, leaves it to others."""
        self._unable.setdefault(task_id, set()).add(plan.actor.name)
        if task is not None and task.assignee == plan.actor.name:
            release_task(self.world.database, plan.actor, now, task_id=task_id)

    def _hand_on(self, now: datetime, plan: Plan, case: Any, task: sa.Row[Any]) -> None:
        """To a colleague who may do it, if there is one."""
        but = {plan.actor.name, *self.unable(task.id)}
        colleagues = self.world.people.for_task(task.group_name, None, case, but)
        if colleagues:
            to = self.chance.choice(colleagues).name
            delegate_task(self.world.database, plan.actor, now, task_id=task.id, to=to)

    def _complete(self, now: datetime, plan: Plan, case: Any, task: sa.Row[Any]) -> None:
        data = self._answers(now, case, task)
        complete_task(self.world.database, plan.actor, now, task_id=task.id, data=data)

    def _send_wrong(self, now: datetime, plan: Plan, case: Any, task: sa.Row[Any]) -> None:
        """Send the form with a mistake, to be told so."""
        definition = self.world.definition(case.digest)
        form = definition.forms.get(task.form or "")
        if form is None:
            return
        writer = self._writer(now, case, task)
        wrong = spoil(self.chance, fill(writer, definition, form))
        if is_taken(definition, form, wrong, writer):
            return
        with suppress(FormRefused):
            complete_task(self.world.database, plan.actor, now, task_id=task.id, data=wrong)

    def _answers(self, now: datetime, case: Any, task: sa.Row[Any]) -> dict[str, Any]:
        definition = self.world.definition(case.digest)
        form = definition.forms.get(task.form or "")
        if form is None:
            return free_answers(self.chance, definition, task.element, now)
        return fill(self._writer(now, case, task), definition, form)

    def _writer(self, now: datetime, case: Any, task: sa.Row[Any]) -> Writer:
        """The person, who sees the case as it stands where the task is."""
        applicant = {"name": case.applicant_name, "id_number": case.applicant_id}
        with self.world.database.connect() as connection:
            state = load_state(connection, load_case_row(connection, case.number))
        return self.world.writer(self.chance, now, applicant, state.tokens[task.key].data)

    def _come_too_late(self, what: str, now: datetime, plan: Plan, case: Any, task_id: str) -> bool:
        """What comes too late to count is attached (DOMAIN E3)."""
        if what == COMPLETE:
            add_statement(
                self.world.database, plan.actor, now, number=case.number, task=task_id, text=STATEMENT, attachments=[]
            )
        return bool(plan.steps)

    def _failed(self, plan: Plan, now: datetime, task_id: str, refusal: FormRefused | EngineFailed) -> bool:
        """Try again with other answers; at last leave the task to real people."""
        plan.failures += 1
        if plan.failures < MOST_FAILURES:
            plan.steps = [(self.world.hours.later(now, TRY_AGAIN), COMPLETE)]
        else:
            self._given_up.add(task_id)
            plan.steps = []
            LOG.warning("simulated_people_gave_up", task=task_id, reason=refusal.message())
        return True
