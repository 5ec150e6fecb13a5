"""Journals kept for ever (tests/journals): what diagrams mean to the engine does not change under a case.

One that fails here means that running cases would replay to other facts: keep the old meaning beside the new one under
a new number (`SEMANTICS`), never record the journal again.
"""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.kept_journals import FOLDER, RECORDED, differences

TAMPERED = "tampered-joint-case"


def kept(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
    return content


def all_facts(journal: dict[str, Any]) -> list[dict[str, Any]]:
    return [fact for entry in journal["entries"] for fact in entry["facts"]]


@pytest.mark.parametrize("name", sorted(path.stem for path in FOLDER.glob("*.json") if path.stem != TAMPERED))
def test_a_kept_journal_gives_the_facts_that_were_written(name):
    assert differences(kept(name)) == []


def test_a_journal_that_was_tampered_with_is_found_at_the_entry():
    where = [seq for seq, entry in enumerate(kept(TAMPERED)["entries"], 1) if "不同意" in str(entry["facts"])]
    assert differences(kept(TAMPERED)) == where != []


@pytest.mark.parametrize("name", RECORDED)
def test_every_journal_was_recorded(name):
    assert kept(name)["entries"]


def test_the_kept_journals_hold_every_fact_about_people_and_time():
    told = {fact["fact"] for name in RECORDED for fact in all_facts(kept(name))}
    assert told >= {
        "task_opened", "task_closed", "task_dropped", "task_assigned", "timer_armed", "timer_moved", "timer_held",
        "timer_fired", "timer_ended", "data_set", "clock_started", "clock_moved", "clock_ended", "case_closed",
        "instance_opened", "element_active", "element_done", "statement_added",
    }  # fmt: skip


def test_the_tampered_copy_differs_in_its_facts_alone():
    def acts(name: str) -> list[dict[str, Any]]:
        return [{**entry, "facts": None} for entry in kept(name)["entries"]]

    assert acts(TAMPERED) == acts("joint-case")
