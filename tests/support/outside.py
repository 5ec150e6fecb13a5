"""A centre as strangers meet it: a server process, the command line and HTTP. Imports nothing of the package."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.error
import urllib.parse
import urllib.request
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

PROGRAM = str(Path(sys.executable).parent / "workflow-app")
DIAGRAMS = Path(__file__).parents[1] / "stories" / "diagrams"
ROLES = ("applicant", "clerk", "window_lead", "analyst", "auditor", "supervisor", "administrator")
# A Friday; the holiday of October 2026 is over.
MORNING = "2026-10-09T09:00:00+08:00"
APPLICANT = {"name": "张三", "id_number": "110101199003077758"}
JSON = "application/json"


@dataclass(frozen=True)
class Answer:
    """What HTTP answered; `body` is the JSON, or the bytes where it is none."""

    status: int
    type: str
    body: Any


class Outside:
    """One centre in `folder`. `tokens` are by user; everybody of `add_people` is called as the role."""

    def __init__(self, folder: Path, url: str | None = None, tokens: dict[str, str] | None = None) -> None:
        self.folder = folder
        self.file = folder / "workflow.sqlite3"
        self.tokens = dict(tokens or {})
        self.environment = {name: value for name, value in os.environ.items() if not name.startswith("WORKFLOW_APP_")}
        self.environment |= {
            "WORKFLOW_APP_VAR": str(folder),
            "WORKFLOW_APP_DATABASE_URL": url or f"sqlite:///{self.file}",
        }
        self.running: list[subprocess.Popen[str]] = []
        self.base = ""

    def copied_to(self, folder: Path) -> Outside:
        """The same centre, stopped, in another folder (SQLite only)."""
        shutil.copyfile(self.file, folder / self.file.name)
        return Outside(folder, tokens=self.tokens)

    def serve(self, *options: str) -> Outside:
        """Start a server on a free port and wait until it listens."""
        answer = self._begin("serve", "--port", "0", *options)
        self.base = answer["url"] + "/api/v1"
        return self

    def sandbox(self) -> Outside:
        """As `serve`, for a sandbox whose time begins at MORNING."""
        return self.serve("--sandbox", "--clock", MORNING)

    def worker(self) -> None:
        """Start a worker and wait until it works."""
        self._begin("worker")

    def end(self, how: signal.Signals = signal.SIGTERM) -> list[int]:
        """End all that runs; the exit statuses."""
        for process in self.running:
            process.send_signal(how)
        statuses = [process.wait(30) for process in self.running]
        for process in self.running:
            _stream(process).close()
        self.running.clear()
        return statuses

    def command(self, *arguments: str) -> tuple[int, Any, str]:
        """Run a command with --json: exit status, the document, what it said beside it."""
        done = subprocess.run(
            [PROGRAM, *arguments, "--json"],
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        return done.returncode, json.loads(done.stdout), done.stderr

    def add_people(self) -> Outside:
        """One user of every role, named as the role."""
        for role in ROLES:
            status, document, _ = self.command("user", "add", role, "--role", role)
            assert status == 0
            self.tokens[role] = document["token"]
        return self

    def call(self, method: str, path: str, body: Any = None, who: str | None = "administrator", **raw: Any) -> Answer:
        """One request; `body` is sent as JSON, or `content` as it is with the type `sent_as`."""
        content = raw.get("content", None if body is None else json.dumps(body).encode())
        headers = {"Content-Type": raw.get("sent_as", JSON)} if content is not None else {}
        if who is not None:
            headers["Authorization"] = f"Bearer {self.tokens.get(who, who)}"
        address = self.base + urllib.parse.quote(path, safe="/?=&:%").replace("#", "%23")
        request = urllib.request.Request(address, data=content, method=method, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return _answer(answer.status, answer.headers, answer.read())
        except urllib.error.HTTPError as error:
            with error:
                return _answer(error.code, error.headers, error.read())

    def deploy(self, *names: str) -> Answer:
        """Deploy files of tests/stories/diagrams over HTTP."""
        return self.deploy_files({name: (DIAGRAMS / name).read_bytes() for name in names})

    def deploy_files(self, files: dict[str, bytes], who: str = "analyst") -> Answer:
        """Deploy files over HTTP, as a form with the field `files`."""
        boundary = uuid.uuid4().hex
        head = 'Content-Disposition: form-data; name="files"; filename="{}"\r\nContent-Type: application/octet-stream'
        parts = [
            f"--{boundary}\r\n{head.format(name)}\r\n\r\n".encode() + content + b"\r\n"
            for name, content in files.items()
        ]
        content = b"".join(parts) + f"--{boundary}--\r\n".encode()
        sent_as = f"multipart/form-data; boundary={boundary}"
        return self.call("POST", "/deployments", who=who, content=content, sent_as=sent_as)

    def start(self, item: str, data: Any, who: str = "administrator") -> Any:
        """Start a case; the case."""
        answer = self.call("POST", "/cases", {"item": item, "applicant": APPLICANT, "data": data}, who)
        assert answer.status == 201, answer
        return answer.body

    def complete(self, case: Any, element: str, data: Any, nth: int = 0) -> Any:
        """Complete the nth open task of an element; the case after it."""
        task = [task for task in case["open_tasks"] if task["element"] == element][nth]
        answer = self.call("POST", f"/tasks/{task['id']}/complete", {"data": data})
        assert answer.status == 200, answer
        return answer.body

    def case(self, case: Any) -> Any:
        """The case as it stands now."""
        return self.call("GET", f"/cases/{case['number']}").body

    def journal(self, case: Any) -> list[Any]:
        """Every entry."""
        return self.pages(f"/cases/{case['number']}/journal")

    def pages(self, path: str, limit: int = 200) -> list[Any]:
        """A list walked to its end by the cursor."""
        found: list[Any] = []
        cursor = ""
        while True:
            answer = self.call("GET", f"{path}?limit={limit}{cursor}").body
            assert len(answer["items"]) <= limit
            found += answer["items"]
            if answer["next"] is None:
                return found
            cursor = f"&cursor={urllib.parse.quote(answer['next'])}"

    def wind_to(self, now: str) -> None:
        """Move virtual time to an instant, as `2026-10-12T17:30:01`."""
        answer = self.call("PUT", "/clock", {"now": f"{now}+08:00"})
        assert answer.status == 200, answer

    def _begin(self, *arguments: str) -> Any:
        process = subprocess.Popen(
            [PROGRAM, *arguments, "--json"],
            env=self.environment,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.running.append(process)
        return json.loads(_stream(process).readline())


def _stream(process: subprocess.Popen[str]) -> IO[str]:
    assert process.stdout is not None
    return process.stdout


def _answer(status: int, headers: Any, content: bytes) -> Answer:
    kind = headers.get("Content-Type", "")
    return Answer(status, kind, json.loads(content) if "json" in kind else content)
