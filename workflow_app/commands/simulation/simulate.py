"""Lets simulated people work many cases in virtual time, one case after the other, in the order they were handed in."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa

from workflow_app.commands.simulation.application import hand_in
from workflow_app.commands.simulation.case_life import CaseLife
from workflow_app.commands.simulation.world import World, make_world
from workflow_app.commands.transaction import in_transaction
from workflow_app.errors import NotASandbox, RequestRefused
from workflow_app.store.notices import notice_count
from workflow_app.store.settings import NOTICES_TOLD, get_setting, is_sandbox, set_setting

Progress = Callable[[int, int], None]
Span = tuple[datetime, datetime]
# This share of the cases comes in the last hours (seconds of working time), so that there is work in hand at the end.
RECENT = 0.15
RECENTLY = 40 * 3600


def simulate(
    database: sa.Engine, *, cases: int, start: datetime, end: datetime, seed: int, progress: Progress | None = None
) -> dict[str, int]:
    """Work `cases` cases handed in between `start` and `end`, each up to `end`: {"cases", "entries"} made.

    The same seed on the same centre gives the same journals. Where the centre's time is later than `end`, whoever
    calls this lets happen what was due since (`wind_on`).
    Raises NotASandbox, RequestRefused (no working time in between, nothing published).
    """
    with database.connect() as connection:
        if not is_sandbox(connection):
            raise NotASandbox()
    world = make_world(database, end)
    moments = _moments(Random(seed), world.hours.between(start, end), cases)
    entries = 0
    try:
        for n, moment in enumerate(moments):
            entries += _live(world, moment, Random(f"{seed}/{n}"))
            if progress:
                progress(n + 1, cases)
    finally:
        in_transaction(database, lambda connection: _forget_what_was_told(connection, end))
    return {"cases": len(moments), "entries": entries}


def _moments(chance: Random, spans: Sequence[Span], cases: int) -> list[datetime]:
    """When the cases are handed in, in order: spread over the hall's hours, somewhat more of them of late."""
    seconds = sum(int((closes - opens).total_seconds()) for opens, closes in spans)
    if cases and not seconds:
        raise RequestRefused(reason={"zh": "这段时间里没有办公时间", "en": "there is no working time in this period"})
    recent = max(0, seconds - RECENTLY)
    firsts = [recent if chance.random() < RECENT else 0 for _ in range(cases)]
    return _placed(spans, sorted(chance.randrange(first, seconds) for first in firsts))


def _placed(spans: Sequence[Span], offsets: Sequence[int]) -> list[datetime]:
    moments, passed, place = [], 0, 0
    for offset in offsets:
        while offset >= passed + (length := int((spans[place][1] - spans[place][0]).total_seconds())):
            passed, place = passed + length, place + 1
        moments.append(spans[place][0] + timedelta(seconds=offset - passed))
    return moments


def _live(world: World, moment: datetime, chance: Random) -> int:
    number = hand_in(world, moment, chance)
    return CaseLife(world, number, moment, chance).live()


def _forget_what_was_told(connection: sa.Connection, end: datetime) -> None:
    """The new cases know the notices up to `end` only: what came later has to be told again."""
    told = int(get_setting(connection, NOTICES_TOLD) or 0)
    set_setting(connection, NOTICES_TOLD, str(min(told, notice_count(connection, end))))
