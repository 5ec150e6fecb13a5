"""What tokens do in one scope of a diagram, in the abstract: every condition may be true or false, every wait may end.

A scope is a process or the inside of an embedded sub-process. What lies inside an activity (a sub-process, a called
process) is known here only by its `Behaviour`, so scopes are explored one by one, innermost first. A multi-instance
activity counts as one instance: its instances do not meet.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations

from workflow_app.engine.model import Flow, Node, Process
from workflow_app.studio.scope_graph import ScopeGraph

# Where a token stands: ("flow", flow id, ()) before its target, ("node", node id, boundary events that have fired)
# in something that waits, ("error", code, ()) when an error nobody here catches has ended the scope.
Place = tuple[str, str, tuple[str, ...]]
Marking = tuple[Place, ...]
DONE: Marking = ()

WAITING_TAGS = frozenset(
    {"userTask", "manualTask", "task", "receiveTask", "callActivity", "subProcess", "intermediateCatchEvent"}
)
CHOOSING_TAGS = frozenset({"exclusiveGateway", "eventBasedGateway"})
# Up to so many conditional flows every combination is tried; beyond, each alone, all, and all but one.
ALL_COMBINATIONS = 6
# Looking at so many nodes of the graph costs as much as handling one token.
NODES_A_TOKEN = 10


class TooLargeToDecide(Exception):
    """The budget is spent: nothing more can be said."""


class Budget:
    """How much may still be explored: tokens handled, for one file. Counted, not timed, so the answer is repeatable."""

    def __init__(self, tokens: int = 500_000) -> None:
        self.left = tokens

    def spend(self, tokens: int) -> None:
        """Take from the budget; raises `TooLargeToDecide` when it is spent."""
        self.left -= tokens
        if self.left < 0:
            raise TooLargeToDecide


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How an activity with an inside may end: normally, by errors, and the escalations it may throw (codes)."""

    completes: bool = True
    errors: frozenset[str] = frozenset()
    escalations: frozenset[str] = frozenset()


def waits(node: Node) -> bool:
    """Whether the engine stops at this node until somebody acts or time passes."""
    external = node.tag == "serviceTask" and node.topic is not None and node.expression is None
    return external or node.tag in WAITING_TAGS


class ScopeNet:
    """The moves of tokens in one scope. Notes on the way which nodes ran and what was thrown out of the scope."""

    def __init__(self, scope: Process, behaviours: Mapping[str, Behaviour], budget: Budget) -> None:
        self.scope = scope
        self.graph = ScopeGraph(scope)
        self.behaviours = behaviours
        self.visited: set[str] = set()
        self.errors: set[str] = set()
        self.escalations: set[str] = set()
        self.boundaries = self.graph.boundaries
        self.budget = budget

    def initial(self) -> list[Marking]:
        """How the scope may begin: at its plain start event, else its first one, else where nothing leads to."""
        starts = entries(self.scope)
        self.visited.update(node.id for node in starts)
        if starts and starts[0].tag == "startEvent":
            return self.leave(starts[0])
        return [_sorted(self._place_at(node) for node in starts)]

    def node_at(self, place: Place) -> Node:
        """The node a token is in or before."""
        kind, key, _ = place
        return self.scope.nodes[self.scope.flows[key].target if kind == "flow" else key]

    def enabled(self, marking: Marking) -> Iterator[Place]:
        """Places from which something can happen, one for each join, best first.

        First what is automatic, then what lies furthest upstream, so that tokens which can meet do meet.
        """
        joins: set[str] = set()
        for place in sorted(set(marking), key=self._priority):
            if place[0] == "error":
                continue
            node = self.node_at(place)
            if not self.graph.is_join(node):
                if place[0] == "flow" or self._moves(node, place[2]):
                    yield place
            elif node.id not in joins:
                joins.add(node.id)
                if self._join_ready(marking, node):
                    yield place

    def fire(self, marking: Marking, place: Place) -> list[Marking]:
        """Every marking that may follow when the token at an enabled place moves."""
        node = self.node_at(place)
        self.visited.add(node.id)
        if place[0] == "node":
            rest = _without(marking, [place])
            moves = self._moves(node, place[2])
            return [move if _is_error(move) else _sorted((*rest, *move)) for move in moves]
        rest = _without(marking, self._consumed(marking, node, place))
        return self._enter(node, rest)

    def leave(self, node: Node) -> list[Marking]:
        """Places that get a token when a node is left, one tuple for each way it may go."""
        flows = node.outgoing
        if node.tag in CHOOSING_TAGS:
            return [self._put([flow]) for flow in flows] or [DONE]
        conditional = [flow for flow in flows if flow.condition and flow.id != node.default]
        if not conditional or node.tag == "parallelGateway":
            return [self._put(flows)]
        certain = [flow for flow in flows if not flow.condition and flow.id != node.default]
        ways = [self._put([*certain, *some]) for some in _combinations(conditional)]
        otherwise = certain or [flow for flow in flows if flow.id == node.default]
        return [*ways, self._put(otherwise)] if otherwise else ways

    def _put(self, flows: list[Flow] | tuple[Flow, ...]) -> Marking:
        return _sorted(self._place(flow) for flow in flows)

    def _place(self, flow: Flow) -> Place:
        target = self.scope.nodes[flow.target]
        return self._place_at(target) if self._stops(target) else ("flow", flow.id, ())

    def _place_at(self, node: Node) -> Place:
        self.visited.add(node.id)
        return ("node", node.id, ())

    def _stops(self, node: Node) -> bool:
        return waits(node) or node.id in self.boundaries or node.id in self.behaviours

    def _enter(self, node: Node, rest: Marking) -> list[Marking]:
        """An automatic node runs: ends consume or end everything, the others pass tokens on."""
        kind = node.event.kind if node.event is not None else "none"
        code = node.event.text if node.event is not None else ""
        if node.tag == "endEvent" and kind == "terminate":
            return [DONE]
        if node.tag == "endEvent" and kind == "error":
            self.errors.add(code)
            return [(("error", code, ()),)]
        if kind == "escalation":
            self.escalations.add(code)
        return [_sorted((*rest, *way)) for way in self.leave(node)]

    def _moves(self, node: Node, fired: tuple[str, ...]) -> list[Marking]:
        """Ways a token in an activity or catch event may go; an error marking replaces everything."""
        behaviour = self.behaviours.get(node.id)
        moves = list(self.leave(node)) if behaviour is None or behaviour.completes else []
        for boundary in self.boundaries.get(node.id, []):
            if boundary.id not in fired and self._may_fire(boundary, behaviour):
                moves.extend(self._boundary_moves(node, boundary, fired))
        moves.extend(self._uncaught(node, behaviour))
        return moves

    def _boundary_moves(self, node: Node, boundary: Node, fired: tuple[str, ...]) -> Iterator[Marking]:
        self.visited.add(boundary.id)
        for way in self.leave(boundary):
            if boundary.cancel_activity:
                yield way
            else:
                yield _sorted((*way, ("node", node.id, tuple(sorted((*fired, boundary.id))))))

    def _may_fire(self, boundary: Node, behaviour: Behaviour | None) -> bool:
        event = boundary.event
        if behaviour is None or event is None or event.kind not in ("error", "escalation"):
            return True
        thrown = behaviour.errors if event.kind == "error" else behaviour.escalations
        return bool(thrown) if not event.text else event.text in thrown

    def _uncaught(self, node: Node, behaviour: Behaviour | None) -> Iterator[Marking]:
        if behaviour is None:
            return
        self.escalations |= behaviour.escalations - self._caught(node, "escalation", behaviour.escalations)
        for code in sorted(behaviour.errors - self._caught(node, "error", behaviour.errors)):
            self.errors.add(code)
            yield (("error", code, ()),)

    def _caught(self, node: Node, kind: str, codes: frozenset[str]) -> frozenset[str]:
        events = [one.event for one in self.boundaries.get(node.id, []) if one.event and one.event.kind == kind]
        return codes if any(not event.text for event in events) else frozenset(event.text for event in events)

    def _consumed(self, marking: Marking, node: Node, place: Place) -> list[Place]:
        if not self.graph.is_join(node):
            return [place]
        inputs: list[Place] = [("flow", flow.id, ()) for flow in node.incoming]
        return [one for one in inputs if one in marking]

    def _join_ready(self, marking: Marking, node: Node) -> bool:
        filled = {flow.id for flow in node.incoming if ("flow", flow.id, ()) in marking}
        if node.tag == "parallelGateway":
            return len(filled) == len(node.incoming)
        if not self.graph.knows_inputs(node):
            self.budget.spend(len(self.scope.nodes) * len(node.incoming) // NODES_A_TOKEN)
        return not any(self._still_coming(place, node, filled) for place in marking)

    def _still_coming(self, place: Place, join: Node, filled: set[str]) -> bool:
        """BPMN 2.0, 13.4.3: a token elsewhere holds an inclusive join back when it can reach an empty input and no
        filled one. One that has arrived at a parallel join does not: only what completes its set moves on."""
        if place[0] == "error":
            return False
        node = self.node_at(place)
        if node.id == join.id or (node.tag == "parallelGateway" and self.graph.is_join(node)):
            return False
        ahead = self.graph.inputs_ahead(join, node.id)
        return bool(ahead - filled) and not ahead & filled

    def _priority(self, place: Place) -> tuple[int, int, Place]:
        if place[0] == "error":
            return (2, 0, place)
        node = self.node_at(place)
        automatic = place[0] == "flow" and len(node.incoming) <= 1
        return (0 if automatic else 1, self.graph.rank(node.id), place)


def entries(scope: Process) -> list[Node]:
    """Where a scope begins: its plain start event, else its first one; without any, every node nothing leads to."""
    starts = scope.starts()
    plain = [node for node in starts if node.event is None or node.event.kind == "none"]
    if starts:
        return (plain or starts)[:1]
    return [node for node in scope.nodes.values() if not node.incoming and node.attached_to is None]


def _combinations(flows: list[Flow]) -> Iterator[tuple[Flow, ...]]:
    """Non-empty choices among conditional flows."""
    if len(flows) <= ALL_COMBINATIONS:
        yield from chain.from_iterable(combinations(flows, size) for size in range(1, len(flows) + 1))
        return
    for size in (1, len(flows) - 1, len(flows)):
        yield from combinations(flows, size)


def _without(marking: Marking, places: list[Place]) -> Marking:
    rest = list(marking)
    for place in places:
        rest.remove(place)
    return tuple(rest)


def _is_error(marking: Marking) -> bool:
    return len(marking) == 1 and marking[0][0] == "error"


def _sorted(places: Iterator[Place] | tuple[Place, ...] | chain[Place]) -> Marking:
    return tuple(sorted(places))
