"""How arguments are read: instants, dates, periods, files, and which centre is meant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from workflow_app.config import Settings
from workflow_app.rules.instants import SHANGHAI, parse_instant

Function = TypeVar("Function", bound=Callable[..., Any])


class InstantType(click.ParamType[datetime]):
    """`2026-10-09T17:30:00+08:00`; without an offset, the centre's own zone; a bare date is its first moment."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        if isinstance(value, datetime):
            return value
        try:
            moment = datetime.fromisoformat(value)
            return parse_instant((moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI)).isoformat())
        except (ValueError, OverflowError):
            self.fail(f"{value!r} is no instant; write 2026-10-09T17:30:00+08:00", param, ctx)


class DateType(click.ParamType[date]):
    """`2026-10-09`, a day that exists."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        if isinstance(value, date):
            return value
        try:
            return datetime.strptime(value, "%Y-%m-%d").date()
        except ValueError:
            self.fail(f"{value!r} is no date; write 2026-10-09", param, ctx)


class ExistingFile(click.ParamType[Path]):
    """The name of a file; whether it can be read is found out when it is read, so that one bad name stops nothing."""

    name = "file"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        return Path(value)


INSTANT = InstantType()
DATE = DateType()
FILE = ExistingFile()


def for_centre(function: Function) -> Function:
    """The options that say which centre a command is about."""
    url = click.option("--database-url", metavar="URL", help="The database (WORKFLOW_APP_DATABASE_URL).")
    var = click.option(
        "--var", type=click.Path(path_type=Path), metavar="FOLDER", help="The data folder (WORKFLOW_APP_VAR)."
    )
    return url(var(function))


def settings_from(database_url: str | None, var: Path | None, **more: Any) -> Settings:
    """The settings of the environment; options that were given win. Raises SettingWrong."""
    return Settings.from_environment(database_url=database_url, var=var, **more)
