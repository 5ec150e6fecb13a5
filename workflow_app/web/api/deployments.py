"""`/deployments`: publishing diagrams, decision tables and forms."""

from __future__ import annotations

from pathlib import PurePosixPath, PureWindowsPath
from typing import Any

from flask import Blueprint, request

from workflow_app.commands.publish_item import publish_files
from workflow_app.errors import MediaTypeRefused, ParameterRefused
from workflow_app.rules.permissions import Actor, Reason, may_publish
from workflow_app.web.api import answers
from workflow_app.web.context import actor, database, now
from workflow_app.web.operations import operation

blueprint = Blueprint("api_deployments", __name__)
FIELD = "files"
MAX_NAME = 200


def _may_publish(actor: Actor, _sandbox: bool) -> Reason | None:
    return may_publish(actor)


@blueprint.post("/deployments")
@operation(
    "Publish diagrams, decision tables and forms",
    upload=FIELD,
    answer=answers.Deployed,
    status=201,
    refuses=(400, 409, 413, 415, 422),
    permission=_may_publish,
)
def deploy() -> dict[str, Any]:
    """Check the files as `lint` does, then publish a new version of each item; with an error nothing is published."""
    return {"deployed": publish_files(database(), actor(), now(), files=_uploaded())}


def _uploaded() -> list[tuple[str, bytes]]:
    if request.mimetype != "multipart/form-data":
        raise MediaTypeRefused(given=request.mimetype, wanted="multipart/form-data")
    files = [(_base_name(file.filename or ""), file.read()) for file in request.files.getlist(FIELD)]
    if not files:
        raise ParameterRefused(parameter=FIELD, reason={"zh": "没有文件", "en": "there is no file"})
    for name, _ in files:
        if not 0 < len(name) <= MAX_NAME:
            reason = {"zh": f"文件名应为 1 至 {MAX_NAME} 个字", "en": f"a file's name has 1 to {MAX_NAME} characters"}
            raise ParameterRefused(parameter=FIELD, reason=reason)
    return files


def _base_name(name: str) -> str:
    """The file's own name: some browsers and programs send the folder along."""
    return PurePosixPath(PureWindowsPath(name).as_posix()).name.replace("\x00", "")
