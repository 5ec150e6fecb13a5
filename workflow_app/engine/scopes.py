"""Case data, kept outside the engine's task tree: one scope for the case, one more for each multi-instance instance.

Parallel branches and called processes share the scope they run in (DESIGN, decision 9). Reading looks outwards; writing
stays in the innermost scope. Every change leaves a fact.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

Changed = Callable[[str, str, Any], None]


class Scope(Mapping[str, Any]):
    """Names and values at one place of a case. `path` is '' for the case, `review[2]` for an instance."""

    __slots__ = ("changed", "local", "parent", "path")

    def __init__(
        self, path: str, parent: Mapping[str, Any], changed: Changed, local: dict[str, Any] | None = None
    ) -> None:
        self.path = path
        self.parent = parent
        self.changed = changed
        self.local: dict[str, Any] = local if local is not None else {}

    def __getitem__(self, name: str) -> Any:
        if name in self.local:
            return self.local[name]
        return self.parent[name]

    def __iter__(self) -> Iterator[str]:
        yield from self.local
        yield from (name for name in self.parent if name not in self.local)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __contains__(self, name: object) -> bool:
        return name in self.local or name in self.parent

    def write(self, name: str, value: Any) -> None:
        """Set a name here; a fact is left only when the value really changes."""
        if name in self.local and same_json(self.local[name], value):
            return
        self.local[name] = value
        self.changed(self.path, name, value)


def same_json(left: Any, right: Any) -> bool:
    """Equal as JSON: true is not 1, 1 is not 1.0."""
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same_json(left[key], right[key]) for key in left)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same_json, left, right))
    return type(left) is type(right) and bool(left == right)
