"""How arguments are read: instants, dates, periods, files, and which centre is meant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

import click

from workflow_app.config import Settings
from workflow_app.rules.due_answer import read_date, read_pause, read_start

Function = TypeVar("Function", bound=Callable[..., Any])
Value = TypeVar("Value")


class Read(click.ParamType[Value], Generic[Value]):
    """An argument read by a function of ours; the function's refusal says what is wrong with it."""

    def __init__(self, name: str, read: Callable[[str], Value]) -> None:
        self.name = name
        self.read = read

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Value:
        found: Value = self.read(value) if isinstance(value, str) else value
        return found


INSTANT: Read[datetime] = Read("instant", read_start)
DATE: Read[date] = Read("date", read_date)
PAUSE = Read("from/to", read_pause)
# Whether a file can be read is found out when it is read, so that one bad name does not stop the others.
FILE = Read("file", Path)


def for_centre(function: Function) -> Function:
    """The options that say which centre a command is about."""
    url = click.option("--database-url", metavar="URL", help="The database (WORKFLOW_APP_DATABASE_URL).")
    var = click.option("--var", type=FILE, metavar="FOLDER", help="The data folder (WORKFLOW_APP_VAR).")
    return url(var(function))


def settings_from(database_url: str | None, var: Path | None, **more: Any) -> Settings:
    """The settings of the environment; options that were given win. Raises SettingWrong."""
    return Settings.from_environment(database_url=database_url, var=var, **more)
