"""Whether an act can have come when its entry says: a journal that leaves a passed deadline out is not believed.

Re-execution alone does not see this: a late act gives the same facts as one in time.
"""

from __future__ import annotations

from typing import Any

from workflow_app.engine.state import CaseState
from workflow_app.rules.instants import iso, parse_instant
from workflow_app.rules.permissions import SYSTEM

# What nobody does: it happens by itself.
AUTOMATIC = frozenset({"timer_fired", "timer_held", "timer_moved", "notice_known"})


def out_of_time(state: CaseState, entry: dict[str, Any]) -> str | None:
    """What is wrong with the time or the actor of the next entry, None if nothing. `state` is the case before it.

    Raises KeyError, TypeError, ValueError for an entry that nothing can be made of.
    """
    at, recorded_at = parse_instant(entry["at"]), parse_instant(entry["recorded_at"])
    if (iso(at), iso(recorded_at)) != (entry["at"], entry["recorded_at"]):
        return "its times are not written as the journal writes them"
    if state.at is not None and at < state.at:
        return "its time lies before that of the entry before"
    if recorded_at < at:
        return "it was recorded before it happened"
    if entry["kind"] not in AUTOMATIC:
        return _left_out(state, entry["at"])
    if entry["actor"] != SYSTEM.name:
        return f"{entry['kind']} happens by itself, the actor is {entry['actor']}"
    return _too_early(state, entry)


def _left_out(state: CaseState, at: str) -> str | None:
    """A deadline passed before somebody acted comes before the act (DESIGN, decision 1)."""
    passed = [timer for timer in state.timers.values() if timer.state == "armed" and timer.due < at]
    return f"{passed[0].key} was due at {passed[0].due}, and did not come first" if passed else None


def _too_early(state: CaseState, entry: dict[str, Any]) -> str | None:
    timer = state.timers.get(entry["body"].get("timer", ""))
    if timer is None or entry["kind"] == "timer_moved":
        return None
    if entry["body"]["due"] != timer.due or entry["at"] < timer.due:
        return f"{timer.key} is due at {timer.due}"
    return None
