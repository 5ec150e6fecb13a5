"""Strongly connected components of a graph: which nodes can reach each other, that is, lie on common cycles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping


def postorder(after: Mapping[str, Iterable[str]], roots: Iterable[str]) -> list[str]:
    """Nodes in the order a depth-first walk from the roots leaves them. Iterative: diagrams may be deep."""
    order: list[str] = []
    seen: set[str] = set()
    for root in roots:
        if root not in seen:
            seen.add(root)
            order.extend(_walk(root, after, seen))
    return order


def cycles(after: Mapping[str, Iterable[str]]) -> list[set[str]]:
    """Groups of nodes on common cycles (Kosaraju); a node alone only if it leads to itself.

    Every follower must be a key.
    """
    before: dict[str, list[str]] = {node: [] for node in after}
    for node, followers in after.items():
        for follower in followers:
            before[follower].append(node)
    groups: list[set[str]] = []
    taken: set[str] = set()
    for node in reversed(postorder(after, after)):
        if node not in taken:
            taken.add(node)
            group = set(_walk(node, before, taken))
            if len(group) > 1 or node in after[node]:
                groups.append(group)
    return groups


def _walk(root: str, after: Mapping[str, Iterable[str]], seen: set[str]) -> Iterator[str]:
    path = [(root, iter(after[root]))]
    while path:
        node, followers = path[-1]
        follower = next((one for one in followers if one not in seen), None)
        if follower is None:
            path.pop()
            yield node
        else:
            seen.add(follower)
            path.append((follower, iter(after[follower])))
