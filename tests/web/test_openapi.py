"""The description at openapi.json: complete, well formed, and true to the routes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.web.conftest import Service
from workflow_app.web.api import PREFIX

CONTRACT = {
    "/items": {"get"}, "/items/{code}": {"get"}, "/items/{code}/diagram": {"get"}, "/deployments": {"post"},
    "/cases": {"get", "post"}, "/cases/{number}": {"get"}, "/cases/{number}/statements": {"post"},
    "/cases/{number}/journal": {"get"}, "/cases/{number}/replay": {"get"}, "/cases/{number}/explain": {"get"},
    "/tasks": {"get"}, "/tasks/{task_id}": {"get"}, "/tasks/{task_id}/claim": {"post"},
    "/tasks/{task_id}/release": {"post"}, "/tasks/{task_id}/delegate": {"post"},
    "/tasks/{task_id}/complete": {"post"}, "/messages": {"post"}, "/clock": {"get", "put"}, "/health": {"get"},
    "/metrics": {"get"}, "/openapi.json": {"get"},
}  # fmt: skip


@pytest.fixture
def described(sqlite_service: Service) -> dict[str, Any]:
    found: dict[str, Any] = sqlite_service.call(None, "GET", "/openapi.json").json
    return found


def _operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, about in methods.items():
            yield path, method, about


def _references(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        for child in node.values():
            yield from _references(child)
    elif isinstance(node, list):
        for child in node:
            yield from _references(child)


def _resolve(document: dict[str, Any], reference: str) -> Any:
    found: Any = document
    for part in reference.removeprefix("#/").split("/"):
        found = found[part]
    return found


def test_it_describes_what_the_contract_names(described: dict[str, Any]) -> None:
    assert {path: set(methods) for path, methods in described["paths"].items()} == CONTRACT


def test_no_route_of_the_interface_is_left_out(sqlite_service: Service, described: dict[str, Any]) -> None:
    rules = [rule for rule in sqlite_service.app.url_map.iter_rules() if rule.rule.startswith(PREFIX)]
    routes = {re.sub(r"<(\w+)>", r"{\1}", rule.rule.removeprefix(PREFIX)) for rule in rules}
    assert routes == set(described["paths"])


def test_it_is_openapi_3_1_with_a_server_and_a_scheme(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1.")
    assert described["servers"] == [{"url": PREFIX}]
    assert described["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}
    assert {"title", "version"} <= set(described["info"])


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    for reference in _references(described):
        assert isinstance(_resolve(described, reference), dict), reference


def test_operation_ids_are_unique(described: dict[str, Any]) -> None:
    ids = [about["operationId"] for _, _, about in _operations(described)]
    assert len(ids) == len(set(ids))


def test_every_place_in_a_path_is_a_parameter(described: dict[str, Any]) -> None:
    for path, _, about in _operations(described):
        named = {each["name"] for each in about.get("parameters", ()) if each["in"] == "path"}
        assert named == set(re.findall(r"{(\w+)}", path))


def test_every_operation_tells_how_it_refuses(described: dict[str, Any]) -> None:
    for path, method, about in _operations(described):
        refused = {status for status in about["responses"] if status >= "400"}
        needed = {"500", "503"} | (set() if about.get("security") == [] else {"401", "403"})
        needed |= {"400", "413", "415", "422"} if "requestBody" in about else set()
        assert needed <= refused, (path, method)


def test_problems_are_problem_documents(described: dict[str, Any]) -> None:
    for name, response in described["components"]["responses"].items():
        assert list(response["content"]) == ["application/problem+json"], name


def test_only_liveness_and_the_description_need_no_token(described: dict[str, Any]) -> None:
    assert {path for path, _, about in _operations(described) if about.get("security") == []} == {
        "/health",
        "/openapi.json",
    }


def test_bodies_refuse_unknown_fields_in_the_description_too(described: dict[str, Any]) -> None:
    for path, _, about in _operations(described):
        content = about.get("requestBody", {}).get("content", {}).get("application/json")
        if content:
            assert _resolve(described, content["schema"]["$ref"])["additionalProperties"] is False, path


def test_the_parameters_of_a_list_are_described(described: dict[str, Any]) -> None:
    parameters = {each["name"]: each for each in described["paths"]["/tasks"]["get"]["parameters"]}
    assert set(parameters) == {"limit", "cursor", "group", "case", "mine", "due_before"}
    assert parameters["due_before"]["schema"] == {"type": "string", "format": "date-time"}


def test_schemas_use_only_words_of_json_schema(described: dict[str, Any]) -> None:
    known = {
        "$ref", "additionalProperties", "anyOf", "const", "default", "description", "enum", "format", "items",
        "maxItems", "maxLength", "maximum", "minItems", "minLength", "minimum", "properties", "required", "title",
        "type",
    }  # fmt: skip
    for name, schema in described["components"]["schemas"].items():
        assert set(schema) <= known, name
        for field, about in schema.get("properties", {}).items():
            assert set(about) <= known, (name, field)
