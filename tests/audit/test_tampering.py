"""Verify finds whatever was done to a journal by somebody with access to the database, and says where."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support import tampering
from tests.support.centre import DUE, Centre
from tests.support.centre_files import joint
from tests.support.lives import defaulted
from tests.support.tampering import edit, remove, replace_in, rewrite, rewrite_with
from workflow_app.audit.verify import verify
from workflow_app.commands.transaction import writing
from workflow_app.rules.chain import chained
from workflow_app.rules.instants import iso
from workflow_app.store.journal import append_entry
from workflow_app.store.tables import cases, files, item_versions, notices


@pytest.fixture
def number(centre: Centre) -> str:
    """A case of four entries: begun, accepted, one opinion, the default of the other."""
    return defaulted(centre)


def _places(centre: Centre) -> list[tuple[str, int]]:
    """Where differences are found: case and entry."""
    return [(each["case"], each["seq"]) for each in verify(centre.database)["differences"]]


def _broken(centre: Centre) -> tuple[str, str]:
    """What verify says of chain and replay."""
    answer = verify(centre.database)
    return answer["chain"], answer["replay"]


CHANGED = {
    "actor": "somebody",
    "kind": "task_released",
    "at": "2026-06-01T09:00:01+08:00",
    "recorded_at": "2026-06-01T09:00:01+08:00",
    "hash": "0" * 64,
    "previous": "0" * 64,
}


@pytest.mark.parametrize(("column", "value"), CHANGED.items(), ids=CHANGED.keys())
def test_a_changed_column_is_found_with_case_and_entry(centre: Centre, number: str, column: str, value: str) -> None:
    edit(centre, number, 3, **{column: value})
    assert (number, 3) in _places(centre)


@pytest.mark.parametrize(("column", "old", "new"), [("body", "同意", "同急"), ("facts", "同意", "同急")])
def test_one_character_changed_is_found_with_case_and_entry(
    centre: Centre, number: str, column: str, old: str, new: str
) -> None:
    replace_in(centre, number, 3, column, old, new)
    assert (number, 3) in _places(centre)


@pytest.mark.parametrize("column", ["body", "facts"])
def test_a_blank_that_means_nothing_to_json_is_found(centre: Centre, number: str, column: str) -> None:
    replace_in(centre, number, 3, column, ":", ": ")
    assert _places(centre) == [(number, 3)]


UNREADABLE = {
    "no_json": "{",
    "too_deep": "[" * 5000 + "]" * 5000,
    "endless": "[" * 200_000,
    "no_number": '{"task":"give_opinion[1]#1","data":{"x":NaN}}',
    "long_number": '{"task":"give_opinion[1]#1","data":{"x":12345678901234567890}}',
    "huge_number": '{"x":' + "9" * 5000 + "}",
    "list": "[]",
    "null": "null",
}


@pytest.mark.parametrize("column", ["body", "facts"])
@pytest.mark.parametrize("text", UNREADABLE.values(), ids=UNREADABLE.keys())
def test_whatever_is_written_there_is_found(sqlite_centre: Centre, column: str, text: str) -> None:
    number = sqlite_centre.asked()
    sqlite_centre.complete(number, "give_opinion[1]#1", {"opinion": "同意"})
    edit(sqlite_centre, number, 3, **{column: text})
    assert (number, 3) in _places(sqlite_centre)


@pytest.mark.parametrize("column", ["at", "recorded_at", "actor", "kind", "body", "facts", "previous", "hash"])
@pytest.mark.parametrize("kind", ["text", "blob"])
def test_a_byte_that_is_no_text_is_found_with_case_and_entry(sqlite_centre: Centre, column: str, kind: str) -> None:
    number = sqlite_centre.asked()
    content = b"\xb2" + tampering.text_of(sqlite_centre, number, 2, column).encode()[1:]
    edit(sqlite_centre, number, 2, **{column: sa.text(f"cast(x'{content.hex()}' as {kind})")})
    assert (number, 2) in _places(sqlite_centre)


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_a_removed_entry_is_found_where_it_was(centre: Centre, number: str, seq: int) -> None:
    remove(centre, number, seq)
    assert (number, seq) in _places(centre)


def test_a_removed_last_entry_is_found(centre: Centre, number: str) -> None:
    remove(centre, number, 4)
    assert (number, 4) in _places(centre)


def test_a_journal_that_is_gone_is_found(centre: Centre) -> None:
    number = centre.start("plain", {})
    remove(centre, number, 1)
    assert _places(centre) == [(number, 1)]


def test_an_entry_put_at_the_end_is_found(centre: Centre, number: str) -> None:
    last = centre.last(number)
    forged = chained({**last, "seq": 5, "previous": last["hash"], "kind": "statement_added",
                      "body": {"task": None, "text": "", "attachments": []},
                      "facts": [{"fact": "statement_added"}]})  # fmt: skip
    with writing(centre.database) as connection:
        append_entry(connection, forged)
    assert (number, 5) in _places(centre)


def test_an_entry_put_in_between_with_a_new_chain_is_found(centre: Centre, number: str) -> None:
    found = centre.journal(number)
    claim = {**found[1], "kind": "task_claimed", "body": {"task": "give_opinion[1]#1"}, "facts": []}
    rewrite(centre, number, [*found[:2], claim, *found[2:]])
    assert (number, 3) in _places(centre)


def test_an_entry_left_out_with_a_new_chain_is_found(centre: Centre, number: str) -> None:
    found = centre.journal(number)
    rewrite(centre, number, [*found[:2], *found[3:]])
    assert (number, 3) in _places(centre)


def test_facts_rewritten_with_a_new_chain_are_found_by_re_execution(centre: Centre, number: str) -> None:
    facts = [{**fact, "group": "丙局"} if "group" in fact else fact for fact in centre.last(number)["facts"]]
    rewrite_with(centre, number, 4, facts=facts)
    assert _broken(centre) == ("ok", "broken")


def test_facts_rewritten_with_a_new_chain_are_named_by_entry(centre: Centre, number: str) -> None:
    rewrite_with(centre, number, 2, facts=centre.journal(number)[1]["facts"][:-1])
    assert _places(centre) == [(number, 2)]


def test_an_act_rewritten_with_a_new_chain_is_found_by_re_execution(centre: Centre, number: str) -> None:
    rewrite_with(centre, number, 3, body={"task": "give_opinion[1]#1", "data": {"opinion": "不同意"}})
    assert _places(centre) == [(number, 3)]


def test_a_default_brought_forward_with_a_new_chain_is_found(centre: Centre, number: str) -> None:
    rewrite_with(centre, number, 4, at=iso(DUE.replace(hour=9)), body={"timer": "silence#1", "due": iso(DUE)})
    assert (number, 4) in _places(centre)


def test_a_late_opinion_in_the_place_of_the_default_is_found_in_spite_of_a_new_chain(
    centre: Centre, number: str
) -> None:
    late = iso(DUE.replace(hour=18))
    opinion = {**centre.journal(number)[2], "at": late, "recorded_at": late}
    rewrite(centre, number, [*centre.journal(number)[:2], opinion])
    assert _places(centre) == [(number, 3)]


def test_a_default_that_somebody_brought_about_is_found_in_spite_of_a_new_chain(centre: Centre, number: str) -> None:
    rewrite_with(centre, number, 4, actor="li")
    assert _places(centre) == [(number, 4)]


def test_an_act_before_the_one_before_it_is_found_in_spite_of_a_new_chain(centre: Centre, number: str) -> None:
    rewrite_with(centre, number, 3, at="2026-06-01T08:59:59+08:00")
    assert _places(centre) == [(number, 3)]


def test_an_act_written_down_before_it_happened_is_found_in_spite_of_a_new_chain(centre: Centre, number: str) -> None:
    rewrite_with(centre, number, 3, recorded_at="2026-06-01T08:59:59+08:00")
    assert _places(centre) == [(number, 3)]


def test_a_late_opinion_whose_time_is_written_in_another_zone_is_found(centre: Centre, number: str) -> None:
    late = DUE.replace(hour=18).astimezone(UTC).isoformat(timespec="seconds")
    opinion = {**centre.journal(number)[2], "at": late, "recorded_at": late}
    rewrite(centre, number, [*centre.journal(number)[:2], opinion])
    assert _places(centre) == [(number, 3)]


def test_entries_exchanged_between_two_cases_are_found_in_both(centre: Centre, number: str) -> None:
    other = centre.asked()
    tampering.swap(centre, number, other, 2)
    assert {(number, 2), (other, 2)} <= set(_places(centre))


def test_a_row_cut_back_is_found(centre: Centre, number: str) -> None:
    before = centre.journal(number)[2]
    centre.change(cases, cases.c.number == number, seq=3, last_hash=before["hash"])
    assert _places(centre) == [(number, 4)]


ROW = {"status": "completed", "item": "plain", "version": 7, "last_hash": "0" * 64, "digest": "0" * 64}


@pytest.mark.parametrize(("column", "value"), ROW.items(), ids=ROW.keys())
def test_a_row_that_says_something_else_than_its_journal_is_found(
    centre: Centre, number: str, column: str, value: Any
) -> None:
    centre.change(cases, cases.c.number == number, **{column: value})
    assert {each for each, _ in _places(centre)} == {number}


def test_entries_of_a_case_that_is_not_there_are_found(centre: Centre, number: str) -> None:
    with writing(centre.database) as connection:
        connection.execute(sa.delete(cases).where(cases.c.number == number))
    assert _places(centre) == [(number, seq) for seq in range(1, 5)]


def test_a_diagram_whose_bytes_were_changed_is_found(centre: Centre, number: str, fresh_definitions: None) -> None:
    centre.change(files, files.c.name == "joint.bpmn", content=joint() + b"\n")
    assert _places(centre) == [(number, 1)]


def test_a_version_whose_files_were_exchanged_is_found(centre: Centre, number: str, fresh_definitions: None) -> None:
    with centre.database.connect() as connection:
        other = connection.scalar(sa.select(item_versions.c.bundle).where(item_versions.c.code == "plain"))
    centre.change(item_versions, item_versions.c.code == "joint", bundle=other)
    assert _places(centre) == [(number, 1)]


@pytest.fixture
def fresh_definitions(monkeypatch: pytest.MonkeyPatch) -> None:
    """No definition is kept in memory yet, as in a new process."""
    from workflow_app.commands import case_loading
    from workflow_app.engine.definitions import DefinitionCache

    monkeypatch.setattr(case_loading, "DEFINITIONS", DefinitionCache())


def test_a_notice_that_is_gone_is_found(centre: Centre, monkeypatch: pytest.MonkeyPatch) -> None:
    number = centre.asked()
    monkeypatch.setattr("workflow_app.commands.case_loading._NOTICES", {})
    with writing(centre.database) as connection:
        connection.execute(sa.delete(notices).where(notices.c.id == "CN-2026"))
    assert (number, 1) in _places(centre)
