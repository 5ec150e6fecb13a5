"""The demonstration centre: who is there, what is published, and that loading it twice changes nothing."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

import pytest
import sqlalchemy as sa

from tests.support.id_numbers import is_credit_code, is_resident_number
from workflow_app.commands.demonstration import demonstration_centre, load_demonstration
from workflow_app.commands.publish_item import publish
from workflow_app.commands.set_up_centre import diagram_files, register_entries, set_up_centre
from workflow_app.rules.instants import SHANGHAI
from workflow_app.rules.permissions import ROLES
from workflow_app.store.definitions import list_latest_versions
from workflow_app.store.departments import list_departments
from workflow_app.store.tables import users

NOW = datetime(2026, 6, 1, 9, tzinfo=SHANGHAI)
CENTRE = demonstration_centre()


@pytest.fixture
def loaded(database: sa.Engine) -> sa.Engine:
    """A new demonstration centre."""
    set_up_centre(database, NOW, sandbox=True)
    load_demonstration(database, NOW)
    return database


def people(database: sa.Engine) -> list[sa.Row[Any]]:
    with database.connect() as connection:
        return list(connection.execute(sa.select(users)))


def versions(database: sa.Engine) -> list[sa.Row[Any]]:
    with database.connect() as connection:
        return list_latest_versions(connection)


def test_every_role_has_somebody(loaded: sa.Engine) -> None:
    assert {person.role for person in people(loaded)} == set(ROLES)


def test_everybody_is_entered_by_a_click_and_nobody_by_a_password(loaded: sa.Engine) -> None:
    assert {(person.demonstration, person.password_hash) for person in people(loaded)} == {(True, None)}


def test_all_departments_are_there(loaded: sa.Engine) -> None:
    with loaded.connect() as connection:
        assert set(CENTRE.departments) <= {row.name for row in list_departments(connection)}


def test_thirty_departments_sit_in_the_hall() -> None:
    assert len(set(CENTRE.departments)) == 30


def test_every_department_has_a_clerk() -> None:
    clerks = {person.get("department") for person in CENTRE.people if person["role"] == "clerk"}
    assert set(CENTRE.departments) <= clerks


def test_departments_whose_items_have_diagrams_have_two_clerks_and_a_lead(loaded: sa.Engine) -> None:
    drawn = {row.code for row in versions(loaded)}
    departments = {name for entry in register_entries() if entry["code"] in drawn for name in entry["departments"]}
    staff = Counter((person.department, person.role) for person in people(loaded))
    counts = {name: (staff[name, "clerk"], staff[name, "window_lead"]) for name in departments}
    assert counts
    assert all(clerks >= 2 and leads >= 1 for clerks, leads in counts.values()), counts


def test_no_two_people_share_a_name() -> None:
    assert Counter(person["display_name"] for person in CENTRE.people).most_common(1)[0][1] == 1


def test_every_applicant_has_a_well_formed_number() -> None:
    numbers = [person["id_number"] for person in CENTRE.people if person["role"] == "applicant"]
    numbers += [visitor["id_number"] for visitor in CENTRE.visitors]
    assert [number for number in numbers if not (is_resident_number(number) or is_credit_code(number))] == []


def test_every_diagram_of_the_checkout_is_published(loaded: sa.Engine) -> None:
    items = {name.removesuffix(".bpmn") for name, _ in diagram_files() if name.endswith(".bpmn")}
    assert items <= {row.code for row in versions(loaded)}


def test_what_is_published_is_in_force_since_the_centre_was_founded(loaded: sa.Engine) -> None:
    assert {row.published_at for row in versions(loaded)} == {CENTRE.founded}


def test_a_centre_that_lives_before_the_founding_has_everything_at_once(sqlite_database: sa.Engine) -> None:
    early = datetime(2020, 1, 2, 9, tzinfo=SHANGHAI)
    set_up_centre(sqlite_database, early, sandbox=True)
    load_demonstration(sqlite_database, early)
    assert {row.published_at for row in versions(sqlite_database)} == {early}


def test_loading_a_second_time_does_nothing(loaded: sa.Engine) -> None:
    before = people(loaded)
    assert not load_demonstration(loaded, NOW)
    assert people(loaded) == before


def test_what_an_analyst_published_since_stays(loaded: sa.Engine) -> None:
    name, content = next(file for file in diagram_files() if file[0].endswith(".bpmn"))
    publish(loaded, "analyst", NOW, [(name, content + b"<!-- changed -->")])
    changed = {row.code: row.version for row in versions(loaded)}
    load_demonstration(loaded, NOW)
    assert {row.code: row.version for row in versions(loaded)} == changed
    assert 2 in changed.values()
