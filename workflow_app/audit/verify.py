"""Checks journals: the chain of hashes, and that every act, applied again, gives the very facts that were written.

Rewritten facts with a recomputed chain are found, too, because the diagram does not give them; so is an act that stands
although a deadline had passed before it.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from workflow_app.audit.timeliness import out_of_time
from workflow_app.commands.case_loading import act_of, calendars_of, definition_of
from workflow_app.engine.fold import apply, new_case
from workflow_app.engine.state import CaseState
from workflow_app.errors import Refusal
from workflow_app.rules.chain import entry_hash, same_in_journal
from workflow_app.store.cases import load_case_row
from workflow_app.store.damaged import reading_damaged
from workflow_app.store.database import open_database
from workflow_app.store.journal import json_text, read_entry
from workflow_app.store.tables import cases, journal

Difference = dict[str, Any]
Progress = Callable[[int, int], None]
CHUNK = 20


@dataclass(frozen=True, slots=True)
class CaseResult:
    """What checking one case found."""

    entries: int
    chain: list[Difference]
    replay: list[Difference]


def verify(database: sa.Engine, number: str | None = None, progress: Progress | None = None) -> dict[str, Any]:
    """Check one case or all: {"cases","entries","chain","replay","differences"}. Raises NotFound for an unknown case.

    All cases are checked on all cores; `progress(done, total)` is called along the way.
    """
    numbers = [number] if number is not None else _all_numbers(database)
    if number is not None:
        with database.connect() as connection:
            load_case_row(connection, number)
    results = [] if number is not None else _check_strays(database)
    for done, result in enumerate(_check_all(database, numbers), start=1):
        results.append(result)
        if progress:
            progress(done, len(numbers))
    return _answer(results, len(numbers))


def _check_strays(database: sa.Engine) -> list[CaseResult]:
    """Entries of cases that are not there."""
    strays = sa.select(journal.c.case_number, journal.c.seq).where(
        journal.c.case_number.not_in(sa.select(cases.c.number))
    )
    with reading_damaged(database) as connection:
        found = [_difference(row.case_number, row.seq, "there is no such case") for row in connection.execute(strays)]
    return [CaseResult(len(found), found, [])] if found else []


def _answer(results: list[CaseResult], count: int) -> dict[str, Any]:
    chain = [difference for result in results for difference in result.chain]
    replay = [difference for result in results for difference in result.replay]
    return {
        "cases": count,
        "entries": sum(result.entries for result in results),
        "chain": "broken" if chain else "ok",
        "replay": "broken" if replay else "ok",
        "differences": sorted(chain + replay, key=lambda found: (found["case"], found["seq"])),
    }


def _all_numbers(database: sa.Engine) -> list[str]:
    with database.connect() as connection:
        return list(connection.scalars(sa.select(cases.c.number).order_by(cases.c.number)))


def _check_all(database: sa.Engine, numbers: list[str]) -> Iterator[CaseResult]:
    workers = min(os.cpu_count() or 1, len(numbers) // CHUNK)
    if workers < 2:  # one worker is no pool
        with reading_damaged(database) as connection:
            for number in numbers:
                yield check_case(connection, number)
        return
    url = database.url.render_as_string(hide_password=False)
    chunks = [(url, numbers[start : start + CHUNK]) for start in range(0, len(numbers), CHUNK)]
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn")) as pool:
        for results in pool.map(_check_chunk, chunks):
            yield from results


def _check_chunk(chunk: tuple[str, list[str]]) -> list[CaseResult]:
    url, numbers = chunk
    database = open_database(url)
    try:
        with reading_damaged(database) as connection:
            return [check_case(connection, number) for number in numbers]
    finally:
        database.dispose()


def check_case(connection: sa.Connection, number: str) -> CaseResult:
    """Check one case's journal: its text, its chain, and what its acts give when they are applied again."""
    rows = list(connection.execute(sa.select(journal).where(journal.c.case_number == number).order_by(journal.c.seq)))
    found: list[dict[str, Any]] = []
    for row in rows:
        entry = _read(row)
        if entry is None:
            broken = _difference(number, row.seq, "body or facts are not the JSON that was written")
            return CaseResult(len(rows), [broken], [])
        found.append(entry)
    chain = list(_check_chain(connection, number, found))
    return CaseResult(len(rows), chain, list(_check_replay(connection, number, found)))


def _read(row: sa.Row[Any]) -> dict[str, Any] | None:
    """The entry of a row; None when its JSON is not, byte for byte, as `store/journal.py` writes it."""
    try:
        entry = read_entry(row)
    except (ValueError, RecursionError):
        return None
    return entry if (json_text(entry["body"]), json_text(entry["facts"])) == (row.body, row.facts) else None


def _check_chain(connection: sa.Connection, number: str, found: list[dict[str, Any]]) -> Iterator[Difference]:
    previous = ""
    for expected, entry in enumerate(found, start=1):
        if entry["seq"] != expected:
            yield _difference(number, expected, "the entry is missing")
            return
        if entry["previous"] != previous:
            yield _difference(number, expected, "previous is not the hash of the entry before")
        if _hash(entry) != entry["hash"]:
            yield _difference(number, expected, "the hash is not that of the entry")
        previous = entry["hash"]
    row = load_case_row(connection, number)
    if (row.seq, row.last_hash) != (len(found), previous):
        what = f"the case ends with entry {row.seq}, its journal with {len(found)}, or the last hashes differ"
        yield _difference(number, max(row.seq, len(found)), what)


def _hash(entry: dict[str, Any]) -> str:
    try:
        return entry_hash(entry)
    except Refusal as refusal:
        return f"none: {refusal}"


def _check_replay(connection: sa.Connection, number: str, found: list[dict[str, Any]]) -> Iterator[Difference]:
    row = load_case_row(connection, number)
    try:
        state: CaseState = new_case(definition_of(connection, row.digest), calendars_of(connection))
    except Refusal as refusal:
        yield _difference(number, 1, f"the diagram it ran under cannot be had: {refusal}")
        return
    for entry in found:
        try:
            untimely = out_of_time(state, entry)
            facts = apply(state, act_of(entry))
        except Exception as error:  # a changed body can do anything; the case cannot be followed further
            yield _difference(number, entry["seq"], f"the act cannot be applied again: {error}")
            return
        if untimely:
            yield _difference(number, entry["seq"], untimely)
        if not same_in_journal(facts, entry["facts"]):
            yield _difference(number, entry["seq"], _first_difference(facts, entry["facts"]))
    yield from _check_row(row, found, state)


def _check_row(row: sa.Row[Any], found: list[dict[str, Any]], state: CaseState) -> Iterator[Difference]:
    """The case's row must say what its first entry says, and what came of the last."""
    if not found:
        return
    started = {name: found[0]["body"].get(name) for name in ("item", "version", "digest")}
    if started != {name: getattr(row, name) for name in started}:
        yield _difference(row.number, 1, f"the case started under {started}, its row says something else")
    if row.status != state.status:
        what = f"the case's row says {row.status}, re-executed it is {state.status}"
        yield _difference(row.number, len(found), what)


def _first_difference(ours: list[Any], theirs: Any) -> str:
    if not isinstance(theirs, list):
        return f"the facts are no list, re-executed {len(ours)} facts"
    for index, (mine, written) in enumerate(zip(ours, theirs, strict=False)):
        if not same_in_journal(mine, written):
            return f"fact {index + 1} is {written}, re-executed {mine}"
    return f"{len(theirs)} facts are written, re-executed {len(ours)}"


def _difference(number: str, seq: int, what: str) -> Difference:
    return {"case": number, "seq": seq, "what": what}
