"""How a case stands after some entries of its journal: a fold over their facts, which are complete.

Knows no diagram and no engine: what the facts do not say, nobody knows.
"""

from __future__ import annotations

from collections import Counter
from typing import Any

Fact = dict[str, Any]
CLOCKS = ("promised", "statutory")


class Standing:
    """Active and done elements, data, clocks, timers and open tasks after the entries taken so far."""

    def __init__(self) -> None:
        self.seq = 0
        self.at: str | None = None
        self.active: Counter[str] = Counter()
        self.entered: Counter[tuple[str, str]] = Counter()
        self.done: dict[str, None] = {}
        self.scopes: dict[str, dict[str, Any]] = {"": {}}
        self.clocks: dict[str, dict[str, Any] | None] = dict.fromkeys(CLOCKS)
        self.timers: dict[str, dict[str, Any]] = {}
        self.tasks: dict[str, dict[str, Any]] = {}

    def take(self, entry: dict[str, Any]) -> None:
        """Take in one entry, in order of `seq`."""
        self.seq, self.at = entry["seq"], entry["at"]
        for fact in entry["facts"]:
            handler = getattr(self, f"_{fact['fact']}", None)
            if handler is not None:
                handler(fact)

    def shown(self) -> dict[str, Any]:
        """As the API shows it (CONTRACT, replay)."""
        return {
            "seq": self.seq,
            "at": self.at,
            "active": sorted(name for name, count in self.active.items() if count > 0),
            "done": [name for name in self.done if self.active[name] <= 0],
            "data": self.scopes[""],
            "instances": {path: data for path, data in self.scopes.items() if path},
            "clocks": self.clocks,
            "timers": self.timers,
            "tasks": self.tasks,
        }

    def _task_opened(self, fact: Fact) -> None:
        self.active[fact["element"]] += 1
        self.tasks[fact["key"]] = {name: value for name, value in fact.items() if name != "fact"}

    def _task_closed(self, fact: Fact) -> None:
        self.active[fact["element"]] -= 1
        self.tasks.pop(fact["key"], None)
        self.done[fact["element"]] = None

    def _task_dropped(self, fact: Fact) -> None:
        self.active[fact["element"]] -= 1
        self.tasks.pop(fact["key"], None)

    def _task_assigned(self, fact: Fact) -> None:
        self.tasks[fact["key"]]["assignee"] = fact.get("assignee")

    def _element_active(self, fact: Fact) -> None:
        self.active[fact["element"]] += 1
        self.entered[_place(fact)] += 1

    def _element_done(self, fact: Fact) -> None:
        self.done[fact["element"]] = None
        self._left(fact)

    def _element_dropped(self, fact: Fact) -> None:
        self._left(fact)

    def _left(self, fact: Fact) -> None:
        if self.entered[_place(fact)] > 0:
            self.entered[_place(fact)] -= 1
            self.active[fact["element"]] -= 1

    def _instance_opened(self, fact: Fact) -> None:
        self.scopes[fact["scope"]] = {}

    def _data_set(self, fact: Fact) -> None:
        self.scopes.setdefault(fact["scope"], {})[fact["name"]] = fact["value"]

    def _timer_armed(self, fact: Fact) -> None:
        self.timers[fact["key"]] = {name: value for name, value in fact.items() if name != "fact"}

    def _timer_moved(self, fact: Fact) -> None:
        self.timers[fact["key"]].update(due=fact["new"], provisional=fact["provisional"], state="armed")

    def _timer_confirmed(self, fact: Fact) -> None:
        self.timers[fact["key"]]["provisional"] = fact["provisional"]

    def _timer_held(self, fact: Fact) -> None:
        self.timers[fact["key"]]["state"] = "held"

    def _timer_fired(self, fact: Fact) -> None:
        self.timers.pop(fact["key"], None)

    _timer_ended = _timer_fired

    def _clock_started(self, fact: Fact) -> None:
        shown = {name: value for name, value in fact.items() if name not in ("fact", "clock")}
        self.clocks[fact["clock"]] = {**shown, "ended": None, "state": "running"}

    def _clock_moved(self, fact: Fact) -> None:
        clock = self.clocks[fact["clock"]]
        if clock is not None:
            clock.update(due=fact["new"], provisional=fact["provisional"])

    def _clock_confirmed(self, fact: Fact) -> None:
        clock = self.clocks[fact["clock"]]
        if clock is not None:
            clock["provisional"] = fact["provisional"]

    def _clock_ended(self, fact: Fact) -> None:
        clock = self.clocks[fact["clock"]]
        if clock is not None:
            clock.update(ended=fact["ended"], state="ended")


def _place(fact: Fact) -> tuple[str, str]:
    element: str = fact["element"]
    return element, fact.get("path") or element
