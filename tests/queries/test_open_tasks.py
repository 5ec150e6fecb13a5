"""The open tasks of a case, as its page and the interface list them."""

from __future__ import annotations

import sqlalchemy as sa

from tests.support.rows import insert_case, insert_task
from workflow_app.commands.transaction import writing
from workflow_app.queries.tasks import open_tasks

NUMBER = "20261009-000001"


def test_the_tenth_task_comes_after_the_ninth(database: sa.Engine) -> None:
    with writing(database) as connection:
        insert_case(connection, NUMBER)
        for n in (10, 9, 2):
            insert_task(connection, NUMBER, n)
    with database.connect() as connection:
        found = [task["id"] for task in open_tasks(connection, NUMBER)]
    assert found == [f"{NUMBER}.{n}" for n in (2, 9, 10)]
