"""The case page and its replay: sentences, marks, deadlines with their reasons, statements, withdrawal."""

from __future__ import annotations

import html
import json
import re

import pytest
import sqlalchemy as sa

from tests.support import sample_centre
from tests.web.pages.conftest import Browser
from workflow_app.commands.transaction import writing
from workflow_app.store.tables import cases


@pytest.fixture
def number(browser: Browser) -> str:
    """A case in which one department has answered and the other stayed silent until its default."""
    number = sample_centre.hand_in(browser.database)
    browser.enter("li")
    browser.post(f"/tasks/{number}.1", {"data.accepted": "yes", "data.complete": "true"})
    browser.post(f"/tasks/{number}.2", {"data.opinion": "附条件同意"})
    browser.post("/clock/next")
    return number


def _marks(page: str) -> list[dict[str, str]]:
    return [json.loads(html.unescape(found)) for found in re.findall(r'data-marks="([^"]+)"', page)]


def test_the_journal_tells_who_did_what(browser: Browser, number: str) -> None:
    page = browser.get(f"/cases/{number}").text
    assert "王小明申请“占用道路审批”。" in page
    assert "城市管理局李芳办理了“受理审查”。" in page


def test_the_journal_tells_who_stayed_silent_until_when(browser: Browser, number: str) -> None:
    page = browser.get(f"/cases/{number}").text
    assert "截至10月12日 17:30，公安交通管理部门未办理“出具意见”，按“silence”处理。" in page


def test_what_followed_stands_below_what_was_done(browser: Browser, number: str) -> None:
    page = browser.get(f"/cases/{number}").text
    assert "“出具意见”交公安交通管理部门办理" in page
    assert "“silence”：2 个工作日，至10月12日 17:30" in page
    assert "承诺时限开始计时：5 个工作日，至10月15日 17:30" in page


def test_the_data_is_shown_by_its_forms_labels(browser: Browser, number: str) -> None:
    page = browser.get(f"/cases/{number}").text
    assert "<dt>受理结论</dt><dd>予以受理</dd>" in page


def test_the_diagram_knows_what_is_done_and_active_in_each_process(browser: Browser, number: str) -> None:
    road, intake = _marks(browser.get(f"/cases/{number}").text)
    assert (road["decide"], road["give_opinion"], intake["accept"]) == ("active", "done", "done")


def test_without_scripts_the_steps_are_a_list(browser: Browser, number: str) -> None:
    page = browser.get(f"/cases/{number}").text
    assert re.search(r'<span class="tag accent">办理中</span><span>作出决定</span>', page)


def test_the_case_runs_through_its_own_diagrams(browser: Browser, number: str) -> None:
    answer = browser.get(f"/cases/{number}/diagrams/intake")
    assert (answer.mimetype, b'id="intake"' in answer.data) == ("application/xml", True)
    assert browser.get(f"/cases/{number}/diagrams/other").status_code == 404


def test_a_deadline_is_explained_day_by_day(browser: Browser, number: str) -> None:
    page = browser.get(f"/cases/{number}/deadline?timer=clock:promised").text
    assert "第5个工作日" in page
    assert "国庆节调休上班" in page


def test_a_deadline_there_is_not_is_404(browser: Browser, number: str) -> None:
    assert browser.get(f"/cases/{number}/deadline?timer=x").status_code == 404


def test_an_explanation_opened_in_place_is_a_part_of_a_page(browser: Browser, number: str) -> None:
    part = browser.get(f"/cases/{number}/deadline?timer=clock:promised", headers={"HX-Request": "true"}).text
    assert part.lstrip().startswith('<div class="why">')


def test_the_replay_shows_the_case_after_an_entry(browser: Browser, number: str) -> None:
    moment = browser.enter("zhou").get(f"/cases/{number}/replay/moment?seq=2").text
    marks = _marks(moment)[0]
    assert marks["road"]["give_opinion"] == "active"
    assert marks["road"]["silence"] == "waiting"
    assert "decide" not in marks["road"]


def test_the_replay_without_scripts_has_links_to_the_neighbours(browser: Browser, number: str) -> None:
    page = browser.enter("zhou").get(f"/cases/{number}/replay?seq=2").text
    assert 'href="?seq=1"' in page
    assert 'href="?seq=3"' in page


def test_a_statement_is_attached_and_shown(browser: Browser, number: str) -> None:
    browser.post(f"/cases/{number}/statements", {"text": "补一份图纸"})
    assert "补充说明：补一份图纸" in browser.get(f"/cases/{number}").text


def test_an_empty_statement_is_refused(browser: Browser, number: str) -> None:
    page = browser.post(f"/cases/{number}/statements", {"text": "  "}, follow=True).text
    assert "请先写下说明" in page


def test_an_applicant_withdraws(browser: Browser, number: str) -> None:
    browser.enter("wang").post(f"/cases/{number}/withdraw", {"reason": "不办了"})
    page = browser.get(f"/cases/{number}").text
    assert "已撤回" in page
    assert "王小明撤回申请：不办了。" in page


def test_the_list_of_cases_is_searched_by_number_name_and_state(browser: Browser, number: str) -> None:
    browser.enter("zhou")
    assert number in browser.get(f"/cases?q={number}").text
    assert number in browser.get("/cases?q=小明&status=open").text
    assert number not in browser.get("/cases?status=completed").text


def test_an_applicant_sees_only_own_cases(browser: Browser, number: str) -> None:
    assert number in browser.enter("wang").get("/my-cases").text
    assert "您还没有办件" in browser.enter("stranger").get("/my-cases").text


@pytest.mark.parametrize(("name", "text"), [("text", "字" * 4001), ("text", "a\x00b"), ("reason", "字" * 501)])
def test_what_no_page_lets_one_type_is_refused(browser: Browser, number: str, name: str, text: str) -> None:
    where = {"text": "statements", "reason": "withdraw"}[name]
    browser.get(f"/cases/{number}")
    assert browser.post(f"/cases/{number}/{where}", {name: text}).status_code == 400


def test_an_entry_of_a_monstrous_number_is_not_found(browser: Browser, number: str) -> None:
    assert browser.get(f"/cases/{number}/replay?seq=000000001{'0' * 5000}").status_code == 404


def test_staff_read_why_a_case_could_not_go_on(browser: Browser, number: str) -> None:
    with writing(browser.database) as connection:
        connection.execute(sa.update(cases).where(cases.c.number == number).values(failure="缺少决策表"))
    assert "缺少决策表" in browser.get(f"/cases/{number}").text
    assert "缺少决策表" not in browser.enter("wang").get(f"/cases/{number}").text
