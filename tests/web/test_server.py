"""The real server in its own process: what only it can get wrong."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO, cast
from urllib.parse import urlsplit

import pytest

from workflow_app.clock import machine_now
from workflow_app.commands.users import add_user, create_token
from workflow_app.store.database import open_database

SECONDS = 60


@pytest.fixture
def environment(sqlite_url: str, tmp_path: Path) -> dict[str, str]:
    return os.environ | {"WORKFLOW_APP_DATABASE_URL": sqlite_url, "WORKFLOW_APP_VAR": str(tmp_path)}


@pytest.fixture
def process(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """`workflow-app serve` on a free port; it has said where when the fixture is ready."""
    command = [str(Path(sys.executable).with_name("workflow-app")), "serve", "--json", "--port", "0", "--sandbox"]
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as started:
        yield started
        started.kill()


@pytest.fixture
def address(process: subprocess.Popen[str]) -> str:
    said = json.loads(cast(IO[str], process.stdout).readline())
    return urlsplit(said["url"]).netloc


@pytest.fixture
def token(address: str, sqlite_url: str) -> str:
    """An analyst's token, made while the server runs."""
    database = open_database(sqlite_url)
    add_user(database, "ana", "analyst", None, machine_now())
    made = create_token(database, "ana", machine_now())
    database.dispose()
    assert address
    return made


def _connection(address: str) -> http.client.HTTPConnection:
    return http.client.HTTPConnection(address, timeout=SECONDS)


def test_it_answers_as_soon_as_it_says_where(address: str) -> None:
    connection = _connection(address)
    connection.request("GET", "/api/v1/health")
    assert json.load(connection.getresponse())["status"] == "ok"


@pytest.mark.parametrize("connection_header", ["keep-alive", "close"])
def test_a_client_that_sends_fifty_megabytes_first_reads_why_they_are_refused(
    address: str, token: str, connection_header: str
) -> None:
    connection = _connection(address)
    headers = {"Content-Type": "multipart/form-data; boundary=x", "Connection": connection_header}
    connection.request("POST", "/api/v1/deployments", b"x" * 50_000_000, headers | {"Authorization": f"Bearer {token}"})
    answer = connection.getresponse()
    assert (answer.status, json.load(answer)["type"]) == (413, "urn:workflow-app:problem:too_large")


def test_a_large_upload_by_nobody_is_told_to_sign_in(address: str) -> None:
    connection = _connection(address)
    connection.request("POST", "/api/v1/deployments", b"x" * 50_000_000, {"Content-Type": "multipart/form-data"})
    assert connection.getresponse().status == 401


def test_a_request_under_way_is_finished_when_the_server_is_told_to_stop(
    process: subprocess.Popen[str], address: str, token: str
) -> None:
    connection = _connection(address)
    connection.putrequest("PUT", "/api/v1/clock")
    body = b'{"now": "2999-01-01T00:00:00Z"}'
    for name, value in (("Authorization", f"Bearer {token}"), ("Content-Type", "application/json")):
        connection.putheader(name, value)
    connection.putheader("Content-Length", str(len(body)))
    connection.putheader("Expect", "100-continue")
    connection.endheaders()
    # The server says that it has begun to read; then it is told to stop, then it gets the rest.
    interim = connection.sock.recv(1000)
    process.send_signal(signal.SIGTERM)
    connection.send(body)
    assert interim.startswith(b"HTTP/1.1 100")
    assert connection.getresponse().status == 403
    assert process.wait(SECONDS) == 0


def test_its_log_is_one_json_object_per_line(process: subprocess.Popen[str], address: str) -> None:
    connection = _connection(address)
    connection.request("GET", "/api/v1/nothing", headers={"X-Request-ID": "number-7"})
    assert connection.getresponse().status == 404
    process.send_signal(signal.SIGTERM)
    _, errors = process.communicate(timeout=SECONDS)
    lines = [json.loads(line) for line in errors.splitlines()]
    assert [line["status"] for line in lines if line.get("request_id") == "number-7"] == [404]
