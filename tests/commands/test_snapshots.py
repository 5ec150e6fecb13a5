"""A snapshot is a cache of the fold: thrown away, lagging behind, of another format, it changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.centre import START, Centre, at
from workflow_app.commands.settle_due import settle_due
from workflow_app.store.tables import cases

FRIDAY = at("2026-06-05 09:00")
Spoil = Callable[[Centre, dict[str, Any]], None]


def _thrown_away(centre: Centre, early: dict[str, Any]) -> None:
    centre.change(cases, snapshot=None)


def _thrown_away_with_its_place(centre: Centre, early: dict[str, Any]) -> None:
    centre.change(cases, snapshot=None, snapshot_seq=0)


def _of_an_earlier_entry(centre: Centre, early: dict[str, Any]) -> None:
    centre.change(cases, **early)


def _said_to_be_earlier_than_it_is(centre: Centre, early: dict[str, Any]) -> None:
    centre.change(cases, snapshot_seq=cases.c.snapshot_seq - 1)


def _said_to_be_later_than_the_journal(centre: Centre, early: dict[str, Any]) -> None:
    centre.change(cases, snapshot_seq=99)


def _of_another_format(centre: Centre, early: dict[str, Any]) -> None:
    centre.change(cases, snapshot=b"0 3\n{}")


def _untouched(centre: Centre, early: dict[str, Any]) -> None:
    pass


SPOILED = [
    _thrown_away,
    _thrown_away_with_its_place,
    _of_an_earlier_entry,
    _said_to_be_earlier_than_it_is,
    _said_to_be_later_than_the_journal,
    _of_another_format,
]


def _life(centre: Centre, spoil: Spoil) -> list[dict[str, Any]]:
    """A case's life with its snapshot spoiled in the middle; its journal."""
    number = centre.start(now=START)
    early = {"snapshot": centre.row(number).snapshot, "snapshot_seq": 1}
    centre.complete(number, "accept")
    centre.complete(number, "give_opinion[1]#1", {"opinion": "同意"})
    spoil(centre, early)
    settle_due(centre.database, FRIDAY)
    centre.complete(number, "decide", {"decision": "准予"}, now=FRIDAY)
    return [{**entry, "case": "", "previous": "", "hash": ""} for entry in centre.journal(number)]


@pytest.mark.parametrize("spoil", SPOILED)
def test_a_case_goes_on_as_if_its_snapshot_were_untouched(sqlite_centre: Centre, spoil: Spoil) -> None:
    assert _life(sqlite_centre, spoil) == _life(sqlite_centre, _untouched)


def test_a_case_without_its_snapshot_goes_on_on_every_database(centre: Centre) -> None:
    assert _life(centre, _thrown_away)[-1]["facts"][-1]["status"] == "completed"


def test_a_new_act_makes_a_new_snapshot(sqlite_centre: Centre) -> None:
    number = sqlite_centre.asked()
    sqlite_centre.change(cases, snapshot=None, snapshot_seq=0)
    sqlite_centre.complete(number, "give_opinion[1]#1")
    row = sqlite_centre.row(number)
    assert (row.snapshot is not None, row.snapshot_seq) == (True, row.seq)
