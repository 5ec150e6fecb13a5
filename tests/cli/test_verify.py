"""`verify`: a journal untouched is in order; one byte changed is found, with its case and entry."""

from __future__ import annotations

from datetime import timedelta

import pytest
import sqlalchemy as sa

from tests.cli.conftest import Call
from tests.cli.test_studio import GOOD
from workflow_app.cli.centre import open_centre
from workflow_app.cli.options import settings_from
from workflow_app.commands.complete_task import complete_task
from workflow_app.commands.start_case import start_case
from workflow_app.commands.transaction import writing
from workflow_app.rules.permissions import Actor
from workflow_app.store.tables import journal, tasks

CLERK = Actor("李四", "clerk")


@pytest.fixture
def case(call: Call, tmp_path: object) -> str:
    """The number of a case that is over, in a centre where everything is in order."""
    with open_centre(settings_from(None, None)) as centre:
        from workflow_app.commands.publish_item import publish

        publish(centre.database, "test", centre.now(), [("plain.bpmn", GOOD.encode())])
        applicant = {"name": "王五", "id_number": "1"}
        number = start_case(centre.database, CLERK, centre.now(), item="plain", applicant=applicant, data={"a": "b"})
        with centre.database.connect() as connection:
            task = connection.execute(sa.select(tasks.c.id)).scalar_one()
        later = centre.now() + timedelta(seconds=1)
        complete_task(centre.database, Actor("赵六", "clerk"), later, task_id=task, data={"finding": "in order"})
    return number


def tamper(seq: int, old: str, new: str) -> None:
    """Change an entry's body in the database, as somebody with access to it could."""
    with open_centre(settings_from(None, None)) as centre, writing(centre.database) as connection:
        entry = journal.c.seq == seq
        body = connection.execute(sa.select(journal.c.body).where(entry)).scalar_one()
        assert old in body
        connection.execute(sa.update(journal).where(entry).values(body=body.replace(old, new)))


def test_a_journal_untouched_is_in_order(call: Call, case: str) -> None:
    called = call("verify", "--json")
    assert called.status == 0
    assert called.document == {"cases": 1, "entries": 2, "chain": "ok", "replay": "ok", "differences": []}


def test_one_case_alone_can_be_verified(call: Call, case: str) -> None:
    assert call("verify", "--case", case, "--json").document["cases"] == 1


def test_a_case_that_is_not_there_is_a_wrong_call(call: Call, case: str) -> None:
    called = call("verify", "--case", "20000101-000001", "--json")
    assert (called.status, called.document["error"]) == (2, "not_found")


def test_one_byte_changed_is_found_with_case_and_entry(call: Call, case: str) -> None:
    tamper(2, "in order", "in Order")
    called = call("verify", "--json")
    assert called.status == 1
    assert (case, 2) in [(each["case"], each["seq"]) for each in called.document["differences"]]


def test_for_people_a_difference_is_a_line(call: Call, case: str) -> None:
    tamper(1, "王五", "王六")
    assert call("verify").stdout.startswith(f"{case}  1  ")


def test_an_empty_centre_is_in_order(call: Call) -> None:
    assert call("verify", "--json").document["differences"] == []
