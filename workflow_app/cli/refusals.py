"""What went wrong, as an answer: every refusal, wrong call and unforeseen error is one line and a status."""

from __future__ import annotations

import os
import traceback
from pathlib import Path
from typing import Any

import click

from workflow_app import clock
from workflow_app.cli.answers import INTERRUPTED, UNUSABLE_INPUT, WRONG_CALL, Answer, one_line
from workflow_app.config import SettingWrong
from workflow_app.errors import Refusal

LOG = "errors.log"


def answer_to(error: BaseException) -> Answer:
    """The answer for an exception that ended a command."""
    if isinstance(error, click.ClickException):
        return _wrong_call(error)
    if isinstance(error, Refusal):
        return refused(error)
    if isinstance(error, SettingWrong):
        return failed("setting_wrong", str(error), error.exit_status)
    if isinstance(error, KeyboardInterrupt | click.Abort):
        return failed("interrupted", "已中断 / interrupted", INTERRUPTED)
    return _unforeseen(error)


def failed(slug: str, message: str, exit_status: int, **more: Any) -> Answer:
    """An answer that is only an error: `{"error", "message"}` and what else is known."""
    line = one_line(message)
    return Answer({"error": slug, "message": line, **more}, exit_status=exit_status, reason=line)


def refused(refusal: Refusal, **more: Any) -> Answer:
    """A refusal by name, with its message in both languages."""
    chinese, english = one_line(refusal.message("zh")), one_line(refusal.message("en"))
    document = {"error": refusal.slug(), "message": chinese, "message_en": english, **more}
    return Answer(document, exit_status=refusal.exit_status, reason=f"{chinese} {english}")


def _wrong_call(error: click.ClickException) -> Answer:
    context = getattr(error, "ctx", None)
    path = f"{context.command_path}: " if context else ""
    return failed("wrong_call", f"{path}{error.format_message()}", WRONG_CALL)


def _unforeseen(error: BaseException) -> Answer:
    kept = _keep(error)
    where = f"；详情见 / details in {kept}" if kept else ""
    reason = one_line(f"{type(error).__name__}: {error}")[:300]
    return failed("unforeseen", f"程序内部错误 / an error nobody foresaw: {reason}{where}", UNUSABLE_INPUT)


def _keep(error: BaseException) -> Path | None:
    """Write the traceback where the operator finds it, in the data folder; None if it cannot be written."""
    path = Path(os.environ.get("WORKFLOW_APP_VAR") or "var") / LOG
    text = "".join(traceback.format_exception(error))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8", errors="replace") as log:
            log.write(f"{clock.machine_now().isoformat()}\n{text}\n")
    except OSError:
        return None
    return path
