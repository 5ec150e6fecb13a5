"""Forms: reads a form file, checks what was filled in against it, says what is wrong with the file.

Unknown fields, wrong types, values that are not offered and days that do not exist are refused by field; what a field
takes is in `form_values.py`. A hidden field is neither required nor accepted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from workflow_app.errors import FormRefused, Refusal, Unreadable
from workflow_app.rules.form_model import Choice, Field, Form, FormProblem, put
from workflow_app.rules.form_reader import FormReader, as_choices
from workflow_app.rules.form_values import FieldFault, clean_value, is_empty, missing

__all__ = ["Choice", "Field", "Form", "FormProblem", "check_form", "form_problems", "read_form"]

# The value of an expression for these names (what was filled in; the caller may lay them over the case's data).
Evaluate = Callable[[str, Mapping[str, Any]], Any]
MOST_ENTRIES = 200
MOST_ERRORS = 100
ABSENT: Any = object()


def read_form(content: bytes, file: str) -> Form:
    """Read a `.form` file. Raises TooLarge, or Unreadable naming the first fault and its line."""
    reader = FormReader(content, file)
    for problem in reader.problems:
        if problem.severity == "error":
            raise Unreadable(file=file, line=problem.line, reason=problem.message)
    return reader.form


def form_problems(content: bytes, file: str, check: Callable[[str], None] | None = None) -> list[FormProblem]:
    """Everything wrong or doubtful in a form file; `check` judges its expressions, raising a Refusal."""
    try:
        return FormReader(content, file, check).problems
    except Refusal as refusal:
        line = int(refusal.details.get("line", 1))
        return [FormProblem("unreadable", "error", f"{refusal.message()} / {refusal.message('en')}", line=line)]


def check_form(form: Form, data: Mapping[str, Any], evaluate: Evaluate | None = None) -> dict[str, Any]:
    """The clean data: JSON values under the fields' names, null where a field was sent empty, no key for what was
    not sent. Without `evaluate` a field that may be hidden is accepted but not required.

    Raises FormRefused with `count` and `errors`: {"field" or "list[0].field": {"zh": …, "en": …}}.
    """
    checking = _Checking(evaluate)
    clean = checking.entry(form.fields, data, {}, "")
    if checking.errors:
        raise FormRefused(count=len(checking.errors), errors=checking.errors)
    return clean


class _Checking:
    """One submission: what is wrong so far, by field."""

    def __init__(self, evaluate: Evaluate | None) -> None:
        self.evaluate = evaluate
        self.errors: dict[str, dict[str, str]] = {}

    def _wrong(self, name: str, fault: FieldFault) -> None:
        if len(self.errors) < MOST_ERRORS:
            self.errors.setdefault(name[:200], fault.sentence)

    def entry(self, fields: tuple[Field, ...], data: Any, outer: Mapping[str, Any], at: str) -> dict[str, Any]:
        """Clean one object: the whole form, or one entry of a dynamic list. `at` is where it stands."""
        if not isinstance(data, Mapping):
            self._wrong(at.rstrip("."), FieldFault("应为对象", "must be an object"))
            return {}
        self._refuse_unknown(data, {field.path for field in fields}, (), at)
        # Conditions and choices look at the entry as it was sent, whatever the order of the fields.
        names = {**outer, **data}
        clean: dict[str, Any] = {}
        for field in fields:
            try:
                value = self._value(field, _dig(data, field.path), names, at)
            except FieldFault as fault:
                self._wrong(at + field.name, fault)
            else:
                if value is not ABSENT:
                    put(clean, field.path, value)
        return clean

    def _refuse_unknown(
        self, data: Mapping[str, Any], known: set[tuple[str, ...]], above: tuple[str, ...], at: str
    ) -> None:
        for name, value in data.items():
            path = (*above, name)
            if path in known:
                continue
            name_at = at + ".".join(map(str, path))
            if not any(each[: len(path)] == path for each in known):
                self._wrong(name_at, FieldFault("表单没有这一项", "the form has no such field"))
            elif isinstance(value, Mapping):
                self._refuse_unknown(value, known, path, at)
            elif value is not None:
                self._wrong(name_at, FieldFault("应为对象", "must be an object"))

    def _value(self, field: Field, value: Any, names: Mapping[str, Any], at: str) -> Any:
        hidden = self._hidden(field, names)
        if hidden or field.locked:
            return _unwanted(field, value)
        if value is ABSENT or is_empty(value):
            # None: whether it is hidden cannot be told.
            if field.required and hidden is not None:
                raise missing(field)
            return ABSENT if value is ABSENT else _blank(field)
        if field.kind == "dynamiclist":
            return self._entries(field, value, names, at)
        clean = clean_value(field, value, self._choices(field, names))
        if field.agrees and field.disagreement and self._is_false(field.agrees, names):
            raise FieldFault(field.disagreement["zh"], field.disagreement["en"])
        return None if clean == "" else clean

    def _entries(self, field: Field, value: Any, names: Mapping[str, Any], at: str) -> list[Any]:
        if not isinstance(value, list) or len(value) > MOST_ENTRIES:
            raise FieldFault(f"应为最多 {MOST_ENTRIES} 项的列表", f"must be a list of at most {MOST_ENTRIES} entries")
        return [self.entry(field.fields, each, names, f"{at}{field.name}[{n}].") for n, each in enumerate(value)]

    def _hidden(self, field: Field, names: Mapping[str, Any]) -> bool | None:
        if not field.hide:
            return False
        if self.evaluate is None:
            return None
        return any(self._is_true(source, names) for source in field.hide)

    def _is_true(self, source: str, names: Mapping[str, Any]) -> bool:
        """A condition that fails hides nothing: the page shows the field then, and it can be filled in."""
        try:
            return self.evaluate is not None and self.evaluate(source, names) is True
        except Refusal:
            return False

    def _is_false(self, source: str, names: Mapping[str, Any]) -> bool:
        """What cannot be worked out (another field is wrong itself) is not held against this one."""
        try:
            return self.evaluate is not None and self.evaluate(source, names) is False
        except Refusal:
            return False

    def _choices(self, field: Field, names: Mapping[str, Any]) -> tuple[Choice, ...] | None:
        if field.choices_source is None:
            return field.choices
        try:
            values = self.evaluate(field.choices_source, names) if self.evaluate else None
        except Refusal:
            return None
        return as_choices(list(values)) if isinstance(values, list | tuple) else None


def _dig(data: Mapping[str, Any], path: tuple[str, ...]) -> Any:
    value: Any = data
    for name in path:
        value = value.get(name, ABSENT) if isinstance(value, Mapping) else ABSENT
    return value


def _unwanted(field: Field, value: Any) -> Any:
    """Nothing may come from a field that is not shown or only shown; an unticked box is nothing."""
    if value is ABSENT or value is False or is_empty(value):
        return ABSENT
    if field.locked:
        raise FieldFault("此项不能填写", "this cannot be filled in")
    raise FieldFault("在当前情况下不用填写此项", "does not apply here")


def _blank(field: Field) -> Any:
    return [] if field.kind in ("checklist", "taglist", "filepicker", "dynamiclist") else None
