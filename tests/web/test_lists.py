"""Lists and single things over rows written by hand: filters, pages, what is hidden from whom."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.support.rows import OPENED, insert_case, insert_entry, insert_item, insert_task, insert_timer
from tests.web.conftest import Service
from workflow_app.commands.transaction import writing
from workflow_app.store.tables import settings
from workflow_app.web.api import answers

CASE, OTHER = "20261009-000001", "20261009-000002"


@pytest.fixture
def filled(service: Service) -> Service:
    """Two cases, of two departments, with tasks and a journal."""
    with writing(service.database) as connection:
        insert_case(connection, CASE)
        insert_case(
            connection, OTHER, department="乙局", applicant_user=None, applicant_name="李四", status="completed"
        )
        for n in (1, 2, 3):
            insert_task(connection, CASE, n)
        insert_task(connection, CASE, 4, group_name="乙局", due=None)
        insert_task(connection, OTHER, 1, group_name="乙局", assignee="other_clerk")
        for seq in (2, 3):
            insert_entry(connection, CASE, seq)
        insert_item(connection, "shop", department="甲局", kind="行政许可")
    return service


def _ids(service: Service, person: str, path: str) -> list[str]:
    response = service.call(person, "GET", path)
    assert response.status_code == 200, response.text
    return [each.get("id") or each["number"] for each in response.json["items"]]


@pytest.mark.parametrize(
    ("person", "query", "found"),
    [
        ("clerk", "", [f"{CASE}.1", f"{CASE}.2", f"{CASE}.3"]),
        ("other_clerk", "", [f"{OTHER}.1", f"{CASE}.4"]),
        ("other_clerk", "?mine=true", [f"{OTHER}.1"]),
        ("other_clerk", "?mine=false", [f"{CASE}.4"]),
        ("auditor", "?group=乙局", [f"{OTHER}.1", f"{CASE}.4"]),
        ("auditor", f"?case={OTHER}", [f"{OTHER}.1"]),
        ("clerk", f"?case={CASE}", [f"{CASE}.1", f"{CASE}.2", f"{CASE}.3", f"{CASE}.4"]),
        ("clerk", "?due_before=2026-10-09T11:00:00%2B08:00", [f"{CASE}.1"]),
        ("clerk", "?group=&case=&mine=&due_before=&cursor=&limit=", [f"{CASE}.1", f"{CASE}.2", f"{CASE}.3"]),
        ("applicant", "", []),
        ("applicant", f"?case={CASE}", [f"{CASE}.1", f"{CASE}.2", f"{CASE}.3", f"{CASE}.4"]),
        ("stranger", f"?case={CASE}", []),
        ("administrator", "", []),
        ("analyst", "", []),
    ],
)  # fmt: skip
def test_the_worklist_shows_what_one_asks_for_and_may_see(
    filled: Service, person: str, query: str, found: list[str]
) -> None:
    assert _ids(filled, person, "/tasks" + query) == found


def test_an_administrator_of_a_sandbox_sees_every_task(filled: Service) -> None:
    with writing(filled.database) as connection:
        connection.execute(sa.insert(settings).values(name="sandbox", value="true"))
    assert len(_ids(filled, "administrator", "/tasks")) == 5


def test_a_closed_task_is_in_no_list(filled: Service) -> None:
    with writing(filled.database) as connection:
        insert_task(connection, CASE, 9, closed_at=OPENED, closed_how="completed")
    assert f"{CASE}.9" not in _ids(filled, "clerk", "/tasks")
    assert filled.call("clerk", "GET", f"/tasks/{CASE}.9").json["closed_at"] == "2026-10-09T09:00:00+08:00"


def test_pages_of_the_worklist_follow_each_other(filled: Service) -> None:
    first = filled.call("auditor", "GET", "/tasks?limit=3").json
    second = filled.call("auditor", "GET", "/tasks", query_string={"limit": 3, "cursor": first["next"]}).json
    assert len(first["items"] + second["items"]) == 5
    assert second["next"] is None


@pytest.mark.parametrize(
    ("person", "query", "found"),
    [
        ("auditor", "", [OTHER, CASE]), ("auditor", "?status=open", [CASE]), ("auditor", "?item=none", []),
        ("auditor", "?applicant=李", [OTHER]), ("auditor", "?applicant=ID-applicant", [OTHER, CASE]),
        ("auditor", "?applicant=%25", []), ("applicant", "", [CASE]), ("stranger", "", []),
        ("other_clerk", "", [OTHER, CASE]), ("analyst", "", []),
    ],
)  # fmt: skip
def test_the_list_of_cases_is_filtered_newest_first(filled: Service, person: str, query: str, found: list[str]) -> None:
    assert _ids(filled, person, "/cases" + query) == found


@pytest.mark.parametrize(
    "query",
    ["limit=0", "limit=-1", "limit=x", "cursor=x", "mine=maybe", "due_before=2026-02-30T00:00:00Z", "due_before=today"],
)
def test_a_wrong_parameter_is_400_and_named(filled: Service, query: str) -> None:
    response = filled.call("clerk", "GET", f"/tasks?{query}")
    assert (response.status_code, response.json["parameter"]) == (400, query.partition("=")[0])


def test_a_cursor_of_another_list_is_400(filled: Service) -> None:
    cursor = filled.call("auditor", "GET", "/cases?limit=1").json["next"]
    assert filled.call("auditor", "GET", "/tasks", query_string={"cursor": cursor}).status_code == 400


def test_a_status_there_is_not_is_400(filled: Service) -> None:
    assert filled.call("auditor", "GET", "/cases?status=lost").status_code == 400


def test_the_journal_comes_oldest_first_in_pages(filled: Service) -> None:
    first = filled.call("applicant", "GET", f"/cases/{CASE}/journal?limit=2").json
    rest = filled.call("auditor", "GET", f"/cases/{CASE}/journal", query_string={"cursor": first["next"]}).json
    assert [entry["seq"] for entry in first["items"] + rest["items"]] == [1, 2, 3]


def test_an_entry_has_what_its_hash_is_computed_over(filled: Service) -> None:
    page = answers.Entries.model_validate(filled.call("auditor", "GET", f"/cases/{CASE}/journal").json)
    assert page.items[0].body == {"理由": "无"}


@pytest.mark.parametrize("path", ["", "/journal", "/replay?seq=1", "/explain?timer=x"])
@pytest.mark.parametrize("person", ["stranger", "analyst", "administrator", "other_clerk"])
def test_somebody_elses_case_is_403(filled: Service, person: str, path: str) -> None:
    with writing(filled.database) as connection:
        insert_case(connection, "20261009-000003")
        connection.execute(sa.text("UPDATE journal SET actor = 'x'"))
    assert filled.call(person, "GET", f"/cases/20261009-000003{path}").status_code == 403


@pytest.mark.parametrize("path", ["", "/journal", "/replay?seq=1", "/explain?timer=x"])
def test_a_case_that_does_not_exist_is_404(filled: Service, path: str) -> None:
    assert filled.call("auditor", "GET", f"/cases/nothing{path}").status_code == 404


@pytest.mark.parametrize("query", ["replay?seq=0", "replay?seq=x", "explain", "explain?timer="])
def test_replaying_and_explaining_need_right_parameters(filled: Service, query: str) -> None:
    assert filled.call("auditor", "GET", f"/cases/{CASE}/{query}").status_code == 400


def test_the_register_its_guide_and_its_diagram_are_answered(filled: Service) -> None:
    answers.Items.model_validate(filled.call("applicant", "GET", "/items").json)
    answers.Guide.model_validate(filled.call("applicant", "GET", "/items/shop").json)
    diagram = filled.call("applicant", "GET", "/items/shop/diagram")
    assert (diagram.content_type, diagram.data[:12]) == ("application/xml", b"<definitions")


def test_an_unknown_item_is_404(filled: Service) -> None:
    assert filled.call("applicant", "GET", "/items/nothing").status_code == 404
    assert filled.call("applicant", "GET", "/items/nothing/diagram").status_code == 404


def test_health_tells_how_far_timers_lag_without_a_token(filled: Service) -> None:
    with writing(filled.database) as connection:
        insert_timer(connection, CASE, OPENED - timedelta(days=4000))
        insert_timer(connection, CASE, OPENED - timedelta(days=5000), key="held#1", state="held")
    found = filled.call(None, "GET", "/health").json
    assert (found["status"], found["database"]) == ("ok", "ok")
    assert 3000 * 86400 < found["overdue_lag_seconds"] < 4900 * 86400


def test_health_is_503_when_the_database_is_gone(filled: Service) -> None:
    with writing(filled.database) as connection:
        connection.execute(sa.text("DROP TABLE settings"))
    response = filled.call(None, "GET", "/health")
    assert (response.status_code, response.json["database"]) == (503, "unreachable")


def test_metrics_count_requests_by_route(filled: Service) -> None:
    filled.call("clerk", "GET", f"/cases/{CASE}/journal")
    text = filled.call("clerk", "GET", "/metrics").text
    assert 'route="/api/v1/cases/<number>/journal",status="200"} 1.0' in text
    assert "open_cases 1.0" in text


def test_metrics_need_a_token(filled: Service) -> None:
    assert filled.call(None, "GET", "/metrics").status_code == 401
