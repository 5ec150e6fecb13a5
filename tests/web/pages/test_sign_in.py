"""Signing in and out: by password, by one click in a demonstration centre, and never elsewhere."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from tests.support import sample_centre
from tests.web.pages.conftest import Browser
from workflow_app.commands.transaction import writing
from workflow_app.store.tables import settings, users


def test_a_page_leads_a_stranger_to_the_sign_in_page(browser: Browser) -> None:
    response = browser.get("/worklist")
    assert (response.status_code, response.location.split("?")[0]) == (302, "/sign-in")


def test_the_right_password_lets_in_and_on_to_the_page_asked_for(browser: Browser) -> None:
    browser.get("/sign-in")
    answer = browser.post("/sign-in?next=/items", {"name": "wang", "password": sample_centre.PASSWORD})
    assert (answer.status_code, answer.location) == (302, "/items")


@pytest.mark.parametrize(
    ("name", "password"), [("wang", "wrong"), ("nobody", sample_centre.PASSWORD), ("li", ""), ("", "")]
)
def test_a_wrong_password_is_refused_without_saying_what_was_wrong(browser: Browser, name: str, password: str) -> None:
    browser.get("/sign-in")
    answer = browser.post("/sign-in", {"name": name, "password": password})
    assert (answer.status_code, "用户名或密码不正确" in answer.text) == (422, True)


@pytest.mark.parametrize("address", ["//evil.example", "https://evil.example/", "/\\evil.example", "//[", "evil"])
def test_nobody_is_led_to_another_site_after_signing_in(browser: Browser, address: str) -> None:
    browser.get("/sign-in")
    answer = browser.client.post(
        "/sign-in/demonstration", query_string={"next": address}, data={"csrf_token": browser.token, "name": "li"}
    )
    assert answer.location == "/"


def test_demonstration_people_are_shown_in_a_demonstration_centre(browser: Browser) -> None:
    assert 'value="li"' in browser.get("/sign-in").text


def test_demonstration_people_are_not_shown_and_not_let_in_elsewhere(browser: Browser) -> None:
    with writing(browser.database) as connection:
        connection.execute(sa.update(settings).where(settings.c.name == "sandbox").values(value="false"))
    page = browser.get("/sign-in").text
    assert 'value="li"' not in page
    assert browser.post("/sign-in/demonstration", {"name": "li"}).status_code == 403


def test_somebody_who_is_no_demonstration_person_needs_a_password(browser: Browser) -> None:
    with writing(browser.database) as connection:
        connection.execute(sa.update(users).where(users.c.name == "admin").values(demonstration=False))
    browser.get("/sign-in")
    assert browser.post("/sign-in/demonstration", {"name": "admin"}).status_code == 403


def test_after_signing_out_pages_ask_again(browser: Browser) -> None:
    browser.enter("li")
    browser.post("/sign-out")
    assert browser.get("/worklist").status_code == 302


def test_an_ended_account_is_out_at_once(browser: Browser) -> None:
    browser.enter("li")
    with writing(browser.database) as connection:
        connection.execute(sa.update(users).where(users.c.name == "li").values(active=False))
    assert browser.get("/worklist").status_code == 302


@pytest.mark.parametrize(
    ("name", "place"),
    [("wang", "/my-cases"), ("li", "/worklist"), ("zhou", "/cases"), ("designer", "/items"), ("admin", "/worklist")],
)
def test_each_role_begins_where_its_work_is(browser: Browser, name: str, place: str) -> None:
    assert browser.enter(name).get("/").location == place


def test_the_session_cookie_is_kept_from_scripts_and_other_sites(browser: Browser) -> None:
    cookie = browser.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
