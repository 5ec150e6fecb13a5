"""Explores every marking a scope can reach, as far as it matters, within a budget.

Tokens of one scope do not hinder each other (only joins, terminate ends and errors touch more than one), so it is
enough to move one token at a time: every marking in which nothing can move any more is still found (partial order
reduction). Only where no end was found on the way are the other tokens tried as well.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field

from workflow_app.studio.token_model import DONE, Budget, Marking, Place, ScopeNet, TooLargeToDecide

# A place holding so many tokens makes us look whether they grow without bound.
MANY = 4


@dataclass
class Found:
    """What exploring a scope has shown."""

    stuck: list[Marking] = field(default_factory=list)
    endless: list[Marking] = field(default_factory=list)
    doubled: set[Place] = field(default_factory=set)
    growing: set[Place] = field(default_factory=set)
    can_end: bool = False
    can_end_normally: bool = False
    complete: bool = True


class Exploration:
    """One exploration of one scope."""

    def __init__(self, net: ScopeNet) -> None:
        self.net = net
        self.budget: Budget = net.budget
        self.found = Found()
        self.followers: dict[Marking, set[Marking]] = {}
        self.origin: dict[Marking, Marking | None] = {}
        self.waiting: list[Marking] = []

    def run(self) -> Found:
        """Explore as far as the budget reaches; what was found until then holds, only `complete` is false."""
        try:
            self._everything()
        except TooLargeToDecide:
            self.found.complete = False
        self.found.stuck = [one for one, next_ones in self.followers.items() if not next_ones and not _ended(one)]
        self.found.can_end = any(_ended(one) for one in self.followers)
        self.found.can_end_normally = DONE in self.followers
        if self.found.complete and not self.found.stuck:
            self.found.endless = self._cannot_end()
        return self.found

    def _everything(self) -> None:
        for marking in self.net.initial():
            self._reach(marking, None)
        self._drain()
        stuck = any(not next_ones and not _ended(one) for one, next_ones in self.followers.items())
        while not stuck and (dead_ends := self._cannot_end()) and self._expand_fully(dead_ends):
            pass

    def _drain(self) -> None:
        while self.waiting:
            marking = self.waiting.pop()
            best = next(self.net.enabled(marking), None)
            followers = set() if best is None else self._step(marking, best)
            self.followers[marking] = followers

    def _step(self, marking: Marking, place: Place) -> set[Marking]:
        return {self._reach(follower, marking) for follower in self.net.fire(marking, place)}

    def _reach(self, marking: Marking, origin: Marking | None) -> Marking:
        """Note a marking; one that only repeats an earlier one with more tokens stands for that earlier one."""
        self.budget.spend(len(marking) + 2)
        if marking in self.origin:
            return marking
        covered = self._covered(marking, origin)
        if covered is not None:
            return covered
        self.origin[marking] = origin
        self.waiting.append(marking)
        self.found.doubled.update(place for place, count in Counter(marking).items() if count > 1)
        return marking

    def _covered(self, marking: Marking, origin: Marking | None) -> Marking | None:
        counts = Counter(marking)
        if not counts or max(counts.values()) < MANY:
            return None
        while origin is not None:
            self.budget.spend(1 + len(origin) // 4)
            if len(origin) < len(marking) and Counter(origin) <= counts:
                self.found.growing.update(counts - Counter(origin))
                return origin
            origin = self.origin[origin]
        return None

    def _cannot_end(self) -> list[Marking]:
        """Markings from which no end can be reached, in the order they were found."""
        sources: dict[Marking, list[Marking]] = {}
        for marking, followers in self.followers.items():
            for follower in followers:
                sources.setdefault(follower, []).append(marking)
        good = {marking for marking in self.followers if _ended(marking)}
        waiting = deque(good)
        while waiting:
            fresh = [one for one in sources.get(waiting.popleft(), []) if one not in good]
            good.update(fresh)
            waiting.extend(fresh)
        return [marking for marking in self.origin if marking not in good]

    def _expand_fully(self, markings: list[Marking]) -> bool:
        """Move every token of the markings, not only the best; says whether that led anywhere new."""
        before = sum(len(followers) for followers in self.followers.values())
        for marking in markings:
            for place in self.net.enabled(marking):
                self.followers[marking] |= self._step(marking, place)
        self._drain()
        return sum(len(followers) for followers in self.followers.values()) > before


def _ended(marking: Marking) -> bool:
    return marking == DONE or marking[0][0] == "error"
