"""The working calendar for people: a year at a glance, which notice says so, and what is not known yet."""

from __future__ import annotations

from flask import render_template, request

from workflow_app.errors import ParameterRefused
from workflow_app.queries.calendar_view import year_view
from workflow_app.rules.notices import FIRST_YEAR, LAST_YEAR
from workflow_app.web import context
from workflow_app.web.pages.blueprint import pages
from workflow_app.web.pages.frame import now


@pages.get("/calendar")
def calendar() -> str:
    """One year, this one if none is asked for."""
    asked = request.args.get("year", str(now().year))
    if not (asked.isdecimal() and asked.isascii() and FIRST_YEAR <= int(asked[:4]) <= LAST_YEAR and len(asked) == 4):
        reason = {"zh": f"应为 {FIRST_YEAR} 至 {LAST_YEAR} 年", "en": f"a year from {FIRST_YEAR} to {LAST_YEAR}"}
        raise ParameterRefused(parameter="year", reason=reason)
    with context.reading() as connection:
        view = year_view(connection, int(asked), now())
    return render_template("pages/calendar.html", view=view, today=now().date(), first=FIRST_YEAR, last=LAST_YEAR)
