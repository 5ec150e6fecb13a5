"""The graph of one scope: who follows whom (over flows and boundary events), how far upstream a node lies."""

from __future__ import annotations

from collections.abc import Iterable

from workflow_app.engine.model import Node, Process
from workflow_app.studio.components import cycles, postorder

JOINING_TAGS = frozenset({"parallelGateway", "inclusiveGateway"})


class ScopeGraph:
    """Neighbours, boundary events by host, ranks and reachability; iterative, for diagrams may be deep.

    Every flow and boundary event of the scope must lead to a node that is there.
    """

    def __init__(self, scope: Process) -> None:
        self.scope = scope
        self.after: dict[str, list[str]] = {node_id: [] for node_id in scope.nodes}
        self.before: dict[str, list[str]] = {node_id: [] for node_id in scope.nodes}
        self.boundaries: dict[str, list[Node]] = {}
        self._ahead: dict[str, dict[str, frozenset[str]]] = {}
        for node in scope.nodes.values():
            for flow in node.outgoing:
                self.after[node.id].append(flow.target)
                self.before[flow.target].append(node.id)
            if node.attached_to is not None:
                self.boundaries.setdefault(node.attached_to, []).append(node)
                self.after[node.attached_to].append(node.id)
                self.before[node.id].append(node.attached_to)
        self._ranks = {node_id: rank for rank, node_id in enumerate(self.upstream_first())}

    def is_join(self, node: Node) -> bool:
        """Whether a node waits for tokens on several incoming flows."""
        return node.tag in JOINING_TAGS and len(node.incoming) > 1

    def rank(self, node_id: str) -> int:
        """The smaller, the further upstream (flows that lead back do not count)."""
        return self._ranks.get(node_id, len(self._ranks))

    def reachable(self, sources: Iterable[str], *, backwards: bool = False, avoiding: str | None = None) -> set[str]:
        """Nodes reachable from `sources`, these included."""
        neighbours = self.before if backwards else self.after
        seen = {source for source in sources if source != avoiding}
        waiting = list(seen)
        while waiting:
            fresh = [one for one in neighbours[waiting.pop()] if one not in seen and one != avoiding]
            seen.update(fresh)
            waiting.extend(fresh)
        return seen

    def on_cycle(self, node_id: str) -> bool:
        """Whether a token that leaves the node may come back to it."""
        return node_id in self.reachable(self.after[node_id])

    def knows_inputs(self, join: Node) -> bool:
        """Whether `inputs_ahead` has already been worked out for this join."""
        return join.id in self._ahead

    def inputs_ahead(self, join: Node, node_id: str) -> frozenset[str]:
        """Incoming flows of a join that a token in `node_id` can reach without passing the join."""
        if join.id not in self._ahead:
            self._ahead[join.id] = self._inputs_ahead(join)
        return self._ahead[join.id].get(node_id, frozenset())

    def _inputs_ahead(self, join: Node) -> dict[str, frozenset[str]]:
        ahead: dict[str, set[str]] = {}
        for flow in join.incoming:
            for node_id in self.reachable([flow.source], backwards=True, avoiding=join.id):
                ahead.setdefault(node_id, set()).add(flow.id)
        return {node_id: frozenset(flows) for node_id, flows in ahead.items()}

    def cycles_within(self, allowed: set[str]) -> list[set[str]]:
        """Groups of allowed nodes that can reach each other through allowed ones."""
        return cycles({node_id: [one for one in self.after[node_id] if one in allowed] for node_id in allowed})

    def upstream_first(self) -> list[str]:
        """Nodes in reverse postorder from the start events: each before what follows it, loops aside."""
        starts = [node.id for node in self.scope.starts()]
        # What no start reaches comes last in the walk, so first here: it is never visited, its rank is no matter.
        return postorder(self.after, (*starts, *self.scope.nodes))[::-1]
