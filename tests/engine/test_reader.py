"""Reading BPMN: what a file says, as Camunda Modeler and bpmn.io write it, and every problem with element and line."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.diagrams import NAMESPACES, boundary, diagram, end, having, multi, node, start, sub, timer, user
from workflow_app.engine.model import Document, Loop, Node
from workflow_app.engine.reader import read_document
from workflow_app.errors import Unreadable


def read(*lines: str, declarations: str = "") -> Document:
    """A process whose elements stand on the lines from 3 on."""
    head = f'<bpmn:definitions {NAMESPACES} id="d" targetNamespace="t">{declarations}'
    text = "\n".join([head, '<bpmn:process id="permit" name="许可">', *lines, "</bpmn:process></bpmn:definitions>"])
    return read_document(text.encode(), "图.bpmn")


def read_node(part: Any, declarations: str = "") -> Node:
    document = read_document(diagram("permit", part, declarations=declarations), "图.bpmn")
    return document.processes[0].nodes[part.id]


def problem(*lines: str) -> tuple[str, str | None, int | None]:
    """The only problem of a file: rule, element, line."""
    (found,) = read(*lines).problems
    return found.rule, found.element, found.line


def test_the_process_is_the_item():
    process = read('<bpmn:task id="a"/>').processes[0]
    assert (process.id, process.name, process.line) == ("permit", "许可", 2)


def test_a_process_without_a_name_takes_its_participants():
    content = f"""<bpmn:definitions {NAMESPACES}>
    <bpmn:collaboration id="c"><bpmn:participant id="p" name="施工许可" processRef="permit"/></bpmn:collaboration>
    <bpmn:process id="permit"/></bpmn:definitions>"""
    assert read_document(content.encode(), "图.bpmn").processes[0].name == "施工许可"


def test_a_file_may_hold_several_processes():
    content = f'<bpmn:definitions {NAMESPACES}><bpmn:process id="a"/><bpmn:process id="b"/></bpmn:definitions>'
    assert [process.id for process in read_document(content.encode(), "图.bpmn").processes] == ["a", "b"]


def test_a_prefix_is_not_needed():
    namespace = "http://www.omg.org/spec/BPMN/20100524/MODEL"
    content = f'<definitions xmlns="{namespace}"><process id="a"><task id="t"/></process></definitions>'
    assert list(read_document(content.encode(), "图.bpmn").processes[0].nodes) == ["t"]


def test_comments_are_no_elements():
    assert read("<!-- 说明 -->", '<bpmn:task id="a"/>').problems == ()


def test_a_node_knows_its_line():
    assert read('<bpmn:task id="a"/>', '<bpmn:task id="b"/>').processes[0].nodes["b"].line == 4


def test_a_node_knows_its_flows_in_the_order_they_are_drawn():
    flows = [f'<bpmn:sequenceFlow id="f{n}" sourceRef="a" targetRef="b"/>' for n in (2, 1)]
    nodes = read('<bpmn:task id="a"/>', '<bpmn:task id="b"/>', *flows).processes[0].nodes
    assert [flow.id for flow in nodes["a"].outgoing] == [flow.id for flow in nodes["b"].incoming] == ["f2", "f1"]


@pytest.mark.parametrize(
    ("text", "groups"),
    [("甲局", ("甲局",)), ("甲局, 乙局", ("甲局", "乙局")), ("${[a, b]}", ("${[a, b]}",)), ("", ())],
)
def test_groups_are_a_list_or_one_expression(text, groups):
    assert read_node(user("a", camunda_candidateGroups=text)).groups == groups


@pytest.mark.parametrize(
    "attributes",
    [
        {"camunda_formRef": "opinion"},
        {"camunda_formKey": "opinion"},
        {"camunda_formKey": "camunda-forms:deployment:opinion.form"},
    ],
)
def test_a_form_is_named_in_any_of_camundas_ways(attributes):
    assert read_node(user("a", **attributes)).form == "opinion"


def test_properties_are_read():
    assert read_node(having(user("a"), law="行政许可法", article="32")).properties == {
        "law": "行政许可法",
        "article": "32",
    }


def test_a_multi_instance_of_camunda_is_read():
    part = having(multi(user("a"), "departments"), outputElement="opinion", outputCollection="opinions")
    assert read_node(part).loop == Loop(
        collection="departments", element_variable="department", output_collection="opinions", output_element="opinion"
    )


@pytest.mark.parametrize("attribute", ["id", "name"])
def test_a_multi_instance_of_the_standard_is_read(attribute):
    inner = (
        "<bpmn:multiInstanceLoopCharacteristics isSequential='true'><bpmn:loopDataInputRef>departments"
        "</bpmn:loopDataInputRef><bpmn:loopDataOutputRef>opinions</bpmn:loopDataOutputRef>"
        f"<bpmn:inputDataItem {attribute}='department'/><bpmn:outputDataItem {attribute}='opinion'/>"
        "</bpmn:multiInstanceLoopCharacteristics>"
    )
    assert read_node(user("a", inner=inner)).loop == Loop(
        True, "departments", "department", output_collection="opinions", output_element="opinion"
    )


@pytest.mark.parametrize("kind", ["date", "duration", "cycle"])
def test_a_timer_says_of_which_kind_it_is(kind):
    part = boundary("late", "a", timer("P1D", f"time{kind.title()}"))
    event = read_document(diagram("p", user("a"), part), "图.bpmn").processes[0].nodes["late"].event
    assert event is not None
    assert (event.kind, event.text, event.timer_kind) == ("timer", "P1D", kind)


@pytest.mark.parametrize(
    ("kind", "declaration", "text"),
    [
        ("message", '<bpmn:message id="x" name="缴费"/>', "缴费"),
        ("signal", '<bpmn:signal id="x" name="停电"/>', "停电"),
        ("error", '<bpmn:error id="x" name="错" errorCode="bad"/>', "bad"),
        ("error", '<bpmn:error id="x" name="错"/>', "错"),
        ("escalation", '<bpmn:escalation id="x" escalationCode="up"/>', "up"),
    ],
)
def test_an_event_goes_by_the_name_or_code_it_refers_to(kind, declaration, text):
    part = node("endEvent", "e", inner=f'<bpmn:{kind}EventDefinition {kind}Ref="x"/>')
    event = read_node(part, declaration).event
    assert event is not None
    assert (event.kind, event.text) == (kind, text)


def test_a_sub_process_is_a_scope_of_its_own():
    process = read_document(diagram("p", sub("s", user("a"))), "图.bpmn").processes[0]
    assert (process.nodes["s"].tag, process.children["s"].nodes["a"].scope) == ("subProcess", "s")


def test_a_clean_diagram_has_no_problem():
    content = diagram("permit", start(), user("a"), end(), flows=["start -> a -> end"])
    assert read_document(content, "图.bpmn").problems == ()


def test_one_id_twice_is_found_at_the_second():
    assert problem('<bpmn:task id="a"/>', '<bpmn:task id="a"/>') == ("duplicate_id", "a", 4)


def test_two_processes_with_one_id_are_found():
    content = f'<bpmn:definitions {NAMESPACES}>\n<bpmn:process id="a"/>\n<bpmn:process id="a"/></bpmn:definitions>'
    (found,) = read_document(content.encode(), "图.bpmn").problems
    assert (found.rule, found.line) == ("duplicate_id", 3)


def test_an_element_without_id_is_found():
    assert problem("<bpmn:task/>") == ("missing_id", None, 3)


@pytest.mark.parametrize(("source", "target"), [("a", "nowhere"), ("nowhere", "a")])
def test_a_flow_from_or_to_nowhere_is_found(source, target):
    flow = f'<bpmn:sequenceFlow id="f" sourceRef="{source}" targetRef="{target}"/>'
    assert problem('<bpmn:task id="a"/>', flow) == ("dangling_reference", "f", 4)


def test_a_boundary_event_on_nothing_is_found():
    event = '<bpmn:boundaryEvent id="b" attachedToRef="nothing"><bpmn:timerEventDefinition/></bpmn:boundaryEvent>'
    assert problem(event) == ("dangling_reference", "b", 3)


def test_a_default_that_is_no_outgoing_flow_is_found():
    assert problem('<bpmn:exclusiveGateway id="x" default="f"/>') == ("dangling_reference", "x", 3)


@pytest.mark.parametrize("element", ["transaction", "adHocSubProcess", "complexGateway", "noSuchThing"])
def test_an_element_that_does_not_run_is_found(element):
    assert problem(f'<bpmn:{element} id="x"/>') == ("unknown_element", "x", 3)


@pytest.mark.parametrize(
    "task",
    [
        '<bpmn:userTask id="a"><bpmn:standardLoopCharacteristics/></bpmn:userTask>',
        '<bpmn:userTask id="a" isForCompensation="true"/>',
        '<bpmn:serviceTask id="a" camunda:class="com.example.Code"/>',
        '<bpmn:serviceTask id="a" camunda:delegateExpression="${code}"/>',
        '<bpmn:subProcess id="a" triggeredByEvent="true"/>',
        '<bpmn:startEvent id="a"><bpmn:timerEventDefinition/><bpmn:signalEventDefinition/></bpmn:startEvent>',
    ],
)
def test_what_the_standard_knows_and_we_do_not_run_is_said_plainly(task):
    assert problem(task) == ("unsupported", "a", 3)


@pytest.mark.parametrize("listener", ["executionListener", "taskListener"])
def test_a_listener_is_code(listener):
    inner = f'<bpmn:extensionElements><camunda:{listener} class="X"/></bpmn:extensionElements>'
    assert problem(f'<bpmn:userTask id="a">{inner}</bpmn:userTask>') == ("code", "a", 3)


def test_every_problem_is_told_not_the_first_alone():
    found = read('<bpmn:task id="a"/>', '<bpmn:task id="a"/>', '<bpmn:what id="b"/>', "<bpmn:task/>").problems
    assert [one.rule for one in found] == ["duplicate_id", "unknown_element", "missing_id"]


def test_a_file_without_a_process_is_a_problem():
    content = f"<bpmn:definitions {NAMESPACES}/>"
    assert [one.rule for one in read_document(content.encode(), "图.bpmn").problems] == ["no_process"]


@pytest.mark.parametrize("content", ["<a/>", "<definitions/>", "", "no xml"])
def test_what_is_no_bpmn_is_refused(content):
    with pytest.raises(Unreadable):
        read_document(content.encode(), "图.bpmn")
