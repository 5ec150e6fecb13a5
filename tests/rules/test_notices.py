"""Reading holiday notices: what is taken, and what is refused with which reason."""

from __future__ import annotations

import copy
import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.notices import PUBLISHED, notice, payload
from workflow_app.errors import NoticeRefused
from workflow_app.rules.notices import check_against, notice_to_json, read_notice


def refusal(value: Any, notice_id: Any = "CN-2027") -> str:
    with pytest.raises(NoticeRefused) as caught:
        read_notice(value, notice_id)
    return caught.value.message("en")


def changed(**members: Any) -> dict[str, Any]:
    return payload(d0101=True) | members


def with_day(**members: Any) -> dict[str, Any]:
    return changed(days=[{"name": "元旦", "date": "2027-01-01", "isOffDay": True} | members])


def test_a_notice_is_read():
    read = read_notice(payload(d0101=True, d0103=False), "CN-2027")
    assert (read.id, read.year, read.published) == ("CN-2027", 2027, dt.date(2026, 11, 5))
    assert [(day.date, day.name, day.off) for day in read.days] == [
        (dt.date(2027, 1, 1), "元旦", True),
        (dt.date(2027, 1, 3), "元旦", False),
    ]


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda published: published.id)
def test_a_notice_written_as_json_reads_back(published):
    assert read_notice(notice_to_json(published), published.id) == published


def test_a_file_of_the_community_needs_only_published():
    community = {"$schema": "x", "$id": "y", "year": 2027, "papers": ["https://www.gov.cn/x"], "days": []}
    assert read_notice(community | {"published": "2026-11-05"}, "2027").papers == ("https://www.gov.cn/x",)


def test_a_day_said_twice_the_same_way_is_one_day():
    twice = [{"name": "元旦", "date": "2027-01-01", "isOffDay": True}] * 2
    assert len(read_notice(changed(days=twice), "CN-2027").days) == 1


def test_the_december_before_may_be_named():
    assert read_notice(with_day(date="2026-12-31"), "CN-2027").days[0].date == dt.date(2026, 12, 31)


@pytest.mark.parametrize(
    ("value", "reason"),
    [
        (None, "not a JSON object"),
        ([], "not a JSON object"),
        ("2027", "not a JSON object"),
        ({}, "year must be a whole number, not None"),
        (changed(year="2027"), "year must be a whole number, not '2027'"),
        (changed(year=True), "year must be a whole number, not True"),
        (changed(year=2027.0), "year must be a whole number, not 2027.0"),
        (changed(year=1989), "year must lie between 1990 and 2200"),
        (changed(year=10**30), "year must lie between 1990 and 2200"),
        (changed(published=None), "published, the day of publication, is missing"),
        (changed(published=20261105), "published must be written YYYY-MM-DD, not 20261105"),
        (changed(published="20261105"), "published must be written YYYY-MM-DD, not '20261105'"),
        (changed(published="2026-11-05T00:00:00"), "published must be written YYYY-MM-DD"),
        (changed(published="2026-11-31"), "published: there is no day 2026-11-31"),
        (changed(published="２０２６-11-05"), "published must be written YYYY-MM-DD"),
        (changed(document=7), "document must be text"),
        (changed(document="x" * 301), "document must be text of at most 300 characters"),
        (changed(document="\ud800"), "document has characters that cannot be shown"),
        (changed(papers="https://www.gov.cn"), "papers must be a list"),
        (changed(papers=[None]), "papers must be text"),
        (changed(papers=["x"] * 21), "papers may have at most 20 entries"),
        (changed(days={"2027-01-01": True}), "days must be a list"),
        (changed(days=[{}] * 401), "days may have at most 400 entries"),
        (changed(days=["2027-01-01"]), "days[1] is not a JSON object"),
        (with_day(isOffDay=1), "days[1]: isOffDay must be true or false"),
        (with_day(isOffDay=None), "days[1]: isOffDay must be true or false"),
        (with_day(isOffDay="false"), "days[1]: isOffDay must be true or false"),
        (with_day(date=None), "days[1].date must be written YYYY-MM-DD, not None"),
        (with_day(date="2027-02-29"), "days[1].date: there is no day 2027-02-29"),
        (with_day(date="2027-1-1"), "days[1].date must be written YYYY-MM-DD"),
        (with_day(date="2026-11-30"), "2026-11-30 belongs neither to 2027 nor to the December before"),
        (with_day(date="2028-01-01"), "2028-01-01 belongs neither to 2027 nor to the December before"),
        (with_day(name=3), "days[1].name must be text"),
        (with_day(name="元旦\x00"), "days[1].name has characters that cannot be shown"),
    ],
)
def test_what_is_wrong_is_named(value, reason):
    assert reason in refusal(value)


def test_a_day_both_off_and_working_is_refused():
    days = [{"name": "元旦", "date": "2027-01-01", "isOffDay": off} for off in (True, False)]
    assert "2027-01-01 is both off and a working day" in refusal(changed(days=days))


@pytest.mark.parametrize("notice_id", ["", "../etc/passwd", "a/b", "x" * 81, None, 7, ".hidden", "a b"])
def test_an_id_that_cannot_be_a_file_name_is_refused(notice_id):
    assert "a notice id is letters" in refusal(payload(), notice_id)


def test_the_reason_is_spoken_in_chinese_too():
    with pytest.raises(NoticeRefused) as caught:
        read_notice(changed(published=None), "CN-2027")
    assert caught.value.message("zh") == "放假通知无法采用：CN-2027：缺少公布日期 published。"


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@given(st.sampled_from(["year", "published", "document", "papers", "days"]), values)
def test_nothing_foreign_is_more_than_refused(member, value):
    try:
        read = read_notice(changed(**{member: value}), "CN-2027")
    except NoticeRefused:
        return
    assert read_notice(notice_to_json(read), "CN-2027") == read


@given(st.sampled_from(["name", "date", "isOffDay"]), values)
def test_nothing_foreign_in_a_day_is_more_than_refused(member, value):
    try:
        read = read_notice(with_day(**{member: value}), "CN-2027")
    except NoticeRefused:
        return
    assert len(read.days) == 1


def test_two_notices_of_one_day_that_disagree_are_refused():
    base = notice("CN-2027", 2027, "2026-11-05", off=["2027-01-01"])
    other = notice("CN-2027-b", 2027, "2026-11-05", work=["2027-01-01"])
    with pytest.raises(NoticeRefused, match="CN-2027-b：与同日公布的 CN-2027 对 2027-01-01 的规定相矛盾"):
        check_against([base], other)


def test_a_notice_of_a_later_day_may_disagree():
    base = notice("CN-2027", 2027, "2026-11-05", off=["2027-01-01"])
    check_against([base], notice("CN-2027-b", 2027, "2026-11-06", work=["2027-01-01"]))


def test_two_notices_of_one_day_that_agree_are_taken():
    base = notice("CN-2027", 2027, "2026-11-05", off=["2027-01-01"])
    check_against([base], notice("CN-2027-b", 2027, "2026-11-05", off=["2027-01-01", "2027-01-02"]))


def test_an_id_is_not_taken_twice():
    base = notice("CN-2027", 2027, "2026-11-05", off=["2027-01-01"])
    with pytest.raises(NoticeRefused, match="已有内容不同的同名通知"):
        check_against([base], notice("CN-2027", 2027, "2026-12-05", off=["2027-01-04"]))


def test_the_same_notice_again_is_no_contradiction():
    base = notice("CN-2027", 2027, "2026-11-05", off=["2027-01-01"])
    check_against([base], copy.deepcopy(base))
