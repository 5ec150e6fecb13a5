"""Where a case stands on its diagrams, from facts alone: which element of which process is done, active, waiting."""

from __future__ import annotations

from typing import Any

import pytest

from workflow_app.queries.drawings import Drawing
from workflow_app.queries.progress import located, place, progress

ROOT = Drawing("item", "事项", "d1", True, (), {"intake": "shared", "again": "shared"}, None)
SHARED = Drawing("shared", "收件", "d2", True, (), {}, None)
DRAWINGS = (ROOT, SHARED)


def _marks(*facts: dict[str, Any]) -> dict[str, dict[str, str]]:
    return progress([{"facts": list(facts)}]).marks(DRAWINGS)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("review", ("item", "review")),
        ("intake/check", ("shared", "check")),
        ("examination/give_opinion", ("item", "give_opinion")),
        ("review[2]/give_opinion", ("item", "give_opinion")),
        ("examination/again[1]/check", ("shared", "check")),
    ],
)
def test_a_path_leads_into_the_process_it_calls(path: str, found: tuple[str, str]) -> None:
    assert located(path, DRAWINGS) == found


def test_a_key_without_its_occurrence_is_a_path() -> None:
    assert place({"fact": "task_opened", "key": "review[2]/give#3", "element": "give"}) == "review[2]/give"


def test_an_open_task_is_active_in_its_own_process_only() -> None:
    marks = _marks({"fact": "task_opened", "key": "intake/check#1", "element": "check"})
    assert marks == {"item": {}, "shared": {"check": "active"}}


def test_a_closed_task_is_done() -> None:
    task = {"key": "check#1", "element": "check"}
    assert _marks({"fact": "task_opened", **task}, {"fact": "task_closed", **task})["item"] == {"check": "done"}


def test_a_dropped_task_leaves_no_mark() -> None:
    task = {"key": "check#1", "element": "check"}
    assert _marks({"fact": "task_opened", **task}, {"fact": "task_dropped", **task})["item"] == {}


def test_one_of_two_instances_keeps_the_element_active() -> None:
    facts = [{"fact": "task_opened", "key": f"give[{n}]#1", "element": "give"} for n in (1, 2)]
    assert _marks(*facts, {**facts[0], "fact": "task_closed"})["item"] == {"give": "active"}


def test_an_armed_timer_waits_until_it_fires() -> None:
    timer = {"key": "late#1", "element": "late"}
    assert _marks({"fact": "timer_armed", **timer})["item"] == {"late": "waiting"}
    assert _marks({"fact": "timer_armed", **timer}, {"fact": "timer_fired", **timer})["item"] == {}


def test_what_is_active_again_is_not_shown_as_done() -> None:
    first, second = ({"key": f"check#{n}", "element": "check"} for n in (1, 2))
    facts = [{"fact": "task_opened", **first}, {"fact": "task_closed", **first}, {"fact": "task_opened", **second}]
    assert _marks(*facts)["item"] == {"check": "active"}


def test_in_a_closed_case_nothing_is_active() -> None:
    facts = [{"fact": "element_active", "element": "intake"}, {"fact": "case_closed", "element": None}]
    assert _marks(*facts)["item"] == {}
