"""The hash chain of a journal: canonical JSON (RFC 8785) and the hash of an entry (CONTRACT, "The journal")."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

import rfc8785

from workflow_app.errors import ValueNotKept

# What an entry's hash covers: everything the journal shows of it, but the hash itself.
HASHED = ("case", "seq", "at", "recorded_at", "actor", "kind", "body", "facts", "previous")
MOST_DIGITS = 15
# No form and no message nests as deep; a reader that recurses must survive every journal.
MOST_LEVELS = 100

_TOO_LONG = {"zh": f"数字最多 {MOST_DIGITS} 位，更长的请写成文本", "en": f"a number has at most {MOST_DIGITS} digits"}
_TOO_DEEP = {"zh": f"嵌套超过 {MOST_LEVELS} 层", "en": f"nested deeper than {MOST_LEVELS} levels"}
_NOT_JSON = {"zh": "只能是 JSON 的值", "en": "only JSON values can be kept"}


def canonical(value: Any) -> bytes:
    """The RFC 8785 JSON of `value`, UTF-8. Raises ValueNotKept for what JSON, or the journal, cannot hold."""
    check_numbers(value)
    return _canonical(value)


def entry_hash(entry: Mapping[str, Any]) -> str:
    """The hex SHA-256 of an entry, given as the journal shows it: body and facts as JSON values, instants as text.

    Takes what it needs, a `hash` among it is ignored. Raises ValueNotKept, KeyError when something is missing.
    """
    return hashlib.sha256(canonical({name: entry[name] for name in HASHED})).hexdigest()


def chained(entry: Mapping[str, Any]) -> dict[str, Any]:
    """The entry with its `hash`."""
    return {**entry, "hash": entry_hash(entry)}


def same_in_journal(ours: Any, written: Any) -> bool:
    """Whether two values are one and the same in the journal; what a journal cannot hold is like nothing."""
    try:
        return canonical(ours) == canonical(written)
    except ValueNotKept:
        return False


def check_numbers(value: Any) -> None:
    """Raises ValueNotKept if a number in `value` has more than 15 digits, is no number, or the nesting is too deep.

    Up to 15 digits, every reader of JSON gets back the very number that was hashed.
    """
    level = [value]
    for _ in range(MOST_LEVELS):
        for each in level:
            _check_number(each)
        level = [child for each in level for child in _children(each)]
        if not level:
            return
    raise ValueNotKept(value="…", reason=_TOO_DEEP)


def _children(value: Any) -> Iterable[Any]:
    if isinstance(value, Mapping):
        return value.values()
    return value if isinstance(value, (list, tuple)) else ()


def _check_number(value: Any) -> None:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return
    if isinstance(value, int) and abs(value) >= 10**MOST_DIGITS:
        raise ValueNotKept(value=str(value)[:40] if abs(value) < 10**40 else "…", reason=_TOO_LONG)
    if isinstance(value, float) and _digits(value) > MOST_DIGITS:
        raise ValueNotKept(value=repr(value), reason=_TOO_LONG)


def _digits(value: float) -> int:
    """How many digits the number has in canonical JSON, leading zeros and exponent aside."""
    mantissa = _canonical(value).decode().partition("e")[0]
    return len(mantissa.replace(".", "").lstrip("-0"))


def _canonical(value: Any) -> bytes:
    try:
        return rfc8785.dumps(value)
    except (ValueError, RecursionError) as error:
        raise ValueNotKept(value="…", reason=_NOT_JSON) from error
