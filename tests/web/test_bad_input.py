"""Issue by issue what people send wrongly: one clear message, the right status, and nothing changed."""

from __future__ import annotations

import io
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from tests.support.diagrams import diagram, end, file_of, gateway, process, script, start, user
from tests.web.conftest import Service
from tests.web.test_case_work import APPLICANT, begin, complete, deploy
from workflow_app.clock import machine_now
from workflow_app.commands.set_up_centre import set_up_centre

REVIEW = diagram("review", start(), user("look", camunda_candidateGroups="甲局"), end(), flows=["start -> look -> end"])
BOMB = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">
<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]><definitions>&d;</definitions>"""
EXTERNAL = b"""<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"><bpmn:process id="p">&x;</bpmn:process>
</bpmn:definitions>"""
DTD = b"""<?xml version="1.0"?><!DOCTYPE definitions SYSTEM "http://example.org/a.dtd">
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL"/>"""
DEADLOCK = diagram(
    "stuck",
    start(),
    gateway("exclusive", "either"),
    user("a"),
    user("b"),
    gateway("parallel", "both"),
    end(),
    flows=["start -> either", "either -> a if x == 1", "either -> b default", "a -> both", "b -> both", "both -> end"],
)
ENDLESS = diagram("endless", start(), user("a"), user("b"), flows=["start -> a -> b -> a"])
CODE = diagram(
    "code",
    start(),
    gateway("exclusive", "which"),
    user("a"),
    end(),
    flows=["start -> which", "which -> a if __import__('os').system('id')", "which -> end default", "a -> end"],
)
SCRIPT = diagram("scripted", start(), script("run", "import os"), end(), flows=["start -> run -> end"])
UNKNOWN = REVIEW.replace(b"bpmn:userTask", b"bpmn:magicTask")
PLAIN = process("twice", start(), end(), flows=["start -> end"])
DIAGRAMS = {
    "malformed": REVIEW[:-20], "a DTD": DTD, "an external entity": EXTERNAL, "an entity bomb": BOMB,
    "an unknown element": UNKNOWN, "Python in a condition": CODE, "Python in a script": SCRIPT,
    "no end": ENDLESS, "a deadlock": DEADLOCK, "two processes with one id": file_of(PLAIN, PLAIN),
    "an empty file": b"", "a text": b"hello", "binary": bytes(range(256)),
}  # fmt: skip


@pytest.fixture
def centre(service: Service) -> Service:
    """A sandbox in the present, with one item."""
    set_up_centre(service.database, machine_now(), sandbox=True)
    assert deploy(service, ("review.bpmn", REVIEW)).status_code == 201
    return service


@pytest.mark.parametrize("content", DIAGRAMS.values(), ids=DIAGRAMS.keys())
def test_a_bad_diagram_is_422_names_the_file_and_publishes_nothing(centre: Service, content: bytes) -> None:
    before = centre.contents()
    response = deploy(centre, ("bad.bpmn", content), ("review2.bpmn", REVIEW.replace(b'"look"', b'"see"')))
    assert (response.status_code, response.mimetype) == (422, "application/problem+json"), response.text
    file = next(each for each in response.json["files"] if each["file"] == "bad.bpmn")
    errors = [finding for finding in file["findings"] if finding["severity"] == "error"]
    assert errors
    assert all(finding["message"] for finding in errors)
    assert "root:" not in response.text
    assert centre.contents() == before


@pytest.mark.parametrize("name", ["no end", "a deadlock", "Python in a condition", "an unknown element"])
def test_a_finding_names_element_and_line(centre: Service, name: str) -> None:
    file = deploy(centre, ("bad.bpmn", DIAGRAMS[name])).json["files"][0]
    errors = [finding for finding in file["findings"] if finding["severity"] == "error"]
    assert any(finding["line"] and finding["element"] for finding in errors), errors


def test_a_fifty_megabyte_upload_is_413(centre: Service) -> None:
    before = centre.contents()
    response = deploy(centre, ("big.bpmn", b" " * 50_000_000))
    assert (response.status_code, response.mimetype) == (413, "application/problem+json")
    assert centre.contents() == before


def test_a_diagram_of_six_megabytes_is_refused(centre: Service) -> None:
    response = deploy(centre, ("big.bpmn", REVIEW + b" " * 6_000_000))
    assert response.status_code in {413, 422}
    assert "big.bpmn" in response.text


def test_a_deployment_without_files_is_400(centre: Service) -> None:
    response = centre.call("analyst", "POST", "/deployments", data={"other": (io.BytesIO(b"x"), "x.bpmn")})
    assert (response.status_code, response.json["parameter"]) == (400, "files")


def test_a_deployment_that_is_no_form_is_415(centre: Service) -> None:
    assert centre.call("analyst", "POST", "/deployments", data=REVIEW, content_type="text/xml").status_code == 415


def test_a_file_with_an_endless_name_is_400(centre: Service) -> None:
    assert deploy(centre, ("x" * 300 + ".bpmn", REVIEW)).status_code == 400


@pytest.mark.parametrize("person", ["applicant", "clerk", "window_lead", "auditor", "supervisor"])
def test_only_analysts_deploy(centre: Service, person: str) -> None:
    before = centre.contents()
    assert deploy(centre, ("new.bpmn", REVIEW.replace(b'"review"', b'"new"')), by=person).status_code == 403
    assert centre.contents() == before


BODIES: dict[str, tuple[bytes, int]] = {
    "no JSON": (b"{item", 400),
    "nothing": (b"", 400),
    "NaN": (b'{"item":"review","applicant":{"name":"a","id_number":"1"},"data":{"x":NaN}}', 400),
    "a key twice": (b'{"item":"review","item":"other","applicant":{"name":"a","id_number":"1"},"data":{}}', 400),
    "sixteen digits": (
        b'{"item":"review","applicant":{"name":"a","id_number":"1"},"data":{"x":1234567890123456}}',
        400,
    ),
    "an unknown field": (b'{"item":"review","applicant":{"name":"a","id_number":"1"},"data":{},"priority":1}', 422),
    "no applicant": (b'{"item":"review","data":{}}', 422),
    "a number for a name": (b'{"item":"review","applicant":{"name":5,"id_number":"1"},"data":{}}', 422),
    "a list for data": (b'{"item":"review","applicant":{"name":"a","id_number":"1"},"data":[]}', 422),
    "30 February": (
        b'{"item":"review","applicant":{"name":"a","id_number":"1"},"data":{},"received_at":"2026-02-30T00:00:00Z"}',
        422,
    ),
    "an unknown item": (b'{"item":"nothing","applicant":{"name":"a","id_number":"1"},"data":{}}', 404),
    "not UTF-8": (b'{"item":"\xff"}', 400),
    "a lone surrogate": (rb'{"item":"review","applicant":{"name":"\ud800","id_number":"1"},"data":{}}', 400),
    "a zero character": (rb'{"item":"review","applicant":{"name":"a\u0000","id_number":"1"},"data":{}}', 400),
    "three megabytes": (b'{"item":"' + b"x" * 3_000_000 + b'"}', 413),
    "a bracket bomb": (b"[" * 200_000, 400),
    "text": (b'"review"', 422),
}


@pytest.mark.parametrize(("body", "status"), BODIES.values(), ids=BODIES.keys())
def test_a_bad_application_is_refused_and_starts_nothing(centre: Service, body: bytes, status: int) -> None:
    before = centre.contents()
    response = centre.call("clerk", "POST", "/cases", data=body, content_type="application/json")
    assert (response.status_code, response.mimetype) == (status, "application/problem+json"), response.text
    assert response.json["detail"]
    assert centre.contents() == before


def test_an_application_that_is_no_json_is_415(centre: Service) -> None:
    assert centre.call("clerk", "POST", "/cases", data="item=review").status_code == 415


def test_an_application_received_tomorrow_is_refused(centre: Service) -> None:
    body = {"item": "review", "applicant": APPLICANT, "data": {}, "received_at": "2199-01-01T00:00:00+08:00"}
    assert centre.call("clerk", "POST", "/cases", json=body).status_code == 400


@pytest.mark.parametrize("person", ["analyst", "auditor"])
def test_who_receives_no_applications_is_403(centre: Service, person: str) -> None:
    body = {"item": "review", "applicant": APPLICANT, "data": {}}
    assert centre.call(person, "POST", "/cases", json=body).status_code == 403


def test_a_token_of_another_department_is_403_and_changes_nothing(centre: Service) -> None:
    task = begin(centre, "review", {})["open_tasks"][0]
    before = centre.contents()
    for action, body in (("claim", None), ("complete", {"data": {}}), ("delegate", {"to": "other_clerk"})):
        response = centre.call("other_clerk", "POST", f"/tasks/{task['id']}/{action}", json=body)
        assert (action, response.status_code) == (action, 403)
    assert centre.contents() == before


def test_a_task_that_never_was_is_404(centre: Service) -> None:
    assert complete(centre, "clerk", {"id": "20200101-000001.1"}, {}).status_code == 404


def test_a_task_completed_again_is_409_and_counts_once(centre: Service) -> None:
    case = begin(centre, "review", {})
    task = case["open_tasks"][0]
    assert complete(centre, "clerk", task, {"x": 1}).status_code == 200
    before = centre.contents()
    assert complete(centre, "clerk", task, {"x": 2}).status_code == 409
    assert centre.contents() == before


def test_of_two_who_complete_a_task_at_once_one_is_409(centre: Service) -> None:
    case = begin(centre, "review", {})
    with ThreadPoolExecutor(6) as pool:
        work = [pool.submit(complete, centre, "clerk", case["open_tasks"][0], {"n": n}) for n in range(6)]
        statuses = sorted(done.result().status_code for done in work)
    assert statuses == [200, 409, 409, 409, 409, 409]
    kinds = [e["kind"] for e in centre.call("auditor", "GET", f"/cases/{case['number']}/journal").json["items"]]
    assert kinds.count("task_completed") == 1


def test_a_name_of_the_engines_own_is_no_field(centre: Service) -> None:
    task = begin(centre, "review", {})["open_tasks"][0]
    response = complete(centre, "clerk", task, {"__class__": 1})
    assert (response.status_code, list(response.json["errors"])) == (422, ["__class__"])


FORM: dict[str, Any] = {
    "id": "opinion",
    "type": "default",
    "components": [
        {"type": "textfield", "key": "reason", "label": "理由", "validate": {"required": True}},
        {"type": "datetime", "subtype": "date", "key": "visit", "dateLabel": "勘踏日期"},
        {"type": "number", "key": "area", "label": "面积"},
    ],
}


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({}, "reason"), ({"reason": "好", "hidden": 1}, "hidden"), ({"reason": 5}, "reason"),
        ({"reason": "好", "visit": "2026-02-30"}, "visit"), ({"reason": "好", "area": "large"}, "area"),
    ],
)  # fmt: skip
def test_a_form_with_a_wrong_field_is_422_and_names_it(centre: Service, data: dict[str, Any], field: str) -> None:
    with_form = diagram(
        "formed",
        start(),
        user("fill", camunda_formRef="opinion", camunda_candidateGroups="甲局"),
        end(),
        flows=["start -> fill -> end"],
    )
    files = ("formed.bpmn", with_form), ("opinion.form", json.dumps(FORM, ensure_ascii=False).encode())
    assert deploy(centre, *files).status_code == 201
    task = begin(centre, "formed", {})["open_tasks"][0]
    before = centre.contents()
    response = complete(centre, "clerk", task, data)
    assert (response.status_code, list(response.json["errors"])) == (422, [field])
    assert centre.contents() == before
