"""Makes the OpenAPI 3.1 description out of the routes and what `operations` knows of them; nothing is written twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from flask import Flask
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema
from werkzeug.routing import Rule

from workflow_app.rules.permissions import ROLES, Actor
from workflow_app.web.operations import Operation, operation_of
from workflow_app.web.problems import MEDIA_TYPE, TITLES

REFERENCE = "#/components/schemas/{model}"
SCHEME = "token"
BODY: JsonSchemaMode = "validation"
ANSWER: JsonSchemaMode = "serialization"
PROBLEM = {
    "type": "object",
    "description": "RFC 9457; further members belong to the type.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "errors": {
            "type": "object",
            "description": "What is wrong, by field.",
            "additionalProperties": {"type": "string"},
        },
    },
    "additionalProperties": True,
}


def describe(app: Flask, prefix: str, version: str) -> dict[str, Any]:
    """The OpenAPI 3.1 document of every described route of `app` under `prefix`."""
    found = list(_operations(app, prefix))
    schemas, references = _schemas([described for _, _, described in found])
    paths: dict[str, Any] = {}
    for rule, method, described in found:
        path = _template(rule.rule.removeprefix(prefix))
        paths.setdefault(path, {})[method] = _operation(rule, method, described, references)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "workflow-app",
            "version": version,
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "servers": [{"url": prefix}],
        "security": [{SCHEME: []}],
        "paths": dict(sorted(paths.items())),
        "components": {
            "schemas": {**schemas, "Problem": PROBLEM},
            "responses": _problem_responses(),
            "securitySchemes": {SCHEME: {"type": "http", "scheme": "bearer"}},
        },
    }


def _operations(app: Flask, prefix: str) -> Iterator[tuple[Rule, str, Operation]]:
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        described = operation_of(app.view_functions[rule.endpoint])
        if described is None or not rule.rule.startswith(prefix):
            continue
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method.lower(), described


def _schemas(operations: list[Operation]) -> tuple[dict[str, Any], dict[type[BaseModel], dict[str, Any]]]:
    """Component schemas of all models, and by model how to refer to it."""
    bodies: set[type[BaseModel]] = {each.body for each in operations if each.body}
    answers: set[type[BaseModel]] = {each.answer for each in operations if each.answer}
    wanted = [
        (model, mode) for models, mode in ((bodies, BODY), (answers, ANSWER)) for model in sorted(models, key=str)
    ]
    by_model, definitions = models_json_schema(wanted, ref_template=REFERENCE)
    return definitions.get("$defs", {}), {model: by_model[model, mode] for model, mode in wanted}


def _template(rule: str) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule)


def _operation(
    rule: Rule, method: str, described: Operation, references: dict[type[BaseModel], dict[str, Any]]
) -> dict[str, Any]:
    about: dict[str, Any] = {
        "operationId": f"{method}_{re.sub(r'[^a-z_]+', '_', rule.endpoint.split('.')[-1])}_{_tag(rule)}",
        "summary": described.summary,
        "tags": [_tag(rule)],
        "responses": _responses(described, references),
    }
    parameters = _parameters(rule, described)
    content = _request_body(described, references)
    if parameters:
        about["parameters"] = parameters
    if content:
        about["requestBody"] = {"required": True, "content": content}
    if described.permission:
        may = described.permission
        about["description"] = f"Roles: {', '.join(role for role in ROLES if may(Actor('', role), False) is None)}."
    if described.public:
        about["security"] = []
    return about


def _tag(rule: Rule) -> str:
    return str(rule.endpoint).split(".", maxsplit=1)[0].removeprefix("api_")


def _parameters(rule: Rule, described: Operation) -> list[dict[str, Any]]:
    path = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in sorted(rule.arguments)
    ]
    if described.parameters is None:
        return path
    schema = described.parameters.model_json_schema()
    required = set(schema.get("required", ()))
    return path + [_query(name, each, name in required) for name, each in schema["properties"].items()]


def _query(name: str, schema: dict[str, Any], required: bool) -> dict[str, Any]:
    """A parameter; leaving it out is how it is null."""
    kept = {key: value for key, value in schema.items() if key not in {"title", "description", "anyOf", "default"}}
    for choice in schema.get("anyOf", ()):
        kept |= choice if choice.get("type") != "null" else {}
    if schema.get("default") is not None:
        kept["default"] = schema["default"]
    about = {"name": name, "in": "query", "required": required, "schema": kept}
    return about | ({"description": schema["description"]} if "description" in schema else {})


def _request_body(described: Operation, references: dict[type[BaseModel], dict[str, Any]]) -> dict[str, Any]:
    if described.body:
        return {"application/json": {"schema": references[described.body]}}
    if described.upload:
        files = {"type": "array", "minItems": 1, "items": {"type": "string", "format": "binary"}}
        schema = {"type": "object", "required": [described.upload], "properties": {described.upload: files}}
        return {"multipart/form-data": {"schema": schema}}
    return {}


def _responses(described: Operation, references: dict[type[BaseModel], dict[str, Any]]) -> dict[str, Any]:
    schema = references[described.answer] if described.answer else {"type": "string"}
    done = {"description": described.summary, "content": {described.media_type: {"schema": schema}}}
    responses: dict[str, Any] = {str(described.status): done}
    for status in sorted(_refused(described)):
        responses[str(status)] = {"$ref": f"#/components/responses/Problem{status}"}
    return responses


def _refused(described: Operation) -> set[int]:
    """Every status a route may refuse with: its own and those all routes of its kind share."""
    refused = {*described.refuses, 500, 503}
    if not described.public:
        refused |= {401, 403}
    if described.parameters:
        refused.add(400)
    if described.body:
        refused |= {400, 413, 415, 422}
    return refused


def _problem_responses() -> dict[str, Any]:
    schema = {"$ref": REFERENCE.format(model="Problem")}
    return {
        f"Problem{status}": {
            "description": english,
            "content": {MEDIA_TYPE: {"schema": schema}},
        }
        for status, (_, english) in TITLES.items()
    }
