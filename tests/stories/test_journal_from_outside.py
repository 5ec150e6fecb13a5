"""The journal as somebody checks it who has only the database: the chain recomputed, and one changed byte found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.outside import Outside
from tests.support.outside_chain import broken_links, journal_rows, put_bytes

ODD = {"e": "😀", "t": '"\\\u2028\n\x07', "n": [0.1, 1.5e-7, -0.001, 999999999999999], "b": {"ﬀ": True, "𝒳": None}}


def _worked(centre: Outside) -> Any:
    """Two cases with acts of several kinds and odd values; one of them."""
    assert centre.deploy("joint_opinions.bpmn", "written_decision.bpmn", "fee.bpmn", "fee.dmn").status == 201
    case = centre.start("joint_opinions", {"departments": ["甲局", "乙局"], "odd": ODD})
    case = centre.complete(case, "T0", {"again": ODD})
    centre.call("POST", f"/tasks/{case['open_tasks'][0]['id']}/claim")
    centre.start("fee_payment", {"area": 7.5})
    centre.wind_to("2026-10-13T09:00:00")
    return centre.case(case)


@pytest.fixture(scope="module")
def worked(prepared: Outside, tmp_path_factory: pytest.TempPathFactory) -> tuple[Outside, str]:
    """A centre at rest with worked cases, and the number of the first."""
    centre = prepared.copied_to(tmp_path_factory.mktemp("worked")).sandbox()
    number = _worked(centre)["number"]
    centre.end()
    return centre, number


def test_the_chain_is_what_anybody_computes(worked: tuple[Outside, str]) -> None:
    rows = journal_rows(worked[0].file)
    assert (len(rows) > 5, broken_links(rows)) == (True, [])


def test_an_untouched_journal_verifies(worked: tuple[Outside, str]) -> None:
    status, document, said = worked[0].command("verify")
    expected = {"cases": 2, "entries": len(journal_rows(worked[0].file)), "chain": "ok", "replay": "ok"}
    assert (status, document, said) == (0, {**expected, "differences": []}, "")


@pytest.mark.parametrize(
    ("column", "old", "new"),
    [("body", b"T0#1", b"T0#2"), ("facts", b":", b": "), ("actor", b"adm", b"\xb2dm"), ("at", b"T09", b"T08")],
    ids=["a character", "a blank", "no text", "an hour"],
)
def test_one_changed_byte_is_found_with_case_and_entry(
    worked: tuple[Outside, str], tmp_path: Path, column: str, old: bytes, new: bytes
) -> None:
    centre, number = worked[0].copied_to(tmp_path), worked[1]
    row = next(row for row in journal_rows(centre.file) if row[:2] == (number, 2))
    content = str(row[["at", "recorded_at", "actor", "kind", "body", "facts"].index(column) + 2]).encode()
    assert old in content
    put_bytes(centre.file, number, 2, column, content.replace(old, new, 1))
    status, document, _ = centre.command("verify")
    assert status == 1
    assert (number, 2) in [(each["case"], each["seq"]) for each in document["differences"]]


def test_the_api_shows_the_entries_that_were_hashed(shared: Outside) -> None:
    case = _started(shared)
    names = ("case", "seq", "at", "recorded_at", "actor", "kind", "body", "facts", "previous", "hash")
    shown = [[entry[name] for name in names] for entry in shared.journal(case)]
    assert broken_links([(*row[:6], _text(row[6]), _text(row[7]), *row[8:]) for row in shown]) == []


def test_each_step_of_a_case_can_be_looked_at_again(shared: Outside) -> None:
    case = shared.complete(_started(shared), "T0", {"said": "好"})
    replayed = [shared.call("GET", f"/cases/{case['number']}/replay?seq={seq}").body for seq in (1, 2)]
    assert [(each["seq"], each["active"], each["data"].get("said")) for each in replayed] == [
        (1, ["T0"], None),
        (2, ["give", "review"], "好"),
    ]


def _started(centre: Outside) -> Any:
    assert centre.deploy("joint_opinions.bpmn", "written_decision.bpmn").status == 201
    return centre.start("joint_opinions", {"departments": ["甲局"], "odd": ODD})


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)
