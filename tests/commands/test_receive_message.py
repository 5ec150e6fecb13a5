"""Messages from outside reach the cases that wait for them, and no others."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.centre import APPLICANT, CLERK, START, Centre, at
from workflow_app.commands.receive_message import receive_message
from workflow_app.errors import NotAllowed, NotFound, ValueNotKept
from workflow_app.rules.permissions import Actor

FIRMS = {"firms": ["甲公司", "乙公司"]}


def _pay(centre: Centre, correlation: dict[str, Any], payload: dict[str, Any] | None = None, **more: Any) -> list[str]:
    arguments = {"actor": CLERK, "now": START, "name": "paid", **more}
    return receive_message(
        centre.database, arguments.pop("actor"), arguments.pop("now"), correlation=correlation, payload=payload or {},
        **arguments,
    )  # fmt: skip


def test_a_message_reaches_the_case_whose_data_agree(centre: Centre) -> None:
    numbers = [centre.start("paying", {"bill": bill}) for bill in ("A-1", "A-2")]
    assert _pay(centre, {"bill": "A-2"}) == [numbers[1]]


def test_a_message_lets_the_case_go_on(centre: Centre) -> None:
    number = centre.start("paying", {"bill": "A-1"})
    _pay(centre, {"bill": "A-1"})
    assert centre.open_tasks(number) == ["work#1"]


def test_a_messages_payload_becomes_case_data(centre: Centre) -> None:
    number = centre.start("paying", {"bill": "A-1"})
    _pay(centre, {"bill": "A-1"}, {"receipt": "R-7"})
    assert {"fact": "data_set", "scope": "", "name": "receipt", "value": "R-7"} in centre.last(number)["facts"]


def test_a_message_reaches_a_case_by_its_number(centre: Centre) -> None:
    numbers = [centre.start("paying", {}) for _ in range(2)]
    assert _pay(centre, {"case": numbers[1]}) == [numbers[1]]


def test_a_number_alone_is_not_enough_when_the_data_disagree(centre: Centre) -> None:
    number = centre.start("paying", {"bill": "A-1"})
    with pytest.raises(NotFound):
        _pay(centre, {"case": number, "bill": "A-2"})


def test_a_message_without_correlation_reaches_all_who_wait(centre: Centre) -> None:
    numbers = [centre.start("paying", {}) for _ in range(2)]
    assert _pay(centre, {}) == numbers


def test_a_message_nobody_waits_for_is_not_found(centre: Centre) -> None:
    centre.start("plain", {})
    with pytest.raises(NotFound):
        _pay(centre, {})


def test_a_message_by_another_name_is_not_found(centre: Centre) -> None:
    centre.start("paying", {})
    with pytest.raises(NotFound):
        _pay(centre, {}, name="refunded")


def test_text_is_not_the_number_it_looks_like(centre: Centre) -> None:
    centre.start("paying", {"bill": 7})
    with pytest.raises(NotFound):
        _pay(centre, {"bill": "7"})


def test_a_message_reaches_the_one_instance_it_is_about(centre: Centre) -> None:
    number = centre.start("firms", FIRMS)
    _pay(centre, {"firm": "乙公司"})
    assert centre.last(number)["body"]["waits"] == ["receive[2]#1"]


def test_a_message_about_the_whole_case_reaches_all_its_instances(centre: Centre) -> None:
    number = centre.start("firms", FIRMS)
    _pay(centre, {"case": number})
    assert centre.open_tasks(number) == ["work#1"]


def test_a_message_that_comes_twice_is_not_found_the_second_time(centre: Centre) -> None:
    centre.start("paying", {"bill": "A-1"})
    _pay(centre, {"bill": "A-1"})
    with pytest.raises(NotFound):
        _pay(centre, {"bill": "A-1"})


def test_a_message_after_the_deadline_reaches_nobody(centre: Centre) -> None:
    centre.start("paying", {})
    with pytest.raises(NotFound):
        _pay(centre, {}, now=at("2026-06-08 17:31"))


def test_the_deadline_stands_though_the_late_message_is_refused(centre: Centre) -> None:
    number = centre.start("paying", {})
    with pytest.raises(NotFound):
        _pay(centre, {}, now=at("2026-06-08 17:31"))
    assert centre.row(number).status == "completed"


@pytest.mark.parametrize("actor", [APPLICANT, Actor("zhou", "auditor")], ids=lambda actor: actor.role)
def test_only_those_who_work_cases_enter_messages(centre: Centre, actor: Actor) -> None:
    centre.start("paying", {})
    with pytest.raises(NotAllowed):
        _pay(centre, {}, actor=actor)


def test_a_payload_the_journal_cannot_hold_is_refused(centre: Centre) -> None:
    centre.start("paying", {})
    with pytest.raises(ValueNotKept):
        _pay(centre, {}, {"amount": 1234567890123456})
