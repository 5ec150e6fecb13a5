"""The graph of one scope: who follows whom (over flows and boundary events), how far upstream a node lies."""

from __future__ import annotations

from collections.abc import Container, Iterable

from workflow_app.engine.model import Node, Process

JOINING_TAGS = frozenset({"parallelGateway", "inclusiveGateway"})


class ScopeGraph:
    """Forward and backward neighbours, ranks and reachability; everything iterative, for diagrams may be deep."""

    def __init__(self, scope: Process) -> None:
        self.scope = scope
        self.after: dict[str, list[str]] = {node_id: [] for node_id in scope.nodes}
        self.before: dict[str, list[str]] = {node_id: [] for node_id in scope.nodes}
        self._ahead: dict[str, dict[str, frozenset[str]]] = {}
        for node in scope.nodes.values():
            for flow in node.outgoing:
                self.after[node.id].append(flow.target)
                self.before[flow.target].append(node.id)
            if node.attached_to in scope.nodes:
                self.after[str(node.attached_to)].append(node.id)
                self.before[node.id].append(str(node.attached_to))
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

    def cycles(self, allowed: set[str]) -> list[set[str]]:
        """Groups of allowed nodes that can reach each other through allowed ones (Kosaraju's algorithm)."""
        order: list[str] = []
        seen: set[str] = set()
        for node_id in self.scope.nodes:
            if node_id in allowed:
                self._postorder(node_id, seen, order, allowed)
        groups: list[set[str]] = []
        left = set(allowed)
        for node_id in reversed(order):
            if node_id in left:
                group = self._back_within(node_id, left)
                left -= group
                if len(group) > 1 or node_id in self.after[node_id]:
                    groups.append(group)
        return groups

    def _back_within(self, source: str, allowed: set[str]) -> set[str]:
        group = {source}
        waiting = [source]
        while waiting:
            fresh = {one for one in self.before[waiting.pop()] if one in allowed} - group
            group |= fresh
            waiting.extend(fresh)
        return group

    def upstream_first(self) -> list[str]:
        """Nodes in reverse postorder from the start events: each before what follows it, loops aside."""
        order: list[str] = []
        seen: set[str] = set()
        starts = [node.id for node in self.scope.starts()]
        for root in (*starts, *self.scope.nodes):
            self._postorder(root, seen, order, self.scope.nodes)
        # What no start reaches was appended last and would come first: it is never visited, so its rank is no matter.
        return order[::-1]

    def _postorder(self, root: str, seen: set[str], order: list[str], allowed: Container[str]) -> None:
        if root in seen:
            return
        seen.add(root)
        path = [(root, iter(self.after[root]))]
        while path:
            node_id, followers = path[-1]
            follower = next((one for one in followers if one not in seen and one in allowed), None)
            if follower is None:
                order.append(node_id)
                path.pop()
            else:
                seen.add(follower)
                path.append((follower, iter(self.after[follower])))
