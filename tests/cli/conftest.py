"""Calls commands as the shell would, without the shell: arguments in, status, stdout and stderr out."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from workflow_app.cli.program import run


@dataclass(frozen=True)
class Called:
    """What came of a call."""

    status: int
    stdout: str
    stderr: str

    @property
    def document(self) -> Any:
        """The one JSON document on stdout; anything else there fails."""
        return json.loads(self.stdout)


Call = Callable[..., Called]


@pytest.fixture(autouse=True)
def empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Every call works in a data folder of its own, not yet made, with no setting from outside."""
    for variable in ("DATABASE_URL", "HOST", "PORT", "HALL_CLOSE", "SECRET_KEY_FILE", "THREADS", "TICK_SECONDS"):
        monkeypatch.delenv(f"WORKFLOW_APP_{variable}", raising=False)
    folder = tmp_path / "var"
    monkeypatch.setenv("WORKFLOW_APP_VAR", str(folder))
    return folder


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch) -> Call:
    """`call("calendar", "due", …)`."""

    def called(*arguments: str) -> Called:
        streams = [io.TextIOWrapper(io.BytesIO(), "ascii") for _ in range(2)]
        with monkeypatch.context() as patch:
            patch.setattr(sys, "stdout", streams[0])
            patch.setattr(sys, "stderr", streams[1])
            status = run(arguments)
        for stream in streams:
            stream.flush()
        texts = [stream.buffer.getvalue().decode("utf-8") for stream in streams]  # type: ignore[attr-defined]
        return Called(status, *texts)

    return called
