"""Cases: the list, one case with its deadlines, diagram, data and journal, and why a deadline is when it is."""

from __future__ import annotations

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from workflow_app.audit.replay import explain_timer
from workflow_app.commands.add_statement import add_statement
from workflow_app.commands.withdraw_case import withdraw_case
from workflow_app.errors import ParameterRefused
from workflow_app.queries.case_owners import Owners, case_owners
from workflow_app.queries.cases import CaseFilter, case_summary, case_view, list_cases
from workflow_app.queries.drawings import drawing_file
from workflow_app.queries.paging import Page
from workflow_app.queries.tasks import TaskFilter, list_tasks
from workflow_app.rules.permissions import may_complete, may_withdraw_case
from workflow_app.web import context
from workflow_app.web.pages.blueprint import pages
from workflow_app.web.pages.case_pages import require_seen, told
from workflow_app.web.pages.frame import now
from workflow_app.web.pages.translation import _
from workflow_app.web.pages.wording import clock_words

# A page shows at most this many entries; the whole journal is one click away.
SHOWN_ENTRIES = 60
LONGEST_STATEMENT, LONGEST_REASON = 4000, 500


@pages.get("/cases")
def cases() -> str:
    """Cases this person may see, the newest first."""
    search, status = request.args.get("q", "").strip()[:100], request.args.get("status") or None
    with context.reading() as connection:
        found = list_cases(
            connection,
            context.actor(),
            context.state().sandbox,
            CaseFilter(status=status, applicant=search or None),
            Page(limit=50, cursor=request.args.get("cursor") or None),
        )
    return render_template("pages/cases.html", found=found, search=search, status_wanted=status)


@pages.get("/my-cases")
def my_cases() -> str:
    """An applicant's own cases, and what the centre waits for the applicant to do."""
    with context.reading() as connection:
        who = context.actor(), context.state().sandbox
        found = list_cases(connection, *who, page=Page(limit=50, cursor=request.args.get("cursor") or None))
        tasks = list_tasks(connection, *who, TaskFilter(), Page(limit=50))
    return render_template("pages/my_cases.html", found=found, tasks=tasks["items"])


@pages.get("/cases/<number>")
def case(number: str) -> str:
    """One case."""
    with context.reading() as connection:
        require_seen(connection, number)
        found, owners = case_view(connection, number), case_owners(connection, number)
        journal, sandbox = told(connection, found), context.state().sandbox
    shown = journal.entries if request.args.get("journal") == "all" else journal.entries[-SHOWN_ENTRIES:]
    return render_template(
        "pages/case.html",
        case=found,
        told=journal,
        sentences=journal.sentences(shown),
        hidden=len(journal.entries) - len(shown),
        marks=journal.marks(),
        mine=[task for task in found["open_tasks"] if _mine(task, owners)],
        may_withdraw=found["status"] == "open" and not may_withdraw_case(context.actor(), sandbox=sandbox, **owners),
        statements=[entry for entry in journal.entries if entry["kind"] == "statement_added"],
    )


@pages.get("/cases/<number>/diagrams/<process>")
def case_diagram(number: str, process: str) -> Response:
    """The diagram a case runs through, as published: its own version, not the newest."""
    with context.reading() as connection:
        require_seen(connection, number)
        found = case_summary(connection, number)
        content = drawing_file(connection, found["item"], found["version"], process)
    return Response(content, mimetype="application/xml")


@pages.get("/cases/<number>/deadline")
def deadline(number: str) -> str:
    """Why a deadline is on this date, day by day; the part alone for a page that opens it in place."""
    key = request.args.get("timer", "")
    with context.reading() as connection:
        require_seen(connection, number)
        found = case_view(connection, number)
        lines = explain_timer(connection, number, key)
        timer = _timer(found, key)
        label = clock_words(key[6:]) if key.startswith("clock:") else told(connection, found).names.task(key)
    template = "parts/deadline_lines.html" if request.headers.get("HX-Request") else "pages/deadline.html"
    return render_template(template, case=found, lines=lines, timer=timer, label=label)


@pages.post("/cases/<number>/statements")
def add_to_case(number: str) -> AnyResponse:
    """Attach what comes too late to count, or from somebody who has no task."""
    text = _written("text", LONGEST_STATEMENT)
    with context.reading() as connection:
        require_seen(connection, number)
    if text:
        add_statement(context.database(), context.actor(), now(), number=number, task=None, text=text, attachments=[])
        flash(_("补充说明已附到办件。"), "success")
    else:
        flash(_("请先写下说明。"), "refused")
    return redirect(url_for("pages.case", number=number) + "#statements")


@pages.post("/cases/<number>/withdraw")
def withdraw(number: str) -> AnyResponse:
    """Withdraw the application; the case is closed as withdrawn."""
    with context.reading() as connection:
        require_seen(connection, number)
    reason = _written("reason", LONGEST_REASON)
    withdraw_case(context.database(), context.actor(), now(), number=number, reason=reason)
    flash(_("申请已撤回。"), "success")
    return redirect(url_for("pages.case", number=number))


def _written(name: str, most: int) -> str:
    """What was typed into a field. Raises ParameterRefused for more than its page lets one type."""
    text = request.form.get(name, "").strip()
    if len(text) > most:
        raise ParameterRefused(parameter=name, reason={"zh": f"最多 {most} 个字", "en": f"at most {most} characters"})
    return text


def _timer(case: dict[str, Any], key: str) -> dict[str, Any] | None:
    """The timer or clock of this key."""
    if key.startswith("clock:"):
        clock: dict[str, Any] | None = case["clocks"].get(key[6:])
        return clock
    return next((timer for timer in case["timers"] if timer["key"] == key), None)


def _mine(task: dict[str, Any], owners: Owners) -> bool:
    """Whether this person may hand the task in now."""
    return not may_complete(
        context.actor(), group=task["group"], assignee=task["assignee"], sandbox=context.state().sandbox, **owners
    )
