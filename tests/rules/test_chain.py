"""The chain, computed once more with nothing but `hashlib` and `json`."""

from __future__ import annotations

import hashlib
import json
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflow_app.errors import ValueNotKept
from workflow_app.rules.chain import canonical, chained, check_numbers, entry_hash

ENTRY = {
    "case": "20261009-000001",
    "seq": 1,
    "at": "2026-10-09T09:00:00+08:00",
    "recorded_at": "2026-10-09T09:00:01+08:00",
    "actor": "zhang",
    "kind": "case_started",
    "body": {"item": "施工许可", "applicant": {"name": '王"小"明\n', "id_number": None}, "fee": "12.50"},
    "facts": [{"fact": "task_opened", "key": "accept#1", "n": 1}],
    "previous": "",
}
# SHA-256 of the entry above, written down by hand as RFC 8785 orders it.
BY_HAND = (
    '{"actor":"zhang","at":"2026-10-09T09:00:00+08:00",'
    '"body":{"applicant":{"id_number":null,"name":"王\\"小\\"明\\n"},"fee":"12.50","item":"施工许可"},'
    '"case":"20261009-000001","facts":[{"fact":"task_opened","key":"accept#1","n":1}],'
    '"kind":"case_started","previous":"","recorded_at":"2026-10-09T09:00:01+08:00","seq":1}'
)


def test_the_hash_is_the_sha_256_of_the_entry_as_written_by_hand() -> None:
    assert entry_hash(ENTRY) == hashlib.sha256(BY_HAND.encode()).hexdigest()


def test_an_outsider_gets_the_same_hash_with_the_standard_library_alone() -> None:
    text = json.dumps(ENTRY, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert entry_hash(ENTRY) == hashlib.sha256(text.encode()).hexdigest()


def test_the_order_of_keys_does_not_matter() -> None:
    assert entry_hash(dict(reversed(ENTRY.items()))) == entry_hash(ENTRY)


@pytest.mark.parametrize("name", list(ENTRY))
def test_every_part_of_an_entry_is_covered(name: str) -> None:
    assert entry_hash({**ENTRY, name: "changed"}) != entry_hash(ENTRY)


def test_a_hash_already_there_is_not_hashed_again() -> None:
    assert chained(chained(ENTRY)) == chained(ENTRY)


def test_keys_are_ordered_by_utf_16_units() -> None:
    # RFC 8785 3.2.3: the emoji's first unit D83D comes before FB33, though its code point is higher.
    assert canonical({"\ufb33": 1, "\U0001f600": 2}) == '{"\U0001f600":2,"\ufb33":1}'.encode()


@pytest.mark.parametrize(
    ("number", "text"), [(1.0, b"1"), (0.5, b"0.5"), (1e-7, b"1e-7"), (1e21, b"1e+21"), (-0.0, b"0"), (0.1, b"0.1")]
)
def test_numbers_are_written_as_in_ecmascript(number: float, text: bytes) -> None:
    assert canonical(number) == text


@pytest.mark.parametrize("number", [999_999_999_999_999, -999_999_999_999_999, 0.123456789012345, 1e300, True])
def test_fifteen_digits_are_enough(number: float) -> None:
    check_numbers({"fee": [number]})


@pytest.mark.parametrize(
    "number",
    [10**15, -(10**15), 10**5000, 0.1 + 0.2, 1e15, float("nan"), float("inf")],
    ids=["16 digits", "negative", "5000 digits", "a sum in binary", "16 digits as float", "no number", "infinity"],
)
def test_longer_numbers_are_refused_wherever_they_are(number: float) -> None:
    with pytest.raises(ValueNotKept):
        check_numbers({"fees": [{"amount": number}]})


@pytest.mark.parametrize("value", [Decimal("1.5"), b"bytes", {1: "key"}, "\ud800", {"\ud800": 1}, object()])
def test_what_json_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(ValueNotKept):
        canonical(value)


def test_what_is_nested_too_deeply_is_refused() -> None:
    value: list[Any] = []
    for _ in range(200_000):
        value = [value]
    with pytest.raises(ValueNotKept):
        canonical(value)


_TEXTS = st.text(st.characters(exclude_categories=["Cs"]))
_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15) + 1, 10**15 - 1) | _TEXTS,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(_TEXTS, children, max_size=4),
    max_leaves=12,
)


@given(_VALUES)
def test_canonical_json_reads_back_as_the_same_value(value: Any) -> None:
    assert json.loads(canonical(value)) == value


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_is_refused_or_reads_back_as_the_same_number(number: float) -> None:
    try:
        text = canonical(number)
    except ValueNotKept:
        return
    assert json.loads(text) == number
