"""`demo`: simulated people work cases through real diagrams, in virtual time."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path
from time import perf_counter

import click
import sqlalchemy as sa

from workflow_app.cli.answers import Answer
from workflow_app.cli.centre import open_centre
from workflow_app.cli.options import DATE, for_centre, settings_from
from workflow_app.cli.program import Command
from workflow_app.cli.progress import bar
from workflow_app.commands.demonstration import load_demonstration
from workflow_app.commands.move_clock import wind_on
from workflow_app.commands.settle_due import tell_notices
from workflow_app.commands.simulation.simulate import simulate
from workflow_app.errors import RequestRefused
from workflow_app.rules.instants import SHANGHAI
from workflow_app.store.journal import entry_count

A_YEAR = timedelta(days=365)
LAST_SECOND = time(23, 59, 59)


@click.command("demo", cls=Command)
@click.option("--cases", required=True, type=click.IntRange(0, 1_000_000), help="How many cases they work.")
@click.option("--from", "first", type=DATE, help="The first day of applications; a year before the last if not given.")
@click.option("--to", "last", type=DATE, help="The day it all ends; now, as the sandbox has it, if not given.")
@click.option("--seed", type=int, default=1, help="The same seed makes the same history.")
@for_centre
def demo_command(
    cases: int, first: date | None, last: date | None, seed: int, database_url: str | None, var: Path | None
) -> Answer:
    """Let simulated people work cases through the published diagrams; makes the demonstration centre where none is."""
    began = perf_counter()
    with open_centre(settings_from(database_url, var), sandbox=True) as centre, bar("办件 / cases") as progress:
        start, end = _period(first, last, centre.now())
        load_demonstration(centre.database, centre.now())
        before = _entries(centre.database)
        made = simulate(centre.database, cases=cases, start=start, end=end, seed=seed, progress=progress)
        now = centre.now()
        tell_notices(centre.database, now)
        wind_on(centre.database, now, max(now, end))
        # What fell due after the last day, until now, is part of what was made.
        made["entries"] = _entries(centre.database) - before
    document = {**made, "seconds": round(perf_counter() - began, 2)}
    return Answer(document, [f"{made['cases']} cases, {made['entries']} entries, {document['seconds']} seconds"])


def _entries(database: sa.Engine) -> int:
    """How many entries the journal has."""
    with database.connect() as connection:
        return entry_count(connection)


def _period(first: date | None, last: date | None, now: datetime) -> tuple[datetime, datetime]:
    """From the first day's beginning to the last day's end. Raises RequestRefused when there is nothing between."""
    end = now if last is None else datetime.combine(last, LAST_SECOND, SHANGHAI)
    start = end - A_YEAR if first is None else datetime.combine(first, time(0), SHANGHAI)
    if start >= end:
        raise RequestRefused(reason={"zh": "--from 应早于 --to", "en": "--from must lie before --to"})
    return start, end
