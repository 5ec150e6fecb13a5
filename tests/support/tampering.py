"""What somebody with access to the database could do to a journal."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from tests.support.centre import Centre
from workflow_app.commands.transaction import writing
from workflow_app.rules.chain import chained
from workflow_app.store.journal import append_entry, entries
from workflow_app.store.tables import cases, journal


def edit(centre: Centre, number: str, seq: int, **values: Any) -> None:
    """Change columns of one entry."""
    centre.change(journal, journal.c.case_number == number, journal.c.seq == seq, **values)


def text_of(centre: Centre, number: str, seq: int, column: str) -> str:
    """One column of one entry, as it stands in the database."""
    wanted = sa.select(journal.c[column]).where(journal.c.case_number == number, journal.c.seq == seq)
    with centre.database.connect() as connection:
        return str(connection.scalar(wanted))


def replace_in(centre: Centre, number: str, seq: int, column: str, old: str, new: str) -> None:
    """Change some of the text of one column of an entry."""
    text = text_of(centre, number, seq, column)
    assert old in text
    edit(centre, number, seq, **{column: text.replace(old, new, 1)})


def remove(centre: Centre, number: str, seq: int) -> None:
    """Remove an entry."""
    with writing(centre.database) as connection:
        connection.execute(sa.delete(journal).where(journal.c.case_number == number, journal.c.seq == seq))


def swap(centre: Centre, one: str, other: str, seq: int) -> None:
    """Exchange the entries of a number between two cases."""
    with writing(centre.database) as connection:
        for source, target in ((one, "x"), (other, one), ("x", other)):
            mine = (journal.c.case_number == source, journal.c.seq == seq)
            connection.execute(sa.update(journal).where(*mine).values(case_number=target))


def rewrite(centre: Centre, number: str, changed: list[dict[str, Any]]) -> None:
    """Put these entries in the place of the journal, numbered anew and with a whole new chain, and the row to match."""
    with writing(centre.database) as connection:
        connection.execute(sa.delete(journal).where(journal.c.case_number == number))
        last = ""
        for seq, entry in enumerate(changed, start=1):
            whole = chained({**entry, "seq": seq, "previous": last})
            append_entry(connection, whole)
            last = whole["hash"]
        connection.execute(sa.update(cases).where(cases.c.number == number).values(seq=len(changed), last_hash=last))


def rewrite_with(centre: Centre, number: str, seq: int, **values: Any) -> None:
    """Change an entry and recompute the whole chain."""
    with centre.database.connect() as connection:
        found = entries(connection, number)
    found[seq - 1].update(values)
    rewrite(centre, number, found)
