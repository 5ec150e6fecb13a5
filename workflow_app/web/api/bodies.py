"""What programs send: the bodies and parameters of the interface."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, JsonValue

from workflow_app.queries.paging import DEFAULT_LIMIT, Page
from workflow_app.web.fields import Body, Count, Data, Instant, Line, Paragraph, ParameterInstant, Parameters


class Applicant(Body):
    """Who applies."""

    name: Line
    id_number: Annotated[Line, Field(max_length=60, description="Identity or unified social credit number.")]


class StartCase(Body):
    """An application."""

    item: Line
    applicant: Applicant
    data: Data
    received_at: Annotated[Instant | None, Field(description="When it was handed in, if not now.")] = None


class CompleteTask(Body):
    """A task's form, filled in."""

    data: Data
    received_at: Annotated[Instant | None, Field(description="When it was received, if not now.")] = None
    evidence: Annotated[Paragraph | None, Field(description="What proves an earlier receipt.")] = None


class DelegateTask(Body):
    """Who shall do a task instead."""

    to: Annotated[Line, Field(description="A user's name.")]


class AddStatement(Body):
    """What comes too late to count, or beside the forms."""

    task: Annotated[Line | None, Field(description="The id of the task it is about.")] = None
    text: Paragraph
    attachments: Annotated[list[str | dict[str, JsonValue]], Field(default_factory=list, max_length=50)]


class SendMessage(Body):
    """A message for the cases that wait for it."""

    name: Line
    correlation: Annotated[Data, Field(description="Case data a waiting case must have; `case` is its number.")]
    payload: Data


class MoveClock(Body):
    """Where a sandbox's time shall go."""

    now: Instant


class PageParameters(Parameters):
    """Which part of a list."""

    limit: Annotated[Count, Field(description="At most so many; over 200 is capped.")] = DEFAULT_LIMIT
    cursor: Annotated[str | None, Field(max_length=2000, description="`next` of the page before.")] = None

    def page(self) -> Page:
        """The same for a query."""
        return Page(self.limit, self.cursor)


class CasesParameters(PageParameters):
    """Which cases."""

    status: Literal["open", "completed", "withdrawn", "terminated"] | None = None
    item: Annotated[str | None, Field(max_length=200)] = None
    applicant: Annotated[str | None, Field(max_length=200, description="Part of the name or the identity number.")] = (
        None
    )


class TasksParameters(PageParameters):
    """Which tasks."""

    group: Annotated[str | None, Field(max_length=200)] = None
    case: Annotated[str | None, Field(max_length=40)] = None
    mine: Annotated[bool | None, Field(description="Claimed by me.")] = None
    due_before: ParameterInstant | None = None


class ReplayParameters(Parameters):
    """Up to which entry."""

    seq: Annotated[Count | None, Field(description="After this entry; after the last one if left out.")] = None


class ExplainParameters(Parameters):
    """Which deadline."""

    timer: Annotated[str, Field(max_length=400, description="The timer's key.")]
