"""What simulated people write: whatever a form asks for, they find data that it takes."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Mapping
from datetime import datetime, time
from random import Random
from typing import Any

import pytest

from tests.support.diagrams import diagram, end, gateway, start, user
from tests.support.form_files import component, form_file
from workflow_app.commands.demonstration import Hint, demonstration_centre
from workflow_app.commands.filled_form import checked_form
from workflow_app.commands.set_up_centre import diagram_files
from workflow_app.commands.simulation.field_values import Writer
from workflow_app.commands.simulation.form_filling import fill, is_taken, spoil
from workflow_app.commands.simulation.free_answers import free_answers
from workflow_app.commands.simulation.hall_hours import HallHours
from workflow_app.engine.definitions import Definition, SourceFile, build_definition, bundle_of
from workflow_app.errors import FormRefused
from workflow_app.rules.calendar import calendar_for
from workflow_app.rules.form_model import Form
from workflow_app.rules.forms import read_form
from workflow_app.rules.instants import SHANGHAI

NOW = datetime(2026, 6, 1, 9, 30, tzinfo=SHANGHAI)
HOURS = HallHours(calendar_for(()), ((time(9), time(17, 30)),))
PERSON = {"name": "王小明", "id_number": "339901199003070110"}
FORMS = {name: content for name, content in diagram_files() if name.endswith(".form")}
COLOURS = [{"value": "红", "label": "红"}, {"value": "绿", "label": "绿"}]


def definition(content: bytes) -> Definition:
    """The item of one diagram."""
    file = SourceFile("bpmn", "item.bpmn", "digest", content)
    return build_definition(bundle_of("item", {("bpmn", "item"): "digest"}), [file])


ITEM = definition(diagram("item", start(), user("work"), end(), flows=["start -> work -> end"]))


def writer(seed: int = 1, known: Mapping[str, Any] | None = None) -> Writer:
    return Writer(Random(seed), NOW, HOURS, demonstration_centre(), PERSON, ChainMap(dict(known or {})))


def form_of(*components: dict[str, Any]) -> Form:
    return read_form(form_file(*components), "f.form")


def filled(*components: dict[str, Any], seed: int = 1, known: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return fill(writer(seed, known), ITEM, form_of(*components))


@pytest.mark.parametrize("name", sorted(FORMS))
def test_every_form_of_the_checkout_can_be_filled_in(name: str) -> None:
    form = read_form(FORMS[name], name)
    assert all(checked_form(ITEM, form, fill(writer(seed), ITEM, form), NOW) is not None for seed in range(25))


@pytest.mark.parametrize(
    "asked",
    [
        component("textfield", required=True, minLength=30),
        component("textarea", required=True, maxLength=2),
        component("textfield", required=True, pattern="^[A-Z]{2}-[0-9]{4}(/[a-c]+)?$"),
        component("textfield", required=True, validationType="email", label="电子邮件"),
        component("textfield", required=True, validationType="phone", label="电话"),
        component("number", required=True, min=5, max=6, decimalDigits=2),
        component("number", required=True, max=-3),
        component("number", required=True, serializeToString=True),
        component("checkbox", required=True),
        component("radio", required=True, values=COLOURS),
        component("select", required=True, valuesExpression='=["甲", "乙"]'),
        component("checklist", required=True, values=COLOURS),
        component("taglist", required=True, values=COLOURS),
        component("datetime", required=True, subtype="date", dateLabel="开工日期"),
        component("datetime", required=True, subtype="time", timeLabel="时间"),
        component("datetime", required=True, subtype="datetime", dateLabel="时刻"),
        component("filepicker", required=True, label="图纸/照片"),
        component("dynamiclist", required=True, components=[component("textfield", "name", required=True)]),
    ],
    ids=lambda asked: f"{asked['type']}-{'-'.join(asked.get('validate', {}))}",
)
def test_every_kind_of_field_is_answered(asked: dict[str, Any]) -> None:
    assert all(list(filled(asked, seed=seed)) == ["x"] for seed in range(20))


def test_what_is_not_asked_for_is_not_answered() -> None:
    asked = component("radio", "colour", required=True, values=COLOURS)
    why = component("textfield", "why", required=True, conditional={"hide": '=colour == "红"'})
    answers = [filled(asked, why, seed=seed) for seed in range(30)]
    assert {(each["colour"], "why" in each) for each in answers} == {("红", False), ("绿", True)}


def test_what_the_case_says_decides_what_is_asked() -> None:
    asked = component("textfield", "why", required=True, conditional={"hide": "=amount < 100"})
    assert filled(asked, known={"amount": 5}) == {}


def test_fields_that_must_agree_do() -> None:
    first = component("textfield", "first", label="人员一", required=True)
    second = component("textfield", "second", label="人员二", required=True, properties={"check": "first != second"})
    answers = [filled(first, second, seed=seed) for seed in range(20)]
    assert all(each["first"] != each["second"] for each in answers)


def test_later_dates_of_a_form_come_after_earlier_ones() -> None:
    days = [component("datetime", f"day_{n}", required=True, subtype="date", dateLabel=f"第{n}天") for n in (1, 2, 3)]
    answers = [list(filled(*days, seed=seed).values()) for seed in range(20)]
    assert all(each == sorted(set(each)) and each[0] >= "2026-06-01" for each in answers)


def test_names_and_numbers_are_the_applicants() -> None:
    name = component("textfield", "name", label="申请人", required=True)
    number = component("textfield", "number", label="身份证号码", required=True)
    assert filled(name, number) == {"name": PERSON["name"], "number": PERSON["id_number"]}


def test_what_the_case_says_already_is_mostly_copied() -> None:
    paid = component("number", "paid", label="缴款金额", required=True, decimalDigits=2)
    answers = [filled(paid, seed=seed, known={"fee": "81.50"})["paid"] for seed in range(40)]
    assert 25 < answers.count("81.50") < 40


def test_a_form_that_takes_nothing_is_given_up() -> None:
    asked = component("textfield", required=True, properties={"check": "1 == 2"})
    with pytest.raises(FormRefused):
        filled(asked)


def test_the_first_choice_is_the_usual_one_but_not_the_only_one() -> None:
    asked = component("radio", required=True, values=COLOURS)
    chosen = [filled(asked, seed=seed)["x"] for seed in range(60)]
    assert 30 < chosen.count("红") < 60


def test_most_mistakes_are_refused() -> None:
    form = form_of(component("textfield", "name", required=True), component("number", "count", required=True))
    mistakes = [spoil(Random(seed), fill(writer(seed), ITEM, form)) for seed in range(30)]
    assert [each for each in mistakes if is_taken(ITEM, form, each, writer())] == []


def test_a_hint_without_labels_fits_everything() -> None:
    assert (Hint(()).fits("任何"), Hint(("电话",)).fits("联系电话"), Hint(("电话",)).fits("地址")) == (
        True,
        True,
        False,
    )


def deciding(*flows: str) -> Definition:
    """A task without a form, and what the diagram asks after it."""
    parts = [gateway("exclusive", "ask"), end("yes"), end("no")]
    return definition(diagram("item", start(), user("work"), *parts, flows=["start -> work -> ask", *flows]))


def answers_of(item: Definition) -> list[dict[str, Any]]:
    return [free_answers(Random(seed), item, "work", NOW) for seed in range(40)]


def test_without_a_form_the_next_conditions_are_answered() -> None:
    item = deciding('ask -> yes if opinion == "同意"', "ask -> no default")
    assert {each.get("opinion") for each in answers_of(item)} == {"同意", None}


def test_truth_is_answered_either_way() -> None:
    item = deciding("ask -> yes if accepted == true", "ask -> no default")
    assert {each.get("accepted") for each in answers_of(item)} == {True, False, None}


def test_without_conditions_there_is_nothing_to_answer() -> None:
    assert answers_of(ITEM)[0] == {}
