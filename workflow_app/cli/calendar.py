"""`calendar`: when something is due and why; a new holiday notice."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import click

from workflow_app.cli.answers import UNUSABLE_INPUT, Answer
from workflow_app.cli.centre import HOLIDAYS, kept_calendar, open_centre
from workflow_app.cli.files import read_file
from workflow_app.cli.options import DATE, FILE, INSTANT, PAUSE, for_centre, settings_from
from workflow_app.cli.program import Group
from workflow_app.cli.progress import bar
from workflow_app.cli.refusals import refused
from workflow_app.errors import CalendarNotCovered
from workflow_app.rules.deadlines import Pause
from workflow_app.rules.due_answer import UNITS, due_answer
from workflow_app.rules.notice_files import read_notice_file, read_notice_folder
from workflow_app.rules.notices import Notice, notice_to_json


@click.command("calendar", cls=Group)
def calendar_command() -> None:
    """The working calendar: deadlines and holiday notices."""


@calendar_command.command("due")
@click.option("--start", required=True, type=INSTANT, help="When it began: 2026-10-09T10:00:00+08:00.")
@click.option("--n", required=True, type=int, help="How many units.")
@click.option("--unit", required=True, type=click.Choice(UNITS), help="What is counted.")
@click.option(
    "--pause", "pauses", multiple=True, type=PAUSE, help="FROM/TO: the days after FROM up to TO do not count."
)
@click.option("--as-known-on", type=DATE, help="Use only notices published by that day.")
@for_centre
def due(
    start: datetime,
    n: int,
    unit: str,
    pauses: tuple[Pause, ...],
    as_known_on: date | None,
    database_url: str | None,
    var: Path | None,
) -> Answer:
    """When a limit ends, with the reason for every day. Needs no database, but heeds the notices loaded into one."""
    settings = settings_from(database_url, var)
    loaded, close = kept_calendar(settings)
    document = due_answer(start, n, unit, pauses, as_known_on, _with_those_lying_here(loaded), close=close)
    if "error" in document:
        return _not_covered(document)
    return Answer(document, _lines(document))


def _with_those_lying_here(loaded: tuple[Notice, ...]) -> tuple[Notice, ...]:
    """The notices lying here, after those loaded into the centre, if there is one, in the order it knew them."""
    lying = read_notice_folder(HOLIDAYS)
    known = {notice.id for notice in loaded}
    return loaded + tuple(notice for notice in lying if notice.id not in known)


def _not_covered(document: dict[str, Any]) -> Answer:
    answer = refused(CalendarNotCovered(year=document["provisional_date"][:4]))
    return Answer({**answer.document, **document}, exit_status=UNUSABLE_INPUT, reason=answer.reason)


def _lines(document: dict[str, Any]) -> list[str]:
    explained = [f"{line['date']}  {'+' if line['counts'] else ' '}  {line['why']}" for line in document["lines"]]
    provisional = "（暂定 / provisional）" if document["provisional"] else ""
    return [*explained, f"{document['due'] or '未定 / open'}{provisional}"]


@calendar_command.command("load")
@click.argument("file", type=FILE)
@click.option("--historical", is_flag=True, help="The notice may be one of a past year.")
@for_centre
def load(file: Path, historical: bool, database_url: str | None, var: Path | None) -> Answer:
    """Publish a holiday notice: open deadlines move. The file's name, without its ending, is the notice's id."""
    from workflow_app.commands.load_notice import load_notice

    payload = notice_to_json(read_notice_file(read_file(file), file.stem))
    with open_centre(settings_from(database_url, var)) as centre, bar("重算期限 / deadlines") as progress:
        document = load_notice(
            centre.database, centre.now(), payload, notice_id=file.stem, historical=historical, progress=progress
        )
    moved = [f"{row['case']}  {row['timer']}  {row['old']} → {row['new']}" for row in document["recalculated"]]
    return Answer(document, [document["notice"], *moved])
