"""What a simulated person intends to do about a task, and when: at once, late, or not before being reminded."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from workflow_app.commands.simulation.hall_hours import HallHours
from workflow_app.commands.simulation.people import Manner, manner_of
from workflow_app.rules.permissions import Actor

CLAIM, RELEASE, DELEGATE, MISTAKE, COMPLETE = "claim", "release", "delegate", "mistake", "complete"

# Working minutes a task usually waits (the median), and how much that scatters.
USUAL_MINUTES = 90.0
SCATTER = 1.0
LONGEST = timedelta(hours=70)
# How long it takes to see what was wrong and send it again.
MENDING = timedelta(minutes=8)
# Of the claimed tasks, how many are given back or handed on.
RELEASED = 0.05
DELEGATED = 0.05
# Who does not make the deadline by chance, uses most of the time there was.
LAST_MINUTE = (0.55, 0.95)


@dataclass(slots=True)
class Plan:
    """`steps` are moments and what is done then, soonest first; none left: nothing more is intended."""

    actor: Actor
    steps: list[tuple[datetime, str]] = field(default_factory=list)
    failures: int = 0

    def next_at(self) -> datetime | None:
        """When the next step is."""
        return self.steps[0][0] if self.steps else None


def make_plan(
    chance: Random,
    hours: HallHours,
    actor: Actor,
    now: datetime,
    *,
    due: datetime | None,
    claimed: bool,
    reminded: bool,
) -> Plan:
    """A plan for a task that is due then, for somebody who sees it now; `reminded`: the deadline passed before."""
    manner = manner_of(actor.name)
    at = _when(chance, hours, manner, now, None if reminded else due)
    if at is None:
        return Plan(actor)
    steps = [(at, COMPLETE)]
    if chance.random() < manner.wrong:
        steps = [(at, MISTAKE), (hours.later(at, MENDING), COMPLETE)]
    if not claimed and chance.random() < manner.claims:
        steps = [(hours.later(now, timedelta(minutes=1)), CLAIM), *steps]
        turn = chance.random()
        if turn < RELEASED + DELEGATED:
            steps[1:] = [(at, RELEASE if turn < RELEASED else DELEGATE)]
    return Plan(actor, sorted(steps, key=lambda step: step[0]))


def _when(chance: Random, hours: HallHours, manner: Manner, now: datetime, due: datetime | None) -> datetime | None:
    minutes = chance.lognormvariate(math.log(USUAL_MINUTES), SCATTER) * manner.pace
    delay = min(timedelta(seconds=int(minutes * 60)), LONGEST)
    at = hours.later(now, delay)
    if due is None or due <= now:
        return at
    turn = chance.random()
    if turn < manner.silent:
        return None
    if turn < manner.silent + manner.late:
        return hours.later(due, delay)
    if at <= due:
        return at
    share = chance.uniform(*LAST_MINUTE)
    return hours.later(now + timedelta(seconds=int((due - now).total_seconds() * share)), timedelta(0))
