"""Who works in the demonstration centre, of what manner they are, and who may do a task."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from random import Random
from typing import Any

import sqlalchemy as sa

from workflow_app.errors import RequestRefused
from workflow_app.rules.permissions import APPLICANT, WORKERS, Actor, may_complete, may_start_case
from workflow_app.store.users import actor_of, list_users


@dataclass(frozen=True, slots=True)
class Manner:
    """How somebody works: `pace` stretches every delay; the others are shares of their tasks.

    `late`: done after the deadline; `silent`: not done before somebody reminds; `wrong`: the form is first sent with a
    mistake; `claims`: taken into their hands some time before.
    """

    pace: float
    late: float
    silent: float
    wrong: float
    claims: float = 0.35


QUICK = Manner(pace=0.4, late=0.01, silent=0.02, wrong=0.03)
ORDINARY = Manner(pace=1.0, late=0.04, silent=0.05, wrong=0.06)
LATE = Manner(pace=2.5, late=0.25, silent=0.08, wrong=0.06)
SILENT = Manner(pace=1.5, late=0.08, silent=0.4, wrong=0.04)
CARELESS = Manner(pace=0.8, late=0.05, silent=0.05, wrong=0.35)
MANNERS = (QUICK, ORDINARY, LATE, SILENT, CARELESS)
# Of twenty people.
SHARES = (5, 8, 2, 2, 3)


@cache
def manner_of(name: str) -> Manner:
    """A person's manner: the same every time."""
    return Random(name).choices(MANNERS, SHARES)[0]


@dataclass(frozen=True, slots=True, eq=False)
class People:
    """The demonstration people. `id_numbers` are those of the applicants who have an account."""

    workers: tuple[Actor, ...]
    applicants: tuple[Actor, ...]
    administrator: Actor
    id_numbers: dict[str, str]

    def receivers(self, department: str | None) -> Sequence[Actor]:
        """Who takes in applications at the windows: the department's own people, else the hall's."""
        own = [actor for actor in self.workers if actor.department == department]
        receiving = [actor for actor in own if may_start_case(actor, sandbox=False) is None]
        return receiving or [actor for actor in self.workers if actor.department is None]

    def for_task(
        self, group: str, assignee: str | None, case: sa.Row[Any], but: Collection[str] = ()
    ) -> Sequence[Actor]:
        """Who may complete a task of `group`, in the hands of `assignee`, of a row of `cases`, but for those named."""
        about: dict[str, Any] = {
            "group": group,
            "assignee": assignee,
            "item_department": case.department,
            "applicant_user": case.applicant_user,
            "sandbox": False,
        }
        asked = (actor for actor in (*self.workers, *self.applicants) if actor.name not in but)
        return [actor for actor in asked if may_complete(actor, **about) is None]


def demonstration_people(connection: sa.Connection) -> People:
    """The people of this centre. Raises RequestRefused where the demonstration was not loaded."""
    rows = [row for row in list_users(connection) if row.demonstration and row.active]
    actors = [actor_of(row) for row in rows]
    administrators = [actor for actor in actors if actor.role == "administrator"]
    if not administrators:
        raise RequestRefused(reason={"zh": "演示人物尚未载入", "en": "the demonstration people are not loaded"})
    return People(
        workers=tuple(actor for actor in actors if actor.role in WORKERS),
        applicants=tuple(actor for actor in actors if actor.role == APPLICANT),
        administrator=administrators[0],
        id_numbers={row.name: row.id_number for row in rows if row.id_number},
    )
