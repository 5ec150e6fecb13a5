"""What one field takes: each kind's cleaning, strict about types, exact about numbers, sure about dates.

Clean values are JSON: text in NFC, numbers of at most 15 digits as int or, with decimals, as text ("12.50"), days as
`2026-10-09`, times as `17:30`, instants with offset.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from workflow_app.rules.form_model import Choice, Field
from workflow_app.rules.instants import SHANGHAI, iso
from workflow_app.rules.patterns import MAX_TEXT, compile_pattern

LONGEST_TEXT = 10_000
MOST_DIGITS = 15
MOST_FILES = 50
NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?")
INSTANT = re.compile(r"[0-9-]{10}T[0-9:]{5,8}(\.[0-9]{1,6})?(Z|[+-][0-9]{2}:[0-9]{2})?")
HASH = re.compile(r"[0-9a-f]{64}")
EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]{1,63}(\.[^@\s.]{1,63}){1,4}")
PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,24}")
VALIDATIONS = {"email": (EMAIL, "邮箱地址", "an e-mail address"), "phone": (PHONE, "电话号码", "a telephone number")}
# Marks that reverse or isolate writing direction can make a text read as another.
DECEPTIVE = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


class FieldFault(Exception):
    """A value is not what its field takes; in both languages."""

    def __init__(self, zh: str, en: str) -> None:
        self.sentence = {"zh": zh, "en": en}
        super().__init__(zh)


def is_empty(value: Any) -> bool:
    """Nothing was filled in: null, blank text, nothing chosen."""
    return value is None or value in ("", [], {}) or (isinstance(value, str) and not value.strip())


def clean_value(field: Field, value: Any, choices: Sequence[Choice] | None) -> Any:
    """The clean value of one field, not empty before. Raises FieldFault. Dynamic lists are not cleaned here."""
    cleaned = CLEANERS[field.kind](field, value, choices)
    if field.required and (cleaned is False or is_empty(cleaned)):
        raise missing(field)
    return cleaned


def missing(field: Field) -> FieldFault:
    """What a required field says when it is empty."""
    if field.kind == "checkbox":
        return FieldFault("必须勾选", "must be ticked")
    return FieldFault("必须填写", "must be filled in")


def clean_text(value: Any, *, multiline: bool = False) -> str:
    """Text in NFC without blanks around it. Raises FieldFault for other types, control characters, too long text."""
    if not isinstance(value, str):
        raise FieldFault("应为文字", "must be text")
    if len(value) > LONGEST_TEXT:
        raise FieldFault(f"不能超过 {LONGEST_TEXT} 个字", f"at most {LONGEST_TEXT} characters")
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n")).strip()
    allowed = "\n\t" if multiline else ""
    if any((unicodedata.category(mark) in ("Cc", "Cs") and mark not in allowed) or mark in DECEPTIVE for mark in text):
        raise FieldFault("含有不可见的控制字符", "contains control characters")
    return text


def _text(field: Field, value: Any, _: Any) -> str:
    text = clean_text(value, multiline=field.kind == "textarea")
    if not text:
        return text
    if field.min_length is not None and len(text) < field.min_length:
        raise FieldFault(f"至少 {field.min_length} 个字", f"at least {field.min_length} characters")
    if field.max_length is not None and len(text) > field.max_length:
        raise FieldFault(f"最多 {field.max_length} 个字", f"at most {field.max_length} characters")
    _check_shape(field, text)
    return text


def _check_shape(field: Field, text: str) -> None:
    if field.validation in VALIDATIONS:
        pattern, zh, en = VALIDATIONS[field.validation]
        if not pattern.fullmatch(text):
            raise FieldFault(f"不是有效的{zh}", f"is not {en}")
    if field.pattern and len(text) > MAX_TEXT:
        raise FieldFault(f"最多 {MAX_TEXT} 个字", f"at most {MAX_TEXT} characters")
    if field.pattern and not compile_pattern(field.pattern).matches(text):
        raise FieldFault("格式不正确", "is not in the right format")


def _number(field: Field, value: Any, _: Any) -> int | str:
    number = _exact(value)
    exponent = number.as_tuple().exponent
    decimals = max(0, -exponent) if isinstance(exponent, int) else 0
    if field.digits is not None and decimals > field.digits:
        zh = f"最多 {field.digits} 位小数" if field.digits else "应为整数"
        raise FieldFault(zh, f"at most {field.digits} decimals")
    if field.minimum is not None and number < field.minimum:
        raise FieldFault(f"不能小于 {field.minimum:f}", f"at least {field.minimum:f}")
    if field.maximum is not None and number > field.maximum:
        raise FieldFault(f"不能大于 {field.maximum:f}", f"at most {field.maximum:f}")
    return _written(field, number)


def _exact(value: Any) -> Decimal:
    """A JSON number or decimal text as the decimal it is written as."""
    text = unicodedata.normalize("NFKC", value).strip() if isinstance(value, str) and len(value) < 100 else None
    if isinstance(value, int | Decimal | float) and not isinstance(value, bool):
        number = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
        text = f"{number:f}" if number.is_finite() and abs(number.adjusted()) <= MOST_DIGITS else None
    if text is None or not NUMBER.fullmatch(text):
        raise FieldFault("应为数字", "must be a number")
    if sum(mark.isdigit() for mark in text.lstrip("-").lstrip("0")) > MOST_DIGITS:
        raise FieldFault(f"最多 {MOST_DIGITS} 位数字", f"at most {MOST_DIGITS} digits")
    return Decimal(text)


def _written(field: Field, number: Decimal) -> int | str:
    """Money and exact decimals are text in JSON, with as many decimals as the field has."""
    if field.digits:
        return f"{number + 0:.{field.digits}f}"
    whole = number == number.to_integral_value()
    if field.as_text or not whole:
        return f"{number:f}"
    return int(number)


def _tick(_: Field, value: Any, __: Any) -> bool:
    if not isinstance(value, bool):
        raise FieldFault("应为是或否", "must be true or false")
    return value


def _one_choice(_: Field, value: Any, choices: Sequence[Choice] | None) -> Any:
    if choices is None:
        return _free_choice(value)
    for choice in choices:
        if value == choice.value and isinstance(value, bool) == isinstance(choice.value, bool):
            return choice.value
        # A browser sends every value as text.
        if isinstance(value, str) and value == str(choice.value) and not isinstance(choice.value, bool):
            return choice.value
    raise FieldFault("不在可选范围内", "is not one of the choices")


def _free_choice(value: Any) -> Any:
    """A choice whose list is known only to the page: any short scalar."""
    return value if isinstance(value, bool | int) else clean_text(value)


def _many_choices(field: Field, value: Any, choices: Sequence[Choice] | None) -> list[Any]:
    if not isinstance(value, list) or len(value) > 1000:
        raise FieldFault("应为若干选项的列表", "must be a list of choices")
    cleaned = [_one_choice(field, each, choices) for each in value]
    if any(each in cleaned[:place] for place, each in enumerate(cleaned)):
        raise FieldFault("选项重复", "a choice is given twice")
    return cleaned


def _moment(field: Field, value: Any, _: Any) -> str:
    if not isinstance(value, str):
        raise FieldFault("应为日期或时间", "must be a date or time")
    text = unicodedata.normalize("NFKC", value[:40]).strip()
    try:
        return MOMENTS[field.subtype](text)
    except (ValueError, OverflowError):
        written = {"date": "2026-10-09", "time": "17:30", "datetime": "2026-10-09T17:30:00+08:00"}[field.subtype]
        raise FieldFault(
            f"不是存在的日期或时间，应写作 {written}", f"is no date or time that exists; write it as {written}"
        ) from None


def _day(text: str) -> str:
    if not DAY.fullmatch(text):
        raise ValueError
    return date.fromisoformat(text).isoformat()


def _time(text: str) -> str:
    if not TIME.fullmatch(text):
        raise ValueError
    return text


def _instant(text: str) -> str:
    if not INSTANT.fullmatch(text):
        raise ValueError
    moment = datetime.fromisoformat(text)
    return iso(moment if moment.tzinfo else moment.replace(tzinfo=SHANGHAI))


MOMENTS: Mapping[str, Callable[[str], str]] = {"date": _day, "time": _time, "datetime": _instant}


def _files(field: Field, value: Any, _: Any) -> list[dict[str, Any]]:
    if not isinstance(value, list) or len(value) > MOST_FILES:
        raise FieldFault(f"应为最多 {MOST_FILES} 个文件的列表", f"must be a list of at most {MOST_FILES} files")
    if len(value) > 1 and not field.multiple:
        raise FieldFault("只能交一个文件", "one file only")
    return [_file(each) for each in value]


def _file(value: Any) -> dict[str, Any]:
    """A file as its name alone, or an object with name, hash (SHA-256, hex) and size in bytes."""
    parts = {"name": value} if isinstance(value, str) else value
    if not isinstance(parts, dict) or not parts.keys() <= {"name", "hash", "size"}:
        raise FieldFault("文件应写明 name、hash、size", "a file has name, hash, size")
    name = clean_text(parts.get("name", ""))
    if not name or len(name) > 255 or "/" in name or "\\" in name:
        raise FieldFault("文件名不正确", "the file's name is wrong")
    if "hash" in parts and not (isinstance(parts["hash"], str) and HASH.fullmatch(parts["hash"])):
        raise FieldFault("文件的 hash 应为 SHA-256", "the file's hash must be SHA-256 in hex")
    size = parts.get("size", 0)
    if not isinstance(size, int) or isinstance(size, bool) or not 0 <= size < 10**12:
        raise FieldFault("文件大小不正确", "the file's size is wrong")
    return {**parts, "name": name}


CLEANERS: Mapping[str, Callable[[Field, Any, Sequence[Choice] | None], Any]] = {
    "textfield": _text,
    "textarea": _text,
    "number": _number,
    "checkbox": _tick,
    "radio": _one_choice,
    "select": _one_choice,
    "checklist": _many_choices,
    "taglist": _many_choices,
    "datetime": _moment,
    "filepicker": _files,
}
