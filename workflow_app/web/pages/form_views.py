"""What a form file's fields look like on a page: labels, hints, options, what was typed and what is wrong with it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

PREFIX = "data"
# form-js types that hold other fields, and those that show something but ask for nothing.
GROUPS = frozenset({"group"})
LISTS = frozenset({"dynamiclist"})
CHOICES = frozenset({"select", "radio", "checklist", "taglist"})
SEVERAL = frozenset({"checklist", "taglist"})
SHOWN_ONLY = frozenset({"text", "html", "separator", "spacer", "image", "button", "table", "expression"})

Component = Mapping[str, Any]


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


def field_views(
    components: Iterable[Component],
    answers: Mapping[str, Any],
    errors: Mapping[str, str],
    prefix: str = PREFIX,
    context: Mapping[str, Any] | None = None,
) -> tuple[FieldView, ...]:
    """Views of a form's components.

    `answers` are the values typed so far, nested as the form nests them; `errors` maps dotted paths below the form
    (`materials.0.name`) to sentences; `context` (the case's data) is where options by name come from.
    """
    names = answers if context is None else context
    views = (_view(component, answers, errors, prefix, names) for component in components)
    return tuple(view for view in views if view is not None)


def _view(
    component: Component, answers: Mapping[str, Any], errors: Mapping[str, str], prefix: str, names: Mapping[str, Any]
) -> FieldView | None:
    kind = str(component.get("type", "textfield"))
    if kind in GROUPS:
        return _group(component, answers, errors, prefix, names)
    if kind in LISTS:
        return _list(component, answers, errors, prefix, names)
    if kind in SHOWN_ONLY:
        return FieldView(kind, prefix, text=str(component.get("text", ""))) if component.get("text") else None
    return _answerable(kind, component, answers, errors, prefix, names)


def _group(
    component: Component, answers: Mapping[str, Any], errors: Mapping[str, str], prefix: str, names: Mapping[str, Any]
) -> FieldView:
    path = component.get("path")
    inner, below = (mapping(answers.get(path)), f"{prefix}.{path}") if path else (answers, prefix)
    children = field_views(component.get("components", ()), inner, errors, below, names)
    return FieldView("group", below, label=label_of(component), children=children)


def _list(
    component: Component, answers: Mapping[str, Any], errors: Mapping[str, str], prefix: str, names: Mapping[str, Any]
) -> FieldView:
    path = f"{prefix}.{name_of(component)}"
    given = answers.get(name_of(component))
    entries = list(given) if isinstance(given, list) else [{}] * int(component.get("defaultRepetitions", 1) or 0)
    components = component.get("components", ())
    rows = tuple(
        field_views(components, mapping(entry), errors, f"{path}.{at}", names) for at, entry in enumerate(entries)
    )
    return FieldView("dynamiclist", path, label=label_of(component), error=errors.get(_below(path)), rows=rows)


def _answerable(
    kind: str,
    component: Component,
    answers: Mapping[str, Any],
    errors: Mapping[str, str],
    prefix: str,
    names: Mapping[str, Any],
) -> FieldView:
    name = name_of(component)
    value = answers.get(name, component.get("defaultValue"))
    return FieldView(
        _input_kind(kind, component),
        f"{prefix}.{name}",
        label=label_of(component),
        hint=str(component.get("description", "")),
        required=bool(mapping(component.get("validate")).get("required")),
        readonly=bool(component.get("readonly") or component.get("disabled")),
        value=value,
        error=errors.get(_below(f"{prefix}.{name}")),
        unit=str(mapping(component.get("appearance")).get("suffixAdorner", "")),
        options=_options(component, value, names) if kind in CHOICES else (),
        attributes=_attributes(kind, component),
    )


def _input_kind(kind: str, component: Component) -> str:
    """form-js keeps dates, times and both apart by a subtype; HTML by the input's type."""
    if kind != "datetime":
        return kind
    return {"time": "time", "datetime": "datetime-local"}.get(str(component.get("subtype")), "date")


def _options(component: Component, value: Any, names: Mapping[str, Any]) -> tuple[Option, ...]:
    given = component.get("values") or names.get(str(component.get("valuesKey", ""))) or ()
    chosen = {str(one) for one in value} if isinstance(value, list) else {str(value)}
    pairs = (option_pair(one) for one in given)
    return tuple(Option(value, label, value in chosen) for value, label in pairs)


def option_pair(one: Any) -> tuple[str, str]:
    """Value and label of an option as a form file writes it: an object with both, or plainly the value."""
    if isinstance(one, Mapping):
        value = str(one.get("value", one.get("label", "")))
        return value, str(one.get("label", value))
    return str(one), str(one)


def _attributes(kind: str, component: Component) -> dict[str, str]:
    """HTML attributes that help while typing; what is right is decided on the server."""
    rules = mapping(component.get("validate"))
    wanted = {"maxlength": rules.get("maxLength"), "rows": component.get("rows") if kind == "textarea" else None}
    if kind == "number":
        wanted["inputmode"] = "decimal"
    if rules.get("validationType") == "phone":
        wanted["inputmode"] = "tel"
    return {name: str(value) for name, value in wanted.items() if value is not None}


def _below(path: str) -> str:
    return path.removeprefix(f"{PREFIX}.")


def name_of(component: Component) -> str:
    """The name a component's answer has in the data."""
    return str(component.get("key") or component.get("path") or "")


def label_of(component: Component) -> str:
    """What a person calls a field: dates carry their label elsewhere in form-js."""
    label = component.get("label") or component.get("dateLabel") or component.get("timeLabel")
    return str(label or name_of(component))


def mapping(value: Any) -> Mapping[str, Any]:
    """The value if it is an object, else an empty one."""
    return value if isinstance(value, Mapping) else {}
