"""What pages about one case share: its diagrams with marks, its journal in sentences, what its ids are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from workflow_app.queries.case_forms import Labels, field_labels
from workflow_app.queries.drawings import Drawing, automatic_steps, case_drawings, element_labels
from workflow_app.queries.journal import list_entries
from workflow_app.queries.paging import Page
from workflow_app.queries.people import names_of_people
from workflow_app.queries.progress import Progress, progress
from workflow_app.queries.visibility import require_case
from workflow_app.web import context
from workflow_app.web.pages.frame import group_words, now
from workflow_app.web.pages.sentences import Names, Sentence, tasks_named, tell

Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Told:
    """A case's journal with everything needed to tell and to draw it."""

    entries: list[Entry]
    drawings: tuple[Drawing, ...]
    names: Names
    labels: Labels

    def sentences(self, entries: Iterable[Entry] | None = None) -> list[Sentence]:
        """Entries as sentences, all of them unless some are given."""
        return tell(self.entries if entries is None else entries, self.names, now())

    def marks(self, reached: Progress | None = None) -> dict[str, dict[str, str]]:
        """What is done, active and waiting, by process and element, now or as far as given."""
        where = progress(self.entries) if reached is None else reached
        return where.marks(self.drawings)


def told(connection: sa.Connection, case: Mapping[str, Any]) -> Told:
    """Read the whole journal of a case and what its ids are called."""
    entries = all_entries(connection, case["number"])
    drawings = case_drawings(connection, case["item"], case["version"])
    people = names_of_people(connection, {name for entry in entries for name in _people(entry)})
    tasks = {key: (name, group_words(group)) for key, (name, group) in tasks_named(entries).items()}
    names = Names(people, element_labels(drawings), tasks, {case["item"]: case["item_name"]}, automatic_steps(drawings))
    return Told(entries, drawings, names, field_labels(connection, case["item"], case["version"]))


def all_entries(connection: sa.Connection, number: str) -> list[Entry]:
    """Every entry of a case, oldest first."""
    entries: list[Entry] = []
    page = Page(limit=200)
    while True:
        found = list_entries(connection, number, page)
        entries += found["items"]
        if not found["next"]:
            return entries
        page = Page(limit=200, cursor=found["next"])


def require_seen(connection: sa.Connection, number: str) -> None:
    """Raise NotFound or NotAllowed unless the person signed in may see this case."""
    require_case(connection, context.actor(), context.state().sandbox, number)


def _people(entry: Entry) -> list[str]:
    to = entry["body"].get("to")
    return [str(entry["actor"]), str(to)] if to else [str(entry["actor"])]
