"""A form that is drawn again while somebody goes on typing: nothing typed is lost, however slow the server is."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from tests.browser.conftest import Served, Visit
from tests.support.sample_centre import ITEM


def test_what_is_typed_while_the_form_is_drawn_again_stays(centre: Served, visit: Visit) -> None:
    page = visit(centre, "wang").open(f"/items/{ITEM}/apply").page
    held: list[Route] = []

    def hold_the_first(route: Route) -> None:
        if held:
            route.continue_()
        else:
            held.append(route)

    page.route(f"**/items/{ITEM}/apply", hold_the_first)
    with page.expect_request(lambda request: request.method == "POST"):
        page.locator('[name="data.purpose"]').select_option("其他")
    page.locator('[name="data.place"]').fill("人民路 12 号")
    page.locator('[name="data.area"]').focus()
    page.keyboard.type("30")
    held[0].continue_()
    page.locator('[name="data.details"]').wait_for()
    expect(page.locator('[name="data.place"]')).to_have_value("人民路 12 号")
    expect(page.locator('[name="data.area"]')).to_have_value("30")
