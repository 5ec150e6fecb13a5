"""The demonstration centre as a visitor finds it: its name, its people, its items with their diagrams drawn."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Served, Visit


def test_the_centre_is_called_by_its_city(demonstration: Served, visit: Visit) -> None:
    assert visit(demonstration).open("/sign-in").page.title().endswith("宜江市政务服务中心")


@pytest.mark.parametrize("role", ["申请人", "窗口工作人员", "监察人员", "审计人员", "流程设计人员", "系统管理员"])
def test_somebody_of_every_role_enters_by_one_click(demonstration: Served, visit: Visit, role: str) -> None:
    page = visit(demonstration).open("/sign-in").page
    page.locator(".people-of").filter(has_text=role).get_by_role("button").first.click()
    expect(page.get_by_role("button", name="退出")).to_be_visible()


def test_every_items_diagrams_can_be_drawn(demonstration: Served, visit: Visit) -> None:
    page = visit(demonstration, "qin_shoucheng").open("/items").page
    paths = page.eval_on_selector_all("tbody td:first-child a", "links => links.map(link => link.getAttribute('href'))")
    assert paths
    for path in paths:
        page.goto(demonstration.address + path)
        for fold in page.locator("details.called > summary").all():
            fold.click()
        figures = page.locator("[data-diagram]").count()
        expect(page.locator('[data-diagram][data-ready="yes"]')).to_have_count(figures)
