"""`lint`, `deploy`, `items` on plain diagrams."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Call

GOOD = """<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="http://example.org">
  <process id="plain" name="一般事项" isExecutable="true">
    <startEvent id="start"/>
    <sequenceFlow id="f1" sourceRef="start" targetRef="look"/>
    <userTask id="look" name="看一看"/>
    <sequenceFlow id="f2" sourceRef="look" targetRef="end"/>
    <endEvent id="end"/>
  </process>
</definitions>
"""
BAD = GOOD.replace('targetRef="end"', 'targetRef="nowhere"').replace('id="plain"', 'id="astray"')


@pytest.fixture
def good(tmp_path: Path) -> str:
    """A diagram in order."""
    return written(tmp_path / "plain.bpmn", GOOD)


@pytest.fixture
def bad(tmp_path: Path) -> str:
    """A diagram whose flow leads nowhere."""
    return written(tmp_path / "bad.bpmn", BAD)


def written(path: Path, text: str) -> str:
    """A file with this text."""
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_good_diagram_has_no_errors_and_needs_no_database(call: Call, good: str, empty_folder: Path) -> None:
    called = call("lint", good, "--json")
    assert (called.status, called.document["files"][0]["executable"]) == (0, True)
    assert not empty_folder.exists()


def test_the_same_is_found_where_there_is_a_database(call: Call, good: str) -> None:
    without = call("lint", good, "--json").document
    call("items")
    assert call("lint", good, "--json").document == without


def test_a_bad_diagram_is_a_no_with_element_and_line(call: Call, bad: str) -> None:
    called = call("lint", bad, "--json")
    errors = [each for each in called.document["files"][0]["findings"] if each["severity"] == "error"]
    assert called.status == 1
    assert any(each["line"] == 7 for each in errors)


def test_a_finding_has_the_fields_of_the_contract(call: Call, bad: str) -> None:
    file = call("lint", bad, "--json").document["files"][0]
    assert set(file) == {"file", "executable", "sound", "bound", "findings"}
    assert set(file["findings"][0]) == {"rule", "severity", "process", "element", "line", "message", "hint"}


def test_for_people_a_finding_begins_with_file_and_line(call: Call, bad: str) -> None:
    assert call("lint", bad).stdout.startswith(f"{bad}:7: error")


def test_one_bad_file_does_not_stop_the_others(call: Call, good: str, bad: str, tmp_path: Path) -> None:
    garbage = written(tmp_path / "garbage.bpmn", "\x00 no diagram")
    called = call("lint", garbage, bad, good, "--json")
    assert called.status == 1
    assert [file["executable"] for file in called.document["files"]] == [False, False, True]


def test_a_file_that_is_not_there_is_unusable_input_and_does_not_stop_the_others(call: Call, good: str) -> None:
    called = call("lint", "nowhere.bpmn", good, "--json")
    assert (called.status, called.document["error"]) == (3, "unreadable")
    assert {file["file"] for file in called.document["files"]} == {"nowhere.bpmn", good}


def test_a_folder_is_no_file(call: Call, tmp_path: Path) -> None:
    assert call("lint", str(tmp_path), "--json").status == 3


def test_nothing_to_lint_is_a_wrong_call(call: Call) -> None:
    assert call("lint", "--json").status == 2


def test_a_deployed_item_is_in_the_list(call: Call, good: str) -> None:
    deployed = call("deploy", good, "--json").document["deployed"]
    items = call("items", "--json").document["items"]
    assert deployed == [{"item": "plain", "version": 1, "digest": items[0]["digest"]}]
    assert set(items[0]) == {"code", "name", "version", "digest", "department", "kind"}


def test_an_item_changed_is_a_new_version(call: Call, good: str, tmp_path: Path) -> None:
    call("deploy", good)
    changed = written(tmp_path / "again.bpmn", GOOD.replace("看一看", "再看看"))
    assert call("deploy", changed, "--json").document["deployed"][0]["version"] == 2


def test_with_one_error_nothing_is_deployed(call: Call, good: str, bad: str) -> None:
    called = call("deploy", good, bad, "--json")
    assert (called.status, called.document["error"]) == (1, "definition_refused")
    assert len(called.document["files"]) == 2
    assert call("items", "--json").document == {"items": []}


def test_a_file_that_is_not_there_deploys_nothing(call: Call, good: str) -> None:
    assert call("deploy", good, "nowhere.bpmn", "--json").status == 3
    assert call("items", "--json").document == {"items": []}
