"""A running centre and a real Chromium in front of it. What a page complains about in its console fails the test."""

from __future__ import annotations

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import sqlalchemy as sa
from flask import Flask
from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from scripts.ensure_browser import find_browser
from tests.support import sample_centre
from workflow_app.clock import machine_now
from workflow_app.commands.demonstration import load_demonstration
from workflow_app.commands.set_up_centre import set_up_centre, start_clock_at
from workflow_app.store.database import open_database

HERE = Path(__file__).parent
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
HEIGHT = 900
# Chromium writes a line for every answer of 400 and above; whether it was the right answer is the test's question.
EXPECTED = "Failed to load resource"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All tests in this folder work a browser; tests/conftest.py has one process run them, with one Chromium."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@dataclass(frozen=True)
class Served:
    """A centre that answers at an address."""

    address: str
    database: sa.Engine


@dataclass
class Visitor:
    """Somebody at a browser of their own. `complaints` is what the pages wrote into the console."""

    page: Page
    address: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> Visitor:
        """Go to a page."""
        self.page.goto(self.address + path)
        return self

    def enter(self, name: str) -> Visitor:
        """Sign in as a demonstration person by one click."""
        self.open("/sign-in").page.click(f'button[value="{name}"]')
        self.page.wait_for_url(lambda address: "/sign-in" not in address)
        return self

    def reads(self, text: str) -> bool:
        """Whether the text is to be read on the page, now or shortly."""
        self.page.get_by_text(text).first.wait_for(timeout=5000)
        return True

    def overflows(self) -> bool:
        """Whether the page is wider than the window."""
        return bool(self.page.evaluate("document.documentElement.scrollWidth > window.innerWidth"))

    def note(self, message: ConsoleMessage) -> None:
        """Remember what a page complains about."""
        if message.type in {"error", "warning"} and EXPECTED not in message.text:
            self.complaints.append(f"{self.page.url}: {message.text}")


Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for all tests."""
    path = find_browser()
    if path is None:
        pytest.fail("no Chromium is installed: sudo apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@contextmanager
def _served(app: Flask, database: sa.Engine) -> Iterator[Served]:
    """The application at a free port, each request in a thread of its own, until the block ends."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield Served(f"http://127.0.0.1:{server.server_port}", database)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        database.dispose()


@pytest.fixture(scope="session")
def sample_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the sample centre in it, to copy."""
    path = tmp_path_factory.mktemp("browser") / "sample.sqlite3"
    shutil.copyfile(sqlite_template, path)
    database = open_database(f"sqlite:///{path}")
    sample_centre.found(database)
    database.dispose()
    return path


@pytest.fixture
def centre(sample_file: Path, tmp_path: Path) -> Iterator[Served]:
    """The sample centre (one joint item, a dozen people) at 2026-10-09 09:00."""
    path = tmp_path / "workflow.sqlite3"
    shutil.copyfile(sample_file, path)
    database = open_database(f"sqlite:///{path}")
    with _served(sample_centre.application(database, tmp_path), database) as served:
        yield served


@pytest.fixture(scope="session")
def demonstration_file(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with the demonstration centre in it, without any case, to copy."""
    path = tmp_path_factory.mktemp("browser") / "demonstration.sqlite3"
    shutil.copyfile(sqlite_template, path)
    database = open_database(f"sqlite:///{path}")
    set_up_centre(database, machine_now(), sandbox=True)
    start_clock_at(database, machine_now(), sample_centre.START, new=True)
    load_demonstration(database, sample_centre.START)
    database.dispose()
    return path


@pytest.fixture
def demonstration(demonstration_file: Path, tmp_path: Path) -> Iterator[Served]:
    """The demonstration centre with the real diagrams and all its people at 2026-10-09 09:00, no case yet."""
    path = tmp_path / "workflow.sqlite3"
    shutil.copyfile(demonstration_file, path)
    database = open_database(f"sqlite:///{path}")
    with _served(sample_centre.application(database, tmp_path), database) as served:
        yield served


@pytest.fixture
def visit(chromium: Browser) -> Iterator[Visit]:
    """Opens browsers: `visit(served, "li", width=360, scripts=False)`; each is a person with own cookies."""
    visitors: list[Visitor] = []

    def opened(served: Served, name: str | None = None, *, width: int = 1280, scripts: bool = True) -> Visitor:
        context = chromium.new_context(
            viewport={"width": width, "height": HEIGHT},
            java_script_enabled=scripts,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
        )
        visitor = Visitor(context.new_page(), served.address)
        visitor.page.on("console", visitor.note)
        visitor.page.on("pageerror", lambda error: visitor.complaints.append(str(error)))
        visitors.append(visitor)
        return visitor.enter(name) if name else visitor

    yield opened
    for visitor in visitors:
        visitor.page.context.close()
    assert [line for visitor in visitors for line in visitor.complaints] == []
