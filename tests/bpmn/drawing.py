"""The drawn layout of a diagram: boxes of shapes and labels, points of edges, and what is drawn inside what."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from lxml import etree

from tests.bpmn.paths import BPMN
from workflow_app.engine.model import Document, Flow, Node, Process
from workflow_app.engine.reader import read_document

FILES = sorted(BPMN.rglob("*.bpmn"))
Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """A rectangle."""

    x: float
    y: float
    width: float
    height: float

    @property
    def centre(self) -> Point:
        return (self.x + self.width / 2, self.y + self.height / 2)

    def overlaps(self, other: Box) -> bool:
        """Whether they have more than an edge in common."""
        across = min(self.x + self.width, other.x + other.width) - max(self.x, other.x)
        down = min(self.y + self.height, other.y + other.height) - max(self.y, other.y)
        return across > 0 and down > 0

    def holds(self, other: Box) -> bool:
        """Whether the other lies inside."""
        return (self.x < other.x and other.x + other.width < self.x + self.width
                and self.y < other.y and other.y + other.height < self.y + self.height)  # fmt: skip

    def has_on_border(self, point: Point) -> bool:
        """Whether a point lies on the border, to within two pixels."""
        x, y = point
        near = self.grown(2)
        deep = self.grown(-2)
        return near.holds(Box(x, y, 0, 0)) and not deep.holds(Box(x, y, 0, 0))

    def grown(self, by: float) -> Box:
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)


@dataclass(frozen=True)
class Drawing:
    """One file: its model, and where everything is drawn."""

    document: Document
    shapes: dict[str, Box]
    labels: dict[str, Box]
    edges: dict[str, list[Point]]

    @property
    def scopes(self) -> list[Process]:
        return [scope for process in self.document.processes for scope in process.everything()]

    @property
    def nodes(self) -> list[Node]:
        return [node for scope in self.scopes for node in scope.nodes.values()]

    @property
    def flows(self) -> list[Flow]:
        return [flow for scope in self.scopes for flow in scope.flows.values()]


@cache
def drawing(file: Path) -> Drawing:
    """Read a diagram with its layout."""
    content = file.read_bytes()
    root = etree.fromstring(content)
    drawn = [*root.iter("{*}BPMNShape"), *root.iter("{*}BPMNEdge")]
    bounds = {one.get("bpmnElement", ""): one.findall("{*}Bounds") for one in drawn}
    labels = {one.get("bpmnElement", ""): one.findall("{*}BPMNLabel/{*}Bounds") for one in drawn}
    points = {one.get("bpmnElement", ""): one.findall("{*}waypoint") for one in drawn}
    return Drawing(
        read_document(content, file.name),
        {name: _box(found[0]) for name, found in bounds.items() if found},
        {name: _box(found[0]) for name, found in labels.items() if found},
        {name: [_point(one) for one in found] for name, found in points.items() if found},
    )


def _point(waypoint: etree._Element) -> Point:
    return (float(waypoint.get("x", "")), float(waypoint.get("y", "")))


def _box(bounds: etree._Element) -> Box:
    return Box(*(float(bounds.get(name, "")) for name in ("x", "y", "width", "height")))
