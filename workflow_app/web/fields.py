"""Field types for bodies and parameters, and what is wrong with a field said in Chinese and English."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, JsonValue, StringConstraints, ValidationError
from pydantic.json_schema import WithJsonSchema
from pydantic_core import ErrorDetails, PydanticCustomError

from workflow_app.rules.instants import parse_instant

# RFC 3339, the form every program can write; nothing else ISO 8601 would allow.
INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?([Zz]|[+-]\d{2}:\d{2})")
YEARS = range(1900, 2201)
# No list and no journal is longer; a larger number means the same.
MOST = 2**31 - 1


class Body(BaseModel):
    """What a request brings: unknown fields are refused, nothing is converted silently."""

    model_config = ConfigDict(extra="forbid", strict=True, hide_input_in_errors=True)


class Parameters(BaseModel):
    """What stands behind the `?` of an address: text, read as what the field says."""

    model_config = ConfigDict(hide_input_in_errors=True)


def _wrong(kind: str, zh: str, en: str) -> PydanticCustomError:
    return PydanticCustomError(kind, "{en}", {"zh": zh, "en": en})


def read_instant(value: Any) -> datetime:
    """RFC 3339 text with an offset as an instant in the centre's zone; a wrong date or a year far off is refused."""
    if not isinstance(value, str) or not INSTANT.fullmatch(value):
        example = "2026-10-09T17:30:00+08:00"
        raise _wrong(
            "instant", f"应为带时区的时刻，例如 {example}", f"should be an instant with an offset like {example}"
        )
    try:
        moment = parse_instant(value.upper())
    except (ValueError, OverflowError):
        raise _wrong("no_such_instant", "没有这个日期或时刻", "there is no such date or time") from None
    if moment.year not in YEARS:
        raise _wrong("instant_far_off", "年份应在 1900 至 2200 之间", "the year should lie between 1900 and 2200")
    return moment


def _read_parameter_instant(value: Any) -> datetime:
    # A `+` not escaped in an address arrives as a space.
    return read_instant(re.sub(r" (?=\d{2}:\d{2}$)", "+", value) if isinstance(value, str) else value)


def _read_count(value: Any) -> int:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{1,100}", value) or int(value) == 0:
        raise _wrong("count", "应为正整数", "should be a whole number above 0")
    return min(int(value), MOST)


_INSTANT_SCHEMA = WithJsonSchema({"type": "string", "format": "date-time"})
_COUNT_SCHEMA = WithJsonSchema({"type": "integer", "minimum": 1})

Instant = Annotated[datetime, BeforeValidator(read_instant), _INSTANT_SCHEMA]
ParameterInstant = Annotated[datetime, BeforeValidator(_read_parameter_instant), _INSTANT_SCHEMA]
Count = Annotated[int, BeforeValidator(_read_count), _COUNT_SCHEMA]
Line = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Paragraph = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=20_000)]
Data = Annotated[dict[str, JsonValue], Field(default_factory=dict)]

# What pydantic finds wrong, by its kind: how a clerk would say it.
_CHINESE = {
    "missing": "必填",
    "extra_forbidden": "没有这一项",
    "string_type": "应为文字",
    "string_too_short": "不能为空",
    "string_too_long": "过长，最多 {max_length} 个字",
    "dict_type": "应为对象",
    "model_type": "应为对象",
    "model_attributes_type": "应为对象",
    "list_type": "应为列表",
    "too_long": "过多，最多 {max_length} 项",
    "bool_parsing": "应为 true 或 false",
    "bool_type": "应为 true 或 false",
    "literal_error": "应为 {expected}",
}


def errors_by_field(error: ValidationError) -> dict[str, dict[str, str]]:
    """``{"applicant.name": {"zh": …, "en": …}}`` from what pydantic refused; the whole body is field ``$``."""
    return {_field_name(each): _sentence(each) for each in error.errors(include_url=False, include_input=False)}


def _field_name(error: ErrorDetails) -> str:
    return ".".join(str(part) for part in error["loc"]) or "$"


def _sentence(error: ErrorDetails) -> dict[str, str]:
    context = error.get("ctx", {})
    if "zh" in context:
        return {"zh": context["zh"], "en": context["en"]}
    chinese = _CHINESE.get(error["type"], "不正确").format_map(context)
    return {"zh": chinese, "en": error["msg"]}
