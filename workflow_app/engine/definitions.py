"""What one version of an item runs: its process, all it calls, its decisions and forms. Cached by digest."""

from __future__ import annotations

import hashlib
import json
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from threading import Lock
from typing import Any

from workflow_app.engine.decisions import Decision, read_decisions
from workflow_app.engine.model import Process
from workflow_app.engine.process_specs import ProcessSpec, specifications
from workflow_app.engine.reader import read_document
from workflow_app.rules.forms import Form, read_form

# What a diagram means to this engine. A change of meaning is a new number; cases keep theirs and still replay.
SEMANTICS = 1
CACHED_DEFINITIONS = 400


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One published file: kind is bpmn, dmn or form."""

    kind: str
    name: str
    digest: str
    content: bytes


@dataclass(frozen=True, slots=True, eq=False)
class Definition:
    """Everything a case of one version needs to run, ready made."""

    digest: str
    process: Process
    processes: dict[str, Process]
    decisions: dict[str, Decision]
    forms: dict[str, Form]
    specs: dict[str, ProcessSpec]

    def start_form(self) -> Form | None:
        """The form an application is made with, if the diagram names one."""
        names = [node.form for node in self.process.starts() if node.form]
        return self.forms.get(names[0]) if names else None


def bundle_of(process_id: str, defines: dict[tuple[str, str], str]) -> dict[str, Any]:
    """What a version is made of: which file (by digest) defines each process, decision and form it needs.

    `defines` maps (kind, id) to a digest. A file may define more than is taken from it.
    """
    named = {f"{kind}:{identifier}": digest for (kind, identifier), digest in sorted(defines.items())}
    return {"process": process_id, "files": sorted(set(defines.values())), "defines": named}


def bundle_digest(bundle: dict[str, Any]) -> str:
    """The digest of a version: SHA-256 over its bundle as JSON with sorted keys."""
    return hashlib.sha256(json.dumps(bundle, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def build_definition(bundle: dict[str, Any], files: Iterable[SourceFile]) -> Definition:
    """Read and compile the files of one version, taking from each file what the bundle takes from it."""
    found: dict[str, dict[str, Any]] = {"bpmn": {}, "dmn": {}, "form": {}}
    for file in files:
        for identifier, defined in _defined_in(file):
            if bundle["defines"].get(f"{file.kind}:{identifier}") == file.digest:
                found[file.kind][identifier] = defined
    processes: dict[str, Process] = found["bpmn"]
    specs = specifications(processes.values())
    top = processes[bundle["process"]]
    return Definition(bundle_digest(bundle), top, processes, found["dmn"], found["form"], specs)


def _defined_in(file: SourceFile) -> Iterable[tuple[str, Any]]:
    if file.kind == "bpmn":
        return [(process.id, process) for process in read_document(file.content, file.name).processes]
    if file.kind == "dmn":
        return [(decision.id, decision) for decision in read_decisions(file.content, file.name)]
    form = read_form(file.content, file.name)
    return [(form.id, form)]


class DefinitionCache:
    """Definitions by digest, the most recently used kept. Safe for threads."""

    def __init__(self, size: int = CACHED_DEFINITIONS) -> None:
        self._size = size
        self._kept: OrderedDict[str, Definition] = OrderedDict()
        self._lock = Lock()

    def get(self, digest: str, load: Callable[[], tuple[dict[str, Any], list[SourceFile]]]) -> Definition:
        """The definition of a digest; `load` gives its bundle and files when it is not kept."""
        with self._lock:
            if digest in self._kept:
                self._kept.move_to_end(digest)
                return self._kept[digest]
        definition = build_definition(*load())
        with self._lock:
            self._kept[digest] = definition
            while len(self._kept) > self._size:
                self._kept.popitem(last=False)
        return definition


DEFINITIONS = DefinitionCache()


def references(process: Process) -> dict[str, set[str]]:
    """What a process refers to by name: {'process': …, 'decision': …, 'form': …}."""
    found: dict[str, set[Any]] = {"process": set(), "decision": set(), "form": set()}
    for scope in process.everything():
        for node in scope.nodes.values():
            found["process"].add(node.called)
            found["decision"].add(node.decision)
            found["form"].add(node.form)
    return {kind: {name for name in names if name} for kind, names in found.items()}
