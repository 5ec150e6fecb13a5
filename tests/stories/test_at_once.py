"""Many at once, and a server that dies: nothing is done twice, nothing is lost."""

from __future__ import annotations

import signal
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from tests.stories.test_unseen_diagrams import TIMER
from tests.support.outside import Outside

FIFTY = 50


def _together(*acts: Callable[[], Any]) -> list[Any]:
    """What each act gave, all of them begun at one moment."""
    barrier = threading.Barrier(len(acts))
    results: list[Any] = [None] * len(acts)

    def run(place: int) -> None:
        barrier.wait(30)
        results[place] = acts[place]()

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return results


def _status(centre: Outside, task: str, who: str, data: dict[str, Any]) -> int:
    return centre.call("POST", f"/tasks/{task}/complete", {"data": data}, who).status


def _race(centre: Outside) -> tuple[int, ...]:
    """Two people complete one task at one moment: what they were answered."""
    task = centre.start("send_back", {})["open_tasks"][0]["id"]
    both = [lambda who=who: _status(centre, task, who, {"by": who}) for who in ("clerk", "window_lead")]
    return tuple(sorted(_together(*both)))


def _waiting(centre: Outside, count: int) -> list[Any]:
    """Cases that all wait for a timer of one working day."""
    content = TIMER.format(id="waiting", tag="timeDuration", text="working_days(1)").encode()
    assert centre.deploy_files({"waiting.bpmn": content}).status == 201
    return [centre.start("waiting", {}) for _ in range(count)]


def _kinds(centre: Outside, cases: list[Any]) -> Counter[tuple[str, ...]]:
    """How often each course of a case was taken."""
    return Counter(tuple(entry["kind"] for entry in centre.journal(case)) for case in cases)


def test_of_two_who_complete_one_task_exactly_one_does(shared: Outside) -> None:
    assert shared.deploy("send_back.bpmn").status == 201
    assert Counter(_race(shared) for _ in range(FIFTY)) == {(200, 409): FIFTY}


def test_of_two_who_complete_one_task_exactly_one_does_on_postgresql(postgres_sandbox: Outside) -> None:
    assert postgres_sandbox.deploy("send_back.bpmn").status == 201
    assert Counter(_race(postgres_sandbox) for _ in range(FIFTY)) == {(200, 409): FIFTY}


def test_branches_completed_at_once_are_all_kept(shared: Outside) -> None:
    assert shared.deploy("send_back.bpmn").status == 201
    case = shared.complete(shared.start("send_back", {}), "draft", {})
    tasks = [(task["id"], task["element"]) for task in case["open_tasks"]]
    acts = [lambda task=task, name=name: _status(shared, task, "clerk", {name: 1}) for task, name in tasks]
    assert _together(*acts) == [200, 200, 200]
    case = shared.case(case)
    assert ([task["element"] for task in case["open_tasks"]], case["data"]) == (["judge"], {"a": 1, "b": 1, "c": 1})


def test_a_server_killed_in_the_middle_loses_nothing_that_was_answered(sandbox: Outside) -> None:
    cases = _waiting(sandbox, 5)
    shown = [sandbox.case(case) for case in cases]
    sandbox.end(signal.SIGKILL)
    sandbox.sandbox()
    assert [sandbox.case(case) for case in cases] == shown
    sandbox.wind_to("2026-10-10T17:30:01")
    assert _kinds(sandbox, cases) == {("case_started", "timer_fired"): len(cases)}
    assert sandbox.command("verify")[0] == 0


def test_workers_beside_the_server_fire_every_timer_once(postgres_sandbox: Outside) -> None:
    centre = postgres_sandbox
    cases = _waiting(centre, 20)
    centre.worker()
    centre.worker()
    centre.wind_to("2026-10-10T18:00:00")
    assert _kinds(centre, cases) == {("case_started", "timer_fired"): len(cases)}
    assert {entry["at"] for case in cases for entry in centre.journal(case)[1:]} == {"2026-10-10T17:30:00+08:00"}
    assert centre.command("verify")[0] == 0
    assert centre.end() == [0, 0, 0]
