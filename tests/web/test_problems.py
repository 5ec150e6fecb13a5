"""Whatever goes wrong is answered by an RFC 9457 document in the asker's language, never by a traceback."""

from __future__ import annotations

from typing import Any

import pytest
from flask import jsonify

from tests.web.conftest import Service
from workflow_app.errors import FormRefused, NotAllowed, Refusal, TaskGone, TooLarge
from workflow_app.web.problems import MEDIA_TYPE

ENGLISH = {"Accept-Language": "en-GB,en;q=0.9"}


def _refusing(service: Service, error: Exception, **call: Any) -> Any:
    def view() -> str:
        raise error

    view.public = True  # type: ignore[attr-defined]
    service.app.add_url_rule("/api/v1/refusing", "refusing", view)
    return service.call(None, "GET", "/refusing", **call)


def test_a_refusal_becomes_a_problem_with_a_stable_type(sqlite_service: Service) -> None:
    response = _refusing(sqlite_service, TaskGone())
    assert response.mimetype == MEDIA_TYPE
    assert response.json == {
        "type": "urn:workflow-app:problem:task_gone",
        "title": "与当前状态冲突",
        "status": 409,
        "detail": "该任务已办结、已被他人处理或已过时限。",
    }


def test_chinese_is_sent_unescaped(sqlite_service: Service) -> None:
    assert "与当前状态冲突" in _refusing(sqlite_service, TaskGone()).text


def test_details_stand_beside_the_message(sqlite_service: Service) -> None:
    body = _refusing(sqlite_service, TooLarge(file="a.bpmn", size=9, limit=5)).json
    assert (body["file"], body["size"], body["limit"]) == ("a.bpmn", 9, 5)


@pytest.mark.parametrize(
    ("headers", "said"), [({}, "没有权限"), (ENGLISH, "Not allowed"), ({"Accept-Language": "fr"}, "没有权限")]
)
def test_the_language_is_the_askers_and_chinese_by_default(
    sqlite_service: Service, headers: dict[str, str], said: str
) -> None:
    assert _refusing(sqlite_service, NotAllowed(reason="x"), headers=headers).json["title"] == said


def test_texts_inside_details_are_in_the_askers_language(sqlite_service: Service) -> None:
    errors = {"amount": {"zh": "应为数字", "en": "should be a number"}, "zh": {"zh": "必填", "en": "required"}}
    body = _refusing(sqlite_service, FormRefused(count=2, errors=errors), headers=ENGLISH).json
    assert body["errors"] == {"amount": "should be a number", "zh": "required"}


def test_a_detail_cannot_replace_a_standard_member(sqlite_service: Service) -> None:
    assert _refusing(sqlite_service, Refusal(status=200, title="x")).json["status"] == 400


def test_an_answer_of_lint_lies_flat_in_the_problem(sqlite_service: Service) -> None:
    assert _refusing(sqlite_service, Refusal(answer={"files": [{"file": "a"}]})).json["files"] == [{"file": "a"}]


def test_a_fault_of_ours_is_answered_with_a_number_and_no_traceback(sqlite_service: Service) -> None:
    response = _refusing(sqlite_service, ZeroDivisionError("secret"))
    assert response.status_code == 500
    assert response.json["reference"] in response.json["detail"]
    assert "secret" not in response.text
    assert "Traceback" not in response.text


def test_a_lone_surrogate_in_a_message_does_not_break_the_answer(sqlite_service: Service) -> None:
    assert _refusing(sqlite_service, NotAllowed(reason="\ud800")).status_code == 403


def test_an_unknown_address_is_404(sqlite_service: Service) -> None:
    response = sqlite_service.call("clerk", "GET", "/nothing")
    assert (response.status_code, response.mimetype) == (404, MEDIA_TYPE)


def test_a_wrong_method_is_405_and_says_which_are_right(sqlite_service: Service) -> None:
    response = sqlite_service.call("clerk", "DELETE", "/items")
    assert (response.status_code, response.mimetype) == (405, MEDIA_TYPE)
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize("path", ["/cases/%00", "/tasks?group=%00", "/tasks/%00/claim"])
def test_a_zero_character_in_an_address_is_400(service: Service, path: str) -> None:
    method = "POST" if path.endswith("claim") else "GET"
    assert service.call("auditor", method, path).status_code == 400


def test_outside_the_interface_a_person_gets_a_page(sqlite_service: Service) -> None:
    response = sqlite_service.app.test_client().get("/no-such-page")
    assert (response.status_code, response.mimetype) == (404, "text/html")


def test_every_answer_carries_its_requests_number(sqlite_service: Service) -> None:
    given = sqlite_service.call(None, "GET", "/health", headers={"X-Request-ID": "abc-1"})
    made = sqlite_service.call(None, "GET", "/health", headers={"X-Request-ID": "no good\u00e9"})
    assert given.headers["X-Request-ID"] == "abc-1"
    assert len(made.headers["X-Request-ID"]) == 16


def test_json_answers_are_unescaped_and_keep_their_order(sqlite_service: Service) -> None:
    with sqlite_service.app.app_context():
        assert jsonify({"乙": 1, "甲": 2}).get_data(as_text=True).strip() == '{"乙":1,"甲":2}'
