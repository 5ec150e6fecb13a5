"""Reads JSON without guessing: no duplicate keys, no NaN, no number a double loses, no text a database refuses."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NoReturn

from workflow_app.errors import JsonRefused

# CONTRACT: numbers in a journal have at most 15 digits (what every JSON reader keeps exactly).
MAX_DIGITS = 15
MAX_DEPTH = 50
MAX_NUMBER_TEXT = 400
ROOT = "$"


class _Unusable:
    """Stands in the parsed tree where something unusable was met, until the walk that knows the path finds it."""

    def __init__(self, zh: str, en: str) -> None:
        self.reason = {"zh": zh, "en": en}


def read_json(content: bytes) -> Any:
    """The value of a JSON text in UTF-8; numbers become int or float. Raises JsonRefused saying what and where."""
    try:
        tree = json.loads(
            _text(content),
            parse_int=_number,
            parse_float=_number,
            parse_constant=_constant,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        _refuse_syntax(error)
    except RecursionError:
        _refuse(ROOT, _too_deep())
    return _clean(tree, ROOT, 0)


def _text(content: bytes) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        where = {"zh": f"第 {error.start + 1} 字节", "en": f"byte {error.start + 1}"}
        raise JsonRefused(where=where, reason={"zh": "不是 UTF-8 编码", "en": "not UTF-8"}) from None


def _refuse_syntax(error: json.JSONDecodeError) -> NoReturn:
    where = {
        "zh": f"第 {error.lineno} 行第 {error.colno} 列",
        "en": f"line {error.lineno}, column {error.colno}",
    }
    raise JsonRefused(where=where, reason={"zh": f"语法错误，{error.msg}", "en": error.msg}) from None


def _refuse(path: str, fault: _Unusable) -> NoReturn:
    raise JsonRefused(where=path, reason=fault.reason) from None


def _number(text: str) -> Any:
    if len(text) > MAX_NUMBER_TEXT:
        return _too_long()
    value = Decimal(text)
    if value and not -MAX_DIGITS <= value.adjusted() < MAX_DIGITS:
        return _too_long()
    if len(value.normalize().as_tuple().digits) > MAX_DIGITS:
        return _too_long()
    # 2.0 and 2 are the same number: one form keeps a journal's hash and its replay alike.
    return int(value) if value == value.to_integral_value() else float(value)


def _constant(text: str) -> _Unusable:
    return _Unusable(f"{text} 不是数字", f"{text} is not a number")


def _object(pairs: list[tuple[str, Any]]) -> Any:
    seen: dict[str, Any] = {}
    for name, value in pairs:
        if name in seen:
            return _Unusable(f"“{name}”重复出现", f"{name!r} appears twice")
        seen[name] = value
    return seen


def _too_long() -> _Unusable:
    return _Unusable(f"数字超过 {MAX_DIGITS} 位", f"the number has more than {MAX_DIGITS} digits")


def _too_deep() -> _Unusable:
    return _Unusable(f"嵌套超过 {MAX_DEPTH} 层", f"nested deeper than {MAX_DEPTH}")


def _clean(value: Any, path: str, depth: int) -> Any:
    if depth > MAX_DEPTH:
        _refuse(ROOT, _too_deep())
    if isinstance(value, _Unusable):
        _refuse(path, value)
    if isinstance(value, str):
        return _clean_text(value, path)
    if isinstance(value, list):
        return [_clean(each, f"{path}[{index}]", depth + 1) for index, each in enumerate(value)]
    if isinstance(value, dict):
        return {_clean_text(name, path): _clean(each, f"{path}.{name}", depth + 1) for name, each in value.items()}
    return value


def _clean_text(text: str, path: str) -> str:
    if "\x00" in text or (not text.isascii() and any("\ud800" <= character <= "\udfff" for character in text)):
        printable = path.encode("utf-8", "replace").decode().replace("\x00", "?")
        _refuse(printable, _Unusable("文字含有不可用的字符", "the text holds a character that cannot be used"))
    return text
