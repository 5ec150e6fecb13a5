"""The list of open tasks: mine, those nobody has claimed yet, all; searched and sorted through the address."""

from __future__ import annotations

from typing import Any

from flask import render_template, request

from workflow_app.queries.paging import Page
from workflow_app.queries.worklist import ALL, FREE, MINE, SORTS, VIEWS, Wanted, worklist_counts
from workflow_app.queries.worklist import worklist as tasks_wanted
from workflow_app.rules.permissions import may_complete
from workflow_app.web import context
from workflow_app.web.pages.blueprint import pages


@pages.get("/worklist")
def worklist() -> str:
    """Open tasks, what is due first on top."""
    wanted = _wanted()
    page = Page(limit=50, cursor=request.args.get("cursor") or None)
    with context.reading() as connection:
        who = context.actor(), context.state().sandbox
        found = tasks_wanted(connection, *who, wanted, page)
        counts = worklist_counts(connection, *who, wanted.search)
    for row in found["items"]:
        row["may"] = _may(row)
    return render_template("pages/worklist.html", wanted=wanted, found=found, counts=counts, views=VIEWS)


def _may(row: dict[str, Any]) -> bool:
    """Whether this person may work on the task."""
    asked = {name: row[name] for name in ("group", "assignee", "item_department", "applicant_user")}
    return may_complete(context.actor(), sandbox=context.state().sandbox, **asked) is None


def _wanted() -> Wanted:
    view, sort = request.args.get("view", ALL), request.args.get("sort", "due")
    return Wanted(
        view=view if view in (MINE, FREE, ALL) else ALL,
        search=request.args.get("q", "").strip()[:100],
        sort=sort if sort in SORTS else "due",
        descending=request.args.get("order") == "descending",
    )
