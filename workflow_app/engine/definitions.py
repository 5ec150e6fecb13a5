"""A definition is what one version of an item runs: its process, all it calls, its decisions and forms. Cached by digest."""

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


def bundle_digest(process_id: str, digests: Iterable[str]) -> str:
    """The digest of a version: SHA-256 over its process id and the digests of all its files."""
    bundle = {"files": sorted(set(digests)), "process": process_id}
    return hashlib.sha256(json.dumps(bundle, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def build_definition(process_id: str, files: Iterable[SourceFile]) -> Definition:
    """Read and compile the files of one version. The files are those the version's bundle lists."""
    files = list(files)
    processes: dict[str, Process] = {}
    decisions: dict[str, Decision] = {}
    forms: dict[str, Form] = {}
    for file in files:
        if file.kind == "bpmn":
            processes.update((process.id, process) for process in read_document(file.content, file.name).processes)
        elif file.kind == "dmn":
            decisions.update((decision.id, decision) for decision in read_decisions(file.content, file.name))
        else:
            form = read_form(file.content, file.name)
            forms[form.id] = form
    digest = bundle_digest(process_id, (file.digest for file in files))
    specs = specifications(processes.values())
    return Definition(digest, processes[process_id], processes, decisions, forms, specs)


class DefinitionCache:
    """Definitions by digest, the most recently used kept. Safe for threads."""

    def __init__(self, size: int = CACHED_DEFINITIONS) -> None:
        self._size = size
        self._kept: OrderedDict[str, Definition] = OrderedDict()
        self._lock = Lock()

    def get(self, digest: str, load: Callable[[], tuple[str, list[SourceFile]]]) -> Definition:
        """The definition of a digest; `load` gives its process id and files when it is not kept."""
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
