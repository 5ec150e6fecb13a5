"""Winding a demonstration centre's time on: to just after the next deadline, or to a day's opening."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from workflow_app.commands.move_clock import next_deadline, wind_on
from workflow_app.errors import ClockBackwards, NotASandbox
from workflow_app.rules.instants import SHANGHAI, iso
from workflow_app.web import context
from workflow_app.web.pages.blueprint import pages
from workflow_app.web.pages.sign_in import local_address
from workflow_app.web.pages.translation import _
from workflow_app.web.pages.wording import moment_words

# How far one click may wind: enough to see every limit end, and no click keeps the centre busy for hours.
FARTHEST = timedelta(days=400)


@pages.post("/clock/next")
def wind_to_next_deadline() -> Response:
    """To just after the earliest deadline of any case."""
    _require_sandbox()
    with context.reading() as connection:
        just_after = next_deadline(connection, context.now())
    if just_after is None:
        flash(_("没有等待中的时限。"), "refused")
        return _back()
    return _wind(just_after)


@pages.post("/clock")
def wind_to_date() -> Response:
    """To 9:00 of a day to come."""
    _require_sandbox()
    try:
        day = date.fromisoformat(request.form.get("to", ""))
    except ValueError:
        flash(_("请选择一个存在的日期。"), "refused")
        return _back()
    return _wind(datetime.combine(day, time(9), SHANGHAI))


def _require_sandbox() -> None:
    if not context.state().sandbox:
        raise NotASandbox


def _wind(to: datetime) -> Response:
    present = context.now()
    if to - present > FARTHEST:
        flash(_("一次最多拨 %(days)d 天。", days=FARTHEST.days), "refused")
        return _back()
    if to < present:
        flash(ClockBackwards(now=iso(present)).message(), "refused")
        return _back()
    reached = wind_on(context.database(), present, to, offset=context.state().offset)
    flash(_("虚拟时间已拨到 %(now)s，期间到期的时限已逐一执行。", now=moment_words(reached, reached)), "success")
    return _back()


def _back() -> Response:
    return redirect(local_address(request.form.get("back", "")) or url_for("pages.home"))
