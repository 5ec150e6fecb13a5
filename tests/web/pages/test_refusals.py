"""What a person reads when something cannot be: in words, with the right status, never a traceback."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.support import sample_centre
from tests.web.pages.conftest import Browser
from workflow_app.web.pages import problems


@pytest.mark.parametrize(
    ("path", "status", "words"),
    [
        ("/nothing", 404, "没有这个页面"),
        ("/cases/nothing", 404, "没有找到"),
        ("/tasks/nothing", 404, "没有找到"),
        ("/items/nothing", 404, "没有找到"),
        ("/items/nothing/apply", 404, "没有找到"),
        ("/calendar?year=1", 400, "应为"),
        ("/calendar?year=99999", 400, "应为"),
        ("/worklist?cursor=x", 400, "不是本列表给出的位置"),
    ],
)
def test_what_is_not_there_is_said_in_words(browser: Browser, path: str, status: int, words: str) -> None:
    answer = browser.enter("admin").get(path)
    assert (answer.status_code, words in answer.text) == (status, True)


@pytest.mark.parametrize("path", ["", "/replay", "/replay/moment", "/diagrams/road", "/deadline?timer=clock:promised"])
@pytest.mark.parametrize("name", ["stranger", "zhao", "designer"])
def test_somebody_elses_case_is_refused(browser: Browser, name: str, path: str) -> None:
    number = sample_centre.hand_in(browser.database)
    answer = browser.enter(name).get(f"/cases/{number}{path}")
    assert (answer.status_code, "您无权进行此操作" in answer.text) == (403, True)


@pytest.mark.parametrize("seq", ["0", "2", "x", "-1", "1e3", "９"])
def test_a_moment_that_does_not_exist_is_404(browser: Browser, seq: str) -> None:
    number = sample_centre.hand_in(browser.database)
    assert browser.enter("zhou").get(f"/cases/{number}/replay?seq={seq}").status_code == 404


def test_an_auditor_hands_nothing_in(browser: Browser) -> None:
    assert browser.enter("zhou").get("/items/road/apply").status_code == 403


def test_too_much_is_refused_in_words(browser: Browser) -> None:
    answer = browser.enter("li").post("/items/road/apply", {"data.place": "x" * 13_000_000})
    assert (answer.status_code, "内容过大" in answer.text) == (413, True)


def test_a_fault_shows_a_number_and_no_traceback(browser: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken() -> str:
        raise RuntimeError("secret detail")

    monkeypatch.setitem(browser.app.view_functions, "pages.calendar", broken)
    answer = browser.enter("li").get("/calendar")
    assert answer.status_code == 500
    assert "编号" in answer.text
    assert "secret detail" not in answer.text
    assert "Traceback" not in answer.text


def test_programs_get_problem_documents_instead(browser: Browser) -> None:
    assert browser.get("/api/v1/nothing").mimetype == "application/problem+json"


def test_every_refusals_status_has_its_words(browser: Browser) -> None:
    from workflow_app import errors

    app: Flask = browser.app
    kinds = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.Refusal)]
    with app.test_request_context():
        untold = {kind.status for kind in kinds if kind.status not in problems.words_of_statuses()}
    assert untold <= {415}
