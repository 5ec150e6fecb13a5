"""What a route says about itself, once: its body, parameters, answer and roles. Checked here, described in OpenAPI."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, jsonify, request
from pydantic import BaseModel, ValidationError

from workflow_app.errors import (
    BodyRefused,
    JsonRefused,
    MediaTypeRefused,
    NotAllowed,
    ParameterRefused,
)
from workflow_app.rules.permissions import Actor, Reason
from workflow_app.web import context
from workflow_app.web.fields import Body, Parameters, errors_by_field
from workflow_app.web.strict_json import read_json

MAX_JSON_BYTES = 2_000_000
View = Callable[..., Any]
# Of an actor and whether this is a sandbox: None, or the reason why not (`rules/permissions.py`).
Permission = Callable[[Actor, bool], Reason | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One route's description. `permission` says why an actor may not call it (None: any identity will do)."""

    summary: str
    body: type[Body] | None = None
    parameters: type[Parameters] | None = None
    answer: type[BaseModel] | None = None
    media_type: str = "application/json"
    upload: str | None = None
    status: int = 200
    refuses: tuple[int, ...] = ()
    permission: Permission | None = None
    public: bool = False


def operation(summary: str, **description: Any) -> Callable[[View], View]:
    """Describe a view; it is called with `body` and `parameters` already read and checked, if it has any.

    A dict the view answers becomes JSON with the operation's status; `(dict, status)` and a Response pass through.
    """
    described = Operation(summary=summary, **description)

    def decorate(view: View) -> View:
        @functools.wraps(view)
        def serve(**path: str) -> Response:
            _check_permission(described)
            return _answered(view(**path, **_arguments(described)), described.status)

        serve.operation = described  # type: ignore[attr-defined]
        return serve

    return decorate


def operation_of(view: View) -> Operation | None:
    """The description of a view made by `operation`, None for any other."""
    return getattr(view, "operation", None)


def _arguments(described: Operation) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if described.parameters:
        found["parameters"] = _read_parameters(described.parameters)
    if described.body:
        found["body"] = _read_body(described.body)
    return found


def _check_permission(described: Operation) -> None:
    if described.permission is None:
        return
    reason = described.permission(context.actor(), context.state().sandbox)
    if reason is not None:
        raise NotAllowed(reason=reason)


def _read_parameters(model: type[Parameters]) -> Parameters:
    given = {name: value for name, value in request.args.items() if value != ""}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        name, reason = next(iter(errors_by_field(error).items()))
        raise ParameterRefused(parameter=name, reason=reason) from None


def _read_body(model: type[Body]) -> Body:
    request.max_content_length = MAX_JSON_BYTES
    content = request.get_data(cache=False)
    if not content:
        raise JsonRefused(where="$", reason={"zh": "没有内容", "en": "there is no content"})
    if not request.is_json:
        raise MediaTypeRefused(given=request.mimetype, wanted="application/json")
    try:
        return model.model_validate(read_json(content))
    except ValidationError as error:
        errors = errors_by_field(error)
        raise BodyRefused(count=len(errors), errors=errors) from None


def _answered(answer: Any, status: int) -> Response:
    if isinstance(answer, Response):
        return answer
    content, code = answer if isinstance(answer, tuple) else (answer, status)
    response = jsonify(content)
    response.status_code = code
    return response
