"""Every test of a case runs twice: in memory, and saved and loaded in fresh specifications before every act."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.driver import Driver, definition

Run = Callable[..., Driver]


@pytest.fixture(params=[False, True], ids=["straight", "reloaded"])
def run(request: pytest.FixtureRequest) -> Run:
    """Starts a case of the first file's first process: `run(content, …, data=…, at=…)`."""

    def start(*contents: bytes, process: str | None = None, **options: Any) -> Driver:
        return Driver(definition(*contents, process=process), reload=request.param, **options)

    return start
