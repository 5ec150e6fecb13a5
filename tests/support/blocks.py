"""Random diagrams for Hypothesis: well-structured ones, whose every case can end, and arbitrary graphs.

A block has one way in and one way out: a task, a sequence, alternatives, parallel branches, or a loop with an exit.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import count

from hypothesis import strategies as st

from tests.support.diagrams import Part, boundary, diagram, end, gateway, script, start, timer, user


@dataclass(frozen=True)
class Block:
    """`kind`: task, script, timed, sequence, exclusive, parallel, inclusive or loop."""

    kind: str
    inner: tuple[Block, ...] = ()


LEAVES = st.sampled_from(["task", "script", "timed"]).map(Block)


def _composed(inner: st.SearchStrategy[Block]) -> st.SearchStrategy[Block]:
    several = st.lists(inner, min_size=2, max_size=4).map(tuple)
    kinds = st.sampled_from(["sequence", "exclusive", "parallel", "inclusive"])
    return st.one_of(st.builds(Block, kinds, several), st.builds(Block, st.just("loop"), st.tuples(inner)))


BLOCKS = st.recursive(LEAVES, _composed, max_leaves=12)


class _Drawing:
    """Turns a block into parts and flows; ids are counted, so one block always gives one diagram."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.flows: list[str] = []
        self.numbers = count(1)

    def new(self, prefix: str) -> str:
        return f"{prefix}{next(self.numbers)}"

    def draw(self, block: Block, before: str, suffix: str = "") -> str:
        """Append the block after `before`; `suffix` belongs to the flow into it. Returns the block's last node."""
        if block.kind == "sequence":
            last = self.draw(block.inner[0], before, suffix)
            for inner in block.inner[1:]:
                last = self.draw(inner, last)
            return last
        if block.kind in ("exclusive", "parallel", "inclusive"):
            return self.branches(block, block.kind, block.kind, before, suffix)
        return self.loop(block, before, suffix) if block.kind == "loop" else self.leaf(block, before, suffix)

    def leaf(self, block: Block, before: str, suffix: str) -> str:
        task = self.new("t")
        self.flows.append(f"{before} -> {task}{suffix}")
        self.parts.append(script(task, f"{task} = 1") if block.kind == "script" else user(task))
        if block.kind != "timed":
            return task
        event, merge = self.new("b"), self.new("m")
        self.parts += [boundary(event, task, timer("working_days(2)")), gateway("exclusive", merge)]
        self.flows += [f"{event} -> {merge}", f"{task} -> {merge}"]
        return merge

    def branches(self, block: Block, splitting: str, joining: str, before: str, suffix: str) -> str:
        split, join = self.new("s"), self.new("j")
        self.parts += [gateway(splitting, split), gateway(joining, join)]
        self.flows.append(f"{before} -> {split}{suffix}")
        for number, inner in enumerate(block.inner):
            chosen = " default" if number == 0 else f" if choice == {number}"
            last = self.draw(inner, split, "" if splitting == "parallel" else chosen)
            self.flows.append(f"{last} -> {join}")
        return join

    def loop(self, block: Block, before: str, suffix: str) -> str:
        merge, ask = self.new("m"), self.new("x")
        self.parts += [gateway("exclusive", merge), gateway("exclusive", ask)]
        self.flows.append(f"{before} -> {merge}{suffix}")
        again = self.new("t")
        self.parts.append(user(again))
        self.flows += [
            f"{self.draw(block.inner[0], merge)} -> {ask}",
            f"{ask} -> {again} if again",
            f"{again} -> {merge}",
        ]
        after = self.new("t")
        self.parts.append(user(after))
        self.flows.append(f"{ask} -> {after} default")
        return after


def drawn(block: Block, process_id: str = "random") -> bytes:
    """The block as a whole diagram."""
    drawing = _Drawing()
    drawing.flows.append(f"{drawing.draw(block, 'start')} -> end")
    return diagram(process_id, start(), *drawing.parts, end(), flows=drawing.flows, layout=False)


def drawn_with_mismatch(block: Block, splitting: str, joining: str, process_id: str = "random") -> bytes:
    """A diagram whose outermost block splits one way and joins another; one task follows."""
    drawing = _Drawing()
    drawing.flows.append(f"{drawing.branches(block, splitting, joining, 'start', '')} -> after -> end")
    return diagram(process_id, start(), *drawing.parts, user("after"), end(), flows=drawing.flows, layout=False)


NODE_KINDS = st.lists(st.sampled_from(["task", "exclusive", "parallel", "inclusive", "script"]), min_size=2, max_size=7)


@st.composite
def graphs(draw: st.DrawFn, kinds: st.SearchStrategy[list[str]] = NODE_KINDS) -> bytes:
    """Any graph: nodes joined at random, from a start towards an end, good or bad."""
    chosen = draw(kinds)
    names = [f"n{number}" for number in range(len(chosen))]
    parts = [_part(kind, name) for kind, name in zip(chosen, names, strict=True)]
    ends = st.sampled_from([*names, "end"])
    flows = ["start -> n0"]
    for number, name in enumerate(names):
        targets = {draw(st.sampled_from([*names[number + 1 :], "end"])), *draw(st.sets(ends, max_size=2))}
        needs = chosen[number] in ("exclusive", "inclusive") and len(targets) > 1
        flows += [f"{name} -> {target}" + (" if choice" if needs else "") for target in sorted(targets)]
    return diagram("graph", start(), *parts, end(), flows=flows, layout=False)


def _part(kind: str, name: str) -> Part:
    if kind == "task":
        return user(name)
    return script(name, "x = 1") if kind == "script" else gateway(kind, name)
