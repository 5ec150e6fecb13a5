"""Whether a diagram can always end: finds deadlocks, endless loops, tokens without bound and steps never reached.

Conditions count as "may be true, may be false", so a fault that only never-occurring data would cause is reported too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from workflow_app.engine.model import Node, Problem, Process
from workflow_app.studio.exploration import Exploration, Found
from workflow_app.studio.token_model import Behaviour, Budget, Marking, Place, ScopeNet

Called = Callable[[str], Behaviour | None]
Severity = Literal["error", "warning", "info"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found; `decided` is false when the diagram was too large to explore."""

    problems: tuple[Problem, ...]
    behaviour: Behaviour
    decided: bool = True

    @property
    def sound(self) -> bool | None:
        """Whether every case can end properly, with nothing run twice that was meant once; None when undecided."""
        if any(problem.severity == "error" or problem.rule == "doubled" for problem in self.problems):
            return False
        return True if self.decided else None


def check_soundness(process: Process, called: Called = lambda _: None, budget: Budget | None = None) -> Verdict:
    """Explore a process whose structure is whole (every flow ends somewhere, every scope has a start).

    `called` gives the behaviour of a called process by its id, None where it is unknown. Never hangs: what is too
    large for the budget is reported as such.
    """
    check = _Check(process, called, budget or Budget())
    behaviour = check.scope(process)
    return Verdict(tuple(check.problems), behaviour, check.decided)


class _Check:
    def __init__(self, process: Process, called: Called, budget: Budget) -> None:
        self.process = process
        self.called = called
        self.budget = budget
        self.problems: list[Problem] = []
        self.decided = True

    def scope(self, scope: Process) -> Behaviour:
        behaviours = {child_id: self.scope(child) for child_id, child in scope.children.items()}
        for node in scope.nodes.values():
            inside = self.called(node.called) if node.tag == "callActivity" and node.called else None
            if inside is not None:
                behaviours[node.id] = inside
        net = ScopeNet(scope, behaviours, self.budget)
        found = Exploration(net).run()
        self._report(scope, net, found)
        # A scope that has a fault of its own counts as ending, so that the fault is reported once, where it is.
        completes = found.can_end_normally or bool(found.stuck or found.endless or not found.complete)
        return Behaviour(completes, frozenset(net.errors), frozenset(net.escalations))

    def _report(self, scope: Process, net: ScopeNet, found: Found) -> None:
        self._stuck(net, found.stuck)
        self._endless(scope, net, found)
        self._growing(net, found.growing)
        self._doubled(net, found.doubled)
        if not found.complete:
            self._too_large(scope)
        elif not found.stuck and not found.endless:
            self._never_reached(scope, net)

    def _stuck(self, net: ScopeNet, markings: list[Marking]) -> None:
        missing: dict[str, set[str]] = {}
        for marking in markings:
            for place in marking:
                node = net.node_at(place)
                empty = [flow for flow in node.incoming if ("flow", flow.id, ()) not in marking]
                missing.setdefault(node.id, set()).update(net.scope.nodes[flow.source].label for flow in empty)
        for node_id, sources in missing.items():
            self._add("deadlock", "error", net.scope.nodes[node_id], *_deadlock_text(net.scope.nodes[node_id], sources))

    def _endless(self, scope: Process, net: ScopeNet, found: Found) -> None:
        if not found.endless:
            return
        node = net.node_at(found.endless[0][0]) if found.can_end else None
        where_zh, where_en = (f"到“{node.label}”后", f"after {node.label!r} ") if node else ("", "")
        message = f"{where_zh}流程永远无法到达结束 / {where_en}the process can never end"
        hint = "从循环中画一条通向结束事件的出路 / draw a way out of the loop to an end event"
        if node is None:
            self._add_at("cannot_end", "error", scope.id, scope.line, message, hint)
        else:
            self._add("cannot_end", "error", node, message, hint)

    def _growing(self, net: ScopeNet, places: set[Place]) -> None:
        nodes = {net.node_at(place).id: net.node_at(place) for place in sorted(places)}
        looping = [node for node in nodes.values() if net.graph.on_cycle(node.id)]
        if looping:
            node = min(looping, key=lambda one: net.graph.rank(one.id))
            message = (
                f"“{node.label}”会无限增多：每循环一次就多一份 / every pass adds another {node.label!r}, without end"
            )
            hint = "分支须先并行汇合，再退回 / join the parallel branches before going back"
            self._add("unbounded", "error", node, message, hint)
            return
        for place in sorted(places):
            if place[0] == "node":
                node = net.node_at(place)
                message = f"循环时“{node.label}”可能积压多份 / a loop may leave several {node.label!r} open at once"
                self._add("piles_up", "warning", node, message, "确认这是有意的 / make sure this is meant")

    def _doubled(self, net: ScopeNet, places: set[Place]) -> None:
        merges = {node.id: node for place in places if (node := _merge_before(net, place)) is not None}
        if merges:
            node = min(merges.values(), key=lambda one: net.graph.rank(one.id))
            message = (
                f"并行分支在“{node.label}”相遇而未汇合，其后的步骤会重复执行 / "
                f"parallel paths meet at {node.label!r} without being joined; what follows runs once for each"
            )
            self._add("doubled", "warning", node, message, "改用并行网关汇合 / join them with a parallel gateway")

    def _never_reached(self, scope: Process, net: ScopeNet) -> None:
        for node in scope.nodes.values():
            if node.id not in net.visited:
                message = f"“{node.label}”永远不会被执行 / {node.label!r} is never reached"
                self._add("never_reached", "warning", node, message, "连上它，或删除它 / connect it or remove it")

    def _too_large(self, scope: Process) -> None:
        self.decided = False
        message = "流程图过大，无法判断能否结束 / too large to decide whether it can always end"
        hint = "把其中一部分移到子流程 / move a part into a called process"
        self._add_at("too_large", "warning", scope.id, scope.line, message, hint)

    def _add(self, rule: str, severity: Severity, node: Node, message: str, hint: str) -> None:
        self._add_at(rule, severity, node.id, node.line, message, hint)

    def _add_at(self, rule: str, severity: Severity, element: str, line: int, message: str, hint: str) -> None:
        self.problems.append(Problem(rule, severity, message, element, self.process.id, line, hint))


def _deadlock_text(node: Node, sources: set[str]) -> tuple[str, str]:
    names = "、".join(sorted(sources))
    message = (
        f"“{node.label}”可能永远等不到来自“{names}”的分支 / "
        f"{node.label!r} may wait for ever for the branch from {', '.join(sorted(sources))}"
    )
    hint = (
        "排他分支用排他网关汇合，并行分支用并行网关汇合 / "
        "merge alternatives with an exclusive gateway, parallel branches with a parallel one"
    )
    return message, hint


def _merge_before(net: ScopeNet, place: Place) -> Node | None:
    """The node with several incoming flows through which two tokens came to one place, if that is how they came."""
    kind, key, _ = place
    flow = net.scope.flows[key] if kind == "flow" else None
    node = net.node_at(place) if flow is None else net.scope.nodes[flow.source]
    seen: set[str] = set()
    while node.id not in seen and not net.graph.is_join(node):
        seen.add(node.id)
        if len(node.incoming) > 1:
            return node
        if not node.incoming:
            return None
        node = net.scope.nodes[node.incoming[0].source]
        if node.tag not in ("exclusiveGateway", "eventBasedGateway") and len(node.outgoing) > 1:
            return None
    return None
