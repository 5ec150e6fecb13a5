"""Winding the demonstration centre's time on from the bar on top."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.support import sample_centre
from tests.web.pages.conftest import Browser
from workflow_app.commands.transaction import writing
from workflow_app.store.tables import settings


def test_without_a_deadline_there_is_nothing_to_wind_to(browser: Browser) -> None:
    page = browser.enter("li").post("/clock/next", follow=True).text
    assert "没有等待中的时限" in page


def test_every_visitor_may_wind_on_to_the_next_deadline(browser: Browser) -> None:
    number = sample_centre.hand_in(browser.database)
    browser.enter("li").post(f"/tasks/{number}.1", {"data.accepted": "yes", "data.complete": "true"})
    page = browser.enter("wang").post("/clock/next", {"back": f"/cases/{number}"}, follow=True).text
    assert "虚拟时间已拨到 10月12日 17:30" in page
    assert "作出决定" in page


def test_the_time_is_wound_to_the_opening_of_a_day(browser: Browser) -> None:
    assert (
        "虚拟时间已拨到 10月20日 09:00" in browser.enter("admin").post("/clock", {"to": "2026-10-20"}, follow=True).text
    )


@pytest.mark.parametrize(
    ("to", "words"),
    [("2026-10-01", "只能向前拨"), ("2026-02-30", "存在的日期"), ("", "存在的日期"), ("2036-01-01", "一次最多拨")],
)
def test_a_day_one_cannot_wind_to_is_said(browser: Browser, to: str, words: str) -> None:
    assert words in browser.enter("admin").post("/clock", {"to": to}, follow=True).text


def test_a_real_centre_has_no_bar_and_its_time_stays(browser: Browser) -> None:
    browser.enter("li")
    with writing(browser.database) as connection:
        connection.execute(sa.update(settings).where(settings.c.name == "sandbox").values(value="false"))
    assert 'class="sandbox"' not in browser.get("/items").text
    assert browser.post("/clock", {"to": "2026-10-20"}).status_code == 403
    assert browser.post("/clock/next").status_code == 403
