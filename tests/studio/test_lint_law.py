"""Lint: law, limits and materials; errors for registered items, warnings for all others."""

from __future__ import annotations

import json

from tests.support.diagrams import call, diagram, end, file_of, process, start, user
from tests.support.lint import said
from workflow_app.studio.lint import lint_files

LAW = {"law": "行政许可法", "article": "32"}


def item(**properties: str) -> bytes:
    return diagram("item", start(), end(), flows=["start -> end"], properties=properties)


def rules(content: bytes, severity: str = "error") -> set[str]:
    return {rule for rule, _ in said(content, severity, registered=lambda code: code == "item")}


def test_a_registered_item_without_legal_basis_is_an_error() -> None:
    assert rules(item()) == {"legal_basis"}


def test_an_unregistered_process_without_legal_basis_is_a_warning() -> None:
    assert ("legal_basis", "item") in said(item(), "warning")


def test_a_law_without_its_article_is_no_basis() -> None:
    assert rules(item(law="行政许可法")) == {"legal_basis"}


def test_law_and_article_are_a_basis() -> None:
    assert rules(item(**LAW)) == set()


def test_a_process_that_others_call_needs_no_law_of_its_own() -> None:
    shared = process("shared", start("s"), end("e"), flows=["s -> e"])
    caller = process("caller", start(), call("c", "shared"), end(), flows=["start -> c -> end"])
    assert ("legal_basis", "shared") not in said(file_of(shared, caller), "warning")


def test_a_promised_limit_longer_than_the_statutory_one_is_an_error() -> None:
    assert rules(item(**LAW, promised_limit="working_days(30)", statutory_limit="working_days(20)")) == {"limits"}


def test_a_promised_limit_as_long_as_the_statutory_one_is_fine() -> None:
    assert rules(item(**LAW, promised_limit="working_days(20)", statutory_limit="working_days(20)")) == set()


def test_limits_in_different_units_are_only_doubted() -> None:
    content = item(**LAW, promised_limit="months(2)", statutory_limit="working_days(20)")
    assert "limits" in rules(content, "warning")
    assert rules(content) == set()


def test_a_limit_that_is_no_rule_is_an_error_for_anybody() -> None:
    assert said(item(promised_limit="soonest(5)")) == {("timer_rule", "item")}


def test_other_materials_may_not_be_asked_for() -> None:
    assert rules(item(**LAW, materials="申请书 | 行政许可法 | 29\n其他相关材料 | 行政许可法 | 29")) == {
        "other_materials"
    }


def test_a_material_without_a_law_is_an_error() -> None:
    assert rules(item(**LAW, materials="申请书 | 行政许可法 | 29\n户口簿")) == {"material_without_law"}


def test_materials_that_name_no_law_rest_on_the_law_of_the_item() -> None:
    assert rules(item(**LAW, materials="申请书；户口簿")) == set()


def test_materials_of_an_item_without_a_law_have_none_either() -> None:
    assert rules(item(materials="申请书")) == {"legal_basis", "material_without_law"}


def test_materials_nested_without_end_are_no_json() -> None:
    assert "materials" in rules(item(**LAW, materials="[" * 100_000))


def test_materials_may_be_written_as_json() -> None:
    materials = json.dumps([{"name": "申请书", "law": "行政许可法", "article": "29"}, {"name": "户口簿"}])
    assert rules(item(**LAW, materials=materials)) == {"material_without_law"}


def test_materials_that_are_broken_json_are_an_error() -> None:
    assert rules(item(**LAW, materials="[{")) == {"materials"}


def test_a_form_may_not_ask_for_other_materials() -> None:
    form = {"id": "apply", "components": [{"type": "filepicker", "key": "more", "label": "其它材料"}]}
    content = diagram("item", start(), user("a", camunda_formRef="apply"), end(), flows=["start -> a -> end"],
                      properties=LAW)  # fmt: skip

    files = [("item.bpmn", content), ("apply.form", json.dumps(form).encode())]
    findings = lint_files(files, registered=lambda code: True)["files"][0]["findings"]
    assert ("other_materials", "error") in {(one["rule"], one["severity"]) for one in findings}
