"""`serve` and `worker`, as processes: they say where they are, keep their promises and end when told to."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Call

PROGRAM = str(Path(sys.executable).parent / "workflow-app")
Start = Callable[..., tuple[subprocess.Popen[str], Any]]


@pytest.fixture
def start(empty_folder: Path) -> Iterator[Start]:
    """Starts a command that goes on working, and waits for its answer; ends it after the test."""
    with ExitStack() as running:

        def started(*arguments: str) -> tuple[subprocess.Popen[str], Any]:
            environment = os.environ | {"WORKFLOW_APP_VAR": str(empty_folder)}
            process = subprocess.Popen(
                [PROGRAM, *arguments, "--json"],
                env=environment,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                text=True,
            )
            running.callback(process.wait, 30)
            running.callback(process.terminate)
            assert process.stdout is not None
            return process, json.loads(process.stdout.readline())

        yield started


def answer_of(url: str) -> Any:
    """The JSON at an address."""
    with urllib.request.urlopen(url, timeout=30) as answer:
        return json.load(answer)


def test_a_server_says_where_it_is_and_is_there(start: Start) -> None:
    _, document = start("serve", "--port", "0")
    assert answer_of(f"{document['url']}/api/v1/openapi.json")["openapi"].startswith("3.1")


def test_a_server_ends_well_when_told_to(start: Start) -> None:
    process, document = start("serve", "--port", "0")
    answer_of(f"{document['url']}/api/v1/health")
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


def test_a_server_prints_nothing_but_its_document(start: Start) -> None:
    process, document = start("serve", "--port", "0")
    answer_of(f"{document['url']}/api/v1/health")
    process.send_signal(signal.SIGTERM)
    assert process.stdout is not None
    assert process.stdout.read() == ""


def test_a_worker_ends_well_when_told_to(start: Start) -> None:
    process, document = start("worker")
    assert document["working"]
    process.send_signal(signal.SIGTERM)
    assert process.wait(30) == 0


def test_a_sandbox_begins_when_it_is_told_to(start: Start) -> None:
    _, document = start("serve", "--port", "0", "--sandbox", "--clock", "2019-03-20T09:00:00+08:00")
    assert document["sandbox"]
    assert document["now"].startswith("2019-03-20T09:")


def test_a_sandbox_once_is_a_sandbox_ever(start: Start) -> None:
    process, _ = start("serve", "--port", "0", "--sandbox")
    process.terminate()
    process.wait(30)
    assert start("serve", "--port", "0")[1]["sandbox"]


def test_a_centre_that_is_no_sandbox_never_becomes_one(call: Call) -> None:
    call("items")
    called = call("serve", "--sandbox", "--port", "0", "--json")
    assert (called.status, called.document["error"]) == (3, "not_a_sandbox")


def test_a_sandboxs_clock_is_not_turned_back_by_the_same_call_again(start: Start) -> None:
    again = ("serve", "--port", "0", "--sandbox", "--clock", "2026-03-20T09:00:00+08:00")
    process, _ = start(*again)
    process.kill()
    process.wait(30)
    assert start("serve", "--port", "0", "--sandbox", "--clock", "2026-03-21T09:00:00+08:00")[0].poll() is None
    assert start(*again)[1]["now"].startswith("2026-03-21T09:")


def test_a_clock_without_a_sandbox_is_a_wrong_call(call: Call) -> None:
    assert call("serve", "--clock", "2026-03-20T09:00:00+08:00").status == 2


def test_a_port_that_is_taken_is_named_in_one_line(call: Call) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        called = call("serve", "--port", str(taken.getsockname()[1]), "--json")
    assert (called.status, called.document["error"]) == (3, "address_unusable")
    assert called.stderr.count("\n") == 1


@pytest.mark.parametrize("port", ["-1", "65536", "http", ""])
def test_a_port_that_is_none_is_a_wrong_call(call: Call, port: str) -> None:
    assert call("serve", "--port", port).status == 2
