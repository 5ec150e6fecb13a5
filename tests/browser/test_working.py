"""A case worked at a real browser: handed in, accepted, one department answers, the other stays silent, decided."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served, Visit
from tests.support.sample_centre import hand_in


def _apply(page: Page) -> None:
    page.get_by_label("占用地点").fill("人民路 12 号")
    page.get_by_label("占用面积").fill("30.5")
    page.get_by_label("开始日期").fill("2026-11-02")
    page.get_by_label("用途", exact=True).select_option("燃气抢修")
    page.get_by_role("button", name="提交申请").last.click()


def _accept(page: Page) -> None:
    page.get_by_label("予以受理", exact=True).check()
    page.get_by_label("材料齐全").check()
    page.get_by_role("button", name="提交“受理审查”").click()
    page.wait_for_url("**/worklist")


def test_a_case_goes_from_application_to_decision(centre: Served, visit: Visit) -> None:
    applicant, clerk = visit(centre, "wang"), visit(centre, "li")
    _apply(applicant.open("/items/road/apply").page)
    assert applicant.reads("申请已提交")
    clerk.open("/worklist").page.get_by_role("link", name="受理审查").click()
    _accept(clerk.page)
    clerk.page.get_by_role("link", name="出具意见").click()
    clerk.page.get_by_label("附条件同意").check()
    clerk.page.get_by_role("button", name="提交“出具意见”").click()
    clerk.page.get_by_role("button", name="拨到下一时限").click()
    clerk.page.get_by_role("link", name="作出决定").click()
    clerk.page.get_by_role("button", name="完成").click()
    applicant.page.reload()
    assert applicant.reads("公安交通管理部门未办理“出具意见”")
    assert applicant.reads("已办结")


def test_the_diagram_is_drawn_and_marked(centre: Served, visit: Visit) -> None:
    page = visit(centre, "li").open(f"/cases/{hand_in(centre.database)}").page
    expect(page.locator('[data-process="road"] [data-element-id="begin"].is-done')).to_be_visible()
    expect(page.locator('[data-process="road"] [data-element-id="intake"].is-active')).to_be_visible()
    expect(page.locator('[data-process="intake"] [data-element-id="accept"].is-active')).to_be_visible()
    expect(page.locator(".bjs-powered-by").first).to_be_visible()


def test_a_deadline_is_explained_in_place(centre: Served, visit: Visit) -> None:
    visitor = visit(centre, "li").open(f"/cases/{hand_in(centre.database)}")
    visitor.page.get_by_role("link", name="为什么是这一天？").click()
    assert visitor.reads("国庆节调休上班")
    assert visitor.page.url.endswith("000001")


def test_an_answer_that_needs_reasons_asks_for_them_at_once(centre: Served, visit: Visit) -> None:
    number = hand_in(centre.database)
    clerk = visit(centre, "li").open(f"/tasks/{number}.1")
    _accept(clerk.page)
    clerk.open(f"/tasks/{number}.2").page.get_by_label("不同意", exact=True).check()
    expect(clerk.page.get_by_label("理由和依据")).to_be_visible()
    clerk.page.get_by_label("附条件同意").check()
    expect(clerk.page.get_by_label("理由和依据")).to_be_hidden()


def test_a_refused_form_leads_to_the_field_that_is_wrong(centre: Served, visit: Visit) -> None:
    page = visit(centre, "wang").open("/items/road/apply").page
    page.get_by_role("button", name="提交申请").last.click()
    expect(page.locator("#error-summary")).to_be_focused()
    page.locator("#error-summary").get_by_role("link", name="占用面积").click()
    expect(page.get_by_label("占用面积")).to_be_focused()


def test_without_scripts_a_case_can_be_handed_in_and_worked(centre: Served, visit: Visit) -> None:
    applicant, clerk = visit(centre, "wang", scripts=False), visit(centre, "li", scripts=False)
    _apply(applicant.open("/items/road/apply").page)
    assert applicant.reads("文字步骤")
    expect(applicant.page.locator(".steps").get_by_text("出具意见")).to_be_visible()
    clerk.open("/worklist").page.get_by_role("link", name="受理审查").click()
    _accept(clerk.page)
    assert clerk.reads("已办理“受理审查”")


@pytest.mark.parametrize("width", [360, 768, 1440])
def test_no_page_is_wider_than_its_window(centre: Served, visit: Visit, width: int) -> None:
    number = hand_in(centre.database)
    visitor = visit(centre, "admin", width=width)
    paths = ["/worklist", "/cases", f"/cases/{number}", f"/cases/{number}/replay", f"/tasks/{number}.1", "/items",
             "/items/road", "/items/road/apply", "/calendar", "/nothing", "/sign-in"]  # fmt: skip
    assert [path for path in paths if visitor.open(path).overflows()] == []
