"""Signing in at a real browser."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.conftest import Served, Visit
from tests.support.sample_centre import PASSWORD


def test_one_click_enters_as_a_demonstration_person(centre: Served, visit: Visit) -> None:
    visitor = visit(centre, "li")
    expect(visitor.page.get_by_role("heading", name="待办任务")).to_be_visible()


def test_name_and_password_enter_by_keyboard_alone(centre: Served, visit: Visit) -> None:
    page = visit(centre).open("/items").page
    page.get_by_label("用户名").focus()
    page.keyboard.type("wang")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/items")
    assert page.get_by_role("heading", name="办事事项").is_visible()


def test_the_first_tab_leads_past_the_menu(centre: Served, visit: Visit) -> None:
    page = visit(centre, "li").page
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
