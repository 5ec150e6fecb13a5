"""What programs get: the shapes of the answers, for openapi.json and the tests that hold us to it."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, JsonValue


class Answer(BaseModel):
    """An answer; it may grow, so readers ignore members they do not know."""

    model_config = ConfigDict(extra="allow")


class Item(Answer):
    """An item with a version in force; department and kind are null while it is not in the register."""

    code: str
    name: str
    version: int
    digest: str
    department: str | None
    kind: str | None


class Items(Answer):
    """A page of items."""

    items: list[Item]
    next: str | None


class Guide(Item):
    """An item with what the register says of it."""

    published_at: str
    published_by: str


class DeployedItem(Answer):
    """A version just published."""

    item: str
    version: int
    digest: str


class Deployed(Answer):
    """What a deployment published."""

    deployed: list[DeployedItem]


class CaseApplicant(Answer):
    """Who applied."""

    name: str
    id_number: str


class CaseSummary(Answer):
    """A case in a list."""

    number: str
    item: str
    item_name: str
    version: int
    department: str | None
    applicant: CaseApplicant
    status: str
    outcome: str | None
    opened_at: str
    closed_at: str | None
    seq: int
    last_at: str
    next_due: str | None


class Cases(Answer):
    """A page of cases."""

    items: list[CaseSummary]
    next: str | None


class Task(Answer):
    """A user task."""

    id: str
    key: str
    case: str
    element: str
    name: str
    group: str
    assignee: str | None
    due: str | None
    form: str | None
    opened_at: str
    closed_at: str | None
    item: str
    item_name: str
    applicant_name: str


class Tasks(Answer):
    """A page of tasks."""

    items: list[Task]
    next: str | None


class Timer(Answer):
    """A deadline that runs; `state` is armed or held."""

    element: str
    key: str
    due: str
    rule: str
    starts: str
    provisional: bool
    state: str


class Case(CaseSummary):
    """A case as it stands; `failure` says why it could not go on by itself when it was last tried."""

    failure: str | None
    data: dict[str, JsonValue]
    clocks: dict[str, JsonValue]
    open_tasks: list[Task]
    timers: list[Timer]


class Entry(Answer):
    """An entry of a journal."""

    case: str
    seq: int
    at: str
    recorded_at: str
    actor: str
    kind: str
    body: dict[str, JsonValue]
    facts: list[dict[str, JsonValue]]
    previous: str
    hash: str


class Entries(Answer):
    """A page of a journal, oldest first."""

    items: list[Entry]
    next: str | None


class Replayed(Answer):
    """A case as it stood after an entry."""

    seq: int
    at: str
    active: list[str]
    done: list[str]
    data: dict[str, JsonValue]
    clocks: dict[str, JsonValue]


class Explained(Answer):
    """A deadline, day by day."""

    timer: str
    lines: list[dict[str, Any]]


class MessageTaken(Answer):
    """The cases a message reached."""

    cases: list[str]


class Clock(Answer):
    """The centre's time."""

    now: str


class Health(Answer):
    """How the service is doing."""

    status: str
    database: str
    overdue_lag_seconds: int | None
