"""A case worked over HTTP from deployment to its end, in a sandbox."""

from __future__ import annotations

import io
from datetime import datetime, timedelta
from typing import Any

import pytest

from tests.support.diagrams import boundary, call, caught, diagram, end, gateway, multi, start, timer, user
from tests.web.conftest import Service
from workflow_app.clock import machine_now
from workflow_app.commands.set_up_centre import set_up_centre, start_clock_at
from workflow_app.rules.instants import SHANGHAI, parse_instant
from workflow_app.web.api import answers

# A Friday; the next working days are 19 and 20 October.
MORNING = datetime(2026, 10, 16, 9, 0, tzinfo=SHANGHAI)
APPLICANT = {"name": "王小明", "id_number": "110101199001011237"}
OPINIONS = diagram(
    "opinions",
    start(),
    multi(user("give_opinion", "提出意见", camunda_candidateGroups="${department}"), "departments"),
    boundary("overdue", "give_opinion", timer("working_days(2)")),
    user("decide", "决定", camunda_candidateGroups="甲局"),
    gateway("exclusive", "granted"),
    end("yes", "准予"),
    end("no", "不予"),
    flows=[
        "start -> give_opinion -> decide -> granted",
        "overdue -> decide",
        "granted -> yes if 结果 == '同意'",
        "granted -> no default",
    ],
)
INTAKE = diagram("intake", start(), user("check", "核对"), end(), flows=["start -> check -> end"])
CALLER = diagram("caller", start(), call("take_in", "intake"), end(), flows=["start -> take_in -> end"])
MESSAGE = '<bpmn:message id="m" name="paid"/>'
PAYMENT = diagram(
    "payment",
    start(),
    caught("wait", '<bpmn:messageEventDefinition messageRef="m"/>', "等待缴费"),
    end(),
    flows=["start -> wait -> end"],
    declarations=MESSAGE,
)


@pytest.fixture
def centre(service: Service) -> Service:
    """A sandbox on a Friday morning."""
    real = machine_now()
    set_up_centre(service.database, real, sandbox=True)
    start_clock_at(service.database, real, MORNING, new=True)
    return service


def deploy(service: Service, *files: tuple[str, bytes], by: str = "analyst") -> Any:
    return service.call(
        by, "POST", "/deployments", data={"files": [(io.BytesIO(content), name) for name, content in files]}
    )


def begin(service: Service, item: str, data: dict[str, Any], by: str = "clerk") -> dict[str, Any]:
    response = service.call(by, "POST", "/cases", json={"item": item, "applicant": APPLICANT, "data": data})
    assert response.status_code == 201, response.text
    found: dict[str, Any] = response.json
    return found


def complete(service: Service, by: str, task: dict[str, Any], data: dict[str, Any]) -> Any:
    return service.call(by, "POST", f"/tasks/{task['id']}/complete", json={"data": data})


@pytest.fixture
def opinions(centre: Service) -> tuple[Service, dict[str, Any]]:
    """A case that waits for the opinions of two departments."""
    assert deploy(centre, ("opinions.bpmn", OPINIONS)).status_code == 201
    return centre, begin(centre, "opinions", {"departments": ["甲局", "乙局"]})


def test_a_deployment_answers_item_version_and_digest(centre: Service) -> None:
    response = deploy(centre, ("opinions.bpmn", OPINIONS))
    assert response.status_code == 201, response.text
    deployed = answers.Deployed.model_validate(response.json).deployed
    assert [(each.item, each.version, len(each.digest)) for each in deployed] == [("opinions", 1, 64)]
    assert centre.call("applicant", "GET", "/items/opinions/diagram").data == OPINIONS


def test_a_called_process_can_be_deployed_in_the_same_request(centre: Service) -> None:
    assert deploy(centre, ("caller.bpmn", CALLER), ("intake.bpmn", INTAKE)).status_code == 201
    listed = centre.call("applicant", "GET", "/items").json["items"]
    assert [item["code"] for item in listed] == ["caller"]
    assert [task["element"] for task in begin(centre, "caller", {})["open_tasks"]] == ["check"]


def test_a_new_case_is_answered_whole(opinions: tuple[Service, dict[str, Any]]) -> None:
    _, case = opinions
    read = answers.Case.model_validate(case)
    assert {task.group for task in read.open_tasks} == {"甲局", "乙局"}
    assert {timer.rule for timer in read.timers} == {"working_days(2)"}
    assert (read.status, read.data["departments"]) == ("open", ["甲局", "乙局"])


def test_each_department_finds_its_own_task(opinions: tuple[Service, dict[str, Any]]) -> None:
    service, case = opinions
    listed = answers.Tasks.model_validate(service.call("other_clerk", "GET", "/tasks").json).items
    assert [(task.case, task.group) for task in listed] == [(case["number"], "乙局")]


def test_a_task_is_claimed_released_and_completed(opinions: tuple[Service, dict[str, Any]]) -> None:
    service, _ = opinions
    task = service.call("clerk", "GET", "/tasks").json["items"][0]
    claimed = service.call("clerk", "POST", f"/tasks/{task['id']}/claim")
    assert (claimed.status_code, claimed.json["assignee"]) == (200, "clerk")
    assert complete(service, "window_lead", task, {}).status_code == 403
    assert service.call("clerk", "POST", f"/tasks/{task['id']}/release").json["assignee"] is None
    assert complete(service, "window_lead", task, {"意见": "同意"}).status_code == 200
    assert service.call("clerk", "GET", f"/tasks/{task['id']}").json["closed_at"] is not None


def test_a_task_is_delegated(opinions: tuple[Service, dict[str, Any]]) -> None:
    service, _ = opinions
    task = service.call("clerk", "GET", "/tasks").json["items"][0]
    delegated = service.call("clerk", "POST", f"/tasks/{task['id']}/delegate", json={"to": "window_lead"})
    assert (delegated.status_code, delegated.json["assignee"]) == (200, "window_lead")


def test_a_silent_department_loses_its_say_when_time_is_moved_on(opinions: tuple[Service, dict[str, Any]]) -> None:
    service, case = opinions
    mine = next(task for task in case["open_tasks"] if task["group"] == "甲局")
    silent = next(task for task in case["open_tasks"] if task["group"] == "乙局")
    assert complete(service, "clerk", mine, {"意见": "同意"}).status_code == 200
    due = parse_instant(case["timers"][0]["due"])
    later = service.call("administrator", "PUT", "/clock", json={"now": (due + timedelta(hours=1)).isoformat()})
    assert later.status_code == 200, later.text
    assert complete(service, "other_clerk", silent, {"意见": "不同意"}).status_code == 409
    now = service.call("clerk", "GET", f"/cases/{case['number']}").json
    assert [task["element"] for task in now["open_tasks"]] == ["decide"]
    closed = complete(service, "clerk", now["open_tasks"][0], {"结果": "同意"}).json
    assert (closed["status"], closed["open_tasks"], closed["timers"]) == ("completed", [], [])


def test_the_journal_tells_it_all_and_replays(opinions: tuple[Service, dict[str, Any]]) -> None:
    service, case = opinions
    complete(service, "clerk", next(task for task in case["open_tasks"] if task["group"] == "甲局"), {"意见": "好"})
    entries = answers.Entries.model_validate(service.call("auditor", "GET", f"/cases/{case['number']}/journal").json)
    assert [entry.kind for entry in entries.items] == ["case_started", "task_completed"]
    before = service.call("auditor", "GET", f"/cases/{case['number']}/replay?seq=1").json
    after = service.call("auditor", "GET", f"/cases/{case['number']}/replay").json
    answers.Replayed.model_validate(before)
    assert (before["seq"], after["seq"]) == (1, 2)


def test_an_entry_that_does_not_exist_cannot_be_replayed(opinions: tuple[Service, dict[str, Any]]) -> None:
    service, case = opinions
    assert service.call("auditor", "GET", f"/cases/{case['number']}/replay?seq=99").status_code in {400, 404}


def test_a_deadline_is_explained_day_by_day(opinions: tuple[Service, dict[str, Any]]) -> None:
    service, case = opinions
    timer_key = case["timers"][0]["key"]
    response = service.call("clerk", "GET", f"/cases/{case['number']}/explain", query_string={"timer": timer_key})
    explained = answers.Explained.model_validate(response.json)
    assert [line["date"] for line in explained.lines if line["counts"]] == ["2026-10-19", "2026-10-20"]
    assert response.json["due"] == case["timers"][0]["due"] == "2026-10-20T17:30:00+08:00"


def test_an_unknown_deadline_is_404(opinions: tuple[Service, dict[str, Any]]) -> None:
    service, case = opinions
    assert service.call("clerk", "GET", f"/cases/{case['number']}/explain?timer=none").status_code == 404


def test_a_late_statement_is_attached(opinions: tuple[Service, dict[str, Any]]) -> None:
    service, case = opinions
    body = {"task": case["open_tasks"][0]["id"], "text": "迟到的意见", "attachments": []}
    assert service.call("other_clerk", "POST", f"/cases/{case['number']}/statements", json=body).status_code == 201
    kinds = [entry["kind"] for entry in service.call("clerk", "GET", f"/cases/{case['number']}/journal").json["items"]]
    assert kinds[-1] == "statement_added"


def test_who_only_watches_attaches_nothing(opinions: tuple[Service, dict[str, Any]]) -> None:
    service, case = opinions
    body = {"text": "旁观者的意见", "attachments": []}
    assert service.call("auditor", "POST", f"/cases/{case['number']}/statements", json=body).status_code == 403


def test_a_message_reaches_the_case_that_waits_for_it(centre: Service) -> None:
    assert deploy(centre, ("payment.bpmn", PAYMENT)).status_code == 201
    case = begin(centre, "payment", {"bill": "7"})
    wrong = {"name": "paid", "correlation": {"bill": "8"}, "payload": {}}
    assert centre.call("clerk", "POST", "/messages", json=wrong).status_code == 404
    right = wrong | {"correlation": {"bill": "7"}, "payload": {"amount": "12.50"}}
    assert centre.call("clerk", "POST", "/messages", json=right).json == {"cases": [case["number"]]}
    assert centre.call("clerk", "GET", f"/cases/{case['number']}").json["status"] == "completed"


def test_the_clock_of_a_sandbox_goes_forward_only(centre: Service) -> None:
    started = parse_instant(centre.call("applicant", "GET", "/clock").json["now"])
    assert timedelta(0) <= started - MORNING < timedelta(minutes=5)
    to = {"now": "2026-12-01T08:00:00+08:00"}
    assert centre.call("administrator", "PUT", "/clock", json=to).json == to
    back = centre.call("administrator", "PUT", "/clock", json={"now": "2026-11-01T08:00:00+08:00"})
    assert (back.status_code, back.json["type"]) == (409, "urn:workflow-app:problem:clock_backwards")


def test_outside_a_sandbox_the_clock_cannot_be_moved(service: Service) -> None:
    set_up_centre(service.database, machine_now(), sandbox=False)
    response = service.call("administrator", "PUT", "/clock", json={"now": "2199-01-01T00:00:00Z"})
    assert (response.status_code, response.json["type"]) == (403, "urn:workflow-app:problem:not_a_sandbox")


def test_an_applicant_sees_the_own_case_its_deadlines_and_journal(centre: Service) -> None:
    deploy(centre, ("opinions.bpmn", OPINIONS))
    case = begin(centre, "opinions", {"departments": ["甲局"]}, by="applicant")
    paths = ["", "/journal", "/replay"]
    statuses = [centre.call("applicant", "GET", f"/cases/{case['number']}{path}").status_code for path in paths]
    strangers = [centre.call("stranger", "GET", f"/cases/{case['number']}{path}").status_code for path in paths]
    assert (statuses, strangers) == ([200, 200, 200], [403, 403, 403])
