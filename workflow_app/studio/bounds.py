"""How many working days a case may last at most, as far as the diagram itself bounds it.

The bound is the sum of the limits along the longest way from start to end: of activities by their interrupting boundary
timers, of intermediate timers by themselves, both only where the rule is `working_days(n)` with a plain number. A loop
(a send-back) counts once. There is no bound (None) as soon as something on the way waits without such a limit, or its
timer may be held (`fires_when`). Steps that run by themselves take no time.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from workflow_app.engine.model import Node, Process
from workflow_app.studio.scope_graph import ScopeGraph
from workflow_app.studio.token_model import entries, waits

# Calls within calls beyond which nothing is said.
DEEPEST_CALL = 30
Find = Callable[[str], Process | None]
Limits = dict[str, int | None]
_WORKING_DAYS = re.compile(
    r"""["']?(?:\$\{)?\s*working_days\(\s*(\d{1,5})\s*(?:,\s*clock\s*=\s*\w+\s*)?\)\s*\}?["']?"""
)


def working_days_bound(process: Process, find: Find = lambda _: None) -> int | None:
    """The most working days a case can take, None if the diagram does not bound it. `find` gives called processes.

    Every flow must lead somewhere.
    """
    return _Bounds(find).process(process)


class _Bounds:
    """Remembers the bounds of called processes; a process that calls itself, or calls too deep, has none."""

    def __init__(self, find: Find) -> None:
        self.find = find
        self.known: dict[str, int | None] = {}
        self.calling: set[str] = set()

    def process(self, process: Process) -> int | None:
        if process.id in self.calling or len(self.calling) > DEEPEST_CALL:
            return None
        if process.id not in self.known:
            self.calling.add(process.id)
            self.known[process.id] = self.scope(process)
            self.calling.discard(process.id)
        return self.known[process.id]

    def scope(self, scope: Process) -> int | None:
        """The longest way through a scope."""
        graph, soonest = ScopeGraph(scope), _soonest(scope)
        longest: dict[str, int] = {}
        for node_id in sorted(graph.reachable(node.id for node in entries(scope)), key=graph.rank):
            days = self.node(scope.nodes[node_id], scope, graph, soonest)
            if days is None:
                return None
            longest[node_id] = days + max((longest.get(one, 0) for one in graph.before[node_id]), default=0)
        return max(longest.values(), default=0)

    def node(self, node: Node, scope: Process, graph: ScopeGraph, soonest: Limits) -> int | None:
        if not waits(node):
            return 0
        if node.tag == "intermediateCatchEvent":
            return _least([_limit(node), *_alternatives(node, scope, soonest)])
        limits = [_limit(event) for event in graph.boundaries.get(node.id, []) if event.cancel_activity]
        return _least([*limits, self.inside(node, scope)])

    def inside(self, node: Node, scope: Process) -> int | None:
        """The bound of what an activity runs; instances one after the other have none."""
        if node.loop is not None and node.loop.sequential:
            return None
        if node.id in scope.children:
            return self.scope(scope.children[node.id])
        called = self.find(node.called) if node.called else None
        return None if called is None else self.process(called)


def _soonest(scope: Process) -> Limits:
    """The least limit among the events after each event-based gateway."""
    gateways = [node for node in scope.nodes.values() if node.tag == "eventBasedGateway"]
    return {node.id: _least([_limit(scope.nodes[flow.target]) for flow in node.outgoing]) for node in gateways}


def _alternatives(node: Node, scope: Process, soonest: Limits) -> list[int | None]:
    """Limits of timers that end the wait of an event beside them, after an event-based gateway."""
    sources = [flow.source for flow in node.incoming]
    return [soonest[source] for source in sources] if all(source in soonest for source in sources) else []


def _limit(node: Node) -> int | None:
    if node.event is None or node.event.kind != "timer" or node.properties.get("fires_when"):
        return None
    match = _WORKING_DAYS.fullmatch(node.event.text.strip())
    return int(match[1]) if match else None


def _least(limits: list[int | None]) -> int | None:
    known = [limit for limit in limits if limit is not None]
    return min(known) if known else None
