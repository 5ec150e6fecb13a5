"""Lint: what a diagram refers to is looked for among the files of the call, then among what is published."""

from __future__ import annotations

import json

from tests.support.diagrams import call, diagram, end, multi, node, script, start, user
from tests.support.lint import said
from workflow_app.engine.decisions import Decision
from workflow_app.engine.model import Process
from workflow_app.engine.reader import read_document
from workflow_app.rules.forms import Form
from workflow_app.studio.lint import has_errors, lint_files

CALLED = diagram("called", start(), end(), flows=["start -> end"])
CALLER = diagram("caller", start(), call("c", "called"), end(), flows=["start -> c -> end"])
DECIDED = diagram("decided", start(), node("businessRuleTask", "r", "r", camunda_decisionRef="fee"), end(),
                  flows=["start -> r -> end"])  # fmt: skip
FILLED = diagram("filled", start(), user("a", camunda_formRef="opinion"), end(), flows=["start -> a -> end"])
FORM = json.dumps({"id": "opinion", "type": "default", "components": [{"type": "textfield", "key": "opinion",
                                                                         "label": "意见"}]}).encode()  # fmt: skip
DMN = b"""<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="d" name="fee" namespace="x">
<decision id="fee" name="fee"><decisionTable id="t" hitPolicy="FIRST">
<input id="i"><inputExpression id="e"><text>area</text></inputExpression></input><output id="o" name="fee"/>
<rule id="r1"><inputEntry id="c"><text>&gt; 80</text></inputEntry>
<outputEntry id="v"><text>300</text></outputEntry></rule>
</decisionTable></decision></definitions>"""


class Published:
    """A centre in which `called`, `fee` and `opinion` are published."""

    def process(self, process_id: str) -> Process | None:
        return read_document(CALLED, "published.bpmn").processes[0] if process_id == "called" else None

    def decision(self, decision_id: str) -> Decision | None:
        return Decision("fee", "fee", "published.dmn", 1, "fee") if decision_id == "fee" else None

    def form(self, form_id: str) -> Form | None:
        return Form("opinion", "published.form", ()) if form_id == "opinion" else None


def test_a_called_process_that_is_nowhere_is_an_error() -> None:
    assert said(CALLER) == {("process_not_found", "c")}


def test_a_called_process_is_found_in_another_file_of_the_call() -> None:
    assert not has_errors(lint_files([("caller.bpmn", CALLER), ("called.bpmn", CALLED)]))


def test_a_called_process_is_found_among_the_published() -> None:
    assert said(CALLER, published=Published()) == set()


def test_a_call_that_names_nothing_is_an_error() -> None:
    content = diagram("caller", start(), node("callActivity", "c"), end(), flows=["start -> c -> end"])
    assert said(content) == {("missing_called", "c")}


def test_processes_that_call_each_other_in_a_circle_cannot_end() -> None:
    back = diagram("called", start(), call("b", "caller"), end(), flows=["start -> b -> end"])
    files = lint_files([("caller.bpmn", CALLER), ("called.bpmn", back)])["files"]
    assert [file["findings"][0]["rule"] for file in files] == ["recursion", "recursion"]


def test_a_decision_that_is_nowhere_is_an_error() -> None:
    assert said(DECIDED) == {("decision_not_found", "r")}


def test_a_decision_is_found_in_another_file_of_the_call() -> None:
    assert not has_errors(lint_files([("decided.bpmn", DECIDED), ("fee.dmn", DMN)]))


def test_a_decision_is_found_among_the_published() -> None:
    assert said(DECIDED, published=Published()) == set()


def test_a_business_rule_without_a_decision_is_an_error() -> None:
    content = diagram("test", start(), node("businessRuleTask", "r"), end(), flows=["start -> r -> end"])
    assert said(content) == {("missing_decision", "r")}


def test_a_form_that_is_nowhere_is_an_error() -> None:
    assert said(FILLED) == {("form_not_found", "a")}


def test_a_form_is_found_in_another_file_of_the_call() -> None:
    assert not has_errors(lint_files([("filled.bpmn", FILLED), ("opinion.form", FORM)]))


def test_a_form_is_found_among_the_published() -> None:
    assert said(FILLED, published=Published()) == set()


def test_a_multi_instance_over_nothing_is_an_error() -> None:
    content = diagram("test", start(), multi(user("a")), end(), flows=["start -> a -> end"])
    assert said(content) == {("loop_without_collection", "a")}


def test_a_fixed_number_of_instances_needs_no_collection() -> None:
    content = diagram("test", start(), multi(user("a"), cardinality="3"), end(), flows=["start -> a -> end"])
    assert said(content) == set()


def test_a_service_task_that_says_nothing_to_do_is_a_warning() -> None:
    content = diagram("test", start(), node("serviceTask", "s", "s"), end(), flows=["start -> s -> end"])
    assert ("idle_task", "s") in said(content, "warning")


def test_a_script_task_without_a_script_is_a_warning() -> None:
    content = diagram("test", start(), script("s", ""), end(), flows=["start -> s -> end"])
    assert ("idle_task", "s") in said(content, "warning")
