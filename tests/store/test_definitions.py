"""Files, versions and the register."""

from __future__ import annotations

import hashlib
import threading

import sqlalchemy as sa

from tests.support.entries import NOW
from workflow_app.commands.transaction import in_transaction, writing
from workflow_app.store import definitions
from workflow_app.store.tables import files


def _version(connection: sa.Connection, code: str = "permit", digest: str = "d1", name: str = "许可") -> int:
    return definitions.insert_version(connection, code=code, name=name, bundle="{}", digest=digest, at=NOW, by="li")


def test_a_file_is_known_by_the_sha_256_of_its_bytes(database: sa.Engine) -> None:
    with writing(database) as connection:
        digest = definitions.put_file(connection, "bpmn", "permit.bpmn", b"<x/>")
        row = definitions.get_file(connection, digest)
    assert row is not None
    assert (digest, row.kind, row.content) == (hashlib.sha256(b"<x/>").hexdigest(), "bpmn", b"<x/>")


def test_the_same_bytes_are_kept_once(database: sa.Engine) -> None:
    with writing(database) as connection:
        definitions.put_file(connection, "bpmn", "permit.bpmn", b"<x/>")
        definitions.put_file(connection, "bpmn", "renamed.bpmn", b"<x/>")
        kept = connection.execute(sa.select(files.c.name)).all()
    assert kept == [("permit.bpmn",)]


def test_a_file_nobody_published_is_none(database: sa.Engine) -> None:
    with database.connect() as connection:
        assert definitions.get_file(connection, "0" * 64) is None


def test_a_name_means_the_file_published_last(database: sa.Engine) -> None:
    with writing(database) as connection:
        for content in (b"first", b"second"):
            digest = definitions.put_file(connection, "dmn", "fee.dmn", content)
            definitions.set_published(connection, "dmn", "fee", digest)
        row = definitions.published_file(connection, "dmn", "fee")
    assert row is not None
    assert row.content == b"second"


def test_a_decision_and_a_process_may_bear_the_same_name(database: sa.Engine) -> None:
    with writing(database) as connection:
        digest = definitions.put_file(connection, "dmn", "fee.dmn", b"x")
        definitions.set_published(connection, "dmn", "fee", digest)
        assert definitions.published_file(connection, "bpmn", "fee") is None


def test_what_is_published_is_listed_by_kind(database: sa.Engine) -> None:
    with writing(database) as connection:
        digest = definitions.put_file(connection, "form", "a.form", b"{}")
        for kind, name in (("form", "b"), ("form", "a"), ("bpmn", "c")):
            definitions.set_published(connection, kind, name, digest)
        assert definitions.list_published(connection, "form") == {"a": digest, "b": digest}


def test_versions_are_counted_per_item(database: sa.Engine) -> None:
    with writing(database) as connection:
        given = [_version(connection, code) for code in ("permit", "permit", "licence")]
    assert given == [1, 2, 1]


def test_publishers_who_come_at_once_get_different_versions(database: sa.Engine) -> None:
    given: list[int] = []
    threads = [threading.Thread(target=lambda: given.append(in_transaction(database, _version))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(given) == [1, 2, 3, 4, 5, 6]


def test_the_latest_version_is_in_force(database: sa.Engine) -> None:
    with writing(database) as connection:
        _version(connection, digest="d1")
        _version(connection, digest="d2")
        row = definitions.latest_version(connection, "permit")
    assert row is not None
    assert (row.version, row.digest, row.published_at) == (2, "d2", NOW)


def test_an_older_version_is_still_found(database: sa.Engine) -> None:
    with writing(database) as connection:
        _version(connection, digest="d1")
        _version(connection, digest="d2")
        by_number = definitions.get_version(connection, "permit", 1)
        by_digest = definitions.version_by_digest(connection, "d1")
    assert by_number is not None
    assert by_number == by_digest


def test_an_item_never_published_has_no_version(database: sa.Engine) -> None:
    with database.connect() as connection:
        found = [
            definitions.latest_version(connection, "permit"),
            definitions.get_version(connection, "permit", 1),
            definitions.version_by_digest(connection, "d1"),
        ]
    assert found == [None, None, None]


def test_every_item_is_listed_with_the_version_in_force(database: sa.Engine) -> None:
    with writing(database) as connection:
        for code in ("permit", "licence", "permit"):
            _version(connection, code)
        listed = [(row.code, row.version) for row in definitions.list_latest_versions(connection)]
    assert listed == [("licence", 1), ("permit", 2)]


def test_an_item_is_registered_when_it_is_entered(database: sa.Engine) -> None:
    with writing(database) as connection:
        for department in ("市规划局", "市住建局"):
            entry = {"code": "permit", "name": "许可", "kind": "行政许可", "entry": "{}"}
            definitions.put_register_entry(connection, department=department, **entry)
        row = definitions.get_register_entry(connection, "permit")
        listed = definitions.list_register(connection)
    assert row is not None
    assert (row.department, listed) == ("市住建局", [row])


def test_an_item_only_deployed_is_not_registered(database: sa.Engine) -> None:
    with writing(database) as connection:
        _version(connection)
        assert definitions.get_register_entry(connection, "permit") is None
