"""Verify: untouched journals are in order; what is counted, said and shown on the way."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.centre import Centre
from tests.support.lives import defaulted, mixed_cases
from tests.support.tampering import edit, replace_in
from workflow_app.audit import verify as module
from workflow_app.audit.verify import verify
from workflow_app.errors import NotFound
from workflow_app.store.tables import journal

CLEAN = {"chain": "ok", "replay": "ok", "differences": []}


@pytest.fixture
def number(centre: Centre) -> str:
    """A case of four entries: begun, accepted, one opinion, the default of the other."""
    return defaulted(centre)


def _places(centre: Centre, number: str | None = None) -> list[tuple[str, int]]:
    """Where differences are found: case and entry."""
    return [(each["case"], each["seq"]) for each in verify(centre.database, number)["differences"]]


def test_untouched_journals_of_every_kind_are_in_order(centre: Centre) -> None:
    mixed_cases(centre)
    assert {key: verify(centre.database)[key] for key in CLEAN} == CLEAN


def test_cases_and_entries_are_counted(centre: Centre) -> None:
    numbers = mixed_cases(centre)
    answer = verify(centre.database)
    assert (answer["cases"], answer["entries"]) == (len(numbers), sum(len(centre.journal(each)) for each in numbers))


def test_a_centre_without_cases_is_in_order(centre: Centre) -> None:
    assert verify(centre.database) == {"cases": 0, "entries": 0, **CLEAN}


def test_one_case_alone_is_checked_when_asked_for(centre: Centre, number: str) -> None:
    edit(centre, centre.start("plain", {}), 1, actor="somebody")
    assert _places(centre, number) == []


def test_a_case_there_is_not_is_not_found(centre: Centre) -> None:
    with pytest.raises(NotFound):
        verify(centre.database, "20260601-000099")


def test_verifying_writes_nothing(centre: Centre, number: str) -> None:
    before = centre.contents()
    verify(centre.database)
    assert centre.contents() == before


def test_all_that_is_wrong_is_found_at_once(centre: Centre, number: str) -> None:
    other = centre.start("plain", {})
    edit(centre, number, 2, actor="somebody")
    edit(centre, other, 1, actor="somebody")
    assert {(number, 2), (other, 1)} <= set(_places(centre))


def test_a_difference_says_what_was_written_and_what_re_execution_gives(centre: Centre, number: str) -> None:
    replace_in(centre, number, 2, "facts", "2026-06-03T17:30", "2026-06-04T17:30")
    said = " ".join(each["what"] for each in verify(centre.database)["differences"])
    assert ("2026-06-04T17:30" in said, "2026-06-03T17:30" in said) == (True, True)


def test_progress_counts_the_cases_checked(centre: Centre) -> None:
    for _ in range(3):
        centre.start("plain", {})
    seen: list[tuple[int, int]] = []
    verify(centre.database, progress=lambda done, total: seen.append((done, total)))
    assert seen == [(1, 3), (2, 3), (3, 3)]


def test_many_cases_are_checked_by_several_processes_with_the_same_answer(
    centre: Centre, number: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(40):
        centre.start("simple", {})
    replace_in(centre, number, 3, "body", "同意", "同急")
    monkeypatch.setattr("os.cpu_count", lambda: 1)
    alone = verify(centre.database)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    pools: list[int] = []
    made = module.ProcessPoolExecutor

    def pool(workers: int, **more: Any) -> Any:
        pools.append(workers)
        return made(workers, **more)

    monkeypatch.setattr(module, "ProcessPoolExecutor", pool)
    assert (verify(centre.database), pools) == (alone, [2])


def test_the_journal_table_is_the_one_the_contract_names(centre: Centre) -> None:
    names = "case_number seq at recorded_at actor kind body facts previous hash"
    assert [column.name for column in journal.columns] == names.split()
