"""Handing in an application through the page: drawn from the form file, checked on the server, nothing typed lost."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.support import sample_centre
from tests.web.pages.conftest import Browser
from workflow_app.store.tables import cases

PAGE = "/items/road/apply"
APPLICANT = {"applicant.name": "王小明", "applicant.id_number": "ID-wang"}
ANSWERS = {f"data.{name}": value for name, value in sample_centre.FIELDS.items()}


def _count(browser: Browser) -> int:
    with browser.database.connect() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(cases)).scalar_one())


def test_an_application_becomes_a_case(browser: Browser) -> None:
    answer = browser.enter("wang").post(PAGE, {**APPLICANT, **ANSWERS}, follow=True)
    assert (answer.status_code, "申请已提交，办件编号 2026" in answer.text) == (200, True)


def test_an_applicants_own_details_are_filled_in(browser: Browser) -> None:
    page = browser.enter("wang").get(PAGE).text
    assert 'value="王小明"' in page
    assert 'value="ID-wang"' in page


def test_a_clerk_enters_whoever_stands_at_the_window(browser: Browser) -> None:
    page = browser.enter("li").get(PAGE).text
    assert 'name="applicant.name" value=""' in page


def test_every_fault_is_listed_at_once_and_at_its_field(browser: Browser) -> None:
    answer = browser.enter("li").post(PAGE, {"data.place": "人民路"})
    assert answer.status_code == 422
    assert "有 5 处需要改正" in answer.text
    for field in ("applicant-name", "applicant-id_number", "data-area", "data-begins", "data-purpose"):
        assert f'<a href="#{field}">' in answer.text
        assert f'id="{field}-error"' in answer.text


@pytest.mark.parametrize(
    ("field", "typed"),
    [("area", "twelve"), ("area", "0.25"), ("area", "-3"), ("begins", "2026-02-30"), ("purpose", "战争"),
     ("place", "路" * 61)],
)  # fmt: skip
def test_what_was_typed_wrong_is_said_at_its_field(browser: Browser, field: str, typed: str) -> None:
    answer = browser.enter("wang").post(PAGE, {**APPLICANT, **ANSWERS, f"data.{field}": typed})
    assert (answer.status_code, _count(browser)) == (422, 0)
    assert f'id="data-{field}-error"' in answer.text


@pytest.mark.parametrize(("field", "typed"), [("area", "twelve"), ("begins", "2026-02-30"), ("place", "路" * 61)])
def test_what_was_typed_wrong_can_be_mended_where_it_stands(browser: Browser, field: str, typed: str) -> None:
    answer = browser.enter("wang").post(PAGE, {**APPLICANT, **ANSWERS, f"data.{field}": typed})
    assert f'value="{typed}"' in answer.text


def test_a_refused_form_keeps_what_was_right(browser: Browser) -> None:
    answer = browser.enter("wang").post(PAGE, {**APPLICANT, **ANSWERS, "data.area": ""})
    assert 'value="人民路 12 号"' in answer.text
    assert '<option value="燃气抢修" selected>' in answer.text


def test_a_field_the_form_does_not_have_is_refused(browser: Browser) -> None:
    answer = browser.enter("wang").post(PAGE, {**APPLICANT, **ANSWERS, "data.approved": "yes"})
    assert (answer.status_code, "表单没有这一项" in answer.text, _count(browser)) == (422, True, 0)


def test_a_row_can_be_added_and_removed_without_scripts(browser: Browser) -> None:
    browser.enter("wang")
    more = browser.post(PAGE, {**APPLICANT, **ANSWERS, "data.materials.0.title": "平面图", "add": "data.materials"})
    assert 'name="data.materials.1.title"' in more.text
    two = {"data.materials.0.title": "平面图", "data.materials.1.title": "方案"}
    less = browser.post(PAGE, {**APPLICANT, **ANSWERS, **two, "remove": "data.materials.0"})
    assert 'name="data.materials.0.title"' in less.text
    assert 'value="方案"' in less.text
    assert "平面图" not in less.text


def test_rows_left_blank_are_not_handed_in(browser: Browser) -> None:
    rows = {"data.materials.0.title": "", "data.materials.3.title": "方案"}
    answer = browser.enter("wang").post(PAGE, {**APPLICANT, **ANSWERS, **rows}, follow=True)
    assert "<li>" in answer.text
    assert "方案" in answer.text


def test_what_only_some_must_say_is_asked_when_it_must_be_said(browser: Browser) -> None:
    browser.enter("wang")
    assert "用途说明" not in browser.get(PAGE).text
    answer = browser.post(PAGE, {**APPLICANT, **ANSWERS, "data.purpose": "其他"})
    assert (answer.status_code, 'id="data-details-error"' in answer.text) == (422, True)


def test_an_answer_that_its_condition_hides_is_not_handed_in(browser: Browser) -> None:
    answer = browser.enter("wang").post(PAGE, {**APPLICANT, **ANSWERS, "data.details": "不用说"}, follow=True)
    assert (answer.status_code, "不用说" in answer.text) == (200, False)


def test_a_changed_answer_redraws_the_form_without_judging_it(browser: Browser) -> None:
    answer = browser.enter("wang").post(PAGE, {"data.purpose": "其他", "redraw": "1"})
    assert (answer.status_code, "用途说明" in answer.text, "需要改正" in answer.text) == (200, True, False)


def test_items_are_found_by_words(browser: Browser) -> None:
    browser.enter("wang")
    assert "占用道路审批" in browser.get("/items?q=道路").text
    assert "没有找到“天气”" in browser.get("/items?q=天气").text
