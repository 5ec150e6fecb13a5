"""The auditor's replay at a real browser: slider, arrow keys, play, and a link to one moment."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Served, Visit, Visitor
from tests.support.sample_centre import START, hand_in
from workflow_app.commands.claim_task import claim_task
from workflow_app.commands.complete_task import complete_task
from workflow_app.rules.permissions import Actor

ACTIVE = re.compile("is-active")
LI = Actor("li", "clerk", "城市管理局")


@pytest.fixture
def number(centre: Served) -> str:
    """A case with three entries: handed in, claimed, accepted."""
    number = hand_in(centre.database)
    claim_task(centre.database, LI, START, task_id=f"{number}.1")
    data = {"accepted": "yes", "complete": True}
    complete_task(centre.database, LI, START, task_id=f"{number}.1", data=data)
    return number


@pytest.fixture
def auditor(centre: Served, visit: Visit, number: str) -> Visitor:
    """The auditor at the replay of the case, which shows its last entry."""
    return visit(centre, "zhou").open(f"/cases/{number}/replay")


def _shows(page: Page, seq: int, sentence: str) -> None:
    expect(page.locator("[data-place]")).to_have_text(f"{seq} / 3")
    expect(page.locator("#moment strong")).to_have_text(sentence)


def test_arrow_keys_go_back_and_forth_and_the_address_follows(auditor: Visitor) -> None:
    page = auditor.page
    page.keyboard.press("ArrowLeft")
    _shows(page, 2, "城市管理局李芳认领“受理审查”。")
    page.keyboard.press("Home")
    _shows(page, 1, "王小明申请“占用道路审批”。")
    page.keyboard.press("ArrowRight")
    page.wait_for_url("**/replay?seq=2")


def test_the_diagram_follows_the_slider(auditor: Visitor) -> None:
    opinion = auditor.page.locator('[data-process="road"] [data-element-id="give_opinion"]')
    expect(opinion).to_have_class(ACTIVE)
    auditor.page.locator("#seq").fill("1")
    _shows(auditor.page, 1, "王小明申请“占用道路审批”。")
    expect(opinion).not_to_have_class(ACTIVE)


def test_play_runs_to_the_end_and_stops(auditor: Visitor) -> None:
    auditor.page.keyboard.press("Home")
    auditor.page.get_by_role("button", name="播放").click()
    _shows(auditor.page, 3, "城市管理局李芳办理了“受理审查”。")
    expect(auditor.page.get_by_role("button", name="播放")).to_be_visible()


def test_a_link_leads_to_one_moment(centre: Served, visit: Visit, number: str) -> None:
    page = visit(centre, "zhou").open(f"/cases/{number}/replay?seq=2").page
    _shows(page, 2, "城市管理局李芳认领“受理审查”。")


def test_without_scripts_links_lead_from_entry_to_entry(centre: Served, visit: Visit, number: str) -> None:
    page = visit(centre, "zhou", scripts=False).open(f"/cases/{number}/replay").page
    page.get_by_role("link", name="上一步").click()
    _shows(page, 2, "城市管理局李芳认领“受理审查”。")
