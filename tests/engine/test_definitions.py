"""Definitions: what one version of an item runs, found by digest, made once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.support.diagrams import call, diagram, end, file_of, node, process, start, sub, user
from tests.support.driver import definition
from workflow_app.engine.definitions import (
    DefinitionCache,
    SourceFile,
    build_definition,
    bundle_digest,
    bundle_of,
    references,
)
from workflow_app.engine.reader import read_document

PERMIT = diagram("permit", start(camunda_formRef="apply"), call("c", "intake"), end(), flows=["start -> c -> end"])
FORM = '{"id": "apply", "components": [{"type": "textfield", "key": "name", "label": "名称"}]}'.encode()


def intake(task: str) -> bytes:
    return file_of(process("intake", user(task)), process("other", user("x")))


def test_the_order_of_files_makes_no_other_digest():
    defines = {("bpmn", "permit"): "1", ("bpmn", "intake"): "2"}
    backwards = dict(reversed(defines.items()))
    assert bundle_digest(bundle_of("permit", defines)) == bundle_digest(bundle_of("permit", backwards))


def test_another_file_makes_another_digest():
    digests = {bundle_digest(bundle_of("permit", {("bpmn", "permit"): digest})) for digest in "12"}
    assert len(digests) == 2


def test_another_process_of_the_same_files_is_another_version():
    defines = {("bpmn", "permit"): "1", ("bpmn", "intake"): "1"}
    assert bundle_digest(bundle_of("permit", defines)) != bundle_digest(bundle_of("intake", defines))


def test_a_version_takes_from_a_file_only_what_its_bundle_names():
    """`intake` was redefined by a later file; the older one still gives `other`."""
    files = [SourceFile("bpmn", "old", "1", intake("before")), SourceFile("bpmn", "new", "2", intake("after"))]
    bundle = bundle_of("intake", {("bpmn", "intake"): "2", ("bpmn", "other"): "1"})
    made = build_definition(bundle, files)
    assert (list(made.process.nodes), sorted(made.processes)) == (["after"], ["intake", "other"])


def test_embedded_sub_processes_have_specifications_of_their_own():
    made = definition(diagram("permit", sub("s", sub("t", user("a")))))
    assert sorted(made.specs) == ["permit", "permit/s", "permit/t"]


def test_the_start_form_is_the_one_the_start_event_names():
    form = definition(PERMIT, FORM).start_form()
    assert form is not None
    assert form.id == "apply"


def test_an_item_may_have_no_start_form():
    assert definition(diagram("permit", start(), user("a"))).start_form() is None


def test_what_a_process_refers_to_is_found_in_its_sub_processes_too():
    inside = sub("s", call("c", "intake"), node("businessRuleTask", "b", camunda_decisionRef="fee"))
    content = diagram("permit", start(camunda_formRef="apply"), inside)
    assert references(read_document(content, "图.bpmn").processes[0]) == {
        "process": {"intake"}, "decision": {"fee"}, "form": {"apply"},
    }  # fmt: skip


class Loader:
    """Counts how often a definition is loaded."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self):
        self.calls += 1
        content = diagram("permit", user("a"))
        return bundle_of("permit", {("bpmn", "permit"): "1"}), [SourceFile("bpmn", "x", "1", content)]


def test_a_definition_is_loaded_once():
    cache, load = DefinitionCache(), Loader()
    assert cache.get("d", load) is cache.get("d", load)


def test_the_least_recently_used_definition_goes_first():
    cache, load = DefinitionCache(size=2), Loader()
    for digest in ("a", "b", "a", "c", "a"):
        cache.get(digest, load)
    assert load.calls == 3


def test_a_definition_dropped_is_loaded_again():
    cache, load = DefinitionCache(size=1), Loader()
    for digest in ("a", "b", "a"):
        cache.get(digest, load)
    assert load.calls == 3


def test_many_threads_may_ask_at_once():
    cache, load = DefinitionCache(size=2), Loader()
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda number: cache.get(str(number % 4), load), range(200)))
    assert {one.process.id for one in found} == {"permit"}
