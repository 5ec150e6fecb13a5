"""What is refused over HTTP and by command line: the right status, one message, nothing changed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.support.outside import APPLICANT, Answer, Outside

CASE = {"item": "send_back", "applicant": APPLICANT, "data": {}}
REFUSED: list[tuple[int, str, str, Any, str | None]] = [
    (401, "GET", "/items", None, None),
    (401, "GET", "/items", None, "no such token"),
    (403, "POST", "/cases", CASE, "auditor"),
    (403, "POST", "/cases", CASE, "analyst"),
    (403, "PUT", "/clock", {"now": "2030-01-01T00:00:00+08:00"}, "clerk"),
    (404, "GET", "/nothing", None, "clerk"),
    (404, "GET", "/items/nothing", None, "clerk"),
    (404, "GET", "/items/nothing/diagram", None, "clerk"),
    (404, "GET", "/cases/nothing", None, "clerk"),
    (404, "GET", "/cases/nothing/journal", None, "clerk"),
    (404, "POST", "/tasks/nothing/complete", {"data": {}}, "clerk"),
    (404, "POST", "/cases", {**CASE, "item": "nothing"}, "clerk"),
    (404, "POST", "/messages", {"name": "nothing", "correlation": {}, "payload": {}}, "clerk"),
    (405, "DELETE", "/items", None, "clerk"),
    (400, "GET", "/tasks?limit=none", None, "clerk"),
    (400, "GET", "/tasks?cursor=none", None, "clerk"),
    (422, "POST", "/cases", {}, "clerk"),
    (422, "POST", "/cases", [], "clerk"),
    (422, "POST", "/cases", {**CASE, "data": []}, "clerk"),
    (422, "POST", "/cases", {**CASE, "more": 1}, "clerk"),
    (422, "POST", "/cases", {**CASE, "applicant": {"name": "张三"}}, "clerk"),
    (422, "POST", "/cases", {**CASE, "received_at": "2026-02-30T09:00:00+08:00"}, "clerk"),
    (400, "POST", "/cases", {**CASE, "data": {"n": 10**19}}, "clerk"),
    (422, "PUT", "/clock", {"now": "2026-10-09T10:00:00"}, "administrator"),
]


def _is_problem(answer: Answer, status: int) -> bool:
    """Whether this is a problem document (RFC 9457) of this status, with something to read and a stable type."""
    named = answer.body["type"].startswith("urn:") and answer.body["status"] == status
    return answer.status == status and answer.type == "application/problem+json" and named and answer.body["detail"]


@pytest.mark.parametrize(("status", "method", "path", "body", "who"), REFUSED)
def test_a_refusal_is_a_problem_document(
    shared: Outside, status: int, method: str, path: str, body: Any, who: str | None
) -> None:
    assert shared.deploy("send_back.bpmn").status == 201
    before = len(shared.pages("/cases"))
    assert _is_problem(shared.call(method, path, body, who), status)
    assert len(shared.pages("/cases")) == before


@pytest.mark.parametrize(
    "content", [b"{", b"", b"\xff", b"[" * 50_000, b'{"a":1,"a":2}', b'{"a":NaN}'], ids=lambda content: content[:6]
)
def test_what_is_no_json_is_a_bad_request(shared: Outside, content: bytes) -> None:
    assert _is_problem(shared.call("POST", "/cases", content=content), 400)


def test_another_media_type_is_refused(shared: Outside) -> None:
    assert _is_problem(shared.call("POST", "/cases", content=b"{}", sent_as="text/plain"), 415)


def test_a_file_of_fifty_megabytes_is_refused(shared: Outside) -> None:
    assert _is_problem(shared.deploy_files({"large.bpmn": b" " * 50_000_000}), 413)


def test_one_bad_file_keeps_the_others_from_being_published(shared: Outside) -> None:
    good = b"""<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="good"><startEvent id="s"/>
    <endEvent id="e"/><sequenceFlow id="f" sourceRef="s" targetRef="e"/></process></definitions>"""
    answer = shared.deploy_files({"good.bpmn": good, "bad.bpmn": b"nonsense"})
    assert _is_problem(answer, 422)
    assert [file["executable"] for file in answer.body["files"]] == [True, False]
    assert shared.call("GET", "/items/good").status == 404


@pytest.mark.parametrize("limit", [1, 2, 7])
def test_a_list_walked_by_its_cursor_is_whole(shared: Outside, limit: int) -> None:
    assert shared.deploy("send_back.bpmn").status == 201
    for _ in range(5):
        shared.start("send_back", {})
    whole = [task["id"] for task in shared.pages("/tasks")]
    assert [task["id"] for task in shared.pages("/tasks", limit)] == whole
    assert len(whole) == len(set(whole)) >= 5


def test_a_limit_over_200_is_capped(shared: Outside) -> None:
    assert shared.call("GET", "/items?limit=100000").status == 200


def test_a_centre_that_is_no_sandbox_stays_real(tmp_path: Path) -> None:
    centre = Outside(tmp_path).serve().add_people()
    try:
        later = {"now": "2030-01-01T00:00:00+08:00"}
        assert _is_problem(centre.call("PUT", "/clock", later), 403)
        assert _is_problem(centre.call("POST", "/cases", CASE), 403)
        assert (centre.command("demo", "--cases", "1")[0], centre.command("serve", "--sandbox")[0]) == (3, 3)
    finally:
        centre.end()


def test_anybody_may_ask_whether_it_lives(shared: Outside) -> None:
    answer = shared.call("GET", "/health", who=None)
    assert (answer.status, answer.body["status"], answer.body["database"]) == (200, "ok", "ok")


def test_what_it_offers_is_described(shared: Outside) -> None:
    document = shared.call("GET", "/openapi.json", who=None).body
    assert document["openapi"].startswith("3.1")
    assert {"/cases", "/tasks/{task_id}/complete", "/deployments", "/clock"} <= {*document["paths"]}
