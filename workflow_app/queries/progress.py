"""Where a case stands on its diagrams, from its journal's facts alone: what is done, active, waiting.

`rules.standing` answers the same by element id, as programs get it; a picture must know in which diagram, too: the
item's own and the ones it calls may use the same ids.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from workflow_app.queries.drawings import Drawing

Fact = Mapping[str, Any]
BEGINS = frozenset({"element_active", "task_opened"})
ENDS = frozenset({"element_done", "element_dropped", "task_closed", "task_dropped"})
WAITS_FROM = frozenset({"timer_armed", "wait_opened"})
WAITS_UNTIL = frozenset({"timer_fired", "timer_ended", "wait_closed"})


class Progress:
    """Paths (`review[2]/give_opinion`) by what happens there; `marks` turns them into what is drawn."""

    def __init__(self) -> None:
        self.active: Counter[str] = Counter()
        self.waiting: dict[str, str] = {}
        self.done: set[str] = set()

    def take(self, fact: Fact) -> None:
        """Follow one fact."""
        kind = fact["fact"]
        if kind in BEGINS:
            self.active[place(fact)] += 1
        elif kind in ENDS:
            self._leave(place(fact), done=kind in {"element_done", "task_closed"})
        elif kind in WAITS_FROM:
            self.waiting[fact["key"]] = place(fact)
        elif kind in WAITS_UNTIL:
            self.waiting.pop(fact["key"], None)
        elif kind == "case_closed":
            self.active.clear()
            self.waiting.clear()

    def _leave(self, path: str, done: bool) -> None:
        # What never stood still was never active: it is done all the same.
        self.active[path] = max(0, self.active[path] - 1)
        if done:
            self.done.add(path)

    def marks(self, drawings: tuple[Drawing, ...]) -> dict[str, dict[str, str]]:
        """`active`, `waiting` or `done` by process and element id; what is active now outweighs what was done."""
        marks: dict[str, dict[str, str]] = {drawing.process: {} for drawing in drawings}
        layers = ("done", self.done), ("waiting", self.waiting.values()), ("active", +self.active)
        for mark, paths in layers:
            for path in paths:
                process, element = located(path, drawings)
                marks.setdefault(process, {})[element] = mark
        return marks


def progress(entries: Iterable[Mapping[str, Any]]) -> Progress:
    """Follow the entries' facts in order."""
    found = Progress()
    for entry in entries:
        for fact in entry["facts"]:
            found.take(fact)
    return found


def place(fact: Fact) -> str:
    """The path a fact speaks of: said as such, or a key without its occurrence, or plainly the element."""
    return str(fact.get("path") or str(fact.get("key", fact["element"])).rsplit("#", 1)[0])


def located(path: str, drawings: tuple[Drawing, ...]) -> tuple[str, str]:
    """Process and element id of a path: every call activity on the way leads into the process it calls."""
    known = {drawing.process: drawing for drawing in drawings}
    process = drawings[0].process if drawings else ""
    *way, element = (part.split("[")[0] for part in path.split("/"))
    for caller in way:
        called = known[process].called.get(caller) if process in known else None
        process = called or process
    return process, element
