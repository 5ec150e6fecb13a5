"""Journal entries as sentences; every kind of entry of the contract has its words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from flask import Flask
from flask_babel import Babel

from workflow_app.rules.instants import SHANGHAI
from workflow_app.web.pages.sentences import Names, tell

NOW = datetime(2026, 10, 20, 9, 0, tzinfo=SHANGHAI)
NAMES = Names(
    people={"li": "城市管理局李芳", "zhao": "公安交通管理部门赵强"},
    elements={"late": "意见期限", "give": "出具意见"},
    tasks={"give[2]#1": ("出具意见", "公安交通管理部门")},
)
# CONTRACT, HTTP: the kinds of entries there are.
KINDS = (
    "case_started", "task_claimed", "task_released", "task_delegated", "task_completed", "timer_fired", "timer_moved",
    "timer_held", "message_received", "service_completed", "notice_known", "outage_declared", "clock_paused",
    "clock_resumed", "clock_extended", "statement_added", "default_voided", "signer_added", "signer_removed",
    "sent_back", "act_withdrawn", "case_withdrawn", "case_migrated", "case_closed", "case_reopened",
)  # fmt: skip


@pytest.fixture(autouse=True)
def request_context() -> Iterator[None]:
    """Sentences are translated, which takes a request."""
    app = Flask(__name__)
    Babel(app, default_locale="zh_Hans_CN")
    with app.test_request_context():
        yield


def _told(
    kind: str, facts: list[dict[str, Any]] | None = None, actor: str = "li", **body: Any
) -> tuple[str, list[str]]:
    at = "2026-10-12T17:30:00+08:00"
    entry = {"seq": 1, "at": at, "kind": kind, "actor": actor, "body": body, "facts": facts or []}
    (sentence,) = tell([entry], NAMES, NOW)
    return sentence.text, list(sentence.follows)


@pytest.mark.parametrize("kind", KINDS)
def test_no_kind_of_entry_is_told_by_its_code(kind: str) -> None:
    text, _ = _told(kind)
    assert text
    assert kind not in text


@pytest.mark.parametrize(
    ("kind", "body", "text"),
    [
        ("task_claimed", {"task": "give[2]#1"}, "城市管理局李芳认领“出具意见”。"),
        ("task_delegated", {"task": "give[2]#1", "to": "zhao"}, "城市管理局李芳把“出具意见”交给公安交通管理部门赵强。"),
        ("case_withdrawn", {"reason": "不办了。"}, "城市管理局李芳撤回申请：不办了。"),
        ("statement_added", {"text": "补图 100%"}, "城市管理局李芳补充说明：补图 100%"),
        ("notice_known", {"notice": "CN-2027"}, "放假通知 CN-2027 公布。"),
    ],
)
def test_who_did_what_is_said(kind: str, body: dict[str, Any], text: str) -> None:
    assert _told(kind, **body)[0] == text


def test_a_default_names_who_was_silent_and_until_when() -> None:
    dropped = {"fact": "task_dropped", "key": "give[2]#1", "element": "give", "group": "公安交通管理部门"}
    text, follows = _told("timer_fired", [dropped], timer="late#1", due="2026-10-12T17:30:00+08:00")
    assert text == "截至10月12日 17:30，公安交通管理部门未办理“出具意见”，按“意见期限”处理。"
    assert follows == []


def test_a_moved_deadline_says_from_when_to_when() -> None:
    moved = {"fact": "timer_moved", "key": "late#1", "element": "late", "old": "2026-10-12T17:30:00+08:00",
             "new": "2027-01-04T17:30:00+08:00"}  # fmt: skip
    assert _told("notice_known", [moved], notice="N")[1] == ["“意见期限”由10月12日 17:30改为2027年1月4日 17:30"]


def test_the_end_of_a_day_is_said_as_24_hours() -> None:
    armed = {"fact": "timer_armed", "key": "late#1", "element": "late", "rule": "working_days(20, clock=statutory)",
             "due": "2026-11-09T23:59:59+08:00"}  # fmt: skip
    assert _told("case_started", [armed])[1] == ["“意见期限”：20 个工作日，至11月9日 24:00"]


def test_what_the_centre_does_by_itself_is_said_of_the_system() -> None:
    assert _told("sent_back", actor="system")[0].startswith("系统")
