"""Everything refused, said as RFC 9457 problem documents: one clear message, the right status, never a traceback."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping
from typing import Any

import structlog
from flask import Flask, Response, request
from flask.json import dumps
from werkzeug.exceptions import HTTPException

from workflow_app.errors import NotSignedIn, ParameterRefused, Refusal, in_language

MEDIA_TYPE = "application/problem+json"
TYPE_PREFIX = "urn:workflow-app:problem:"
RESERVED = frozenset({"type", "title", "status", "detail", "instance"})

# What a status means, and what to do, where no refusal of our own says it better.
TITLES = {
    400: ("请求有误", "The request is wrong"),
    401: ("尚未登录", "Not signed in"),
    403: ("没有权限", "Not allowed"),
    404: ("没有找到", "Not found"),
    405: ("不支持的操作", "Method not allowed"),
    409: ("与当前状态冲突", "In conflict with the present state"),
    413: ("内容过大", "Too large"),
    415: ("不支持的内容类型", "Unsupported media type"),
    422: ("内容需要改正", "The content needs correcting"),
    500: ("系统内部出错", "Something went wrong here"),
    503: ("系统暂时无法使用", "Unavailable for the moment"),
}
DETAILS = {
    400: ("无法理解该请求。", "The request cannot be understood."),
    404: ("没有这个地址，请检查网址。", "There is nothing at this address; check it."),
    405: ("该地址不支持 {method}。", "{method} is not possible at this address."),
    413: ("内容过大，最多 {limit} 字节。", "The content is too large, at most {limit} bytes."),
    500: ("系统内部出错，请告知管理员编号 {reference}。", "Something went wrong; tell the administrator {reference}."),
}
# The stable types of what Flask itself refuses.
SLUGS = {
    400: "bad_request",
    404: "not_found",
    405: "method_not_allowed",
    413: "too_large",
    415: "media_type_refused",
}
_log = structlog.get_logger(__name__)


def language() -> str:
    """``zh`` or ``en``, as the request's Accept-Language prefers; Chinese where it says nothing."""
    return request.accept_languages.best_match(["zh", "en"], default="zh") or "zh"


def problem(status: int, slug: str, detail: str, members: Mapping[str, Any] | None = None) -> Response:
    """A problem document; `members` stand beside the standard ones and cannot replace them."""
    body = {"type": TYPE_PREFIX + slug, "title": _spoken(TITLES, status), "status": status, "detail": detail}
    body |= {name: value for name, value in (members or {}).items() if name not in RESERVED}
    # What a person sent may come back in the message: a lone surrogate must not break the answer.
    content = dumps(body, ensure_ascii=False).encode("utf-8", "replace")
    return Response(content, status=status, mimetype=MEDIA_TYPE)


def refusal_problem(refusal: Refusal) -> Response:
    """The problem document of a refusal; its details are members, texts in the asker's language."""
    answer = problem(refusal.status, refusal.slug(), refusal.message(language()), _members(refusal))
    if isinstance(refusal, NotSignedIn):
        answer.headers["WWW-Authenticate"] = 'Bearer realm="workflow-app"'
    return answer


def http_problem(error: HTTPException) -> Response:
    """The problem document of what Flask itself refuses: unknown address, wrong method, too much content."""
    status = error.code or 500
    if status >= 500:
        return failure_problem(error)
    template = _spoken(DETAILS, status) or error.description or ""
    answer = problem(
        status,
        SLUGS.get(status, f"http_{status}"),
        template.format(method=request.method, limit=request.max_content_length),
    )
    for name, value in error.get_headers(request.environ):
        if name == "Allow":
            answer.headers[name] = value
    return answer


def failure_problem(error: Exception) -> Response:
    """The problem document of a fault of ours: a number to quote; the traceback goes to the log only."""
    reference = secrets.token_hex(4)
    _log.error("request_failed", reference=reference, path=request.path, exc_info=error)
    return problem(500, "internal_error", _spoken(DETAILS, 500).format(reference=reference), {"reference": reference})


def register(app: Flask) -> None:
    """Answer everything refused or failed anywhere in the app by a problem document; pages put theirs before it."""
    app.before_request(_refuse_unusable_address)
    app.register_error_handler(Refusal, refusal_problem)
    app.register_error_handler(HTTPException, http_problem)
    app.register_error_handler(Exception, failure_problem)


def _refuse_unusable_address() -> None:
    refuse_unusable("URL", [request.path, *request.args.values()])


def refuse_unusable(parameter: str, texts: Iterable[str]) -> None:
    """No database keeps a zero character, so nothing can be called by one. Raises ParameterRefused."""
    if any("\x00" in text for text in texts):
        reason = {"zh": "含有不可用的字符", "en": "it holds a character that cannot be used"}
        raise ParameterRefused(parameter=parameter, reason=reason)


def _spoken(table: Mapping[int, tuple[str, str]], status: int) -> str:
    chinese, english = table.get(status, ("", ""))
    return english if language() == "en" else chinese


def _members(refusal: Refusal) -> dict[str, Any]:
    """The refusal's details; an `answer` (lint's) lies flat beside the standard members, as CONTRACT shows it."""
    details = dict(refusal.details)
    answer = details.pop("answer", {})
    spoken = {name: _localised(value) for name, value in details.items()}
    return {**spoken, **answer}


def _localised(value: Any) -> Any:
    if isinstance(value, dict):
        chosen = in_language(value, language())
        return chosen if chosen is not value else {name: _localised(each) for name, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_localised(each) for each in value]
    return value if isinstance(value, (str, int, float, bool, type(None))) else str(value)
