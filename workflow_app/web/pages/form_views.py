"""What a form file's fields look like on a page: labels, hints, options, what was typed and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from workflow_app.rules.form_model import CHOICES, SHOWING

PREFIX = "data"
GROUP, LIST = "group", "dynamiclist"
MOST_BLANK_ENTRIES = 20
INPUT_TYPES = {"date": "date", "time": "time", "datetime": "datetime-local"}
LABELS = ("label", "dateLabel", "dateTimeLabel", "timeLabel")

Component = Mapping[str, Any]
# The value of an expression over what was filled in; None where it has none.
Evaluate = Callable[[str, Mapping[str, Any]], Any]


@dataclass(frozen=True, slots=True)
class Option:
    """One answer that can be chosen."""

    value: str
    label: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field as the template draws it. `path` is its name in the HTML form, `rows` a dynamic list's entries."""

    type: str
    path: str
    label: str = ""
    hint: str = ""
    text: str = ""
    required: bool = False
    readonly: bool = False
    value: Any = None
    error: str | None = None
    unit: str = ""
    options: tuple[Option, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict)
    children: tuple[FieldView, ...] = ()
    rows: tuple[tuple[FieldView, ...], ...] = ()

    @property
    def id(self) -> str:
        """The element's id, which labels and the error summary point to."""
        return self.path.replace(".", "-")


@dataclass(frozen=True, slots=True)
class Drawing:
    """What a form is drawn from: errors by dotted path, the case's data, and how expressions are read."""

    errors: Mapping[str, str]
    context: Mapping[str, Any]
    evaluate: Evaluate

    def views(
        self, components: Iterable[Component], answers: Mapping[str, Any], prefix: str = PREFIX
    ) -> tuple[FieldView, ...]:
        """Views of components; `answers` are nested as the form nests them, `prefix` is where they stand."""
        shown = (each for each in components if not is_hidden(each, answers, self.evaluate))
        return tuple(view for each in shown if (view := self._view(each, answers, prefix)) is not None)

    def _view(self, component: Component, answers: Mapping[str, Any], prefix: str) -> FieldView | None:
        kind = str(component.get("type"))
        if kind == GROUP:
            return self._group(component, answers, prefix)
        if kind == LIST:
            return self._list(component, answers, prefix)
        if kind in SHOWING:
            text = _plain(component)
            return FieldView(kind, prefix, text=text) if text or kind == "separator" else None
        return self._answerable(kind, component, answers, prefix)

    def _group(self, component: Component, answers: Mapping[str, Any], prefix: str) -> FieldView:
        path = str(component.get("path") or "")
        below = f"{prefix}.{path}" if path else prefix
        inner = mapping(dig(answers, path)) if path else answers
        children = self.views(component.get("components", ()), inner, below)
        return FieldView(GROUP, below, label=str(component.get("label") or ""), children=children)

    def _list(self, component: Component, answers: Mapping[str, Any], prefix: str) -> FieldView:
        path, given = f"{prefix}.{name_of(component)}", dig(answers, name_of(component))
        entries = given if isinstance(given, list) else [{}] * _repetitions(component, prefix)
        inside = component.get("components", ())
        rows = tuple(self.views(inside, mapping(entry), f"{path}.{at}") for at, entry in enumerate(entries))
        return FieldView(LIST, path, label=label_of(component), error=self._error(path), rows=rows)

    def _answerable(self, kind: str, component: Component, answers: Mapping[str, Any], prefix: str) -> FieldView:
        path = f"{prefix}.{name_of(component)}"
        value = dig(answers, name_of(component))
        value = component.get("defaultValue") if value is None else value
        return FieldView(
            INPUT_TYPES.get(str(component.get("subtype") or "date"), "date") if kind == "datetime" else kind,
            path,
            label=label_of(component),
            hint=str(component.get("description") or ""),
            required=mapping(component.get("validate")).get("required") is True,
            readonly=is_locked(component),
            value=_shown_value(kind, component, value),
            error=self._error(path),
            unit=str(mapping(component.get("appearance")).get("suffixAdorner") or ""),
            options=self._options(component, value, answers) if kind in CHOICES else (),
            attributes=_attributes(kind, component),
        )

    def _options(self, component: Component, value: Any, answers: Mapping[str, Any]) -> tuple[Option, ...]:
        source = component.get("valuesExpression") or component.get("valuesKey")
        found = self.evaluate(_expression(source), {**self.context, **answers}) if source else component.get("values")
        chosen = {str(one) for one in value} if isinstance(value, list) else {str(value)}
        pairs = (_pair(one) for one in found) if isinstance(found, list) else ()
        return tuple(Option(text, label, text in chosen) for text, label in pairs)

    def _error(self, path: str) -> str | None:
        return self.errors.get(path.removeprefix(f"{PREFIX}."))


def _repetitions(component: Component, prefix: str) -> int:
    """How many blank entries a list begins with. One within another list's entry: products of them have no end."""
    wanted = component.get("defaultRepetitions")
    within_a_list = any(part.isdecimal() for part in prefix.split("."))
    if not isinstance(wanted, int) or not 0 < wanted <= MOST_BLANK_ENTRIES or within_a_list:
        return 1
    return wanted


def is_hidden(component: Component, answers: Mapping[str, Any], evaluate: Evaluate) -> bool:
    """Whether the component's condition hides it, given the answers beside it."""
    source = mapping(component.get("conditional")).get("hide")
    return bool(source) and evaluate(_expression(source), answers) is True


def is_locked(component: Component) -> bool:
    """Whether a field is only shown: nothing is taken from it."""
    return component.get("disabled") is True or component.get("readonly") is True


def name_of(component: Component) -> str:
    """The name a component's answer has in the data, dotted where it lies deeper."""
    return str(component.get("path" if component.get("type") == LIST else "key") or "")


def label_of(component: Component) -> str:
    """What a person calls a field: dates carry their label elsewhere in form-js."""
    return next((str(component[name]) for name in LABELS if component.get(name)), name_of(component))


def mapping(value: Any) -> Mapping[str, Any]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}


def dig(values: Mapping[str, Any], name: str) -> Any:
    """The value under a dotted name, None where there is none."""
    found: Any = values
    for part in name.split("."):
        found = mapping(found).get(part)
    return found


def _expression(source: Any) -> str:
    return str(source).strip().removeprefix("=").strip()


def _pair(one: Any) -> tuple[str, str]:
    if isinstance(one, Mapping):
        value = str(one.get("value", ""))
        return value, str(one.get("label") or value)
    return str(one), str(one)


def _plain(component: Component) -> str:
    """A text block without its markdown marks: what it says, not how."""
    text = str(component.get("text") or "")
    return "\n".join(line.strip().lstrip("#").replace("**", "").strip() for line in text.splitlines())


def _shown_value(kind: str, component: Component, value: Any) -> Any:
    """What an input shows of a value: names of files, and of an instant what its input can hold."""
    if kind == "filepicker" and isinstance(value, list):
        return [str(mapping(each).get("name") or each) for each in value]
    if kind == "datetime" and component.get("subtype") == "datetime":
        return str(value or "")[:16]
    return value


def _attributes(kind: str, component: Component) -> dict[str, str]:
    """HTML attributes that help while typing; what is right is decided on the server."""
    rules = mapping(component.get("validate"))
    wanted = {"maxlength": rules.get("maxLength"), "rows": component.get("rows") if kind == "textarea" else None}
    if kind == "number":
        wanted["inputmode"] = "decimal"
    if rules.get("validationType") == "phone":
        wanted["inputmode"] = "tel"
    return {name: str(value) for name, value in wanted.items() if value is not None}
