"""`lint`, `deploy`, `items`: diagrams checked, published, listed."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from workflow_app.cli.answers import DONE, NO, UNUSABLE_INPUT, Answer
from workflow_app.cli.centre import OPERATOR, database_exists, open_centre
from workflow_app.cli.files import read_file
from workflow_app.cli.options import FILE, for_centre, settings_from
from workflow_app.cli.program import Command
from workflow_app.cli.refusals import refused
from workflow_app.commands.publish_item import lint, publish
from workflow_app.commands.set_up_centre import register_entries
from workflow_app.config import Settings
from workflow_app.errors import DefinitionRefused, Refusal
from workflow_app.queries.items import list_items
from workflow_app.queries.paging import Page
from workflow_app.studio.findings import as_finding, from_refusal
from workflow_app.studio.lint import has_errors, lint_files

Files = list[tuple[str, bytes]]


@click.command("lint", cls=Command)
@click.argument("files", nargs=-1, required=True, type=FILE)
@for_centre
def lint_command(files: tuple[Path, ...], database_url: str | None, var: Path | None) -> Answer:
    """Check diagrams, decision tables and forms: what is wrong, in which element, on which line."""
    read, unread = _read(files)
    document = _linted(read, settings_from(database_url, var))
    document["files"] += [_unread(name, refusal) for name, refusal in unread]
    if unread:
        answer = refused(unread[0][1], **document)
        return Answer(answer.document, _findings(document), UNUSABLE_INPUT, answer.reason)
    return Answer(document, _findings(document), NO if has_errors(document) else DONE)


@click.command("deploy", cls=Command)
@click.argument("files", nargs=-1, required=True, type=FILE)
@for_centre
def deploy_command(files: tuple[Path, ...], database_url: str | None, var: Path | None) -> Answer:
    """Check files, then publish a new version of every item they change; with one error, nothing is published."""
    settings = settings_from(database_url, var)
    contents = [(path.name, read_file(path)) for path in files]
    with open_centre(settings) as centre:
        try:
            deployed = publish(centre.database, OPERATOR.name, centre.now(), contents)
        except DefinitionRefused as refusal:
            return _not_deployed(refusal)
    return Answer({"deployed": deployed}, [f"{x['item']}  {x['version']}  {x['digest']}" for x in deployed])


@click.command("items", cls=Command)
@for_centre
def items_command(database_url: str | None, var: Path | None) -> Answer:
    """The items in force: code, name, version, digest, and what the register says."""
    found: list[dict[str, Any]] = []
    page: dict[str, Any] = {"next": ""}
    with open_centre(settings_from(database_url, var)) as centre, centre.database.connect() as connection:
        while page["next"] is not None:
            page = list_items(connection, Page(200, page["next"] or None))
            found += page["items"]
    lines = [f"{x['code']}  {x['version']}  {x['name']}  {x['department'] or ''}  {x['kind'] or ''}" for x in found]
    return Answer({"items": found}, lines)


def _read(paths: Sequence[Path]) -> tuple[Files, list[tuple[str, Refusal]]]:
    """The contents of the files that can be read, and why the others cannot."""
    read: Files = []
    unread: list[tuple[str, Refusal]] = []
    for path in paths:
        try:
            read.append((str(path), read_file(path)))
        except Refusal as refusal:
            unread.append((str(path), refusal))
    return read, unread


def _linted(files: Files, settings: Settings) -> dict[str, Any]:
    """Checked against what is published in the centre; without one, against the register lying in the checkout."""
    if not database_exists(settings):
        registered = {entry["code"] for entry in register_entries()}
        return lint_files(files, registered=registered.__contains__)
    with open_centre(settings) as centre, centre.database.connect() as connection:
        return lint(connection, files)


def _unread(name: str, refusal: Refusal) -> dict[str, Any]:
    """The answer for a file that nobody could look into."""
    findings = [as_finding(from_refusal(refusal))]
    return {"file": name, "executable": False, "sound": False, "bound": {"working_days": None}, "findings": findings}


def _not_deployed(refusal: DefinitionRefused) -> Answer:
    document = refusal.details["answer"]
    answer = refused(refusal, **document)
    return Answer(answer.document, _findings(document), NO, answer.reason)


def _findings(document: dict[str, Any]) -> list[str]:
    """One line per finding, as compilers write them."""
    return [_finding(file["file"], finding) for file in document["files"] for finding in file["findings"]]


def _finding(file: str, finding: dict[str, Any]) -> str:
    element = f" {finding['element']}" if finding["element"] else ""
    return f"{file}:{finding['line'] or 1}: {finding['severity']}{element}: {finding['message']} [{finding['rule']}]"
