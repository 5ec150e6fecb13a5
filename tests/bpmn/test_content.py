"""What the diagrams, forms and tables must hold: forms that exist, law behind every step, names that something sets."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.bpmn.drawing import FILES, drawing
from tests.bpmn.paths import BPMN, published
from workflow_app.engine.expressions import assignments, names_in
from workflow_app.engine.model import Node
from workflow_app.rules.forms import read_form
from workflow_app.studio.lint import lint_files

FORMS = sorted(BPMN.rglob("*.form"))
TEMPLATES = sorted(BPMN.rglob("element-templates/*.json"))
ITEMS = [file for file in FILES if file.parent.name == "items"]
# Known in every expression, or set for each instance.
GIVEN = {"item", "applicant", "received_at", "department"}
LEGAL = ("userTask", "scriptTask", "businessRuleTask", "boundaryEvent", "callActivity")
every_diagram = pytest.mark.parametrize("file", FILES, ids=[file.stem for file in FILES])
every_item = pytest.mark.parametrize("file", ITEMS, ids=[file.stem for file in ITEMS])
every_form = pytest.mark.parametrize("file", FORMS, ids=[file.stem for file in FORMS])


def register() -> dict[str, dict[str, Any]]:
    """The register by code."""
    return {entry["code"]: entry for entry in json.loads((BPMN / "register.json").read_text("utf-8"))["items"]}


def all_nodes() -> list[Node]:
    return [node for file in FILES for node in drawing(file).nodes]


def components(file: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(file.read_text("utf-8"))["components"]
    return found


@every_item
def test_the_process_is_the_registered_item(file: Path) -> None:
    process = drawing(file).document.processes[0]
    entry = register()[process.id]
    assert (file.stem, process.name, process.properties["department"]) == (
        process.id, entry["name"], entry["department"])  # fmt: skip


@every_item
def test_the_limits_are_the_registers(file: Path) -> None:
    process = drawing(file).document.processes[0]
    entry = register()[process.id]
    assert (process.properties["promised_limit"], process.properties["statutory_limit"]) == (
        f"working_days({entry['promised_limit']['n']})",
        f"working_days({entry['statutory_limit']['n']}, clock=statutory)",
    )


@every_item
def test_the_materials_are_the_registers_with_their_law(file: Path) -> None:
    process = drawing(file).document.processes[0]
    entry = register()[process.id]
    listed = [f"{one['title']} | {one['law']} | {one['article']}" for one in entry["materials"]]
    assert process.properties["materials"].split("；") == listed


@every_item
def test_the_application_form_offers_the_items_materials(file: Path) -> None:
    process = drawing(file).document.processes[0]
    offered = [[choice.value for choice in field.choices or ()] for field in _start_form(process.id).fields
               if field.path == ("submitted_materials",)]  # fmt: skip
    assert offered == [[one["title"] for one in register()[process.id]["materials"]]]


def _start_form(process: str) -> Any:
    form = published(process).start_form()
    assert form is not None
    return form


@every_diagram
def test_lint_has_nothing_to_say(file: Path) -> None:
    files = [one for kind in ("bpmn", "dmn", "form") for one in sorted(BPMN.rglob(f"*.{kind}"))]
    answer = lint_files([(one.name, one.read_bytes()) for one in files], registered=lambda code: code in register())
    assert [one["findings"] for one in answer["files"] if one["file"] == file.name] == [[]]


@every_diagram
def test_every_user_task_has_a_form_that_exists(file: Path) -> None:
    there = {form.stem for form in FORMS}
    assert [node.id for node in drawing(file).nodes if node.tag == "userTask" and node.form not in there] == []


@every_diagram
def test_every_step_and_limit_names_law_and_article(file: Path) -> None:
    assert [node.id for node in drawing(file).nodes if node.tag in LEGAL
            and not (node.properties.get("law") and node.properties.get("article"))] == []  # fmt: skip


@every_diagram
def test_the_process_names_law_and_article(file: Path) -> None:
    properties = drawing(file).document.processes[0].properties
    assert [name for name in ("law", "article") if not properties.get(name)] == []


@every_diagram
def test_every_condition_reads_names_that_something_sets(file: Path) -> None:
    drawn = drawing(file)
    sources = [flow.condition for flow in drawn.flows if flow.condition]
    properties = [node.properties.get(name) for node in drawn.nodes for name in ("from", "fires_when")]
    sources += [source for source in properties if source]
    sources += [source for node in drawn.nodes if node.script for _, source in assignments(node.script)]
    assert {name for source in sources for name in names_in(source)} - _names_set() == set()


def _names_set() -> set[str]:
    scripts = [node.script for node in all_nodes() if node.script]
    results = {node.result_variable for node in all_nodes() if node.result_variable}
    collected = {node.loop.output_collection for node in all_nodes() if node.loop and node.loop.output_collection}
    fields = {field.path[0] for form in FORMS for field in read_form(form.read_bytes(), form.name).fields}
    return GIVEN | results | collected | fields | {name for script in scripts for name, _ in assignments(script)}


def test_no_final_decision_is_ever_set_by_a_script() -> None:
    scripts = [node.script for node in all_nodes() if node.script]
    assert [name for script in scripts for name, _ in assignments(script) if name == "decision"] == []


def test_every_limit_on_a_decision_only_reports() -> None:
    hosts = {node.id for node in all_nodes() if node.form == "decision" or "decision" in _forms_inside(node.id)}
    limits = [node for node in all_nodes() if node.attached_to in hosts]
    assert [node.id for node in limits if node.cancel_activity] == []


def _forms_inside(sub_process: str) -> set[str | None]:
    return {node.form for node in all_nodes() if node.scope == sub_process}


@every_form
def test_the_form_is_used(file: Path) -> None:
    assert file.stem in {node.form for node in all_nodes()}


@every_form
def test_the_form_is_called_like_its_file(file: Path) -> None:
    assert read_form(file.read_bytes(), file.name).id == file.stem


@every_form
def test_every_field_has_a_chinese_and_an_english_label(file: Path) -> None:
    chinese = {one["key"]: one.get("label") or one.get("dateLabel", "") for one in components(file)}
    english = {one["key"]: one["properties"].get("label_en", "") for one in components(file)}
    without = [key for key, label in chinese.items() if not any("\u4e00" <= letter <= "\u9fff" for letter in label)]
    assert without + [key for key, label in english.items() if not (label and label.isascii())] == []


def test_the_element_templates_offer_every_property_that_is_used() -> None:
    processes = [process for file in FILES for process in drawing(file).document.processes]
    used = {name for node in all_nodes() for name in node.properties}
    used |= {name for process in processes for name in process.properties}
    templates = [template for file in TEMPLATES for template in json.loads(file.read_text("utf-8"))]
    offered = {one["binding"]["name"] for template in templates for one in template["properties"]}
    assert used - offered == set()


def test_the_register_holds_the_48_items_once_each() -> None:
    entries = json.loads((BPMN / "register.json").read_text("utf-8"))["items"]
    assert [entry["code"] for entry in entries] == [f"I{number:02}" for number in range(1, 49)]


def test_every_registered_item_has_department_kind_and_law() -> None:
    wanted = ("department", "kind", "departments", "legal_basis")
    assert [(code, name) for code, entry in register().items() for name in wanted if not entry[name]] == []
