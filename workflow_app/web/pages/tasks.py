"""A task: what is asked, the form drawn from its file, claiming, handing in; and what is said when it was too late."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from markupsafe import Markup
from werkzeug.wrappers import Response

from workflow_app.audit.case_state import current_state, data_at
from workflow_app.commands.claim_task import claim_task
from workflow_app.commands.complete_task import complete_task
from workflow_app.commands.release_task import release_task
from workflow_app.errors import FormRefused, Refusal
from workflow_app.queries.case_forms import evaluator, field_labels, find_form
from workflow_app.queries.case_owners import Owners, case_owners
from workflow_app.queries.cases import case_summary
from workflow_app.queries.tasks import task_view
from workflow_app.rules.permissions import may_complete
from workflow_app.web import context
from workflow_app.web.pages.blueprint import pages
from workflow_app.web.pages.filled_forms import LANGUAGE, FilledForm
from workflow_app.web.pages.frame import now
from workflow_app.web.pages.sign_in import local_address
from workflow_app.web.pages.translation import _

Answer = str | Response | tuple[str, int]


@pages.get("/tasks/<task_id>")
def task(task_id: str) -> Answer:
    """What is to be done, with the form."""
    found = _found(task_id)
    if found["task"]["closed_at"]:
        return _gone(found)
    return _page(found, found["form"])


@pages.post("/tasks/<task_id>")
def complete(task_id: str) -> Answer:
    """Hand the form in. Refused with errors, nothing typed is lost; too late, what was typed is shown to copy."""
    found = _found(task_id)
    form = found["form"].posted(request.form)
    if again := form.redrawn(request.form):
        return _page(found, again)
    try:
        complete_task(context.database(), context.actor(), now(), task_id=task_id, data=_data(form))
    except FormRefused as refusal:
        return _page(found, form.refused(refusal)), 422
    except Refusal as refusal:
        if refusal.status != 409:
            raise
        return _gone(_found(task_id), _data(form), refusal.message())
    return _completed(found["task"])


@pages.post("/tasks/<task_id>/claim")
def claim(task_id: str) -> Answer:
    """Take the task, then show it."""
    try:
        claim_task(context.database(), context.actor(), now(), task_id=task_id)
    except Refusal as refusal:
        if refusal.status != 409:
            raise
        return _gone(_found(task_id), message=refusal.message())
    return redirect(url_for("pages.task", task_id=task_id))


@pages.post("/tasks/<task_id>/release")
def release(task_id: str) -> Answer:
    """Put the task back for somebody else."""
    release_task(context.database(), context.actor(), now(), task_id=task_id)
    flash(_("已放回，其他人可以认领。"), "success")
    return redirect(local_address(request.form.get("back", "")) or url_for("pages.worklist"))


def _found(task_id: str) -> dict[str, Any]:
    """The task with its case, its form filled from the case's data, and what the data's fields are called."""
    with context.reading() as connection:
        found = task_view(connection, context.actor(), context.state().sandbox, task_id)
        state = current_state(connection, found["case"])
        case = {**case_summary(connection, found["case"]), "data": state["data"]}
        version = case["item"], case["version"]
        form = find_form(connection, *version, found["form"]) if found["form"] else None
        labels = field_labels(connection, *version)
        why_not = _why_not(found, case_owners(connection, found["case"]))
    data = data_at(state, found["key"])
    filled = FilledForm(form=form, evaluate=evaluator(now(), {**_constants(case), **data}), context=data)
    return {"task": found, "case": case, "form": filled, "labels": labels, "why_not": why_not}


def _constants(case: dict[str, Any]) -> dict[str, Any]:
    """What expressions may say of every case, beside its data."""
    return {**{name: case[name] for name in ("item", "applicant", "department")}, "received_at": case["opened_at"]}


def _data(form: FilledForm) -> dict[str, Any]:
    if form.form is not None:
        return form.data()
    remark = request.form.get("remark", "").strip()
    return {"remark": remark} if remark else {}


def _page(found: dict[str, Any], form: FilledForm) -> str:
    return render_template("pages/task.html", **{**found, "form": form})


def _gone(found: dict[str, Any], typed: dict[str, Any] | None = None, message: str = "") -> tuple[str, int]:
    """Somebody was first, or the time has passed: 409, with the typed answers kept in sight."""
    return render_template("pages/task_gone.html", **found, typed=typed, message=message), 409


def _completed(task: dict[str, Any]) -> Response:
    address = url_for("pages.case", number=task["case"])
    said = _("已办理“%(task)s”：", task=task["name"])
    flash(Markup('{}<a href="{}">{}</a>').format(said, address, task["case"]), "success")
    applicant = context.actor().role == "applicant"
    return redirect(address if applicant else url_for("pages.worklist"))


def _why_not(task: dict[str, Any], owners: Owners) -> str:
    """Why this person may not hand the task in, '' if they may."""
    reason = may_complete(
        context.actor(), group=task["group"], assignee=task["assignee"], sandbox=context.state().sandbox, **owners
    )
    return reason[LANGUAGE] if reason else ""
