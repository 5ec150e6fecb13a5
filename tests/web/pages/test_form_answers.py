"""What a browser posts becomes the answers of a form, whatever a browser posts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from werkzeug.datastructures import MultiDict

from tests.support.form_files import component, form_file
from workflow_app.audit.case_state import data_at
from workflow_app.queries.case_forms import evaluator
from workflow_app.rules.forms import MOST_ENTRIES, read_form
from workflow_app.rules.instants import SHANGHAI
from workflow_app.web.pages.filled_forms import FilledForm

NOW = datetime(2026, 10, 9, 9, 0, tzinfo=SHANGHAI)
MEMBER = component("textfield", "name")
PETS = {"type": "dynamiclist", "path": "pets", "label": "pets", "components": [component("textfield", "name")]}
FAMILY = {"type": "dynamiclist", "path": "family", "label": "family", "components": [MEMBER, PETS]}


def _form(*components: dict[str, Any], **known: Any) -> FilledForm:
    form = read_form(form_file(*components), "f.form")
    return FilledForm(form=form, evaluate=evaluator(NOW, known), context=known)


def _redrawn(form: FilledForm, posted: dict[str, str]) -> dict[str, Any]:
    sent = MultiDict(posted)
    again = form.posted(sent).redrawn(sent)
    assert again is not None
    return again.answers


def test_an_entry_is_added_to_a_list_within_a_list() -> None:
    posted = {"data.family.0.name": "甲", "data.family.0.pets.0.name": "乙", "add": "data.family.0.pets"}
    assert _redrawn(_form(FAMILY), posted)["family"] == [{"name": "甲", "pets": [{"name": "乙"}, {}]}]


def test_an_entry_is_removed_from_a_list_within_a_list() -> None:
    posted = {"data.family.0.name": "甲", "data.family.0.pets.0.name": "乙", "remove": "data.family.0.pets.0"}
    assert _redrawn(_form(FAMILY), posted)["family"] == [{"name": "甲", "pets": []}]


@pytest.mark.parametrize("path", ["data.name.x", "data.family.7.pets", "data.family.name", "nowhere", "."])
def test_a_list_that_is_not_there_gets_no_entry(path: str) -> None:
    posted = {"data.name": "甲", "data.family.0.name": "乙", "add": path}
    expected = {"name": "甲", "family": [{"name": "乙", "pets": []}]}
    assert _redrawn(_form(MEMBER, FAMILY), posted) == expected


def test_an_entry_of_a_monstrous_number_is_no_entry() -> None:
    form = _form(FAMILY).posted(MultiDict({f"data.family.{'9' * 5000}.name": "甲"}))
    assert form.answers["family"] == []


def test_of_thousands_of_entries_only_one_too_many_is_read() -> None:
    form = _form(FAMILY).posted(MultiDict({f"data.family.{n}.name": "甲" for n in range(1000)}))
    assert len(form.answers["family"]) == MOST_ENTRIES + 1


@pytest.mark.parametrize(("wanted", "drawn"), [(3, 3), (10**9, 1), ("many", 1), (-1, 1), (None, 1)])
def test_a_list_begins_with_as_many_blank_entries_as_are_reasonable(wanted: Any, drawn: int) -> None:
    assert len(_form({**PETS, "defaultRepetitions": wanted}).views[0].rows) == drawn


def test_a_list_within_a_blank_entry_begins_with_one() -> None:
    inner = {**PETS, "defaultRepetitions": 9}
    outer = {**FAMILY, "components": [inner], "defaultRepetitions": 2}
    assert [len(row[0].rows) for row in _form(outer).views[0].rows] == [1, 1]


def test_what_the_case_knows_decides_which_answers_are_taken() -> None:
    asked = component("textfield", "note", conditional={"hide": '=kind != "x"'})
    posted = MultiDict({"data.note": "甲"})
    assert _form(asked, kind="x").posted(posted).answers == {"note": "甲"}
    assert _form(asked, kind="y").posted(posted).answers == {}


def test_a_task_sees_the_data_of_its_instance_over_those_of_the_case() -> None:
    state = {"data": {"a": 1, "b": 1}, "instances": {"review[2]": {"b": 2}, "review[1]": {"b": 3}}}
    assert data_at(state, "review[2]/give_opinion#1") == {"a": 1, "b": 2}
