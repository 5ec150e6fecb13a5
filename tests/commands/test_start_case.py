"""Handing in an application: who may, under which version, with which number."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.centre import APPLICANT, AUDITOR, CLERK, MASTER, OTHER, START, Centre, at
from tests.support.centre_files import CITY
from workflow_app.errors import FormRefused, NotAllowed, NotFound, RequestRefused
from workflow_app.rules.instants import iso
from workflow_app.rules.permissions import Actor
from workflow_app.store.settings import SANDBOX
from workflow_app.store.tables import case_numbers, settings

HOUR = timedelta(hours=1)


def test_cases_of_a_day_are_numbered(centre: Centre) -> None:
    assert [centre.start("plain", {}) for _ in range(2)] == ["20260601-000001", "20260601-000002"]


def test_every_day_begins_with_number_one(centre: Centre) -> None:
    centre.start("plain", {})
    assert centre.start("plain", {}, now=at("2026-06-02 09:00")) == "20260602-000001"


def test_a_case_begins_with_one_entry(centre: Centre) -> None:
    assert centre.kinds(centre.start("plain", {})) == ["case_started"]


def test_the_first_entry_names_what_the_case_runs_under(centre: Centre) -> None:
    number = centre.start("plain", {})
    row, body = centre.row(number), centre.last(number)["body"]
    assert (body["item"], body["version"], body["digest"]) == ("plain", 1, row.digest)


def test_the_first_entry_pins_the_notices_known(centre: Centre) -> None:
    assert centre.last(centre.start("plain", {}))["body"]["notices"][-1] == "CN-2026"


def test_an_item_there_is_not_is_not_found(centre: Centre) -> None:
    with pytest.raises(NotFound):
        centre.start("nothing", {})


def test_a_registered_items_case_belongs_to_its_department(centre: Centre) -> None:
    assert centre.row(centre.start("plain", {})).department == CITY


@pytest.mark.parametrize("actor", [APPLICANT, CLERK, OTHER, MASTER], ids=lambda actor: actor.name)
def test_applicants_and_windows_may_hand_in(centre: Centre, actor: Actor) -> None:
    assert centre.last(centre.start("plain", {}, actor=actor))["actor"] == actor.name


def test_an_auditor_may_not_hand_in(centre: Centre) -> None:
    with pytest.raises(NotAllowed):
        centre.start("plain", {}, actor=AUDITOR)


def test_outside_a_sandbox_an_administrator_may_not_hand_in(centre: Centre) -> None:
    centre.change(settings, settings.c.name == SANDBOX, value="false")
    with pytest.raises(NotAllowed):
        centre.start("plain", {}, actor=MASTER)


def test_an_application_that_is_refused_leaves_nothing(centre: Centre) -> None:
    before = centre.contents()
    with pytest.raises(FormRefused):
        centre.start("asking", {})
    assert centre.contents() == before


def test_the_start_form_names_the_field_that_is_missing(centre: Centre) -> None:
    with pytest.raises(FormRefused) as caught:
        centre.start("asking", {})
    assert list(caught.value.details["errors"]) == ["amount"]


def test_a_number_is_not_used_up_by_a_refusal(centre: Centre) -> None:
    with pytest.raises(FormRefused):
        centre.start("asking", {})
    with centre.database.connect() as connection:
        assert connection.execute(case_numbers.select()).all() == []


def test_an_application_on_paper_counts_from_when_it_came(centre: Centre) -> None:
    number = centre.start("plain", {}, now=START + HOUR, received_at=START)
    entry = centre.last(number)
    assert (entry["at"], entry["recorded_at"]) == (iso(START), iso(START + HOUR))


def test_an_application_from_the_future_is_refused(centre: Centre) -> None:
    with pytest.raises(RequestRefused):
        centre.start("plain", {}, received_at=START + HOUR)


def test_an_applicant_may_not_say_that_it_came_earlier(centre: Centre) -> None:
    with pytest.raises(NotAllowed):
        centre.start("plain", {}, actor=APPLICANT, now=START + HOUR, received_at=START)
