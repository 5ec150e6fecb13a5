"""Notice files: the published ones are sound, a bad one is refused by name."""

from __future__ import annotations

import json

import pytest

from tests.rules.notices import FOLDER, PUBLISHED, payload
from workflow_app.errors import NoticeRefused
from workflow_app.rules.notice_files import LARGEST_FILE, read_notice_file, read_notice_folder


def written(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()


def refusal(content: bytes) -> str:
    with pytest.raises(NoticeRefused) as caught:
        read_notice_file(content, "CN-2027")
    return caught.value.message("en")


def test_every_year_from_2014_to_2026_has_a_notice():
    assert {notice.year for notice in PUBLISHED if notice.covers_its_year} == set(range(2014, 2027))


def test_the_amendments_are_files_of_their_own():
    amendments = [notice.id for notice in PUBLISHED if not notice.covers_its_year]
    assert amendments == ["CN-2015-09-amend", "CN-2019-05-amend", "CN-2020-02-amend"]


def test_the_published_files_come_in_the_order_of_publication():
    days = [notice.published for notice in PUBLISHED]
    assert days == sorted(days)


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda notice: notice.id)
def test_every_day_of_a_published_file_has_a_name(published):
    assert all(day.name for day in published.days)


@pytest.mark.parametrize("published", PUBLISHED, ids=lambda notice: notice.id)
def test_a_make_up_day_falls_on_a_weekend(published):
    """The State Council moves working days to weekends; anything else would be a slip of the pen."""
    assert all(day.date.weekday() >= 5 for day in published.days if not day.off)


def test_a_byte_order_mark_does_no_harm():
    assert read_notice_file(b"\xef\xbb\xbf" + written(payload(d0101=True)), "CN-2027").year == 2027


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not valid JSON"),
        (b"{", "not valid JSON"),
        (b"\xff\xfe", "not valid JSON"),
        (b'{"year": NaN}', "NaN is not JSON"),
        (b'{"year": 2027, "year": 2026}', "a key stands twice in one object"),
        (b'{"year": ' + b"9" * 5000 + b"}", "not valid JSON"),
        (b"[" * 100_000, "CN-2027"),
        (b" " * (LARGEST_FILE + 1), "more than 1000000 bytes"),
        (b"null", "not a JSON object"),
    ],
)
def test_a_file_that_is_no_notice_is_refused_by_name(content, reason):
    message = refusal(content)
    assert "CN-2027" in message
    assert reason in message


def test_a_folder_is_read_in_the_order_of_publication(tmp_path):
    (tmp_path / "b.json").write_bytes(written(payload(2026, "2025-11-04", d0101=True)))
    (tmp_path / "a.json").write_bytes(written(payload(2027, "2026-11-05", d0101=True)))
    (tmp_path / "README.md").write_text("not a notice", encoding="utf-8")
    assert [notice.id for notice in read_notice_folder(tmp_path)] == ["b", "a"]


def test_a_folder_whose_notices_contradict_each_other_is_refused(tmp_path):
    (tmp_path / "a.json").write_bytes(written(payload(d0101=True)))
    (tmp_path / "b.json").write_bytes(written(payload(d0101=False)))
    with pytest.raises(NoticeRefused, match="b：与同日公布的 a"):
        read_notice_folder(tmp_path)


def test_the_files_of_the_project_are_all_read():
    assert len(PUBLISHED) == len(list(FOLDER.glob("*.json")))
