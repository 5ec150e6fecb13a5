"""The journal gives back what was appended, to us and to whoever reads the table without us."""

from __future__ import annotations

import hashlib
import json

import pytest
import sqlalchemy as sa

from tests.support.entries import NUMBER, entry
from workflow_app.commands.transaction import writing
from workflow_app.errors import Conflict
from workflow_app.rules.chain import entry_hash
from workflow_app.store.journal import append_entry, entries, entry_count

RICH = {"文": '王"小"明\n\u2028\x00', "fee": "12.50", "n": [1, 0.5, None, True], "nested": {"😀": {}}}


def _append(database: sa.Engine, *given: dict[str, object]) -> None:
    with writing(database) as connection:
        for each in given:
            append_entry(connection, each)


def test_an_entry_reads_back_as_it_was(database: sa.Engine) -> None:
    written = entry(body=RICH, facts=[{"fact": "data_set", "value": RICH}])
    _append(database, written)
    with database.connect() as connection:
        assert entries(connection, NUMBER) == [written]


def test_an_entry_read_back_has_the_hash_it_had(database: sa.Engine) -> None:
    _append(database, entry(body=RICH))
    with database.connect() as connection:
        read = entries(connection, NUMBER)[0]
    assert entry_hash(read) == read["hash"]


def test_an_outsider_checks_the_hash_from_the_table_alone(database: sa.Engine) -> None:
    _append(database, entry(body={"applicant": "王小明", "fee": "12.50"}))
    with database.connect() as connection:
        row = connection.exec_driver_sql("SELECT * FROM journal").mappings().one()
    shown = {"case": row["case_number"], "body": json.loads(row["body"]), "facts": json.loads(row["facts"])}
    shown |= {name: row[name] for name in ("seq", "at", "recorded_at", "actor", "kind", "previous")}
    text = json.dumps(shown, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert row["hash"] == hashlib.sha256(text.encode()).hexdigest()


def test_chinese_is_kept_as_it_is_read(database: sa.Engine) -> None:
    _append(database, entry(body={"name": "王小明"}))
    with database.connect() as connection:
        assert connection.exec_driver_sql("SELECT body FROM journal").scalar() == '{"name":"王小明"}'


def test_entries_come_oldest_first(database: sa.Engine) -> None:
    _append(database, entry(2), entry(1), entry(10))
    with database.connect() as connection:
        assert [each["seq"] for each in entries(connection, NUMBER)] == [1, 2, 10]


def test_entries_are_read_in_pages(database: sa.Engine) -> None:
    _append(database, *(entry(seq) for seq in range(1, 6)))
    with database.connect() as connection:
        assert [each["seq"] for each in entries(connection, NUMBER, after_seq=2, limit=2)] == [3, 4]


def test_a_case_shows_its_own_entries_only(database: sa.Engine) -> None:
    _append(database, entry(), entry(case="20261009-000002"))
    with database.connect() as connection:
        assert [each["case"] for each in entries(connection, NUMBER)] == [NUMBER]


def test_a_number_is_given_to_one_entry(database: sa.Engine) -> None:
    _append(database, entry())
    with pytest.raises(Conflict):
        _append(database, entry(actor="li"))


@pytest.mark.parametrize(("number", "count"), [(NUMBER, 2), ("20261009-000002", 1), ("none", 0), (None, 3)])
def test_entries_are_counted(database: sa.Engine, number: str | None, count: int) -> None:
    _append(database, entry(1), entry(2), entry(case="20261009-000002"))
    with database.connect() as connection:
        assert entry_count(connection, number) == count
