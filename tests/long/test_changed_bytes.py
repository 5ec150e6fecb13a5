"""Hundreds of random bytes changed in the journal, one at a time: the command line finds each and says where."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.support.outside import Outside
from tests.support.outside_chain import COLUMNS, journal_rows, put_bytes

CHANGES = 300
SEED = 20261009


def _worked(folder: Path) -> Outside:
    """A centre at rest in which ten simulated cases were worked."""
    centre = Outside(folder)
    assert centre.command("demo", "--cases", "10", "--seed", "7")[0] == 0
    connection = sqlite3.connect(centre.file)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return centre


def _one_changed(content: bytes, random_of: random.Random) -> bytes:
    """Other bytes: one flipped in one bit, put in or taken out."""
    place = random_of.randrange(len(content) or 1)
    flipped = bytes([content[place] ^ (1 << random_of.randrange(8))]) if content else b"a"
    return content[:place] + random_of.choice([flipped, b"", b" " + content[place : place + 1]]) + content[place + 1 :]


def _change(rows: list[tuple[Any, ...]], random_of: random.Random) -> tuple[str, int, str, bytes]:
    """Which entry and column are to become which bytes."""
    row = random_of.choice(rows)
    column = random_of.choice([name for name in COLUMNS if name not in {"case_number", "seq"}])
    content = str(row[COLUMNS.index(column)]).encode()
    changed = _one_changed(content, random_of)
    return (row[0], row[1], column, changed) if changed != content else _change(rows, random_of)


def _missed(source: Path, folder: Path) -> Callable[[tuple[str, int, str, bytes]], str | None]:
    """A function that makes one change in a copy of the database and says what verify did wrong, if anything."""

    def missed(change: tuple[str, int, str, bytes]) -> str | None:
        case, seq, column, content = change
        copy = Outside(folder / f"{abs(hash(change))}")
        copy.folder.mkdir()
        shutil.copyfile(source, copy.file)
        put_bytes(copy.file, case, seq, column, content)
        status, document, _ = copy.command("verify", "--case", case)
        shutil.rmtree(copy.folder)
        places = [(each["case"], each["seq"]) for each in document.get("differences", [])]
        return None if status == 1 and (case, seq) in places else f"{change}: {status} {places}"

    return missed


def test_every_changed_byte_is_found(tmp_path: Path, record_property: Callable[[str, object], None]) -> None:
    centre = _worked(tmp_path)
    random_of = random.Random(SEED)
    rows = journal_rows(centre.file)
    changes = [_change(rows, random_of) for _ in range(CHANGES)]
    with ThreadPoolExecutor(2) as pool:
        assert [each for each in pool.map(_missed(centre.file, tmp_path), changes) if each] == []
    record_property("changed bytes found", CHANGES)
