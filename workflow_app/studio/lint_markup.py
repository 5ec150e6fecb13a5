"""Lint: what stands in the XML but not in the model. Code in places nobody runs, and other engines' extensions."""

from __future__ import annotations

from lxml import etree

from workflow_app.engine.bpmn_xml import BPMN, CAMUNDA
from workflow_app.engine.model import Problem
from workflow_app.engine.xml import line_of, local_name, namespace, parse_xml
from workflow_app.studio.findings import Severity

CODE_ELEMENTS = frozenset({"executionListener", "taskListener", "script", "connector"})
CODE_ATTRIBUTES = ("class", "delegateExpression", "resource")
# Camunda's elements that are read, or hold what is; others are ignored and said to be.
KNOWN_ELEMENTS = CODE_ELEMENTS | {"properties", "property"}
OTHER_ENGINES = ("zeebe", "activiti", "flowable", "spiffworkflow", "drools", "jbpm")


def check_markup(content: bytes, file: str) -> list[Problem]:
    """Problems in extension elements and attributes of a BPMN file that parses."""
    found: list[Problem] = []
    foreign: set[str] = set()
    for element in parse_xml(content, file).iter(etree.Element):
        if namespace(element) == CAMUNDA:
            found.extend(_extension(element))
        elif namespace(element) == BPMN:
            found.extend(_attributes(element))
        elif any(name in namespace(element).lower() for name in OTHER_ENGINES):
            foreign.add(namespace(element))
    for name in sorted(foreign):
        message = f"其他引擎的扩展（{name}）不起作用 / extensions of another engine ({name}) have no effect"
        found.append(Problem("foreign_extension", "warning", message, hint="改用本系统的属性 / use our properties"))
    return found


def _extension(element: etree._Element) -> list[Problem]:
    tag = local_name(element)
    if tag in CODE_ELEMENTS:
        return [_problem("code", "error", element, f"不允许 camunda:{tag}：它是代码 / camunda:{tag} is code")]
    parent = element.getparent()
    if tag in KNOWN_ELEMENTS or parent is None or local_name(parent) != "extensionElements":
        return []
    message = f"camunda:{tag} 不起作用 / camunda:{tag} has no effect here"
    return [_problem("ignored_extension", "warning", element, message)]


def _attributes(element: etree._Element) -> list[Problem]:
    names = [name for name in CODE_ATTRIBUTES if element.get(f"{{{CAMUNDA}}}{name}") is not None]
    if local_name(element) == "messageEventDefinition" and element.get(f"{{{CAMUNDA}}}expression") is not None:
        names.append("expression")
    return [
        _problem("code", "error", element, f"不允许 camunda:{name}：它是代码 / camunda:{name} is code")
        for name in names
    ]


def _problem(rule: str, severity: Severity, element: etree._Element, message: str) -> Problem:
    holders = [one for one in (element, *element.iterancestors()) if namespace(one) == BPMN and one.get("id")]
    process = next((one.get("id") for one in holders if local_name(one) == "process"), None)
    hint = "删除它 / remove it"
    return Problem(rule, severity, message, holders[0].get("id") if holders else None, process, line_of(element), hint)
