"""A task on its page: claimed, filled in, handed in; and what is shown when somebody was first."""

from __future__ import annotations

import pytest

from tests.support import sample_centre
from tests.web.pages.conftest import Browser
from workflow_app.commands.complete_task import complete_task
from workflow_app.commands.move_clock import wind_on
from workflow_app.rules.permissions import Actor

ACCEPTED = {"data.accepted": "yes", "data.complete": "true"}


@pytest.fixture
def task(browser: Browser) -> str:
    """The address of the first task of a fresh case: 受理审查 for 城市管理局."""
    return f"/tasks/{sample_centre.hand_in(browser.database)}.1"


def test_a_task_is_handed_in_and_the_list_says_so(browser: Browser, task: str) -> None:
    answer = browser.enter("li").post(task, ACCEPTED, follow=True)
    assert "已办理“受理审查”" in answer.text
    assert "出具意见" in answer.text


def test_faults_of_a_task_are_listed_and_nothing_changes(browser: Browser, task: str) -> None:
    answer = browser.enter("li").post(task, {"data.accepted": "perhaps", "data.note": "原件已核"})
    assert (answer.status_code, "有 2 处需要改正" in answer.text, "原件已核" in answer.text) == (422, True, True)
    assert browser.get(task).status_code == 200


def test_a_claimed_task_is_mine_and_can_be_put_back(browser: Browser, task: str) -> None:
    browser.enter("li")
    assert browser.post(f"{task}/claim").location == task
    assert "受理审查" in browser.get("/worklist?view=mine").text
    browser.post(f"{task}/release")
    assert "您没有认领任务" in browser.get("/worklist?view=mine").text


def test_a_task_in_a_colleagues_hands_says_whose_it_is(browser: Browser, task: str) -> None:
    browser.enter("li").post(f"{task}/claim")
    page = browser.enter("sun").get(task).text
    assert "领取" in page
    assert 'class="btn btn-primary"' not in page


def test_a_task_of_another_department_is_not_offered(browser: Browser, task: str) -> None:
    assert "没有待办任务" in browser.enter("zhao").get("/worklist").text
    assert browser.get(task).status_code == 403


def test_who_comes_second_reads_so_and_keeps_what_was_typed(browser: Browser, task: str) -> None:
    browser.enter("sun").get(task)
    data = {"accepted": "yes", "complete": True}
    number = task.removeprefix("/tasks/")
    complete_task(
        browser.database, Actor("li", "clerk", sample_centre.CITY), sample_centre.START, task_id=number, data=data
    )
    answer = browser.post(task, {**ACCEPTED, "data.note": "写了很久的备注"})
    assert answer.status_code == 409
    assert "没有记入办件" in answer.text
    assert "写了很久的备注" in answer.text


def test_who_comes_after_the_deadline_reads_so(browser: Browser, task: str) -> None:
    number = task.removeprefix("/tasks/").removesuffix(".1")
    browser.enter("li").post(task, ACCEPTED)
    browser.enter("zhao")
    wind_on(browser.database, sample_centre.START, sample_centre.START.replace(day=20))
    answer = browser.post(f"/tasks/{number}.3", {"data.opinion": "同意"})
    assert (answer.status_code, "已过时限" in answer.text) == (409, True)


def test_a_closed_task_is_shown_as_such(browser: Browser, task: str) -> None:
    browser.enter("li").post(task, ACCEPTED)
    answer = browser.get(task)
    assert (answer.status_code, "查看办件" in answer.text) == (409, True)


def test_a_step_without_a_form_takes_a_remark(browser: Browser, task: str) -> None:
    number = task.removeprefix("/tasks/").removesuffix(".1")
    browser.enter("li").post(task, ACCEPTED)
    browser.post(f"/tasks/{number}.2", {"data.opinion": "同意"})
    browser.enter("zhao").post(f"/tasks/{number}.3", {"data.opinion": "同意"})
    browser.enter("li")
    assert "这一步没有表单" in browser.get(f"/tasks/{number}.4").text
    browser.post(f"/tasks/{number}.4", {"remark": "准予"})
    assert "已办结" in browser.get(f"/cases/{number}").text


def test_the_list_is_found_and_sorted_through_its_address(browser: Browser) -> None:
    first = sample_centre.hand_in(browser.database, name="甲")
    second = sample_centre.hand_in(browser.database, name="乙")
    browser.enter("li")
    assert first not in browser.get("/worklist?q=乙").text
    page = browser.get("/worklist?sort=opened&order=descending").text
    assert page.index(second) < page.index(first)


def test_somebody_who_works_nothing_gets_no_buttons(browser: Browser, task: str) -> None:
    page = browser.enter("wu").get("/worklist").text
    assert "受理审查" in page
    assert f"{task}/claim" not in page
