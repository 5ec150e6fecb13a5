"""The settings: one frozen dataclass, read from the environment variables ``WORKFLOW_APP_…``.

Imports nothing of ours. Every setting is a field of :class:`Settings`, annotated with what it is for;
`describe` gives them all as rows for the README and the guard that compares the two.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import time
from pathlib import Path
from typing import Annotated, Any, NamedTuple, get_type_hints

PREFIX = "WORKFLOW_APP_"


class SettingWrong(ValueError):
    """A setting cannot be used; its text is one line for a person. ``exit_status`` is the command line's."""

    exit_status = 3

    def __init__(self, name: str, value: str, reason: str) -> None:
        super().__init__(f"设置 {name}={value!r} 不可用：{reason}。The setting cannot be used.")


class Described(NamedTuple):
    """One setting for documentation: its environment variable, its default as text, what it is for."""

    variable: str
    default: str
    purpose: str


class About(NamedTuple):
    """What a setting is for, how its text is read, and its default for people when it depends on others."""

    purpose: str
    read: Callable[[str], Any] = str
    default: str = ""


def _port(text: str) -> int:
    port = int(text)
    if not 0 <= port <= 65535:
        raise ValueError("a port lies between 0 and 65535")
    return port


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("the number must be at least 1")
    return number


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How this centre is set up. Read once when a process starts, then handed down."""

    database_url: Annotated[
        str, About("the database: `sqlite:///FILE` or `postgresql://…`", default="sqlite:///VAR/workflow.sqlite3")
    ] = ""
    var: Annotated[Path, About("the data folder: SQLite database, secret key, uploads", Path)] = Path("var")
    host: Annotated[str, About("the address the web server listens on")] = "127.0.0.1"
    port: Annotated[int, About("the port the web server listens on", _port)] = 8000
    threads: Annotated[int, About("the threads of one web server process", _positive)] = 8
    secret_key_file: Annotated[
        Path | None, About("the file with the key that signs sessions; made when missing", Path, "VAR/secret_key")
    ] = None
    hall_close: Annotated[
        time, About("when the hall of a new centre closes: deadlines end then", time.fromisoformat, "17:30")
    ] = time(17, 30)
    tick_seconds: Annotated[int, About("how often the timer job looks for deadlines that have passed", _positive)] = 5

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None, **options: Any) -> Settings:
        """The settings of ``environment`` (the process's own if none is given); ``options`` that are not None win.

        Raises SettingWrong, naming the variable, for a value that cannot be read. An empty variable counts as unset.
        """
        source = os.environ if environment is None else environment
        found = {name: _read(name, about.read, source) for name, about in _abouts()}
        found.update({name: value for name, value in options.items() if value is not None})
        settings = cls(**{name: value for name, value in found.items() if value is not None})
        return settings if settings.database_url else replace(settings, database_url=settings._own_database())

    def _own_database(self) -> str:
        return f"sqlite:///{self.var.absolute() / 'workflow.sqlite3'}"

    def secret_key(self) -> bytes:
        """The key that signs sessions, 32 random bytes; made on first use, readable by its owner only (0600)."""
        path = self.secret_key_file or self.var / "secret_key"
        if not path.exists():
            _make_secret(path)
        return path.read_bytes()


def _read(name: str, read: Callable[[str], Any], environment: Mapping[str, str]) -> Any:
    variable = PREFIX + name.upper()
    text = environment.get(variable, "")
    if not text:
        return None
    try:
        return read(text)
    except ValueError as error:
        raise SettingWrong(variable, text, str(error)) from error


def _make_secret(path: Path) -> None:
    """Write the key whole, then link it into place: of two processes that start at once, both use the first's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(secrets.token_bytes(32))
    try:
        os.link(draft, path)
    except FileExistsError:
        pass  # another process got there first
    finally:
        draft.unlink()


def _abouts() -> list[tuple[str, About]]:
    """Every field's name with what is said about it, in the order of the class."""
    hints = get_type_hints(Settings, include_extras=True)
    return [(each.name, hints[each.name].__metadata__[0]) for each in fields(Settings)]


def describe() -> list[Described]:
    """Every setting: variable, default, purpose, in the order of the class."""
    plain = Settings()
    return [
        Described(PREFIX + name.upper(), about.default or str(getattr(plain, name)), about.purpose)
        for name, about in _abouts()
    ]
