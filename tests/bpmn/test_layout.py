"""Every diagram is drawn so that it can be read: complete, nothing over anything else, lines from border to border."""

from __future__ import annotations

from itertools import combinations, pairwise
from pathlib import Path

import pytest

from tests.bpmn.drawing import FILES, Box, Drawing, Point, drawing

every_diagram = pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])


@every_diagram
def test_the_file_has_no_problem(file: Path) -> None:
    assert drawing(file).document.problems == ()


@every_diagram
def test_every_node_has_a_shape(file: Path) -> None:
    drawn = drawing(file)
    assert {node.id for node in drawn.nodes} - drawn.shapes.keys() == set()


@every_diagram
def test_every_flow_has_an_edge(file: Path) -> None:
    drawn = drawing(file)
    assert {flow.id for flow in drawn.flows} - drawn.edges.keys() == set()


@every_diagram
def test_nothing_is_drawn_that_is_not_there(file: Path) -> None:
    drawn = drawing(file)
    there = {node.id for node in drawn.nodes} | {flow.id for flow in drawn.flows}
    assert (drawn.shapes.keys() | drawn.edges.keys()) - there == set()


@every_diagram
def test_no_two_nodes_overlap(file: Path) -> None:
    drawn = drawing(file)
    bodies = [node.id for node in drawn.nodes if node.attached_to is None]
    assert [(a, b) for a, b in combinations(bodies, 2)
            if drawn.shapes[a].overlaps(drawn.shapes[b]) and not _inside(drawn, a, b)] == []  # fmt: skip


@every_diagram
def test_what_is_in_a_sub_process_is_drawn_in_it(file: Path) -> None:
    drawn = drawing(file)
    held = [(node.scope, node.id) for node in drawn.nodes if node.scope in drawn.shapes and node.attached_to is None]
    assert [pair for pair in held if not drawn.shapes[pair[0]].holds(drawn.shapes[pair[1]])] == []


@every_diagram
def test_boundary_events_sit_on_the_border(file: Path) -> None:
    drawn = drawing(file)
    hosts = {node.id: node.attached_to for node in drawn.nodes if node.attached_to}
    assert [event for event, host in hosts.items()
            if not drawn.shapes[host].has_on_border(drawn.shapes[event].centre)] == []  # fmt: skip


@every_diagram
def test_edges_go_from_border_to_border(file: Path) -> None:
    drawn = drawing(file)
    begins = [(flow.id, drawn.shapes[flow.source], drawn.edges[flow.id][0]) for flow in drawn.flows]
    ends = [(flow.id, drawn.shapes[flow.target], drawn.edges[flow.id][-1]) for flow in drawn.flows]
    assert [flow for flow, shape, point in begins + ends if not shape.has_on_border(point)] == []


@every_diagram
def test_edges_run_straight_across_or_down(file: Path) -> None:
    edges = drawing(file).edges
    assert [name for name, points in edges.items()
            if any(min(abs(a[0] - b[0]), abs(a[1] - b[1])) > 1 for a, b in pairwise(points))] == []  # fmt: skip


@every_diagram
def test_no_edge_runs_through_a_node(file: Path) -> None:
    drawn = drawing(file)
    solid = {node.id: drawn.shapes[node.id] for node in drawn.nodes if node.tag != "subProcess"}
    assert [(flow.id, name) for flow in drawn.flows for name, box in solid.items()
            if name not in (flow.source, flow.target) and _crosses(drawn.edges[flow.id], box)
            and not _is_host(drawn, name, flow.source)] == []  # fmt: skip


@every_diagram
def test_events_gateways_and_flows_with_a_name_have_a_label(file: Path) -> None:
    drawn = drawing(file)
    named = [node.id for node in drawn.nodes if node.name and node.tag.endswith(("Event", "Gateway"))]
    named += [flow.id for flow in drawn.flows if flow.name]
    assert set(named) - drawn.labels.keys() == set()


@every_diagram
def test_no_label_lies_over_a_node_or_another_label(file: Path) -> None:
    drawn = drawing(file)
    solid = {node.id: drawn.shapes[node.id] for node in drawn.nodes if node.tag != "subProcess"}
    labels = drawn.labels
    over_nodes = [(label, name) for label in labels for name, shape in solid.items() if labels[label].overlaps(shape)]
    over_labels = [(a, b) for a, b in combinations(labels, 2) if labels[a].overlaps(labels[b])]
    assert over_nodes + over_labels == []


@every_diagram
def test_no_edge_runs_through_a_label(file: Path) -> None:
    drawn = drawing(file)
    assert [(edge, label) for edge, points in drawn.edges.items() for label, box in drawn.labels.items()
            if _crosses(points, box.grown(-1))] == []  # fmt: skip


@every_diagram
def test_every_node_that_a_person_meets_has_a_chinese_name(file: Path) -> None:
    nodes = [node for node in drawing(file).nodes if node.tag != "parallelGateway" and len(node.outgoing) != 1]
    nodes += [node for node in drawing(file).nodes if node.tag.endswith(("Task", "Activity"))]
    assert [node.id for node in nodes if not any("\u4e00" <= letter <= "\u9fff" for letter in node.name or "")] == []


def _inside(drawn: Drawing, one: str, other: str) -> bool:
    scopes = {node.id: node.scope for node in drawn.nodes}

    def above(name: str) -> set[str]:
        scope = scopes[name]
        return {scope, *above(scope)} if scope in scopes else {scope}

    return one in above(other) or other in above(one)


def _is_host(drawn: Drawing, name: str, event: str) -> bool:
    """A boundary event's edge begins half over the activity it sits on."""
    return any(node.id == event and node.attached_to == name for node in drawn.nodes)


def _crosses(points: list[Point], box: Box) -> bool:
    return any(box.overlaps(_line(a, b)) for a, b in pairwise(points))


def _line(a: Point, b: Point) -> Box:
    """A line across or down as a box one pixel wide."""
    return Box(min(a[0], b[0]), min(a[1], b[1]), abs(a[0] - b[0]), abs(a[1] - b[1])).grown(0.5)
