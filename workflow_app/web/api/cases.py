"""`/cases`: handing in, looking, statements, journal, replay, explanation of deadlines."""

from __future__ import annotations

from typing import Any

from flask import Blueprint

from workflow_app.audit.replay import explain_timer, state_after
from workflow_app.commands.add_statement import add_statement
from workflow_app.commands.start_case import start_case
from workflow_app.queries.cases import CaseFilter, case_view, list_cases, list_timers
from workflow_app.queries.journal import list_entries
from workflow_app.queries.visibility import require_case
from workflow_app.rules.permissions import may_start_case
from workflow_app.web.api import answers
from workflow_app.web.api.bodies import (
    AddStatement,
    CasesParameters,
    ExplainParameters,
    PageParameters,
    ReplayParameters,
    StartCase,
)
from workflow_app.web.context import actor, database, now, reading, state
from workflow_app.web.operations import operation

blueprint = Blueprint("api_cases", __name__)


def show_case(number: str) -> dict[str, Any]:
    """The case as it stands now, for whoever just changed it."""
    with reading() as connection:
        return case_view(connection, number)


@blueprint.get("/cases")
@operation("Cases I may see, the newest first", parameters=CasesParameters, answer=answers.Cases)
def list_all(parameters: CasesParameters) -> dict[str, Any]:
    """A page of cases."""
    wanted = CaseFilter(status=parameters.status, item=parameters.item, applicant=parameters.applicant)
    with reading() as connection:
        return list_cases(connection, actor(), state().sandbox, wanted, parameters.page())


@blueprint.post("/cases")
@operation(
    "Hand in an application",
    body=StartCase,
    answer=answers.Case,
    status=201,
    refuses=(404, 409),
    permission=may_start_case,
)
def start(body: StartCase) -> dict[str, Any]:
    """Start a case; the answer is the case."""
    number = start_case(
        database(),
        actor(),
        now(),
        item=body.item,
        applicant=body.applicant.model_dump(),
        data=body.data,
        received_at=body.received_at,
    )
    return show_case(number)


@blueprint.get("/cases/<number>")
@operation("A case with its open tasks and deadlines", answer=answers.Case, refuses=(404,))
def show(number: str) -> dict[str, Any]:
    """One case."""
    with reading() as connection:
        require_case(connection, actor(), state().sandbox, number)
        return case_view(connection, number)


@blueprint.post("/cases/<number>/statements")
@operation(
    "Attach a statement",
    body=AddStatement,
    answer=answers.Case,
    status=201,
    refuses=(404, 409),
    permission=may_start_case,  # who hands in applications hands in statements; who only watches does neither
)
def state_something(number: str, body: AddStatement) -> dict[str, Any]:
    """Attach what comes too late to count."""
    with reading() as connection:
        require_case(connection, actor(), state().sandbox, number)
    add_statement(
        database(), actor(), now(), number=number, task=body.task, text=body.text, attachments=body.attachments
    )
    return show_case(number)


@blueprint.get("/cases/<number>/journal")
@operation("The journal, oldest entry first", parameters=PageParameters, answer=answers.Entries, refuses=(404,))
def journal(number: str, parameters: PageParameters) -> dict[str, Any]:
    """A page of the journal."""
    with reading() as connection:
        require_case(connection, actor(), state().sandbox, number)
        return list_entries(connection, number, parameters.page())


@blueprint.get("/cases/<number>/replay")
@operation("The case as it stood after an entry", parameters=ReplayParameters, answer=answers.Replayed, refuses=(404,))
def replay(number: str, parameters: ReplayParameters) -> dict[str, Any]:
    """Re-execute the journal up to an entry."""
    with reading() as connection:
        require_case(connection, actor(), state().sandbox, number)
        return state_after(connection, number, parameters.seq)


@blueprint.get("/cases/<number>/explain")
@operation("A deadline, day by day", parameters=ExplainParameters, answer=answers.Explained, refuses=(404, 422))
def explain(number: str, parameters: ExplainParameters) -> dict[str, Any]:
    """The lines of a deadline."""
    with reading() as connection:
        require_case(connection, actor(), state().sandbox, number)
        lines = explain_timer(connection, number, parameters.timer)
        running = [timer for timer in list_timers(connection, number) if timer["key"] == parameters.timer]
    return {**(running[0] if running else {}), "timer": parameters.timer, "lines": lines}
