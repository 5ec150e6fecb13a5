"""Replay for whoever doubts: the case as it stood after any entry, re-executed from its journal."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import render_template, request

from workflow_app.audit.replay import state_after
from workflow_app.errors import NotFound
from workflow_app.queries.cases import case_summary
from workflow_app.queries.progress import progress
from workflow_app.web import context
from workflow_app.web.pages.blueprint import pages
from workflow_app.web.pages.case_pages import Told, require_seen, told


@pages.get("/cases/<number>/replay")
def replay(number: str) -> str:
    """The case after entry `?seq=N` (the last one if none is given), with a slider over all entries."""
    return render_template("pages/replay.html", **_moment(number))


@pages.get("/cases/<number>/replay/moment")
def moment(number: str) -> str:
    """What changes while the slider moves: state, sentence and marks after entry `?seq=N`, as a part of the page."""
    return render_template("parts/moment.html", **_moment(number))


def _moment(number: str) -> dict[str, Any]:
    with context.reading() as connection:
        require_seen(connection, number)
        case = case_summary(connection, number)
        journal = told(connection, case)
        seq = _seq(journal)
        return {"case": case, "told": journal, "seq": seq, **_state(connection, number, journal, seq)}


def _state(connection: sa.Connection, number: str, journal: Told, seq: int) -> dict[str, Any]:
    until = [entry for entry in journal.entries if entry["seq"] <= seq]
    return {
        "state": state_after(connection, number, seq),
        "last": len(journal.entries),
        "sentences": journal.sentences(),
        "marks": journal.marks(progress(until)),
    }


def _seq(journal: Told) -> int:
    """Which entry is asked for; the last one where nothing is said. Raises NotFound for one that does not exist."""
    asked, last = request.args.get("seq", ""), len(journal.entries)
    if not asked:
        return last
    if not (asked.isdecimal() and asked.isascii() and len(asked) < 10 and 1 <= int(asked) <= last):
        raise NotFound(what={"zh": "日志条目", "en": "journal entry"}, key=asked[:20])
    return int(asked)
