"""One joint case worked through in a real browser: application, acceptance, one department answers, the other stays
silent, time passes, the default, the decision; then an auditor replays it. The diagram is the real 挖掘城市道路审批."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.bpmn import paths_i21
from tests.browser.conftest import Served, Visit, Visitor
from workflow_app.audit.verify import verify

APPLICANT, CITY_1, CITY_2, CITY_3, AUDITOR = "wang_xiaoming", "sun_lixin", "wu_xiaoyan", "he_wenbo", "cui_jian"
LEAD = "zheng_jianping"


class Worker:
    """Somebody who works tasks of one case at the pages."""

    def __init__(self, visitor: Visitor, number: str) -> None:
        self.visitor, self.page, self.number = visitor, visitor.page, number

    def does(self, task: str, step: tuple[object, ...]) -> None:
        """Open a task from the worklist, fill in the form as the path's step says, hand it in."""
        self.visitor.open(f"/worklist?q={self.number}")
        self.page.get_by_role("link", name=task).first.click()
        fill(self.visitor, _data(step))
        self.page.get_by_role("button", name=f"提交“{task}”").click()
        expect(self.page.locator(".error-summary")).to_have_count(0)


def _data(step: tuple[object, ...]) -> dict[str, Any]:
    return next(part for part in step if isinstance(part, dict))


def fill(visitor: Visitor, data: dict[str, Any]) -> None:
    """Fill in a form; what is asked only because of an answer before appears by itself."""
    for name, value in data.items():
        field = visitor.page.locator(f'[name="data.{name}"]')
        field.first.wait_for(state="attached")
        kind = field.first.get_attribute("type")
        if isinstance(value, list) or kind == "radio":
            for each in value if isinstance(value, list) else [value]:
                visitor.page.locator(f'[name="data.{name}"][value="{each}"]').check()
        elif kind == "checkbox":
            field.set_checked(bool(value))
        elif field.evaluate("element => element.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(str(value))


@pytest.fixture
def number(demonstration: Served, visit: Visit) -> str:
    """The number of a case that an applicant just handed in."""
    applicant = visit(demonstration, APPLICANT).open("/items")
    applicant.page.get_by_role("link", name="挖掘城市道路审批").click()
    applicant.page.get_by_role("link", name="申请", exact=True).click()
    fill(applicant, paths_i21.APPLICATION)
    applicant.page.get_by_role("button", name="提交申请").click()
    applicant.page.wait_for_url(re.compile(r"/cases/\d{8}-\d{6}"))
    found = re.search(r"\d{8}-\d{6}", applicant.page.url)
    assert found is not None
    return found.group()


def test_a_silent_department_is_deemed_to_agree(demonstration: Served, visit: Visit, number: str) -> None:
    first, second, third = (Worker(visit(demonstration, name), number) for name in (CITY_1, CITY_2, CITY_3))
    lead = Worker(visit(demonstration, LEAD), number)
    first.does("核对申请材料", paths_i21.ACCEPTED)
    second.does("送达会审勘踏通知", paths_i21.INVITED)
    first.does("联合会审", paths_i21.MET)
    second.does("会审纪要盖章", paths_i21.MINUTES)
    third.does("联合现场勘踏", paths_i21.inspected())
    first.does("出具书面意见", paths_i21.CITY)
    # The other department says nothing; a visitor winds time on to the next deadline, and it passes.
    page = first.visitor.open(f"/cases/{number}").page
    page.get_by_role("button", name="拨到下一时限").click()
    expect(page.get_by_text("公安交通管理部门未办理“出具书面意见”").first).to_be_visible()
    third.does("汇总审核", paths_i21.IN_FAVOUR)
    lead.does("作出许可决定", paths_i21.GRANTED)
    _pay(visit(demonstration, APPLICANT), number)
    lead.does("加盖行政许可专用章", paths_i21.SEALED)
    second.does("送达决定和证照", paths_i21.DELIVERED)
    expect(second.visitor.open(f"/cases/{number}").page.get_by_text("已办结").first).to_be_visible()
    _replay(visit(demonstration, AUDITOR), number)
    assert verify(demonstration.database)["differences"] == []


def _pay(applicant: Visitor, number: str) -> None:
    """The applicant pays from the page of the case."""
    applicant.open(f"/cases/{number}").page.get_by_role("link", name="去办理").first.click()
    fill(applicant, _data(paths_i21.paid()))
    applicant.page.get_by_role("button", name="提交“缴纳挖掘修复费”").click()
    expect(applicant.page.locator(".error-summary")).to_have_count(0)


def _replay(auditor: Visitor, number: str) -> None:
    """Back to the first entry, then on to the one in which the deadline passed: its branch is shown as done."""
    page = auditor.open(f"/cases/{number}/replay").page
    page.keyboard.press("Home")
    expect(page.locator("#moment strong")).to_contain_text("申请“挖掘城市道路审批”")
    expect(page.locator('[data-element-id="opinion_limit"]')).not_to_have_class(re.compile("is-done"))
    page.keyboard.press("ArrowRight")
    expect(page.locator("#moment strong")).to_contain_text("办理了“核对申请材料”")
    silence = "公安交通管理部门未办理“出具书面意见”"
    page.get_by_role("listitem").filter(has_text=silence).last.get_by_role("link", name="#").click()
    expect(page.locator("#moment strong")).to_contain_text(silence)
    expect(page.locator('[data-element-id="opinion_limit"]')).to_have_class(re.compile("is-done"))
