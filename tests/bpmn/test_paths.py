"""Walks every path of every diagram, straight and with save and reload between all steps."""

from __future__ import annotations

from functools import cache

import pytest

from tests.bpmn import paths_i01, paths_i10, paths_i21, paths_intake_acceptance
from tests.bpmn.paths import BPMN, Path, published, taken, walk
from tests.support.driver import Driver

TABLES = (paths_intake_acceptance, paths_i01, paths_i10, paths_i21)
PATHS = [path for table in TABLES for path in table.PATHS]
NAMES = [f"{path.process}-{path.name}" for path in PATHS]


@cache
def walked(path_name: str) -> Driver:
    """A path walked once, for what only looks at how it went."""
    return walk(PATHS[NAMES.index(path_name)])


def check(path: Path, case: Driver) -> None:
    assert (case.over, case.open, case.state.last_end) == (True, [], path.ends)
    assert {name: case.data.get(name) for name in path.leaves} == path.leaves


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_the_path_ends_as_it_must(path: Path) -> None:
    check(path, walked(f"{path.process}-{path.name}"))


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_the_path_is_the_same_with_save_and_reload_between_all_steps(path: Path) -> None:
    case = walk(path, reload=True)
    straight = walked(f"{path.process}-{path.name}")
    assert [step.facts for step in case.journal] == [step.facts for step in straight.journal]


@pytest.mark.parametrize("path", PATHS, ids=NAMES)
def test_the_path_replays_to_the_same_facts(path: Path) -> None:
    case = walked(f"{path.process}-{path.name}")
    assert case.replayed().status == case.status


@pytest.mark.parametrize("process", [table.PROCESS for table in TABLES])
def test_every_flow_of_the_diagram_is_taken_by_a_path(process: str) -> None:
    cases = [walked(name) for path, name in zip(PATHS, NAMES, strict=True) if path.process == process]
    flows = {flow for scope in published(process).process.everything() for flow in scope.flows}
    assert flows - set().union(*map(taken, cases)) == set()


@pytest.mark.parametrize("process", [table.PROCESS for table in TABLES])
def test_every_boundary_event_of_the_diagram_fires_on_a_path(process: str) -> None:
    cases = [walked(name) for path, name in zip(PATHS, NAMES, strict=True) if path.process == process]
    nodes = [node for scope in published(process).process.everything() for node in scope.nodes.values()]
    fired = {fact["element"] for case in cases for fact in case.told("timer_fired")}
    assert {node.id for node in nodes if node.tag == "boundaryEvent"} - fired == set()


def test_every_diagram_has_a_table_of_paths() -> None:
    assert {file.stem for file in BPMN.rglob("*.bpmn")} == {table.PROCESS for table in TABLES}
