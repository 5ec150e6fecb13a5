"""How BPMN and Camunda's extensions are written in XML: children, texts, attributes, properties, timers, forms."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from workflow_app.engine.model import Event

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
CAMUNDA = "http://camunda.org/schema/1.0/bpmn"
FORM_PREFIXES = ("camunda-forms:deployment:", "camunda-forms:app:", "embedded:deployment:")


def timer_event(definition: etree._Element) -> Event:
    """The definition of a timer: its text and whether it is a date, a duration or a cycle."""
    for tag, kind in (("timeDate", "date"), ("timeDuration", "duration"), ("timeCycle", "cycle")):
        text = bpmn_text(definition, tag)
        if text is not None:
            return Event("timer", text, kind)  # type: ignore[arg-type]  # kind is one of the literals
    return Event("timer", "", "")


def child_elements(parent: etree._Element) -> Iterator[etree._Element]:
    """Child elements, without comments."""
    return (child for child in parent if isinstance(child.tag, str))


def bpmn_child(parent: etree._Element, tag: str) -> etree._Element | None:
    """The first BPMN child of this name."""
    return parent.find(f"{{{BPMN}}}{tag}")


def bpmn_text(parent: etree._Element, tag: str) -> str | None:
    """The text of the first BPMN child of this name, None when there is none or it is empty."""
    found = bpmn_child(parent, tag)
    if found is None:
        return None
    return "".join(str(part) for part in found.itertext()).strip() or None


def name_of(parent: etree._Element, tag: str) -> str | None:
    """The name, else the id, of a BPMN child."""
    found = bpmn_child(parent, tag)
    return None if found is None else found.get("name") or found.get("id")


def camunda_attribute(element: etree._Element, name: str) -> str | None:
    """An attribute of Camunda's namespace."""
    return element.get(f"{{{CAMUNDA}}}{name}")


def comma_list(text: str | None) -> tuple[str, ...]:
    """`a, b` as a tuple; one `${…}` stays whole."""
    if text and text.strip().startswith("${"):
        return (text.strip(),)
    return tuple(part.strip() for part in (text or "").split(",") if part.strip())


def form_reference(element: etree._Element) -> str | None:
    """The id of the form an element names, without Camunda's deployment prefixes."""
    reference = camunda_attribute(element, "formRef") or camunda_attribute(element, "formKey")
    for prefix in FORM_PREFIXES:
        if reference and reference.startswith(prefix):
            return reference.removeprefix(prefix).removesuffix(".form")
    return reference


def camunda_properties(element: etree._Element) -> dict[str, str]:
    """The `camunda:property` entries in an element's extension elements."""
    extension = bpmn_child(element, "extensionElements")
    if extension is None:
        return {}
    holders = extension.findall(f"{{{CAMUNDA}}}properties")
    return {
        entry.get("name", ""): entry.get("value", "")
        for holder in holders
        for entry in holder.findall(f"{{{CAMUNDA}}}property")
    }
