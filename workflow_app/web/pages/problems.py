"""What a person reads when something is refused or fails: in words, with a way on; programs get problem documents."""

from __future__ import annotations

import secrets

import structlog
from flask import Flask, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.sansio.response import Response as BaseResponse

from workflow_app.errors import Refusal
from workflow_app.web import problems
from workflow_app.web.identity import API
from workflow_app.web.pages.translation import _

Answer = BaseResponse | tuple[str, int]
_log = structlog.get_logger(__name__)


def register(app: Flask) -> None:
    """Answer by a page everything refused or failed outside the interface for programs."""
    app.register_error_handler(Refusal, _refused)
    app.register_error_handler(HTTPException, _http)
    app.register_error_handler(Exception, _failed)


def _refused(refusal: Refusal) -> Answer:
    if _for_programs():
        return problems.refusal_problem(refusal)
    return _page(refusal.status, refusal.message(problems.language()))


def _http(error: HTTPException) -> Answer:
    if _for_programs():
        return problems.http_problem(error)
    if error.response is not None:
        return error.response
    status = error.code or 500
    return _page(status, _expired() if isinstance(error, CSRFError) else "")


def _failed(error: Exception) -> Answer:
    if _for_programs():
        return problems.failure_problem(error)
    reference = secrets.token_hex(4)
    _log.error("request_failed", reference=reference, path=request.path, exc_info=error)
    return _page(500, "", reference)


def _for_programs() -> bool:
    return request.path.startswith(API) or request.path == "/metrics"


def _expired() -> str:
    return _("页面停留太久或来自别处，没有提交。请返回上一页，刷新后再提交。")


def _page(status: int, message: str, reference: str = "") -> Answer:
    title, words, advice = _words(status)
    page = render_template(
        "errors/problem.html",
        status=status,
        title=title,
        message=message or words,
        advice=advice,
        reference=reference,
    )
    return page, status


def _words(status: int) -> tuple[str, str, str]:
    broken = (
        _("系统内部出错"),
        _("这是系统的问题，不是您的操作有误。"),
        _("请稍后再试；如仍出错，请把下方编号告知管理员。"),
    )
    known = words_of_statuses()
    return known.get(status, broken if status >= 500 else known[400])


def words_of_statuses() -> dict[int, tuple[str, str, str]]:
    """By status: the title, the message where the refusal has none of its own, and what to do."""
    return {
        400: (_("请求有误"), _("无法理解这个请求。"), _("请返回上一页再试。")),
        401: (_("请先登录"), _("查看这个页面需要登录。"), ""),
        403: (_("没有权限"), _("您的角色或部门不能进行此操作。"), _("如确有需要，请联系窗口负责人或系统管理员。")),
        404: (_("没有找到"), _("没有这个页面，或它已被移走。"), _("请检查网址，或从首页重新进入。")),
        405: (_("不支持的操作"), _("这个地址不支持此操作。"), ""),
        409: (_("与当前状态冲突"), _("内容刚被更新。"), _("请刷新后查看现在的状态，再决定怎么办。")),
        413: (_("内容过大"), _("提交的内容超出上限。"), _("请减小文件后再提交。")),
        422: (_("内容需要改正"), _("提交的内容有误。"), _("请返回上一页改正。")),
        503: (_("系统繁忙"), _("系统暂时无法处理。"), _("请稍后再试。")),
    }
