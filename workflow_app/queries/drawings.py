"""The diagrams a case runs through: its own and those it calls, each with its elements in reading order."""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from workflow_app.engine.model import ACTIVITY_TAGS, EVENT_TAGS, Node, Process
from workflow_app.engine.reader import read_document
from workflow_app.errors import NotFound
from workflow_app.store.tables import files, item_versions

AUTOMATIC = frozenset({"scriptTask", "businessRuleTask"})
WHAT = {"zh": "流程图", "en": "diagram"}
WHAT_ITEM = {"zh": "事项", "en": "item"}


@dataclass(frozen=True, slots=True)
class Step:
    """One element a person would name: an activity or event, with the process or sub-process scope it stands in."""

    id: str
    label: str
    tag: str
    group: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """One process as drawn. `digest` names the file, `called` says which process each call activity calls."""

    process: str
    name: str
    digest: str
    has_layout: bool
    steps: tuple[Step, ...]
    called: Mapping[str, str]
    start_form: str | None


# By digest: a published file never changes.
_read: dict[str, tuple[Drawing, ...]] = {}


def case_drawings(connection: sa.Connection, item: str, version: int) -> tuple[Drawing, ...]:
    """The item's own diagram first, then those it calls, in the order they are called. Raises NotFound."""
    bundle = bundle_of(connection, item, version)
    read = drawings_in(connection, bundle["files"])
    drawings = {drawing.process: drawing for drawing in taken(bundle, read)}
    return tuple(drawings[process] for process in _reached(bundle["process"], drawings))


def drawing_file(connection: sa.Connection, item: str, version: int, process: str) -> bytes:
    """The BPMN XML that draws `process` for this version of the item, byte for byte as published."""
    for drawing in case_drawings(connection, item, version):
        if drawing.process == process:
            content: bytes = connection.execute(
                sa.select(files.c.content).where(files.c.digest == drawing.digest)
            ).scalar_one()
            return content
    raise NotFound(what=WHAT, key=process)


def bundle_of(connection: sa.Connection, item: str, version: int) -> dict[str, Any]:
    """What belongs to one version of an item: `{"process", "files", "defines"}`, see `engine.definitions.bundle_of`."""
    wanted = sa.select(item_versions.c.bundle).where(item_versions.c.code == item, item_versions.c.version == version)
    bundle = connection.execute(wanted).scalar_one_or_none()
    if bundle is None:
        raise NotFound(what=WHAT_ITEM, key=f"{item} v{version}")
    found: dict[str, Any] = json.loads(bundle)
    return found


def element_labels(drawings: tuple[Drawing, ...]) -> dict[str, str]:
    """What elements are called, by id; where two diagrams share an id the item's own comes first."""
    return {step.id: step.label for drawing in reversed(drawings) for step in drawing.steps}


def automatic_steps(drawings: tuple[Drawing, ...]) -> frozenset[str]:
    """Ids of the steps the centre carries out by itself, without waiting for anybody."""
    return frozenset(step.id for drawing in drawings for step in drawing.steps if step.tag in AUTOMATIC)


def drawings_in(connection: sa.Connection, digests: Iterable[str]) -> dict[str, tuple[Drawing, ...]]:
    """What is drawn in these files, by digest; nothing in those that are no diagrams. Each file is read once."""
    wanted = list(digests)
    missing = [digest for digest in wanted if digest not in _read]
    columns = files.c.digest, files.c.kind, files.c.name, files.c.content
    for row in connection.execute(sa.select(*columns).where(files.c.digest.in_(missing))) if missing else ():
        _read[row.digest] = _drawings(row) if row.kind == "bpmn" else ()
    return {digest: _read.get(digest, ()) for digest in wanted}


def taken(bundle: Mapping[str, Any], read: Mapping[str, tuple[Drawing, ...]]) -> Iterator[Drawing]:
    """The drawings a version runs: a file may hold others, of processes that another of its files defines now."""
    for digest in bundle["files"]:
        for drawing in read[digest]:
            if bundle["defines"].get(f"bpmn:{drawing.process}") == digest:
                yield drawing


def _reached(root: str, drawings: dict[str, Drawing]) -> list[str]:
    order: dict[str, None] = {}
    waiting = deque([root])
    while waiting:
        process = waiting.popleft()
        if process in drawings and process not in order:
            order[process] = None
            waiting.extend(drawings[process].called.values())
    return list(order)


def _drawings(row: Any) -> tuple[Drawing, ...]:
    document = read_document(row.content, row.name)
    return tuple(_drawing(process, row.digest) for process in document.processes)


def _drawing(process: Process, digest: str) -> Drawing:
    starts = [node.form for node in process.starts() if node.form]
    return Drawing(
        process=process.id,
        name=process.name,
        digest=digest,
        has_layout=process.has_layout,
        steps=tuple(Step(n.id, n.label, n.tag, "、".join(n.groups)) for n in _reading_order(process)),
        called={node.id: node.called for node in process.called_processes() if node.called},
        start_form=starts[0] if starts else None,
    )


def _reading_order(process: Process) -> Iterator[Node]:
    """Named elements from the start on along the flows; a sub-process is followed by its inside."""
    queue, seen = deque(process.starts()), set[str]()
    queue.extend(node for node in process.nodes.values() if not node.incoming)
    boundaries = process.boundaries()
    while queue:
        node = queue.popleft()
        if node.id in seen:
            continue
        seen.add(node.id)
        if node.tag in ACTIVITY_TAGS or (node.tag in EVENT_TAGS and node.name):
            yield node
        if node.id in process.children:
            yield from _reading_order(process.children[node.id])
        targets = [flow.target for flow in node.outgoing] + [event.id for event in boundaries.get(node.id, ())]
        queue.extend(process.nodes[target] for target in targets if target in process.nodes)
