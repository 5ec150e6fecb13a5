"""Reading BPMN as any editor may write it: what may be left out, and what is said of what cannot be read."""

from __future__ import annotations

import pytest

from workflow_app.engine.model import Document
from workflow_app.engine.reader import read_document

NAMESPACE = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"


def _read(inside: str, around: str = "") -> Document:
    text = (
        f'<definitions xmlns="{NAMESPACE}" xmlns:camunda="{CAMUNDA}" targetNamespace="x">{around}'
        f'<process id="P">{inside}</process></definitions>'
    )
    return read_document(text.encode(), "p.bpmn")


def _rules(document: Document) -> set[str]:
    return {problem.rule for problem in document.problems}


def test_flows_may_go_without_an_id() -> None:
    flows = '<sequenceFlow sourceRef="s" targetRef="e"/><sequenceFlow sourceRef="s" targetRef="e"/>'
    document = _read(f'<startEvent id="s"/><endEvent id="e"/>{flows}')
    assert (_rules(document), len(document.processes[0].flows)) == (set(), 2)


def test_a_node_needs_an_id() -> None:
    assert _rules(_read("<startEvent/>")) == {"missing_id"}


@pytest.mark.parametrize("attributes", [f'id="{"x" * 201}"', f'id="s" name="{"名" * 201}"'])
def test_ids_and_names_have_at_most_200_characters(attributes: str) -> None:
    assert _rules(_read(f"<startEvent {attributes}/>")) == {"too_long"}


def test_a_messages_name_has_at_most_200_characters() -> None:
    assert _rules(_read("", f'<message id="m" name="{"x" * 201}"/>')) == {"too_long"}


def test_a_process_is_named_after_its_pool() -> None:
    pool = '<collaboration id="c"><participant id="p" name="联合审批" processRef="P"/></collaboration>'
    assert _read("", pool).processes[0].name == "联合审批"


def test_the_standards_own_loop_references_are_read() -> None:
    loop = (
        "<multiInstanceLoopCharacteristics><loopDataInputRef>departments</loopDataInputRef>"
        '<loopDataOutputRef>opinions</loopDataOutputRef><inputDataItem id="i" name="department"/>'
        '<outputDataItem id="o" name="opinion"/></multiInstanceLoopCharacteristics>'
    )
    found = _read(f'<userTask id="t">{loop}</userTask>').processes[0].nodes["t"].loop
    assert found is not None
    named = (found.collection, found.element_variable, found.output_collection, found.output_element)
    assert named == ("departments", "department", "opinions", "opinion")


def test_an_expression_with_commas_is_one_group() -> None:
    task = '<userTask id="t" camunda:candidateGroups="${[a, b][0]}"/>'
    assert _read(task).processes[0].nodes["t"].groups == ("${[a, b][0]}",)


def test_a_forms_deployment_prefix_is_left_out() -> None:
    task = '<userTask id="t" camunda:formKey="camunda-forms:deployment:opinion.form"/>'
    assert _read(task).processes[0].nodes["t"].form == "opinion"
