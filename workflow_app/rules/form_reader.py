"""Reads form-js JSON (`.form`) into `form_model`; what is wrong is collected with its line."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Literal

from workflow_app.errors import Refusal, TooLarge, Unreadable
from workflow_app.rules.form_model import ASKING, CHOICES, SHOWING, Choice, Field, Form, FormProblem
from workflow_app.rules.form_values import VALIDATIONS
from workflow_app.rules.json_checks import no_constant, no_twins
from workflow_app.rules.patterns import PatternRefused, compile_pattern

MAX_BYTES = 1_000_000
MAX_DEPTH = 10
MAX_COMPONENTS = 1000
MAX_CHOICES = 2000
# Names an expression can say: letters of any script, digits, _.
NAME = re.compile(r"[^\W\d_]\w{0,99}")
SCRIPT = re.compile(r"<\s*script|javascript:|\son\w+\s*=|<\s*iframe", re.IGNORECASE)
Check = Callable[[str], None]


def read_json(content: bytes, file: str) -> Mapping[str, Any]:
    """The file's JSON object, numbers exact. Raises TooLarge or Unreadable with the line."""
    if len(content) > MAX_BYTES:
        raise TooLarge(file=file, size=len(content), limit=MAX_BYTES)
    try:
        schema = json.loads(
            content.decode("utf-8-sig"), parse_float=Decimal, parse_constant=no_constant, object_pairs_hook=no_twins
        )
    except json.JSONDecodeError as error:
        raise Unreadable(
            file=file, line=error.lineno, reason={"zh": "不是 JSON", "en": f"not JSON: {error.msg}"}
        ) from None
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Unreadable(file=file, line=line, reason={"zh": "不是 UTF-8", "en": "not UTF-8"}) from None
    except (ValueError, RecursionError) as error:
        raise Unreadable(file=file, line=1, reason=f"{error}"[:200]) from None
    if not isinstance(schema, dict):
        raise Unreadable(file=file, line=1, reason={"zh": "不是表单", "en": "this is no form"})
    return schema


class FormReader:
    """Reads one form; afterwards `form` and `problems` are there. `check` judges expressions, raising a Refusal."""

    def __init__(self, content: bytes, file: str, check: Check | None = None) -> None:
        schema = read_json(content, file)
        self.text = content.decode("utf-8-sig")
        self.check = check
        self.problems: list[FormProblem] = []
        self.count = 0
        identifier = schema.get("id")
        if not isinstance(identifier, str) or not identifier:
            self._problem("form-without-id", "表单没有 id / the form has no id", None)
        components = schema.get("components")
        if not isinstance(components, list):
            self._problem("no-components", "表单没有 components / the form has no components", None)
            components = []
        fields = self._fields(components, (), (), 0)
        self.form = Form(str(identifier), file, fields, tuple(each for each in components if isinstance(each, dict)))

    def _problem(
        self, rule: str, message: str, component: str | None, severity: Literal["error", "warning"] = "error"
    ) -> None:
        self.problems.append(FormProblem(rule, severity, message, component, self._line(component)))

    def _line(self, component: str | None) -> int:
        """Where the component's key (or id) is written; JSON itself keeps no lines."""
        if component:
            names = "|".join(re.escape(json.dumps(component, ensure_ascii=ascii_only)) for ascii_only in (False, True))
            found = re.search(rf'"(?:key|path|id|type)"\s*:\s*(?:{names})', self.text)
            if found:
                return self.text.count("\n", 0, found.start()) + 1
        return 1

    def _fields(
        self, components: list[Any], path: tuple[str, ...], hide: tuple[str, ...], depth: int
    ) -> tuple[Field, ...]:
        if depth > MAX_DEPTH:
            self._problem("too-deep", "表单嵌套过深 / the form is nested too deep", None)
            return ()
        fields = [field for each in components for field in self._component(each, path, hide, depth)]
        taken: set[tuple[str, ...]] = set()
        for field in fields:
            if any(field.path[: len(each)] == each or each[: len(field.path)] == field.path for each in taken):
                self._problem("duplicate-key", f"字段“{field.name}”重复 / the field {field.name!r} is there twice",
                              field.path[-1])  # fmt: skip
            taken.add(field.path)
        return tuple(fields)

    def _component(self, raw: Any, path: tuple[str, ...], hide: tuple[str, ...], depth: int) -> tuple[Field, ...]:
        self.count += 1
        if not isinstance(raw, dict) or self.count > MAX_COMPONENTS:
            self._problem("component", "不是组件，或组件过多 / no component, or too many", None)
            return ()
        kind = str(raw.get("type"))
        hidden = self._hide(raw, hide)
        if kind == "group":
            inner = (*path, *self._path(raw, "path", required=False))
            return self._fields(_listed(raw.get("components")), inner, hidden, depth + 1)
        if kind in SHOWING:
            self._shown(raw)
            return ()
        if kind not in ASKING:
            message = f"不支持的组件“{kind}” / component {kind!r} is not supported"
            self._problem("unknown-component", message, _named(raw) or kind)
            return ()
        own = self._path(raw, "path" if kind == "dynamiclist" else "key", required=True)
        return (self._field(raw, kind, (*path, *own), hidden, depth),) if own else ()

    def _shown(self, raw: dict[str, Any]) -> None:
        if any(SCRIPT.search(str(raw.get(part, ""))) for part in ("text", "content", "label")):
            self._problem("code", "表单里不允许脚本 / no script in a form", _named(raw))

    def _path(self, raw: dict[str, Any], part: str, *, required: bool) -> tuple[str, ...]:
        written = raw.get(part) or ""
        if not written and not required:
            return ()
        names = tuple(written.split(".")) if isinstance(written, str) else ("",)
        if not all(NAME.fullmatch(name) for name in names):
            self._problem("field-name", f"字段名“{written}”不能用 / {written!r} cannot be a field's name", _named(raw))
            return ()
        return names

    def _hide(self, raw: dict[str, Any], outer: tuple[str, ...]) -> tuple[str, ...]:
        conditional = raw.get("conditional")
        source = conditional.get("hide") if isinstance(conditional, dict) else None
        if source is None or source == "":
            return outer
        return (*outer, *self._expression(source, raw))

    def _expression(self, source: Any, raw: dict[str, Any]) -> tuple[str, ...]:
        """form-js marks expressions with a leading `=`."""
        if not isinstance(source, str):
            self._problem("expression", "表达式应为文字 / an expression is text", _named(raw))
            return ()
        text = source.strip().removeprefix("=").strip()
        try:
            if self.check:
                self.check(text)
        except Refusal as refusal:
            self._problem("expression", f"{refusal.message()} / {refusal.message('en')}", _named(raw))
        return (text,)

    def _field(self, raw: dict[str, Any], kind: str, path: tuple[str, ...], hide: tuple[str, ...], depth: int) -> Field:
        rules = raw.get("validate")
        rules = rules if isinstance(rules, dict) else {}
        label = raw.get("label") or raw.get("dateLabel") or raw.get("dateTimeLabel") or raw.get("timeLabel")
        if not label:
            self._problem("no-label", f"字段“{path[-1]}”没有名称 / {path[-1]!r} has no label", path[-1], "warning")
        inner = self._fields(_listed(raw.get("components")), (), (), depth + 1) if kind == "dynamiclist" else ()
        return Field(
            kind=kind,
            path=path,
            label=str(label or path[-1]),
            required=rules.get("required") is True,
            hide=hide,
            default=raw.get("defaultValue"),
            locked=raw.get("disabled") is True or raw.get("readonly") is True,
            multiple=raw.get("multiple") is True,
            as_text=raw.get("serializeToString") is True,
            subtype=self._subtype(raw),
            digits=self._whole(raw, raw.get("decimalDigits")),
            fields=inner,
            **self._limits(raw, rules),
            **self._agreement(raw),
            **(self._choices(raw) if kind in CHOICES else {}),
        )

    def _agreement(self, raw: dict[str, Any]) -> dict[str, Any]:
        """form-js checks fields one by one only; ours stands in its custom properties, which editors keep."""
        own = raw.get("properties")
        source = own.get("check") if isinstance(own, dict) else None
        if not isinstance(own, dict) or not source:
            return {}
        zh = str(own.get("check_message") or "与其他各项不一致")
        sentence = {"zh": zh, "en": str(own.get("check_message_en") or "does not agree with the other fields")}
        return {"agrees": next(iter(self._expression(source, raw)), None), "disagreement": sentence}

    def _subtype(self, raw: dict[str, Any]) -> str:
        subtype = raw.get("subtype") or "date"
        if subtype not in ("date", "time", "datetime"):
            self._problem("datetime", f"日期组件的类型“{subtype}”不支持 / {subtype!r} is not supported", _named(raw))
            return "date"
        return str(subtype)

    def _limits(self, raw: dict[str, Any], rules: dict[str, Any]) -> dict[str, Any]:
        limits: dict[str, Any] = {
            "minimum": self._number(raw, rules.get("min")),
            "maximum": self._number(raw, rules.get("max")),
            "min_length": self._whole(raw, rules.get("minLength")),
            "max_length": self._whole(raw, rules.get("maxLength")),
            "pattern": self._pattern(raw, rules.get("pattern")),
            "validation": rules.get("validationType") if rules.get("validationType") in VALIDATIONS else None,
        }
        for low, high in (("minimum", "maximum"), ("min_length", "max_length")):
            if limits[low] is not None and limits[high] is not None and limits[low] > limits[high]:
                self._problem("limits", "下限大于上限 / the lower limit is above the upper", _named(raw))
        return limits

    def _number(self, raw: dict[str, Any], value: Any) -> Decimal | None:
        if value is None or value == "":
            return None
        text = str(value)
        if isinstance(value, bool) or not re.fullmatch(r"-?[0-9]{1,15}(\.[0-9]{1,15})?", text):
            self._problem("limits", f"“{text[:40]}”不是数字 / {text[:40]!r} is no number", _named(raw))
            return None
        return Decimal(text)

    def _whole(self, raw: dict[str, Any], value: Any) -> int | None:
        number = self._number(raw, value)
        if number is None or (number == number.to_integral_value() and 0 <= number <= 100_000):
            return None if number is None else int(number)
        self._problem("limits", f"“{value}”不是适当的整数 / {value!r} is no fitting whole number", _named(raw))
        return None

    def _pattern(self, raw: dict[str, Any], pattern: Any) -> str | None:
        if pattern is None or pattern == "":
            return None
        try:
            compile_pattern(str(pattern))
        except PatternRefused as refused:
            self._problem("pattern", f"格式“{pattern}”不能用：{refused}", _named(raw))
            return None
        return str(pattern)

    def _choices(self, raw: dict[str, Any]) -> dict[str, Any]:
        source = raw.get("valuesExpression") or raw.get("valuesKey")
        if source:
            return {"choices_source": next(iter(self._expression(source, raw)), None)}
        values = raw.get("values")
        if not isinstance(values, list) or not 0 < len(values) <= MAX_CHOICES:
            self._problem("no-choices", "没有选项，或选项过多 / no choices, or too many", _named(raw))
            return {"choices": ()}
        choices = as_choices(values)
        if len({repr(choice.value) for choice in choices}) < len(values):
            self._problem("choices", "选项缺少值或重复 / a choice has no value or is there twice", _named(raw))
        return {"choices": choices}


def as_choices(values: list[Any]) -> tuple[Choice, ...]:
    """Choices from `{"value", "label"}` objects or plain values; what is neither is left out."""
    pairs = [(each.get("value"), each.get("label")) if isinstance(each, dict) else (each, each) for each in values]
    return tuple(
        Choice(value, str(label if label is not None else value))
        for value, label in pairs
        if isinstance(value, str | int | Decimal) and value != ""
    )


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _named(raw: dict[str, Any]) -> str | None:
    name = raw.get("key") or raw.get("path") or raw.get("id")
    return name if isinstance(name, str) else None
