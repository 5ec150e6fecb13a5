"""Lint: batches of files, good and bad, and diagrams made elsewhere."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.support.diagrams import diagram, end, start, user
from tests.support.lint import answer
from workflow_app.studio.lint import has_errors, lint_files

GOOD = diagram("good", start(), end(), flows=["start -> end"])
DATA = Path(__file__).parent.parent / "engine" / "data"

# As bpmn.io's plain modeller saves it: not executable, nothing of any engine, waypoints and labels drawn.
PLAIN = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI"
 xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:di="http://www.omg.org/spec/DD/20100524/DI"
 id="Definitions_0q1" targetNamespace="http://bpmn.io/schema/bpmn" exporter="bpmn-js (https://demo.bpmn.io)"
 exporterVersion="18.0.0">
  <bpmn:process id="Process_1" isExecutable="false">
    <bpmn:startEvent id="StartEvent_1"><bpmn:outgoing>Flow_1</bpmn:outgoing></bpmn:startEvent>
    <bpmn:sequenceFlow id="Flow_1" sourceRef="StartEvent_1" targetRef="Task_1" />
    <bpmn:userTask id="Task_1" name="受理">
      <bpmn:incoming>Flow_1</bpmn:incoming><bpmn:outgoing>Flow_2</bpmn:outgoing>
    </bpmn:userTask>
    <bpmn:sequenceFlow id="Flow_2" sourceRef="Task_1" targetRef="Event_1" />
    <bpmn:endEvent id="Event_1"><bpmn:incoming>Flow_2</bpmn:incoming></bpmn:endEvent>
    <bpmn:textAnnotation id="Note_1"><bpmn:text>窗口</bpmn:text></bpmn:textAnnotation>
    <bpmn:association id="Assoc_1" associationDirection="None" sourceRef="Task_1" targetRef="Note_1" />
  </bpmn:process>
  <bpmndi:BPMNDiagram id="BPMNDiagram_1"><bpmndi:BPMNPlane id="BPMNPlane_1" bpmnElement="Process_1">
    <bpmndi:BPMNShape id="s1" bpmnElement="StartEvent_1"><dc:Bounds x="156" y="82" width="36" height="36" />
      <bpmndi:BPMNLabel /></bpmndi:BPMNShape>
    <bpmndi:BPMNEdge id="e1" bpmnElement="Flow_1"><di:waypoint x="192" y="100" /><di:waypoint x="250" y="100" />
    </bpmndi:BPMNEdge></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</bpmn:definitions>""".encode()


def test_a_diagram_of_the_plain_editor_is_executable_and_sound() -> None:
    file = answer(PLAIN)
    assert (file["executable"], file["sound"], {one["severity"] for one in file["findings"]}) == (
        True,
        True,
        {"warning", "info"},
    )


def test_the_approval_prototype_has_no_errors() -> None:
    assert not has_errors(lint_files([("approval.bpmn", (DATA / "approval.bpmn").read_bytes())]))


def test_one_bad_file_does_not_stop_the_batch() -> None:
    files = lint_files([("bad.bpmn", b"<bpmn:definitions"), ("good.bpmn", GOOD)])["files"]
    assert [(file["file"], file["executable"]) for file in files] == [("bad.bpmn", False), ("good.bpmn", True)]


def test_a_file_that_cannot_be_parsed_names_its_line() -> None:
    finding = answer(b"<a>\n<b>\n</a>")["findings"][0]
    assert (finding["rule"], finding["severity"], finding["line"]) == ("unreadable", "error", 3)


@pytest.mark.parametrize("name", ["notes.txt", "photo.png", "none"])
def test_a_file_that_is_no_diagram_gets_a_finding(name: str) -> None:
    assert [finding["rule"] for finding in answer(b"hello", name)["findings"]] == ["not_a_diagram"]


@pytest.mark.parametrize("bomb", [
    b'<!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>',
    b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>',
    b"<x>" * 500 + b"</x>" * 500,
    b"",
    b"\x00\xff",
])  # fmt: skip
def test_a_hostile_file_gets_a_finding(bomb: bytes) -> None:
    assert [finding["rule"] for finding in answer(bomb)["findings"]] == ["unreadable"]


def test_a_file_of_fifty_megabytes_gets_a_finding() -> None:
    assert [finding["rule"] for finding in answer(b" " * 50_000_000)["findings"]] == ["too_large"]


def test_a_bpmn_file_without_a_process_gets_a_finding() -> None:
    content = b'<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"/>'
    file = answer(content)
    assert (file["executable"], [finding["rule"] for finding in file["findings"]]) == (False, ["no_process"])


def test_two_processes_with_one_id_are_an_error() -> None:
    files = lint_files([("one.bpmn", GOOD), ("two.bpmn", GOOD)])["files"]
    assert "duplicate_id" in {finding["rule"] for finding in files[1]["findings"]}


def test_the_message_about_two_processes_names_the_other_file() -> None:
    files = lint_files([("one.bpmn", GOOD), ("two.bpmn", GOOD)])["files"]
    assert "one.bpmn" in files[1]["findings"][0]["message"]


def test_a_broken_form_is_an_error() -> None:
    form = json.dumps({"id": "f", "components": [{"type": "textfield", "key": "a b", "label": "x"}]}).encode()
    assert has_errors(lint_files([("f.form", form)]))


def test_code_in_a_form_is_an_error() -> None:
    hide = {"hide": "=a.b()"}
    field = {"type": "textfield", "key": "a", "label": "x", "conditional": hide}
    assert has_errors(lint_files([("f.form", json.dumps({"id": "f", "components": [field]}).encode())]))


def test_a_good_decision_table_has_no_errors() -> None:
    assert not has_errors(lint_files([("fee.dmn", (DATA / "fee.dmn").read_bytes())]))


def test_a_decision_table_with_code_is_an_error() -> None:
    content = (DATA / "fee.dmn").read_bytes().replace(b">10<", b">os.system('ls')<")
    assert has_errors(lint_files([("fee.dmn", content)]))


def test_the_bound_of_a_file_is_that_of_its_topmost_process() -> None:
    assert answer(GOOD)["bound"] == {"working_days": 0}


def test_a_rule_broken_a_thousand_times_is_not_listed_a_thousand_times() -> None:
    lonely = [user(f"t{number}") for number in range(1000)]
    findings = answer(diagram("test", start(), *lonely, end(), flows=["start -> end"]))["findings"]
    rules = [finding["rule"] for finding in findings]
    assert (rules.count("never_reached"), "more" in rules) == (200, True)


def test_the_answer_is_json() -> None:
    assert json.loads(json.dumps(lint_files([("good.bpmn", GOOD)])))["files"][0]["file"] == "good.bpmn"


@settings(max_examples=80, deadline=None)
@given(content=st.binary(max_size=200), kind=st.sampled_from(["bpmn", "dmn", "form", "xml"]))
def test_any_bytes_get_an_answer(content: bytes, kind: str) -> None:
    assert has_errors(lint_files([(f"x.{kind}", content)]))


@settings(max_examples=80, deadline=None)
@given(data=st.data())
def test_a_diagram_with_anything_cut_out_gets_an_answer(data: st.DataObject) -> None:
    lines = (DATA / "approval.bpmn").read_bytes().splitlines()
    gone = data.draw(st.sets(st.integers(2, len(lines) - 2), max_size=6))
    content = b"\n".join(line for number, line in enumerate(lines) if number not in gone)
    assert lint_files([("cut.bpmn", content)])["files"][0]["file"] == "cut.bpmn"
