"""Exactly one document on stdout, one line on stderr, the right status, and never a traceback."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Call
from workflow_app.cli import people
from workflow_app.cli.program import COMMANDS

PROGRAM = [str(Path(sys.executable).parent / "workflow-app")]
DUE = ("calendar", "due", "--start", "2026-09-30T10:00:00+08:00", "--n", "5", "--unit", "working_day")


def test_without_a_command_the_commands_are_named(call: Call) -> None:
    called = call()
    assert (called.status, called.stdout) == (2, "")
    assert all(name in called.stderr for name in COMMANDS)


@pytest.mark.parametrize(
    "arguments",
    [
        ("nonsense",),
        ("calendar",),
        ("calendar", "nonsense"),
        ("calendar", "due"),
        ("user", "add"),
        ("user", "add", "somebody", "--role", "king"),
        (*DUE, "surplus"),
        (*DUE, "--unknown"),
        ("\udcff",),
        ("--\x1b[31m",),
    ],
)
def test_a_wrong_call_is_named_in_one_document(call: Call, arguments: tuple[str, ...]) -> None:
    called = call(*arguments, "--json")
    assert (called.status, called.document["error"]) == (2, "wrong_call")
    assert called.stderr.count("\n") == 1


def test_a_message_cannot_steer_the_terminal(call: Call) -> None:
    assert "\x1b" not in call("\x1b[2Jnonsense\r\n").stderr


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_every_command_explains_itself(call: Call, command: str) -> None:
    called = call(command, "--help")
    assert called.status == 0
    assert called.stdout.startswith(f"Usage: workflow-app {command}")


def test_help_is_a_document_too(call: Call) -> None:
    assert call(*DUE[:2], "--help", "--json").document["help"].startswith("Usage: workflow-app calendar due")


def test_what_libraries_print_is_no_answer(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    def chatter(*_arguments: object) -> str:
        print("by the way")  # noqa: T201
        return "the token"

    monkeypatch.setattr(people, "create_token", chatter)
    called = call("token", "create", "--user", "somebody", "--json")
    assert called.document == {"token": "the token"}
    assert "by the way" in called.stderr


def test_an_error_nobody_foresaw_is_one_line_and_its_traceback_a_file(
    call: Call, monkeypatch: pytest.MonkeyPatch, empty_folder: Path
) -> None:
    def fail(*_arguments: object) -> str:
        raise ZeroDivisionError("surprise\nin two lines")

    monkeypatch.setattr(people, "create_token", fail)
    called = call("token", "create", "--user", "somebody", "--json")
    assert (called.status, called.document["error"]) == (3, "unforeseen")
    assert called.stderr.count("\n") == 1
    assert "Traceback" in (empty_folder / "errors.log").read_text()


def test_a_setting_that_cannot_be_read_is_named(call: Call, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WORKFLOW_APP_HALL_CLOSE", "late")
    called = call(*DUE, "--json")
    assert (called.status, called.document["error"]) == (3, "setting_wrong")
    assert "WORKFLOW_APP_HALL_CLOSE" in called.document["message"]


@pytest.mark.parametrize("url", ["nonsense", "mysql://localhost/x", "sqlite://", "postgresql://127.0.0.1:1/x"])
def test_a_database_that_cannot_be_used_is_named_without_its_password(call: Call, url: str) -> None:
    called = call("token", "create", "--user", "somebody", "--database-url", url, "--json")
    assert (called.status, called.document["error"]) == (3, "database_unusable")


def test_the_programs_stdout_is_the_document_alone_whatever_the_locale(tmp_path: Path) -> None:
    environment = os.environ | {"WORKFLOW_APP_VAR": str(tmp_path), "PYTHONIOENCODING": "latin-1", "PYTHONUTF8": "0"}
    done = subprocess.run([*PROGRAM, *DUE, "--json"], env=environment, capture_output=True, check=True)
    assert "国庆节" in done.stdout.decode("utf-8")


def test_a_reader_who_leaves_early_is_no_error(tmp_path: Path) -> None:
    environment = os.environ | {"WORKFLOW_APP_VAR": str(tmp_path)}
    with subprocess.Popen(
        [*PROGRAM, *DUE], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
    assert process.returncode == 0
