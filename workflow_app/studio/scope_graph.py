"""The graph of one scope: who follows whom (over flows, boundary events and links), how far upstream a node lies."""

from __future__ import annotations

from collections.abc import Iterable

from workflow_app.engine.model import Node, Process

JOINING_TAGS = frozenset({"parallelGateway", "inclusiveGateway"})


class ScopeGraph:
    """Forward and backward neighbours, ranks and reachability; everything iterative, for diagrams may be deep."""

    def __init__(self, scope: Process) -> None:
        self.scope = scope
        self.after: dict[str, list[str]] = {node_id: [] for node_id in scope.nodes}
        self.before: dict[str, list[str]] = {node_id: [] for node_id in scope.nodes}
        self._link_catches: dict[str, list[Node]] = {}
        self._ahead: dict[str, dict[str, frozenset[str]]] = {}
        for node in scope.nodes.values():
            if node.tag == "intermediateCatchEvent" and node.event is not None and node.event.kind == "link":
                self._link_catches.setdefault(node.event.text, []).append(node)
        for node in scope.nodes.values():
            for follower in self._followers(node):
                self.after[node.id].append(follower)
                self.before[follower].append(node.id)
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

    def link_targets(self, node: Node) -> list[Node]:
        """Where a throwing link event leads."""
        return self._link_catches.get(node.event.text if node.event else "", [])

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

    def upstream_first(self) -> list[str]:
        """Nodes in reverse postorder from the start events: each before what follows it, loops aside."""
        order: list[str] = []
        seen: set[str] = set()
        starts = [node.id for node in self.scope.starts()]
        for root in (*starts, *self.scope.nodes):
            self._postorder(root, seen, order)
        # What no start reaches was appended last and would come first: it is never visited, so its rank is no matter.
        return order[::-1]

    def _postorder(self, root: str, seen: set[str], order: list[str]) -> None:
        if root in seen:
            return
        seen.add(root)
        path = [(root, iter(self.after[root]))]
        while path:
            node_id, followers = path[-1]
            follower = next((one for one in followers if one not in seen), None)
            if follower is None:
                order.append(node_id)
                path.pop()
            else:
                seen.add(follower)
                path.append((follower, iter(self.after[follower])))

    def _followers(self, node: Node) -> list[str]:
        followers = [flow.target for flow in node.outgoing if flow.target in self.scope.nodes]
        if node.tag == "intermediateThrowEvent" and node.event is not None and node.event.kind == "link":
            followers.extend(target.id for target in self.link_targets(node))
        return followers
