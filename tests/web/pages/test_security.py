"""What every page is protected by: tokens in forms, headers, scripts that carry the answer's nonce, escaped names."""

from __future__ import annotations

import re

import pytest

from tests.support import sample_centre
from tests.web.pages.conftest import Browser

ATTACK = '<script>alert("x")</script>'


@pytest.mark.parametrize(
    "path",
    ["/sign-in", "/sign-in/demonstration", "/sign-out", "/clock", "/clock/next", "/items/road/apply", "/tasks/x",
     "/tasks/x/claim", "/tasks/x/release", "/cases/x/statements", "/cases/x/withdraw"],
)  # fmt: skip
def test_a_form_without_its_token_is_refused_in_words(browser: Browser, path: str) -> None:
    answer = browser.enter("admin").client.post(path, data={"name": "li"})
    assert (answer.status_code, "没有提交" in answer.text) == (400, True)


def test_every_route_that_changes_something_is_in_the_list_above(browser: Browser) -> None:
    rules = {rule.rule for rule in browser.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    pages = {re.sub("<[^>]+>", "x", rule) for rule in rules if not rule.startswith("/api/")}
    tested = test_a_form_without_its_token_is_refused_in_words.pytestmark[0].args[1]  # type: ignore[attr-defined]
    assert pages == {path.replace("road", "x") for path in tested}


def test_only_scripts_with_this_answers_nonce_may_run(browser: Browser) -> None:
    response = browser.enter("li").get("/items/road")
    nonce = re.search(r"script-src 'nonce-([\w-]+)'", response.headers["Content-Security-Policy"])
    assert nonce is not None
    assert re.findall(r"<script[^>]*>", response.text) == re.findall(
        rf'<script type="module" nonce="{nonce[1]}" src="[^"]+">', response.text
    )


def test_nonces_are_used_once(browser: Browser) -> None:
    policies = {browser.get("/sign-in").headers["Content-Security-Policy"] for _ in range(3)}
    assert len(policies) == 3


@pytest.mark.parametrize("path", ["/worklist", "/cases", "/items", "/items/road", "/items/road/apply", "/calendar"])
def test_no_page_holds_inline_handlers_or_styles(browser: Browser, path: str) -> None:
    page = browser.enter("admin").get(path).text
    assert not re.search(r"<[^>]+\s(on\w+|style)=", page)


def test_an_answer_is_kept_in_no_cache_and_in_no_frame(browser: Browser) -> None:
    headers = browser.get("/sign-in").headers
    assert (headers["Cache-Control"], headers["X-Frame-Options"]) == ("no-store", "DENY")
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("path", ["/cases", "/cases/{number}", "/cases/{number}/replay", "/tasks/{number}.1"])
def test_a_script_in_a_name_is_shown_and_not_run(browser: Browser, path: str) -> None:
    number = sample_centre.hand_in(browser.database, name=ATTACK)
    page = browser.enter("admin").get(path.format(number=number)).text
    assert ATTACK not in page
    assert "&lt;script&gt;" in page


def test_a_script_in_a_search_is_shown_and_not_run(browser: Browser) -> None:
    page = browser.enter("li").get("/worklist", query_string={"q": ATTACK}).text
    assert ATTACK not in page
