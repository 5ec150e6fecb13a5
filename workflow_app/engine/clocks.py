"""The two clocks on every case, promised and statutory, as the process's properties describe them.

Properties: `promised_limit`, `statutory_limit` (rules), `clock_from` (an expression: the clocks start when it first
has a value, at that value; without it they start with the case), `law` and `article` (行政许可法 42, 45).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from workflow_app.engine.expressions import evaluate
from workflow_app.engine.timers import Timer, as_start
from workflow_app.errors import EngineFailed, Refusal
from workflow_app.rules.deadlines import parse_rule, rule_to_json
from workflow_app.rules.instants import iso

if TYPE_CHECKING:
    from workflow_app.engine.state import CaseState

NAMES = ("promised", "statutory")


@dataclass(slots=True)
class Clock:
    """A running or ended clock; its limit is derived like a timer's date."""

    name: str
    limit: Timer
    ended: str | None = None

    def shown(self) -> dict[str, Any]:
        """As the API shows it."""
        limit = self.limit
        return {"rule": limit.text, "starts": limit.starts, "due": limit.due, "provisional": limit.provisional,
                "ended": self.ended, "state": "ended" if self.ended else "running"}  # fmt: skip


def start_clocks(state: CaseState) -> None:
    """Start each clock that the process names and whose starting moment is known by now.

    Raises EngineFailed naming the process when its limit or its start is none.
    """
    process = state.definition.process
    for name in NAMES:
        text = process.properties.get(f"{name}_limit")
        if text and name not in state.clocks:
            try:
                _start_if_known(state, name, text)
            except Refusal as refusal:
                raise EngineFailed.at(process.name, refusal) from refusal


def _start_if_known(state: CaseState, name: str, text: str) -> None:
    source = state.definition.process.properties.get("clock_from")
    start = evaluate(source, state.data, state.now) if source else state.now
    if start is not None and start != "":
        _start(state, name, text, start)


def _start(state: CaseState, name: str, text: str, start: Any) -> None:
    rule = parse_rule(text, lambda source: evaluate(source, state.data, state.now))
    moment = as_start(start, state.now, state.close)
    limit = Timer(key=f"clock:{name}", element="", text=text, rule=rule_to_json(rule), starts=iso(moment))
    limit.set_due(limit.derive(state.calendar, state.close))
    state.clocks[name] = Clock(name, limit)
    state.fact(
        "clock_started", clock=name, starts=limit.starts, due=limit.due, rule=text, provisional=limit.provisional
    )


def end_clocks(state: CaseState) -> None:
    """The case is closed: its clocks stop."""
    for clock in state.clocks.values():
        if clock.ended is None:
            clock.ended = iso(state.now)
            state.fact("clock_ended", clock=clock.name, ended=clock.ended, due=clock.limit.due)
